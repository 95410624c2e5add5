"""Expectancy: the mean of a bet, what compounding and luck make of it, and how deep it can fall."""

from math import log

from data.base.errors import ConfigError
from engine.sizing.sheet import Sheet
from strategies.sizing import expectancy as of
from strategies.sizing.checks import amount, bounded, share
from strategies.sizing.drawdown import drawdown_probability
from strategies.sizing.expectancy import Bet
from strategies.sizing.ruin import ruin_bounds, ruin_within
from strategies.sizing.simulation import NO_SAMPLE, Estimate, Sample, estimate, simulate

LARGEST_POWER = 700.0
"""Logarithm of the largest multiple of the capital that is counted."""
QUANTILES = {"balance_05": 0.05, "balance_25": 0.25, "balance_50": 0.50, "balance_75": 0.75, "balance_95": 0.95}


def expectancy_sheet(
    bet: Bet, trades: int, *, drawdown: float, ruin: float, capital: float | None = None, sample: Sample = NO_SAMPLE,
) -> Sheet:  # fmt: skip
    """A bet played a number of times: its means, quantiles of what is left of 1, and the
    probabilities of a `drawdown` and of `ruin`.

    `drawdown` is a positive share of the highest capital, `ruin` the share of the opening capital at which one would
    give up, `capital` in any currency. Probabilities are exact for independent
    trades; those of the simulation come with an interval of 95 %. Raises `ConfigError` for a number out of range, and
    for more wins than can be counted.
    """
    _check(bet, trades)
    share("drawdown", drawdown)
    distance, (rise, fall) = -log(share("ruin", ruin)), bet.steps
    low, high = ruin_bounds(bet.win_rate, rise, fall, distance)
    fallen, ruined = _simulated(bet, trades, drawdown, ruin, sample) if sample.paths else ({}, {})
    return {
        **_means(bet, trades, capital),
        **{name: of.balance_quantile(bet, trades, quantile) for name, quantile in QUANTILES.items()},
        "chance_of_loss": of.chance_of_loss(bet, trades),
        "best_loss": of.best_loss(bet),
        "drawdown": drawdown,
        "drawdown_probability": drawdown_probability(bet, drawdown, trades),
        **fallen,
        "ruin": ruin,
        "ruin_within": ruin_within(bet.win_rate, rise, fall, distance, trades),
        **ruined,
        "ruin_ever_low": low,
        "ruin_ever_high": high,
        **(sample._asdict() if sample.paths else {}),
    }


def _means(bet: Bet, trades: int, capital: float | None) -> Sheet:
    owned = None if capital is None else amount("capital", capital)
    return {
        **bet._asdict(),
        "trades": trades,
        "expectation": of.expectation(bet),
        "expected_money": None if owned is None else owned * of.expectation(bet),
        "simple_total": of.simple_total(bet, trades),
        "simple_money": None if owned is None else owned * of.simple_total(bet, trades),
        "compounded_mean": of.compounded_mean(bet, trades),
        "log_growth": of.log_growth(bet),
    }


def _simulated(bet: Bet, trades: int, drawdown: float, ruin: float, sample: Sample) -> tuple[Sheet, Sheet]:
    """What the simulation says of the drawdown, and of ruin."""
    # a fall that is the drawdown asked for counts, whatever rounding made of it
    played = simulate(bet, trades, *sample)
    fallen, ruined = estimate(played.drawdown >= drawdown - 1e-12), estimate(played.lowest <= ruin + 1e-12)
    return _named("drawdown", fallen), _named("ruin", ruined)


def _named(what: str, found: Estimate) -> Sheet:
    return {f"{what}_simulated": found.share, f"{what}_simulated_low": found.low, f"{what}_simulated_high": found.high}


def _check(bet: Bet, trades: int) -> None:
    share("win rate", bet.win_rate)
    share("loss", bet.loss)
    bounded("payoff", bet.payoff, 0.01, 100.0)
    if trades * bet.steps[0] > LARGEST_POWER:
        raise ConfigError(
            f"{trades} wins of {bet.gain:g} of the capital each are more than can be counted; lower the payoff, the "
            "loss or the number of trades"
        )
