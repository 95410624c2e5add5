"""What the next close would change, against the market that closes there."""

import numpy as np
import pytest

from data.base.days import iso
from engine.evening.tonight import tonight
from tests.support.next_closes import config, day, evening_after

ROOM = 0.004
"""How far beside a level is looked: a day of interest moves it a little."""
EVENINGS = ("2015-08-21", "2015-09-30", "2016-01-15", "2016-06-24", "2017-12-14")
CALLS = {"margin_call", "closed_at_once"}
PLANS = {
    "A": {},
    "C": {},
    "B": {},
    "A-ewma": {"halving": {"measure": "ewma"}},
}


def decided(evening):
    """Futures traded, the ratio aimed at, and the codes of what changed."""
    codes = tuple(ruling.code for ruling in evening.rules.rulings if ruling.code)
    futures = sum(one.size for one in evening.orders if one.contract.startswith("MES"))
    return futures, round(evening.rules.target_ratio, 9), codes


@pytest.mark.pages
@pytest.mark.parametrize("name", PLANS)
def test_the_evening_that_comes_decides_what_was_told_of_its_close(market, name):
    plan = config(name[0], **PLANS[name])
    told = 0
    for today in map(day, EVENINGS[::2]):
        found = tonight(plan, market, today)
        levels = [1.0 + one.move for one in found.changes]
        for one in found.changes[1:]:
            beyond = (1.0 + one.move) * (1.0 - ROOM if one.move < 0.0 else 1.0 + ROOM)
            if any(abs(beyond / other - 1.0) < ROOM for other in levels if other != 1.0 + one.move):
                continue
            trade, *rest = decided(evening_after(plan, market, today, beyond))
            assert rest == [round(one.answer.ratio, 9), one.answer.codes], (iso(today), one)
            # an order of tonight may be cut to the limit when it fills
            assert one.trade is None or found.orders or trade == one.trade, (iso(today), one)
            told += 1
    assert told >= 3


@pytest.mark.pages
def test_a_rule_switches_at_its_distance_and_not_before(market):
    plan, seen = config(), set()
    for today in map(day, EVENINGS[1:4]):
        for one in tonight(plan, market, today).distances:
            if not one.rule or abs(one.move) > 0.3:
                continue
            for beside, there in ((1.0 + ROOM, True), (1.0 - ROOM, False)):
                away = (1.0 + one.move) * (beside if one.move > 0.0 else 1.0 / beside)
                ruled = evening_after(plan, market, today, away).rules
                code = ruled.rulings[ruled.rules.index(one.rule)].code
                assert (code == one.code) == there, (iso(today), one)
            seen.add(one.code)
    assert {"halved", "loss_stop"} <= seen


@pytest.mark.pages
@pytest.mark.parametrize("profile", ["retail_cash_margin", "jp_retail_futures"])
def test_the_broker_calls_at_the_distance_of_a_call_and_not_before(market, profile):
    stops = {"monthly_loss": "off", "voluntary": False}
    switched_off = {"stops": stops, "halving": {"enabled": False}}
    plan = config(
        account={"profile": profile},
        overlay={"ratio": 0.3, "rebalance": "monthly"},
        cash={"buffer": 0.2},
        **switched_off,
    )
    called = 0
    for today in map(day, EVENINGS[::2]):
        found = tonight(plan, market, today)
        for one in (one for one in found.distances if one.code in CALLS and not found.orders):
            for beside, there in ((1.0 - ROOM, True), (1.0 + ROOM, False)):
                then = evening_after(plan, market, today, (1.0 + one.move) * beside)
                kinds = {event.kind for event in then.events}
                assert bool(kinds & {"margin_call", "loss_cut"}) == there, (iso(today), one, kinds)
            called += 1
    assert called >= 2


@pytest.mark.pages
def test_volatility_at_a_distance_is_what_is_measured_there(market):
    today = day("2016-06-24")
    found = tonight(config(), market, today)
    (one,) = [one for one in found.distances if one.code == "halved" and one.move < 0.0] or found.distances[-1:]
    then = evening_after(config(), market, today, 1.0 + one.move)
    assert then.rules.volatility == pytest.approx(one.volatility, rel=1e-9)
    assert np.isfinite(one.volatility)
