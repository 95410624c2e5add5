"""What a page tells of one kind of run in tables: trades, the cash ratio by its cause, what a strategy declares."""

import re
from typing import Any

import numpy as np

from data.base.arrays import Floats
from data.base.arrow import to_array, to_codes
from data.base.days import iso
from engine.analysis.option_sums import OptionSums, option_sums
from engine.analysis.trade_figures import multiples_of, trade_figures
from engine.audit.chapters import chapters
from engine.comparison.comparison import Comparison
from engine.report.audit_words import told
from engine.report.cash_told import cash_figures_told, series_told
from engine.report.first_screen import market_of
from engine.report.kind_columns import pair_columns
from engine.report.kind_told import sections_of
from engine.report.option_table import option_rows, option_title
from engine.report.own_told import order_rows, own_told
from engine.report.told import Told
from engine.results.run import RunResult
from engine.words import Words

CAUSES = ("binding", "state")
FORMS = {
    **dict.fromkeys(("trades", "losing_streak"), "{:,}"),
    **dict.fromkeys(("won", "streak_chance"), "{:.0%}"),
    **dict.fromkeys(("mean", "mean_gain", "mean_loss", "worst"), "{:+.2f}"),
}
"""How each figure of closed trades is written."""


def kind_tables(comparison: Comparison, say: Words) -> dict[str, dict[str, Any]]:
    """By run: its sections, and what each of those tells."""
    index = to_array(comparison.table("sessions")["index"])
    found: dict[str, dict[str, Any]] = {}
    for name, run in comparison.runs.items():
        has, whole = sections_of(run), comparison.whole[name]
        found[name] = {
            "has": has,
            "market": market_of(run, say),
            "pair": _pair(run, index, say) if "pair" in has else "",
            "cash": _by_cause(run, say) if "cash" in has else None,
            "cash_figures": cash_figures_told(whole, say) if "cash" in has else None,
            "series": series_told(whole, say),
            "trades": trade_rows(whole, say) if "trades" in has else None,
            "list": _trade_list(whole, say) if "trades" in has else None,
            "stages": _stages(run, say) if "fx_stages" in run.tables else None,
            "options": [_options(sums, run, say) for sums in option_sums(run.tables)],
            "own": own_told(run, say),
            "declared": _declared(whole, say) if "own" in has else None,
            "orders": Told(*order_rows(run, say)) if "own" in has else None,
        }
    return found


def trade_rows(run: RunResult, say: Words) -> Told:
    """The figures of the closed trades of a run."""
    figures = trade_figures(run.table("trades"))._asdict()
    rows = [
        [say(f"trade.{name}"), say("headline.undefined") if value is None else FORMS[name].format(value)]
        for name, value in figures.items()
    ]
    return Told(["", ""], rows)


def trade_bars(run: RunResult) -> dict[str, list[Any]]:
    """What each trade closed in full brought, by the day it was opened, in multiples of what it risked."""
    trades = run.table("trades")
    days = np.unique(to_array(trades["opened"])[~to_array(trades["open"])])
    left = np.unique(to_array(trades["opened"])[to_array(trades["open"])])
    return {
        "opened": [iso(day) for day in np.setdiff1d(days, left).tolist()],
        "multiple": multiples_of(trades).tolist(),
    }


def _pair(run: RunResult, index: Floats, say: Words) -> str:
    """Leverage, the day nearest to the loss-cut, and what swap points and price brought, in a sentence each."""
    columns = pair_columns(run, index)
    held, nearest = columns["leverage"], int(np.nanargmin(columns["losscut"]))
    gained = {name: f"{columns[name][-1]:+,.0f}" for name in ("swap", "price")}
    return say(
        "kind_page.pair", low=f"{np.nanmin(held):.2f}", high=f"{np.nanmax(held):.2f}", market=run.config.pair,
        day=iso(int(to_array(run.table("equity")["date"])[nearest])), rate=f"{index[nearest]:.2f}",
        points=f"{columns['losscut'][nearest]:.2f}", currency=run.config.capital.currency, **gained,
    )  # fmt: skip


def _by_cause(run: RunResult, say: Words) -> Told:
    """How long each cause decided the cash ratio while the rules stood as they did, and what it was then; the longest
    first.
    """
    rules = run.table("cash_rules")
    held, keys = to_array(rules["held_ratio"]), list(zip(*(rules[name].to_pylist() for name in CAUSES), strict=True))
    groups = {key: held[[one == key for one in keys]] for key in dict.fromkeys(keys)}
    rows = [
        [
            say(f"why_binding.{cause}") if cause else say("kind_page.constant"), _state(state, say),
            f"{len(of):,}", f"{len(of) / len(held):.0%}", f"{of.mean():.1%}",
        ]
        for (cause, state), of in sorted(groups.items(), key=lambda item: -len(item[1]))
    ]  # fmt: skip
    return Told([say(f"kind_page.cash_{name}") for name in ("cause", "state", "sessions", "share", "mean")], rows)


def _state(state: str, say: Words) -> str:
    """Where the rules of the cash ratio stand; a stage of the way back by its number."""
    stage = re.fullmatch(r"stage (\d+) of (\d+)", state)
    return say("kind_page.state_stage", now=stage[1], all=stage[2]) if stage else say(f"kind_page.state_{state}")


def _trade_list(run: RunResult, say: Words) -> Told:
    """Every trade, or part of one that was closed by itself."""
    names = ("opened", "closed", "contracts", "entry", "stop", "price", "multiple")
    rows = [
        [
            str(row["opened"]),
            say("kind_page.still_open") if row["open"] else str(row["closed"]),
            f"{row['contracts']:+,}",
            *(f"{row[name]:.3f}" for name in ("entry", "stop", "price")),
            f"{row['gain_share'] / row['risked_share']:+.2f}" if row["risked_share"] else say("headline.undefined"),
        ]
        for row in run.table("trades").to_pylist()
    ]
    return Told([say(f"kind_page.trade_{name}") for name in names], rows)


def _stages(run: RunResult, say: Words) -> Told:
    """How many evenings each stage of risk lasted, and what a trade of it may lose."""
    stages = run.table("fx_stages")
    codes, names = to_codes(stages["stage"])
    allowed = to_array(stages["allowed_loss"])
    rows = [
        [say(f"kind_page.stage_{name}"), f"{(codes == place).sum():,}", f"{allowed[codes == place].max():.2%}"]
        for place, name in enumerate(names)
    ]
    return Told([say(f"kind_page.{name}") for name in ("stage", "cash_sessions", "stage_loss")], rows)


def _options(sums: OptionSums, run: RunResult, say: Words) -> tuple[str, list[Told]]:
    """What options of one kind brought: a title, the rows by what became of the premium, and those by cause."""
    titles = [say(f"options_earn.{name}") for name in ("part", "amount", "a_year")]
    ways, causes = ([list(row) for row in block] for block in option_rows(sums, say))
    paid = Told(titles[:2], [row[:2] for row in ways])
    return option_title(sums, run.config.called, run, say), [paid, Told(titles, causes)]


def _declared(run: RunResult, say: Words) -> Told | None:
    """What a class declares, whether it was kept, and what was held; None where it declares nothing."""
    rows = [
        [line.text(say), say(f"standing.{one.standing.value}"), told(one, say)]
        for line, found in chapters(run)
        if line
        for one in found
        if one.check.startswith("declared_")
    ]
    return Told([say(f"kind_page.declared_{name}") for name in ("what", "standing", "held")], rows) if rows else None
