"""Tables of a portfolio's page: the first screen, the ledger by account and source, months, and how accounts lose."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from data.base.arrays import Floats
from data.base.day_arrays import months_of
from data.base.days import date_of
from data.base.sums import total
from engine.analysis.returns import month_ends
from engine.audit.verdicts import LineStanding
from engine.portfolio.figures import PORTFOLIO
from engine.report.headlines import unsigned
from engine.report.heat import FULL_HEAT, Heat, HeatCell, cell
from engine.report.portfolio_seen import MOVED, SOURCES, Row, Seen
from engine.report.told import Told
from engine.words import Words

WORST = 6
"""Worst months shown."""
FIGURES = ("final", "cagr", "volatility", "max_drawdown", "worst_month", "margin_calls", "forced_sales")
MONTHS = 12
PAIRED = ("correlation", "in_losses", "both_lost")
LITTLE = 0.5
"""Amounts below it are shown as nothing."""


class Standing(NamedTuple):
    """Checks of an account's plan: how many were asked, not kept, and kept at every fill but drifted from."""

    asked: int
    beyond: int
    drifted: int

    @property
    def code(self) -> LineStanding:
        """The worst of them."""
        if self.beyond:
            return LineStanding.NOT_KEPT
        return LineStanding.DRIFTED if self.drifted else LineStanding.KEPT


class FirstRow(NamedTuple):
    """A row of the first screen: place of its colour (-1 of the whole), name, what it is below it, its figures, and how
    its plan stands.
    """

    place: int
    name: str
    kind: str
    cells: list[str]
    plan: Standing


def standing(seen: Seen, names: Iterable[str]) -> Standing:
    """The checks of some accounts together, as their tables of verdicts have them."""
    found = [one for name in names for one in seen.result.runs[name].table("verdicts")["standing"].to_pylist()]
    asked = [one for one in found if one != LineStanding.NOT_PART]
    beyond = [one for one in asked if one in (LineStanding.NOT_KEPT, LineStanding.COULD_NOT)]
    return Standing(len(asked), len(beyond), asked.count(LineStanding.DRIFTED))


def first_rows(seen: Seen) -> list[FirstRow]:
    """The whole and each account."""
    say = seen.say
    whole = FirstRow(
        -1,
        say("portfolio_page.whole"),
        "",
        ["100%", *figures(seen, seen.together, held_figures(seen))],
        standing(seen, seen.names),
    )
    return [whole, *(_account(seen, place, name) for place, name in enumerate(seen.names))]


def _account(seen: Seen, place: int, name: str) -> FirstRow:
    config = seen.result.runs[name].config
    kind = seen.say(
        "portfolio_page.kind", pattern=seen.say.told("pattern", config.kind.name), account=config.account.profile,
        currency=seen.say.told("money", config.capital.currency),
    )  # fmt: skip
    part = f"{float(seen.result.manifest['accounts'][name]['share']):.0%}"
    return FirstRow(
        place, name, kind, [part, *figures(seen, seen.figures[name], held_figures(seen))], standing(seen, [name])
    )


def figure_titles(seen: Seen, names: Sequence[str]) -> list[str]:
    """What the figures of these names are called."""
    currency = seen.say.told("money", seen.currency)
    return [seen.say(f"portfolio_page.{name}", currency=currency) for name in names]


def held_figures(seen: Seen) -> list[str]:
    """Names of the figures of what was held: growth in all where the period is too short for growth a year, and the day
    on which an account was lost only where any was.
    """
    names = FIGURES if seen.together["cagr"] is not None else [name.replace("cagr", "growth") for name in FIGURES]
    return [*names, *(["ruined_on"] if _any_lost(seen) else [])]


def figures(seen: Seen, row: Row, names: Sequence[str]) -> list[str]:
    """Figures of an account or of the whole, by their names."""
    return [_figure(seen, row, name) for name in names]


def _figure(seen: Seen, row: Row, name: str) -> str:
    if name == "final":
        return seen.say.amount(row[name], seen.currency)
    if name == "ruined_on":
        return row[name].isoformat() if row[name] else ""
    if name in ("margin_calls", "forced_sales"):
        return f"{row[name]:,}"
    value = seen.growth(row["account"]) if name == "growth" else row[name]
    return share(value, seen.say, signed=name not in ("volatility", "max_drawdown"))


def _any_lost(seen: Seen) -> bool:
    return any(row["ruined_on"] for row in [*seen.figures.values(), *seen.alone.values()])


def share(value: float | None, say: Words, *, signed: bool = True) -> str:
    """A decimal in hundredths."""
    if value is None:
        return say("headline.undefined")
    return unsigned(("{:+.2%}" if signed else "{:.2%}").format(value))


def alone_table(seen: Seen) -> Told:
    """The portfolio, and the same capital in each account alone, of which growth in all is not kept."""
    names = [name for name in held_figures(seen) if name != "growth"]
    rows = [[seen.say("portfolio_page.as_held"), *figures(seen, seen.together, names)]]
    rows += [[name, *figures(seen, row, names)] for name, row in seen.alone.items()]
    return Told([seen.say("portfolio_page.all_in"), *figure_titles(seen, names)], rows)


