"""Core, A, B and C for a yen investor, unhedged, half and fully hedged, 1999-2018, on the embedded market.

python -m validation.yen        writes docs/yen.md
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from statistics import fmean

from data.base.days import iso
from data.market.embedded import embedded_market
from engine import RunResult, backtest, compare_results, load_config
from engine.account.hedge_terms import HedgeTerms
from engine.analysis.attribution import by_source, daily_attribution
from engine.analysis.investor import investor_tables
from engine.analysis.uncertainty import RISKLESS, Resampling
from engine.comparison.comparison import Comparison

PAGE = Path(__file__).parents[1] / "docs" / "yen.md"
PATTERNS = ("core", "A", "B", "C")
RATIOS = (0.0, 0.5, 1.0)
RESAMPLES = 2000
"""For the intervals of the page, as its table says."""
CURRENCY = ("fx_translation", "fx_cross", "hedge_price", "hedge_carry")


@cache
def run(pattern: str, ratio: float) -> RunResult:
    """A pattern of a yen investor who hedges a share of equity."""
    settings = ("investor.currency=JPY", f"hedge.ratio={ratio}")
    return backtest(load_config(None, settings, pattern=pattern), embedded_market())


@cache
def comparison(ratio: float) -> Comparison:
    """The four patterns at one hedge ratio."""
    return compare_results(
        {pattern: run(pattern, ratio) for pattern in PATTERNS}, embedded_market(), plan=Resampling(count=RESAMPLES)
    )


def results_table() -> list[str]:
    """A row for each pattern and hedge ratio."""
    return [_result(pattern, ratio) for ratio in RATIOS for pattern in PATTERNS]


def _result(pattern: str, ratio: float) -> str:
    figures = comparison(ratio).metrics()[pattern]
    low, high = _interval(ratio, pattern)
    cells = (
        f"{ratio:.0%}", pattern, f"{figures['cagr']:.2%}", f"{figures['volatility']:.2%}",
        f"{figures['max_drawdown']:.1%}",
        f"{figures['excess_return']:+.2%}", f"{low:+.2%} to {high:+.2%}", f"{figures['margin_calls']:.0f}",
    )  # fmt: skip
    return f"| {' | '.join(cells)} |"


def _interval(ratio: float, pattern: str) -> tuple[float, float]:
    rows = comparison(ratio).table("differences").to_pylist()
    looked = (pattern, RISKLESS["JPY"], "excess_return")
    row = next(r for r in rows if (r["run"], r["against"], r["statistic"]) == looked)
    return row["low"], row["high"]


def sources_table() -> list[str]:
    """What each source brought, millions of yen; rows sum to the gain."""
    lines = []
    for ratio in RATIOS:
        for pattern in PATTERNS:
            sources = _sources(run(pattern, ratio))
            cells = [f"{value / 1e6:+.2f}" for value in (*sources.values(), sum(sources.values()))]
            lines.append(f"| {ratio:.0%} | {pattern} | {' | '.join(cells)} |")
    return lines


def _sources(result: RunResult) -> dict[str, float]:
    """Carry, overlay and costs, and the four parts of the currency, in yen."""
    daily = daily_attribution(investor_tables(result.tables))
    totals = dict(zip(daily.categories, daily.amounts.sum(axis=0).tolist(), strict=True))
    named = by_source(daily.categories, daily.amounts.sum(axis=0))
    return {name: named[name] for name in ("carry", "overlay", "costs")} | {
        name: totals.get(name, 0.0) for name in CURRENCY
    }


def crises_table() -> list[str]:
    """Crashes in which the yen rose too: the double blow, in yen."""
    lines = []
    free, hedged = (comparison(ratio).table("crises").to_pylist() for ratio in (0.0, 1.0))
    rates = dict(zip(embedded_market().days, embedded_market().values("usdjpy"), strict=True))
    for one, other in zip(free, hedged, strict=True):
        if one["run"] != "A":
            continue
        first, last = (rates[_day(one[name])] for name in ("peak", "trough"))
        lines.append(
            f"| {one['peak']} | {one['trough']} | {one['index_fall']:.1%} | {first:.1f} | {last:.1f} | "
            f"{last / first - 1.0:+.1%} "
            f"| {one['return']:+.1%} | {other['return']:+.1%} |"
        )
    return lines


def _day(value: object) -> int:
    from data.base.days import day_of  # noqa: PLC0415

    return day_of(value)  # type: ignore[arg-type]  # Arrow gives dates


def costs_by_year() -> Mapping[str, tuple[float, ...]]:
    """Mean cost of the hedge a year by covered interest parity, by calendar year: of bills, of interbank rates, and of
    those with the basis.
    """
    market, terms = embedded_market(), HedgeTerms(1.0)
    found: dict[str, list[tuple[float, ...]]] = {}
    for day, dollars, yen in zip(market.days, market.values("bill_yield"), market.values("jpy_rate"), strict=True):
        held = terms.on(day)
        over_bills, over_call = held.interbank
        rates = dollars + over_bills, yen + over_call
        costs = hedge_cost(dollars, yen, 0.0), hedge_cost(*rates, 0.0), hedge_cost(*rates, held.basis)
        found.setdefault(iso(day)[:4], []).append(costs)
    return {year: tuple(fmean(kind) for kind in zip(*costs, strict=True)) for year, costs in found.items()}


def hedge_cost(account_rate: float, investor_rate: float, basis: float) -> float:
    """What selling the account's currency forward costs a year, annual decimal; negative where it earns: r_account -
    r_investor - basis.
    """
    return account_rate - investor_rate - basis


def page() -> str:
    """The whole page."""
    return Path(__file__).with_name("yen.template.md").read_text(encoding="utf-8").format(
        results="\n".join(results_table()),
        sources="\n".join(sources_table()),
        crises="\n".join(crises_table()),
        years="\n".join(f"| {year} | {' | '.join(f'{cost:+.2%}' for cost in costs)} |" for year,
            costs in costs_by_year().items()),
    )  # fmt: skip


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
