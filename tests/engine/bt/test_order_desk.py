"""The order desk: what Backtrader calls the end of an order."""

from engine.bt.order_desk import VERDICTS
from strategies.events.purposes import Ending


def test_backtrader_has_a_word_for_every_ending():
    assert set(VERDICTS) == set(Ending)
