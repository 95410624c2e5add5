"""Margin on a path: the model of `data.margin.margins`, session after session."""

from collections.abc import Sequence
from math import sqrt

from data.margin.margins import aimed_share, step
from data.signals.volatility import SESSIONS_PER_YEAR
from engine.fast.path_terms import MarginTerms, ModelSince
from engine.fast.sessions import Session


def ask_margin(sessions: Sequence[Session], models: Sequence[ModelSince], terms: MarginTerms, factor: float) -> None:
    """Maintenance margin of one full-size contract in each session, times a factor: that of closes before it."""
    seed, window = terms.seed_volatility**2 / SESSIONS_PER_YEAR, terms.long_window
    slow = fast = seed
    known, total, dropped, calm, place = 0.0, 0.0, 0.0, 0, 0
    for _ in range(window):
        total += seed
    model, first = models[0].model, sessions[0].prices.close
    current = aimed_share(model, sqrt(slow), sqrt(fast), sqrt(seed)) * terms.multiplier * first
    for row in range(len(sessions)):
        while place + 1 < len(models) and models[place + 1].row <= row:
            place += 1
        model, notional = models[place].model, terms.multiplier * sessions[row].prices.close
        sessions[row].asked.full_size = factor * min(current, model.cap * notional)
        known = _squared(sessions, row)
        slow = terms.slow_decay * slow + (1.0 - terms.slow_decay) * known
        fast = terms.fast_decay * fast + (1.0 - terms.fast_decay) * known
        total += known
        # sums of all sessions so far less sums of those before the window: the order in which the arrays add up
        dropped += seed if row < window else _squared(sessions, row - window)
        share = aimed_share(model, sqrt(slow), sqrt(fast), sqrt((total - dropped) / window))
        current, calm = step(model, current, calm, share * notional)


def _squared(sessions: Sequence[Session], row: int) -> float:
    if row == 0:
        return 0.0
    move = sessions[row].prices.close / sessions[row - 1].prices.close - 1.0
    return move * move
