"""Every variant of a plan in figures of its own: its run, and what came of it on made-up paths."""

from collections.abc import Callable, Mapping

from engine.report.weighed import Row, Weighed, weighed
from engine.report.worth_rows import NOTHING, Table, depth, label, percent
from engine.weighing.result import WorthResult
from engine.words import Words
from engine.words.sentence import chance

FIGURES: Mapping[str, Callable[[float | None], str]] = {
    "cagr": percent,
    "volatility": lambda value: percent(value, "{:.2f}"),
    "max_drawdown": depth,
    "worst_month": depth,
    "margin_calls": lambda value: _number(value, "{:.0f}"),
    "deadlines_missed": lambda value: _number(value, "{:.0f}"),
    "forced_sales": lambda value: _number(value, "{:.0f}"),
    "turnover": lambda value: _number(value, "{:.2f}"),
    "cost_drag": lambda value: percent(value, "{:.3f}"),
}
"""Figures of a run, and how each is told."""
EVENTS = ("margin_call", "forced_sale", "fall_10", "fall_20", "below_fund")
QUANTILES = (0.05, 0.5)
"""Quantiles of wealth at the end of paths that are told."""


def _number(value: float | None, form: str) -> str:
    return NOTHING if value is None else form.format(value)


def figure_table(result: WorthResult, say: Words) -> Table:
    """A row for the plan and for each variant, with the figures of its run."""
    titles = [say(f"worth_figure.{name}") for name in FIGURES]
    rows = [[_named(one, say), *(tell(one.row[name]) for name, tell in FIGURES.items())] for one in _all(result)]
    return Table([say("worth.variant"), *titles], rows)


def path_table(result: WorthResult, say: Words) -> Table | None:
    """A row for the plan and for each variant with the chances of events on made-up paths, percent, their intervals,
    and wealth at the end, multiples of opening capital; None where there are no paths.
    """
    wealth = {(row["variant"], row["quantile"]): row["wealth"] for row in result.table("wealth").to_pylist()}
    if not wealth:
        return None
    titles = [say.told("happened", event) for event in EVENTS]
    ends = [say("survive.end_at", share=quantile) for quantile in QUANTILES]
    rows = [
        [
            _named(one, say),
            *(_likely(one.chances[event], say) for event in EVENTS),
            *(f"{wealth[one.row['variant'], quantile]:.2f}x" for quantile in QUANTILES),
        ]
        for one in _all(result)
        if one.chances
    ]
    return Table([say("worth.variant"), *titles, *ends], rows)


def _named(one: Weighed, say: Words) -> str:
    """A variant by what it is, and not by what it lacks."""
    name = label(one, say)
    return say("worth.without", name=name) if one.lacks else name


def _all(result: WorthResult) -> list[Weighed]:
    return [one for ones in weighed(result).values() for one in ones]


def _likely(row: Row, say: Words) -> str:
    """A chance and the ends of its interval; of simulation alone where no history was resampled."""
    ends = ("simulation_low", "simulation_high") if row["low"] is None else ("low", "high")
    low, high = (chance(row[name]).removesuffix(" %") for name in ends)
    return say("worth.likely", chance=chance(row["probability"]).removesuffix(" %"), low=low, high=high)
