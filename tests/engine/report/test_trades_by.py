"""Trades by regime, as people read them."""

import pytest

from engine.analysis.trades_by_regime import EVERY, RegimeTrades
from engine.report.trades_by import trades_by_table
from engine.words import words


def row(regime):
    return RegimeTrades(regime, 2, 0.5, 1.5, 0.25, 0.5, 0.005)


@pytest.mark.parametrize(
    ("scheme", "regime", "called"),
    [
        ("own_known", "deleveraging", "deleveraging"),
        ("vix", "vix_below_18", "VIX below 18"),
        ("trend_known", "crash", "crash"),
    ],
)
def test_a_regime_is_called_by_its_words_a_band_by_its_edges_and_ones_own_as_it_stands(scheme, regime, called):
    table = trades_by_table([row(regime), row(EVERY)], scheme, words())
    assert [*table.columns[0].cells] == [called, words()("trades_by.all")]
