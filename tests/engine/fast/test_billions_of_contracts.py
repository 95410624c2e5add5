"""Billions of contracts: their squares have no room in 64 bits, and compiled code would not say so."""

import pytest

from engine.day.fill_sizes import fills_unasked, only_reduces, within_limit


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
