"""Paths with regimes against the market that they were fitted to.

python -m validation.paths        writes docs/paths.md
"""

from collections.abc import Callable, Iterator
from functools import cache
from math import exp
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.stats import t as student_t

from data.base.arrays import Floats
from data.market.embedded import embedded_market
from data.signals.volatility import SESSIONS_PER_YEAR
from data.synthetic.moves import BILL, DIVIDEND, GROWTH, HIGH, LOW, SPOT, VIX, YEN_RATE, moves_of
from data.synthetic.regime_parameters import REGIMES, RegimeParameters, drawn, regime_parameters
from data.synthetic.regime_paths import frequencies, mean_return, regime_moves

PAGE = Path(__file__).parents[1] / "docs" / "paths.md"
PATHS, DRAWS, YEARS = 200, 1_000, 20
MONTH = 21
Statistic = Callable[[Floats], float]


class Row(NamedTuple):
    """A statistic of the source and of each path, shape (paths,), and how it is printed."""

    name: str
    form: str
    source: float
    paths: Floats

    @property
    def below(self) -> float:
        """Share of paths on which it is less than in the source."""
        return float((self.paths < self.source).mean())

    @property
    def misses(self) -> bool:
        """Whether the source is among the outer 5 % of paths."""
        return not 0.025 <= self.below <= 0.975


def stream(seed: int) -> np.random.Generator:
    """Random numbers of a seed."""
    return np.random.Generator(np.random.PCG64(seed))


@cache
def source() -> Floats:
    """Moves of the market that parameters were fitted to."""
    market = embedded_market()
    return moves_of(market)[market.row_from(market.starts) :]


@cache
def parameters() -> RegimeParameters:
    """Those of the facts."""
    return regime_parameters(embedded_market())


def logs(moves: Floats) -> Floats:
    """Log returns."""
    return np.log(moves[:, GROWTH])


def _together(first: Floats, second: Floats) -> float:
    return float(np.corrcoef(first, second)[0, 1])


def _moment(power: int) -> Statistic:
    def moment(moves: Floats) -> float:
        away = logs(moves) - logs(moves).mean()
        return float(np.mean(away**power) / np.mean(away * away) ** (power / 2.0))

    return moment


def _clustering(lag: int) -> Statistic:
    def autocorrelation(moves: Floats) -> float:
        sizes = np.abs(logs(moves))
        return _together(sizes[:-lag], sizes[lag:])

    return autocorrelation


def _falls(beyond: float) -> Statistic:
    return lambda moves: float((moves[:, GROWTH] < 1.0 - beyond).mean())


def _worst(sessions: int) -> Statistic:
    def worst(moves: Floats) -> float:
        summed = np.concatenate([[0.0], np.cumsum(logs(moves))])
        return float(np.expm1((summed[sessions:] - summed[:-sessions]).min()))

    return worst


def _of(column: int, summary: Callable[[Floats], float]) -> Statistic:
    return lambda moves: float(summary(moves[:, column]))


STATISTICS: dict[str, tuple[str, Statistic]] = {
    "mean log return, a year": ("{:.1%}", lambda moves: float(SESSIONS_PER_YEAR * logs(moves).mean())),
    "volatility": ("{:.1%}", lambda moves: float(np.sqrt(SESSIONS_PER_YEAR) * logs(moves).std())),
    "skewness": ("{:.2f}", _moment(3)),
    "kurtosis (normal: 3)": ("{:.1f}", _moment(4)),
    "autocorrelation of sizes of returns, lag 1": ("{:.2f}", _clustering(1)),
    "lag 5": ("{:.2f}", _clustering(5)),
    "lag 21": ("{:.2f}", _clustering(MONTH)),
    "worst session": ("{:.1%}", _worst(1)),
    "best session": ("{:.1%}", _of(GROWTH, lambda growth: growth.max() - 1.0)),
    "worst 21 sessions": ("{:.1%}", _worst(MONTH)),
    "share of sessions with a fall beyond 3 %": ("{:.2%}", _falls(0.03)),
    "beyond 5 %": ("{:.3%}", _falls(0.05)),
    "beyond 8 %": ("{:.3%}", _falls(0.08)),
    "high above low, mean": ("{:.2%}", lambda moves: float(np.log(moves[:, HIGH] / moves[:, LOW]).mean())),
    "median VIX": ("{:.1f}", _of(VIX, np.median)),
    "highest VIX": ("{:.0f}", _of(VIX, np.max)),
    "correlation of return and change of VIX": (
        "{:.2f}",
        lambda moves: _together(logs(moves)[1:], np.diff(moves[:, VIX])),
    ),
    "bills, mean": ("{:.1%}", _of(BILL, np.mean)),
    "bills, highest": ("{:.1%}", _of(BILL, np.max)),
    "dividend yield, mean": ("{:.1%}", _of(DIVIDEND, np.mean)),
    "yen rate, mean": ("{:.1%}", _of(YEN_RATE, np.mean)),
    "volatility of USD/JPY": (
        "{:.1%}",
        lambda moves: float(np.sqrt(SESSIONS_PER_YEAR) * np.log(moves[:, SPOT]).std()),
    ),
    "its correlation with the index": ("{:.2f}", lambda moves: _together(logs(moves), np.log(moves[:, SPOT]))),
}
"""By name: how it is printed, and what it is of moves."""


