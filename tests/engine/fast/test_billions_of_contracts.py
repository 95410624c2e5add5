"""Billions of contracts: their squares have no room in 64 bits, and compiled code would not say so."""

import pytest

from engine.day.fill_sizes import fills_unasked, only_reduces, within_limit
from engine.fast.simulate import simulate
from engine.settings.run_config import parse_config

SETTINGS = {
    "period": {"start": "1987-01-02", "end": "1987-04-30"},
    "capital": {"initial": 1e12},
    "overlay": {"ratio": 20.0, "max_total_exposure": 21.0, "acknowledge_high_leverage": True},
    "stops": {"monthly_loss": "off", "voluntary": False},
    "halving": {"enabled": False},
    "cash": {"buffer": 0.0},
}


def test_the_largest_account_is_the_same_compiled():
    pytest.importorskip("numba")
    config = parse_config(SETTINGS)
    plain, compiled = (simulate(config, compiled=one) for one in (False, True))
    assert max(fill.size for fill in plain.fills) ** 2 > 2**63
    assert compiled == plain


@pytest.mark.parametrize("many", [1, 4_000_000_000])
def test_which_trades_reduce(many):
    reduced = [only_reduces(held * many, size * many) for held, size in ((3, -1), (3, -3), (3, -4), (3, 1), (-3, 4))]
    assert reduced == [True, True, False, False, False]
    assert fills_unasked(-3 * many, -1 * many, 1.0, before=1.0)
    assert not fills_unasked(3 * many, -4 * many, 1.0, before=1.0)
    sizes = [
        within_limit(2.0, held * many, size * many, 1.0 / many, (2.0, abs(held)))
        for held, size in ((3, 1), (3, -4), (-3, -1))
    ]
    assert sizes == [0, -4 * many, 0]
