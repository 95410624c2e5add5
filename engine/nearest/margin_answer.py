"""How the exchange's margin answers a fall, session by session, as a multiple of its share of notional before."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from data.base.days import Day
from data.margin.margins import MarginModel, aimed_share, asked_shares, margin_models, step
from data.margin.methods import methods_of
from data.market.market import Market
from data.signals.volatility import SESSIONS_PER_YEAR, ewma

MOST = 10.0
"""Multiple of its share of notional that no margin passes where it is an amount that stays."""


@dataclass(frozen=True, slots=True)
class MarginAnswer:
    """Margin that begins at a `share` of notional. With a `model` of a clearing house it is an amount that is set anew
    each evening, from variances of a session: `slow`, `fast`, `long_run`. Without one it stays as it is: `fixed` as a
    share of notional, else as an amount.
    """

    share: float
    model: MarginModel | None = None
    slow: float = 0.0
    fast: float = 0.0
    long_run: float = 0.0
    fixed: bool = False

    def multiples(self, levels: Sequence[float]) -> list[float]:
        """By session, of index levels after each (1: before the first)."""
        if self.fixed or self.share <= 0.0:
            return [1.0] * len(levels)
        if self.model is None:
            return [min(1.0 / level, MOST) for level in levels]
        return self._modelled(self.model, levels)

    def _modelled(self, model: MarginModel, levels: Sequence[float]) -> list[float]:
        slow, fast, long_run = self.slow, self.fast, self.long_run
        amount, calm, before, found = self.share, 0, 1.0, []
        for level in levels:
            aimed = float(aimed_share(model, sqrt(slow), sqrt(fast), sqrt(long_run)))
            amount, calm = step(model, amount, calm, aimed * before)
            found.append(min(amount / level, max(model.cap, self.share)) / self.share)
            squared = (level / before - 1.0) ** 2
            slow += (1.0 - model.slow_decay) * (squared - slow)
            fast += (1.0 - model.fast_decay) * (squared - fast)
            long_run += squared / model.long_window
            before = level
        return found


def margin_answer(market: Market, family: str, day: Day, share: float) -> MarginAnswer:
    """The answer of a family's margin on a day of a market, where it is a `share` of notional. Raises `MissingFact` for
    an unknown family.
    """
    if asked_shares(family) is not None:
        return MarginAnswer(share, fixed=True)
    if methods_of(family) is not None:
        return MarginAnswer(share)
    models = margin_models(family)
    model = next((one for first, one in reversed(models) if first <= day), models[0][1])
    closes = np.asarray(market.values("close")[: market.row_of(day) + 1], dtype=np.float64)
    moves = closes[1:] / closes[:-1] - 1.0
    seed, window = models[0][1].seed_volatility ** 2 / SESSIONS_PER_YEAR, int(models[0][1].long_window)
    slow, fast = ([seed, *ewma(moves.tolist(), decay, seed)][-1] for decay in (model.slow_decay, model.fast_decay))
    known = moves[-window:]
    long_run = (float(np.sum(known * known)) + seed * (window - len(known))) / window
    return MarginAnswer(share, model, slow, fast, long_run)
