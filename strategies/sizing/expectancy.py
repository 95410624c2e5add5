"""Expectancy: what a bet repeated many times brings on average, in the middle, and at the edges."""

from collections.abc import Iterator
from math import exp, lgamma, log, log1p
from typing import NamedTuple

from data.base.sums import total


class Bet(NamedTuple):
    """A trade with two outcomes: with `win_rate` it gains `payoff` times what it may lose, else it loses
    `loss`, a share of capital.
    """

    win_rate: float
    payoff: float
    loss: float

    @property
    def gain(self) -> float:
        """What a win brings, a share of capital."""
        return self.payoff * self.loss

    @property
    def steps(self) -> tuple[float, float]:
        """(rise, fall) of the logarithm of capital with a win and with a loss, both positive."""
        return log1p(self.gain), -log1p(-self.loss)


def expectation(bet: Bet) -> float:
    """Mean result of one trade, a share of capital; negative where the bet loses on average.

    >>> expectation(Bet(win_rate=0.5, payoff=2.0, loss=0.01))
    0.005
    """
    return bet.win_rate * bet.gain - (1.0 - bet.win_rate) * bet.loss


def simple_total(bet: Bet, trades: int) -> float:
    """Mean result of trades that all risk the same amount, a share of capital: their number times the mean of one."""
    return trades * expectation(bet)


def compounded_mean(bet: Bet, trades: int) -> float:
    """Mean result of trades that each risk a share of what is there, a share of capital: lifted
    by a few lucky paths.
    """
    return exp(trades * log1p(expectation(bet))) - 1.0


def log_growth(bet: Bet) -> float:
    """Mean growth of the logarithm of capital in one trade, negative where it shrinks: what compounding leaves of the
    mean, and what the median follows.
    """
    rise, fall = bet.steps
    return bet.win_rate * rise - (1.0 - bet.win_rate) * fall


def best_loss(bet: Bet) -> float:
    """The share of capital at risk that grows it fastest (Kelly 1956); 0 where the bet does not pay. More than
    that only adds risk.

    >>> best_loss(Bet(win_rate=0.5, payoff=2.0, loss=0.01))
    0.25
    """
    return max(0.0, bet.win_rate - (1.0 - bet.win_rate) / bet.payoff)


def balance_with(bet: Bet, trades: int, wins: int) -> float:
    """What 1 has become after trades of which so many were won, in any order."""
    rise, fall = bet.steps
    return exp(wins * rise - (trades - wins) * fall)


def balance_quantile(bet: Bet, trades: int, quantile: float) -> float:
    """What 1 has become, at a quantile (0.5 is the median): exact, from the binomial distribution of the wins."""
    reached = 0.0
    for wins, probability in enumerate(_win_probabilities(bet, trades)):
        reached += probability
        if reached >= quantile - 1e-12:
            return balance_with(bet, trades, wins)
    return balance_with(bet, trades, trades)


def chance_of_loss(bet: Bet, trades: int) -> float:
    """Probability (0 to 1) that less is left at the end than there was at the start, exactly."""
    probabilities = enumerate(_win_probabilities(bet, trades))
    return total(probability for wins, probability in probabilities if balance_with(bet, trades, wins) < 1.0)


def _win_probabilities(bet: Bet, trades: int) -> Iterator[float]:
    """Probabilities of 0, 1, 2, ... wins."""
    won, lost = log(bet.win_rate), log1p(-bet.win_rate)
    for wins in range(trades + 1):
        ways = lgamma(trades + 1) - lgamma(wins + 1) - lgamma(trades - wins + 1)
        yield exp(ways + wins * won + (trades - wins) * lost)
