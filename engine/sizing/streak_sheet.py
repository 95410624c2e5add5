"""Losing streaks: what is left, what it takes to come back, and how likely such a streak is."""

from data.base.errors import ConfigError
from engine.sizing.sheet import Sheet
from strategies.sizing.checks import amount, share
from strategies.sizing.expectancy import Bet
from strategies.sizing.simulation import NO_SAMPLE, Sample, estimate, simulate
from strategies.sizing.streak import balance_after, gain_to_recover, losses_until, streak_probability

LEAST_LEFT = 1e-300
"""Of a capital of 1, the least that is counted."""


def streak_sheet(
    loss: float, losses: int, *, win_rate: float, trades: int, capital: float | None = None, sample: Sample = NO_SAMPLE
) -> Sheet:
    """A streak of losses of a share of what is left each; its probability within a number of trades, exactly and, with
    paths in the `sample`, by simulation. Raises `ConfigError` for a share out of range, and where
    nothing is left that can be counted.
    """
    left, lost = balance_after(share("loss", loss), losses), 1.0 - share("win rate", win_rate)
    if left < LEAST_LEFT:
        raise ConfigError(
            f"{losses} losses of {loss:.12g} each leave less than can be counted; lower the loss or their number"
        )
    sheet: Sheet = {
        "loss": loss,
        "losses": losses,
        "left": left,
        "lost": 1.0 - left,
        "capital_left": None if capital is None else amount("capital", capital) * left,
        "to_recover": gain_to_recover(left),
        "losses_to_half": losses_until(loss, 0.5),
        "win_rate": win_rate,
        "trades": trades,
        "probability": streak_probability(losses, trades, lost),
    }
    if sample.paths:
        found = estimate(simulate(Bet(win_rate, 1.0, loss), trades, *sample).streak >= losses)
        sheet |= {"simulated": found.share, "simulated_low": found.low, "simulated_high": found.high}
        sheet |= sample._asdict()
    return sheet
