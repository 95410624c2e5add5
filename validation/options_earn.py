"""What options earned and cost, by cause, since 1982: patterns B and C by regime and by decade.

python -m validation.options_earn      writes docs/options_earn.md and docs/options_earn.ja.md
"""

from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from data.base.arrow import to_array, to_codes
from data.market.embedded import embedded_market
from engine import RunResult, backtest, compare_results, load_config
from engine.analysis.attribution import daily_attribution
from engine.analysis.option_sums import gained_by_session, option_sums
from engine.analysis.uncertainty import Resampling
from engine.report.console import seen
from engine.report.option_table import option_rows
from engine.words import Words, words
from engine.words.regime_names import regime_name
from validation.option_bumps import TOLERANCE
from validation.two_languages import pages, template, write

PAGES = pages("options_earn")
PATTERNS = ("B", "C")
SCHEMES = ("trend", "trend_known", "vix")
DECADES = ((1982, 1989), (1990, 1999), (2000, 2009), (2010, 2019), (2020, 2026))
COLUMNS = {
    "option_delta": ("delta",),
    "option_realised": ("gamma", "theta"),
    "option_vega": ("vega",),
    "option_rest": ("rate", "intraday", "other"),
    "option_costs": ("spread", "commission"),
    "option_gain": ("total",),
}
_DAYS_A_YEAR = 365.25
Flags = NDArray[np.bool_]


@cache
def run(pattern: str) -> RunResult:
    """A pattern with its defaults, all sessions."""
    return backtest(load_config(None, pattern=pattern))


def shares(pattern: str, chosen: Flags) -> list[float]:
    """What options brought in some sessions by `COLUMNS`, percent of equity for a year of such sessions."""
    result = run(pattern)
    gained, daily = gained_by_session(result.tables), daily_attribution(result.tables)
    days = daily.days.astype(float)
    years = np.diff(days, prepend=days[0])[chosen].sum() / _DAYS_A_YEAR
    parts = (np.sum([gained[name] for name in names], axis=0) for names in COLUMNS.values())
    return [100.0 * float((part[chosen] / daily.opening[chosen]).sum() / years) for part in parts]


def regime_rows(pattern: str, scheme: str, say: Words) -> Iterator[tuple[str, ...]]:
    """A row for each regime of a scheme."""
    for name, chosen in _labelled(scheme).items():
        yield regime_name(name, say), f"{chosen.mean():.0%}", *_told(shares(pattern, chosen))


def decade_rows(pattern: str) -> Iterator[tuple[str, ...]]:
    """A row for each decade."""
    years = to_array(run(pattern).tables["equity"]["date"]).astype("datetime64[D]").astype("datetime64[Y]").astype(int)
    for first, last in DECADES:
        chosen = (years + 1970 >= first) & (years + 1970 <= last)
        yield f"{first} - {last}", f"{chosen.mean():.0%}", *_told(shares(pattern, chosen))


@cache
def _labels() -> dict[str, tuple[NDArray[np.int32], list[str]]]:
    found = compare_results({"B": run("B")}, embedded_market(), plan=Resampling(count=2)).table("sessions")
    return {scheme: to_codes(found[scheme]) for scheme in SCHEMES}


def _labelled(scheme: str) -> dict[str, Flags]:
    codes, names = _labels()[scheme]
    return {name: codes == place for place, name in enumerate(names) if name}


def _told(values: Sequence[float]) -> Iterator[str]:
    for value in values:
        text = f"{value:+.2f}"
        yield text if text.strip("+-0.") else "0.00"


def ways(pattern: str, language: str) -> str:
    """Both ways to tell a pattern's gain, as rows of a table."""
    (sums,) = option_sums(run(pattern).tables)
    return _lines(row for block in option_rows(sums, words(language)) for row in block)


def tables(pattern: str, language: str) -> str:
    """By regime of each scheme and by decade, as tables."""
    say = words(language)
    titles = [say(f"kind_chart.{name}") for name in COLUMNS]
    share = say("kind_page.cash_share")
    parts = []
    for scheme in (*SCHEMES, ""):
        rows = regime_rows(pattern, scheme, say) if scheme else decade_rows(pattern)
        head = [f"{say(f'scheme.{scheme}')} ({seen(scheme, say)})" if scheme else "", share, *titles]
        rule = ["---", *["--:"] * (len(head) - 1)]
        parts.append(_lines([head, rule, *rows]))
    return "\n\n".join(parts)


def _lines(rows: "Iterator[Sequence[str]] | Sequence[Sequence[str]]") -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def page(language: str) -> str:
    """The page as it should be."""
    told = {f"{kind}_{name}": make(name, language) for name in PATTERNS for kind, make in _MAKERS.items()}
    return template("options_earn", language).format(**told, tolerance=f"{TOLERANCE:g}")


_MAKERS = {"ways": ways, "tables": tables}

if __name__ == "__main__":
    write(PAGES, page)