@cache
def compared() -> tuple[Row, ...]:
    """Each statistic of the source, and of as many sessions on each of `PATHS` paths."""
    known = [regime_moves(parameters(), len(source()), stream(seed)) for seed in range(PATHS)]
    return tuple(
        Row(name, form, found(source()), np.array([found(moves) for moves in known]))
        for name, (form, found) in STATISTICS.items()
    )


def row(name: str) -> Row:
    """One of `compared`."""
    return next(one for one in compared() if one.name == name)


def crash_rate(of: RegimeParameters, fall: float) -> float:
    """How many sessions a year fall by so much or more, in the long run."""
    means, deviations = of.regimes("returns.mean") / SESSIONS_PER_YEAR, of.regimes("returns.volatility")
    freedom = of.regimes("returns.freedom")
    scales = deviations * np.sqrt((freedom - 2.0) / freedom / SESSIONS_PER_YEAR)
    chances = student_t.cdf((np.log1p(-fall) - means) / scales, freedom)
    return float(SESSIONS_PER_YEAR * np.sum(frequencies(of) * chances))


@cache
def histories() -> tuple[RegimeParameters, ...]:
    """Parameters drawn from their standard errors."""
    generator = stream(0)
    return tuple(drawn(parameters(), generator) for _ in range(DRAWS))


def statistic_table() -> Iterator[str]:
    """Source against model."""
    for one in compared():
        low, high = np.quantile(one.paths, (0.025, 0.975))
        cells = (one.source, one.paths.mean(), one.paths.std(), low, high)
        shown = " | ".join(one.form.format(cell) for cell in cells)
        yield f"| {one.name} | {shown} | {one.below:.0%} | {'**misses**' if one.misses else ''} |"


def regime_table() -> Iterator[str]:
    """What each regime is."""
    names = ("returns.mean", "returns.volatility", "returns.freedom", "returns.stay")
    each = zip(REGIMES, frequencies(parameters()), *map(parameters().regimes, names), strict=True)
    for regime, share, mean, volatility, freedom, stays in each:
        lasts = 1.0 / (1.0 - stays)
        yield f"| {regime} | {share:.0%} | {lasts:.0f} | {mean:+.0%} | {volatility:.1%} | {freedom:.1f} |"


def crash_table() -> Iterator[str]:
    """Sessions with a great fall: in the source, and by the model."""
    years = len(source()) / SESSIONS_PER_YEAR
    for fall in (0.05, 0.08, 0.12, 0.2047):
        seen = int((source()[:, GROWTH] <= 1.0 - fall + 5e-5).sum())
        rate, others = crash_rate(parameters(), fall), [crash_rate(one, fall) for one in histories()]
        low, high = (1.0 / np.quantile(others, share) for share in (0.95, 0.05))
        chance = np.mean([1.0 - exp(-YEARS * one) for one in others])
        once = f"{_years(1.0 / rate)} | {_years(low)} to {_years(high)}"
        shown = f"{1.0 - exp(-YEARS * rate):.1%} | {chance:.1%}"
        yield f"| {100.0 * fall:.4g} % | {seen} | {rate * years:.2f} | {once} | {shown} |"


def _years(value: float) -> str:
    return f"{value:.1f}" if value < 100.0 else f"{value:,.0f}"


def worst_table() -> Iterator[str]:
    """Quantiles of the worst session of a path, over paths of the length of the source."""
    shares = (0.01, 0.05, 0.25, 0.50, 0.75, 0.95)
    found = np.quantile(row("worst session").paths, shares)
    yield " | ".join(["| worst session, or a worse one", *(f"{value:.1%}" for value in found)]) + " |"


def drawn_table() -> Iterator[str]:
    """What parameters drawn from their errors come to."""
    bills = [regime_moves(one, 5_040, stream(place))[:, BILL].mean() for place, one in enumerate(histories()[:PATHS])]
    variances = [
        np.sum(frequencies(one) * one.regimes("returns.volatility") ** 2) for one in (parameters(), *histories())
    ]
    fitted_bill = [regime_moves(parameters(), 5_040, stream(place))[:, BILL].mean() for place in range(PATHS)]
    kinds = {
        "mean log return, a year": [SESSIONS_PER_YEAR * mean_return(one) for one in (parameters(), *histories())],
        "volatility within regimes": list(np.sqrt(variances)),
        "share of sessions in a crisis": [frequencies(one)[-1] for one in (parameters(), *histories())],
        "bills, mean of a path of 20 years": [float(np.median(fitted_bill)), *bills],
    }
    for name, (fitted, *found) in kinds.items():
        low, middle, high = np.quantile(found, (0.05, 0.50, 0.95))
        yield f"| {name} | {fitted:.1%} | {low:.1%} | {middle:.1%} | {high:.1%} |"


def page() -> str:
    """The whole page."""
    tables = {
        "regimes": regime_table(), "statistics": statistic_table(), "crashes": crash_table(), "worst": worst_table(),
        "drawn": drawn_table(),
    }  # fmt: skip
    template = Path(__file__).with_name("paths.template.md").read_text(encoding="utf-8")
    worse = float((row("worst session").paths <= row("worst session").source).mean())
    return template.format(
        **{name: "\n".join(lines) for name, lines in tables.items()},
        worse=f"{worse:.0%}",
        sessions=f"{len(source()):,}",
        draws=f"{DRAWS:,}",
    )


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
