"""A short hedge, always and in downtrends, by runs on the embedded market.

python -m validation.hedge        writes docs/hedge.md and docs/hedge.ja.md
"""

from functools import cache
from pathlib import Path

from data.base.arrow import to_array
from data.market.embedded import embedded_market
from engine import RunResult, backtest, load_config

DOCS = Path(__file__).parents[1] / "docs"
FALLS = {
    "f2000": ("2000-03-24", "2002-10-09"),
    "f2008": ("2007-10-09", "2009-03-09"),
    "f2020": ("2020-02-19", "2020-03-23"),
    "f2022": ("2022-01-03", "2022-10-12"),
}
PLANS = {"core": ("core", ()), "always": ("hedge", ()), "downtrend": ("hedge", ("short.when=downtrend",))}


@cache
def run(pattern: str, first: str, last: str, *settings: str) -> RunResult:
    """A run of a pattern from one day to another."""
    period = (*([f"period.start={first}"] if first else ()), f"period.end={last}")
    return backtest(load_config(None, [*period, *settings], pattern=pattern), embedded_market())


def whole(name: str) -> str:
    """What a plan earned over all years, behind its name."""
    pattern, settings = PLANS[name]
    found = run(pattern, "", "2026-06-30", *settings).metrics
    return f"{found['cagr']:+.2%} | {found['volatility']:.1%} | {found['max_drawdown']:.1%} |"


def in_falls(name: str) -> str:
    """What a plan gained in each of the falls, behind its name; each begins with the opening capital."""
    pattern, settings = PLANS[name]
    equities = [to_array(run(pattern, *days, *settings).table("equity")["equity"]) for days in FALLS.values()]
    return " | ".join(f"{one[-1] / one[0] - 1.0:+.1%}" for one in equities) + " |"


def page(language: str) -> str:
    """The whole page in a language, `.ja` or nothing."""
    template = Path(__file__).with_name(f"hedge.template{language}.md").read_text(encoding="utf-8")
    told = {f"{name}_{what.__name__}": what(name) for name in PLANS for what in (whole, in_falls)}
    return template.format(**told)


if __name__ == "__main__":
    for one in ("", ".ja"):
        (DOCS / f"hedge{one}.md").write_text(page(one), encoding="utf-8")
