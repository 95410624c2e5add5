"""Margin, session after session, is that of the model on whole columns: also where the long window ends within the path
and models change, which takes real ones years.
"""

import numpy as np
import pytest

from data.margin.margins import margin_models, modelled_maintenance
from engine.fast.path_margin import ask_margin
from engine.fast.path_terms import MarginTerms, ModelSince
from engine.fast.records import new_record
from engine.fast.sessions import Session
from tests.support.sparing import only

SESSIONS, MULTIPLIER = 160, 50.0
CHANGES = {"none": (), "one": (70,), "two on one day": (70, 70), "before the path": (-5,), "on its first day": (0, 90)}


def drawn(seed, changes):
    """Closes by chance, calm and wild in turn, and models with short windows and other ways from a day on."""
    random = np.random.default_rng(seed)
    wild = np.repeat(random.choice([0.004, 0.05], SESSIONS // 20), 20)
    closes = (4000.0 * np.exp(np.cumsum(wild * random.standard_normal(SESSIONS)))).tolist()
    like = margin_models("ES")[0][1]
    models = [
        like._replace(
            long_window=float(random.integers(1, 60)), floor=random.choice([0.01, 0.05]),
            cap=random.choice([0.06, 0.2]), cut_sessions=float(random.integers(1, 9)),
            largest_raise=random.choice([1.01, 1.5]), seed_volatility=random.choice([0.05, 0.4]),
        )
        for _ in (0, *changes)
    ]  # fmt: skip
    return closes, list(zip((-100, *changes), models, strict=True))


@pytest.mark.parametrize("changes", CHANGES)
@pytest.mark.parametrize("seed", only(range(12), 0, 1, 2))
def test_margin_is_that_of_the_model_to_the_last_bit(seed, changes):
    closes, models = drawn(seed, CHANGES[changes])
    sessions = [new_record(Session) for _ in closes]
    for session, close in zip(sessions, closes, strict=True):
        session.prices.close = close
    begins = [model for first, model in models if first <= 0][-1]
    terms = MarginTerms(
        MULTIPLIER, begins.slow_decay, begins.fast_decay, begins.seed_volatility, int(begins.long_window)
    )
    since = [ModelSince(max(first, 0), model) for first, model in models]
    ask_margin(sessions, since, terms, 1.25)
    expected = modelled_maintenance(range(SESSIONS), closes, MULTIPLIER, models)
    found = [session.asked.full_size for session in sessions]
    assert found == [1.25 * margin for margin in expected]
    assert len(set(found)) > 2
