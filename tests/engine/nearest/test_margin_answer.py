"""Margin answers a fall as the model of the clearing house does."""

import pytest

from data.contracts.contracts import future_spec
from data.margin.margins import modelled_schedule
from data.market.embedded import embedded_market
from engine.nearest.margin_answer import MOST, MarginAnswer, margin_answer


def test_it_is_what_the_model_asks_on_a_market_that_goes_on():
    market, levels = embedded_market(), [0.9, 0.85, 0.7, 0.72, 0.71]
    row = len(market) - 10
    day, closes = market.days[row], list(market.values("close")[: row + 1])
    on = closes + [closes[-1] * level for level in levels]
    days = list(market.days[: row + 1]) + [market.days[row] + place + 1 for place in range(5)]
    asked = modelled_schedule(days, on, "ES")
    share = asked[row] / (future_spec("ES").multiplier * closes[-1])
    told = margin_answer(market, "ES", day, share).multiples(levels)
    shares = [
        one / (future_spec("ES").multiplier * close) for one, close in zip(asked[row + 1 :], on[row + 1 :], strict=True)
    ]
    assert told == pytest.approx([one / share for one in shares], rel=0.01)


def test_an_amount_that_stays_grows_as_a_share_of_what_is_left():
    assert MarginAnswer(0.05).multiples([0.5, 1e-9]) == [2.0, MOST]
    assert MarginAnswer(0.05, fixed=True).multiples([0.5, 2.0]) == [1.0, 1.0]
