"""A saved run on a terminal: what it is, its figures, where its gain came from and what happened."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from rich.table import Table

from data.base.sums import total
from engine.analysis.trade_figures import trade_figures
from engine.comparison.run_figures import Figure, event_counts, sources, span
from engine.report.console import plain, with_columns
from engine.report.formats import figure, meaning, place
from engine.report.headline_tables import headline_tables
from engine.report.headlines import ENGLISH, opening_capital, shown
from engine.report.kind_told import source_told
from engine.report.option_table import option_tables
from engine.report.own_told import order_rows, own_told
from engine.report.worth import worth_tables
from engine.words import Words

if TYPE_CHECKING:
    from engine.results.run import RunResult


def summary_parts(run: "RunResult", figures: Mapping[str, Figure], say: Words = ENGLISH) -> Iterator[tuple[str, Table]]:
    """All there is to say about a run but its notes: tables and their titles, empty where a table has its own."""
    yield "", identity_table(run, say)
    yield from (("", table) for table in headline_tables({run.config.called: run}, say))
    yield from (("", table) for table in worth_tables({"": run}, say))
    above = shown(run)
    others = {name: value for name, value in figures.items() if name not in above}
    yield say("summary.figures"), figures_table(others, say(f"bills.{run.currency}"), say)
    yield say("summary.sources", currency=run.config.capital.currency), sources_table(run, say)
    yield from (("", table) for table in option_tables({run.config.called: run}, say))
    if "trades" in run.tables:
        yield say("summary.trades"), trades_table(run, say)
    if run.config.kind.is_free and run.table("orders").num_rows:
        yield say("summary.orders"), orders_table(run, say)
    if run.table("events").num_rows:
        yield say("summary.events"), events_table(run, say)


def identity_table(run: "RunResult", say: Words = ENGLISH) -> Table:
    """What the run is, and what it was made of."""
    config, manifest = run.config, run.manifest
    first, last, count = span(run)
    table = with_columns(plain(), "", "")
    table.show_header = False
    rows = {
        "summary.folder": run.path,
        "summary.name": config.name,
        "summary.note": config.note,
        "summary.pattern": "" if config.kind.is_free else config.kind.name,
        **own_told(run, say),
        "summary.period": say("summary.sessions", first=first, last=last, count=f"{count:,}"),
        "summary.account": config.broker_told,
        "summary.capital": opening_capital(run, 2),
        "summary.started": manifest["started"],
        "summary.digest": manifest["config_digest"],
        "summary.market": manifest["market"]["content_sha256"],
        "summary.code": manifest["code_revision"],
    }
    for key, value in rows.items():
        if value:
            table.add_row(say(key), str(value))
    return table


def figures_table(figures: Mapping[str, Figure], bills: str, say: Words = ENGLISH) -> Table:
    """Figures by name, in the order of their page; `bills` is what returns are measured against."""
    titles = ("summary.figure", "summary.meaning", "summary.value")
    table = with_columns(plain(), *map(say, titles), right=1)
    for name in sorted(figures, key=place):
        table.add_row(name, meaning(name, bills, say), figure(name, figures[name], say))
    return table


def sources_table(run: "RunResult", say: Words = ENGLISH) -> Table:
    """What each source earned, account currency, costs negative, and their sum."""
    table = with_columns(plain(), say("summary.source"), say("summary.amount"), right=1)
    amounts = sources(run)
    for source, amount in amounts.items():
        if amount or source in {"carry", "overlay", "costs"}:
            table.add_row(source_told(run, source, say), f"{amount:,.2f}")
    table.add_row(say("summary.gain"), f"{total(amounts.values()):,.2f}")
    return table


def trades_table(run: "RunResult", say: Words = ENGLISH) -> Table:
    """What closed trades brought, in multiples of what each risked."""
    table = with_columns(plain(), "", "", right=1)
    table.show_header = False
    for name, value in trade_figures(run.table("trades"))._asdict().items():
        table.add_row(
            say(f"trade.{name}"), _TRADE_FORMATS[name].format(value) if value is not None else say("headline.undefined")
        )
    return table


_TRADE_FORMATS = {
    **dict.fromkeys(("trades", "losing_streak"), "{:,}"),
    **dict.fromkeys(("won", "streak_chance"), "{:.0%}"),
    **dict.fromkeys(("mean", "mean_gain", "mean_loss", "worst"), "{:+.2f}"),
}


def orders_table(run: "RunResult", say: Words = ENGLISH) -> Table:
    """What became of the orders of a run, by kind."""
    titles, rows = order_rows(run, say)
    table = with_columns(plain(), *titles)
    for column in table.columns[1:3]:
        column.justify = "right"
    for row in rows:
        table.add_row(*row)
    return table


def events_table(run: "RunResult", say: Words = ENGLISH) -> Table:
    """How often each kind of event happened."""
    known = say.section("kind")
    titles = ("summary.event", "summary.meaning", "summary.times")
    table = with_columns(plain(), *map(say, titles), right=1)
    for kind, count in event_counts(run).items():
        table.add_row(kind, known.get(kind, ""), f"{count:,}")
    return table