def bridge(seen: Seen) -> Heat:
    """From what was put into each account to what it ended with: what each source earned, payments, and what was moved;
    the last row is the sum of the others.
    """
    rows = {holder: _bridge(seen, holder) for holder in seen.holders}
    rows[PORTFOLIO] = {key: total(row[key] for row in rows.values()) for key in next(iter(rows.values()))}
    full = max(abs(row[one]) for row in rows.values() for one in SOURCES) or 1.0
    shown = [one for one in (*SOURCES, "paid", MOVED) if any(abs(row[one]) >= LITTLE for row in rows.values())]
    titles = ["put_in", *shown, "ended"]

    def cells(row: dict[str, float]) -> list[HeatCell]:
        earned = [money(seen, row[one], full if one in SOURCES else None) for one in shown]
        return [_plain(seen, row["put_in"]), *earned, _plain(seen, row["ended"])]

    called = [seen.say(f"source.{one}" if one in SOURCES else f"portfolio_page.{one}") for one in titles]
    return Heat("bridge", called, [(_called(seen, name), cells(row)) for name, row in rows.items()])


def _bridge(seen: Seen, holder: str) -> dict[str, float]:
    row = {one: float(seen.by_day(holder, (one,)).sum()) for one in (*SOURCES, MOVED)}
    row |= {"put_in": seen.put_in(holder), "paid": seen.paid(holder)}
    return {**row, "ended": total(row.values())}


def _called(seen: Seen, name: str) -> str:
    return seen.say("portfolio_page.whole") if name == PORTFOLIO else seen.called(name)


def _plain(seen: Seen, value: float) -> HeatCell:
    return HeatCell(seen.say.amount(value, seen.currency) if abs(value) >= LITTLE else "", "gain", 0.0)


def money(seen: Seen, value: float, full: float | None) -> HeatCell:
    """An amount with its sign; its colour is strongest from `full` on, and it has none without."""
    if abs(value) < LITTLE:
        return HeatCell("", "gain", 0.0)
    text = ("+" if value > 0.0 else "") + seen.say.amount(value, seen.currency)
    return cell(value, full or np.inf)._replace(text=text)


def months_heat(seen: Seen) -> Heat:
    """Returns of the whole by month, a row for each year with its total."""
    labels, returns = _months(seen)
    by_month = dict(zip(labels, returns.tolist(), strict=True))
    full = FULL_HEAT["return"]
    rows = []
    for year in dict.fromkeys(label[:4] for label in labels):
        found = [by_month.get(f"{year}-{month:02d}") for month in range(1, MONTHS + 1)]
        total = float(np.prod([1.0 + one for one in found if one is not None])) - 1.0
        rows.append((year, [*(cell(one, full) for one in found), cell(total, 3.0 * full)]))
    return Heat("months", [*(str(month + 1) for month in range(MONTHS)), seen.say("report.year_total")], rows)


def _months(seen: Seen) -> tuple[list[str], Floats]:
    """Calendar months (YYYY-MM) and the return of the whole in each, broken ones included."""
    worth, ends = seen.whole("unit_value"), month_ends(seen.days)
    levels = np.concatenate([worth[:1], worth[ends]])
    returns: Floats = levels[1:] / levels[:-1] - 1.0
    return [f"{date_of(int(seen.days[row])):%Y-%m}" for row in ends], returns


def worst_months(seen: Seen) -> Heat:
    """The worst months of the whole, and what each account earned in them; a row's amounts add up to the last."""
    labels, returns = _months(seen)
    places = np.unique(months_of(seen.days), return_inverse=True)[1]
    earned = {name: np.bincount(places, seen.by_day(name, SOURCES)) for name in seen.holders}
    worst = [int(place) for place in np.argsort(returns, kind="stable")[:WORST] if returns[place] < 0.0]
    full = max((abs(float(each[place])) for each in earned.values() for place in worst), default=1.0) or 1.0
    rows = []
    for place in worst:
        amounts = [float(each[place]) for each in earned.values()]
        cells = [money(seen, one, full) for one in amounts]
        rows.append(
            (labels[place], [cell(float(returns[place]), np.inf, "{:+.2%}"), *cells, money(seen, total(amounts), None)])
        )
    names = [seen.say("portfolio_page.of_whole"), *map(seen.called, seen.holders), seen.say("portfolio_page.in_all")]
    return Heat("worst", names, rows)


def lose_together(seen: Seen) -> list[Heat]:
    """Correlation of months, that of months in which either lost, and how often both lost, by pairs of accounts."""
    table = seen.result.table("together").to_pylist()
    pairs = {(row["one"], row["other"]): row for row in table}
    pairs |= {(other, one): row for (one, other), row in pairs.items()}

    def row_of(one: str, kind: str) -> tuple[str, list[HeatCell]]:
        return one, [_pair(pairs.get((one, other)), kind, seen.say) for other in seen.names]

    return [Heat(kind, seen.names, [row_of(one, kind) for one in seen.names]) for kind in PAIRED]


def _pair(row: Row | None, kind: str, say: Words) -> HeatCell:
    """A cell whose colour is that of a loss where accounts go together."""
    if row is None:
        return HeatCell("", "gain", 0.0)
    if kind == "both_lost":
        text = say("portfolio_page.both_expected", both=f"{row[kind]:.0%}", expected=f"{row['expected']:.0%}")
        return HeatCell(text, "loss", round(row[kind], 2))
    shown = cell(row[kind], 1.0, "{:+.2f}", say("headline.undefined"))
    return shown._replace(side="gain" if shown.text.startswith("-") else "loss")
