"""The days of a margin call at each broker by name: one account, one fall of 13 % in a day, run whole.

What each does is what its page says (`docs/brokers.md`): SBI closes everything on the business day after the deadline,
Matsui, Monex and Rakuten once the deadline has passed, though the market has recovered; Interactive Brokers as
much as mends the breach; an American broker after a deadline in the evening.
"""

import pytest

from data.base.arrow import to_array
from engine import backtest, load_config

LEVEL, FALL, CALLED = 4_000.0, 0.13, 8
BOLD = [
    "overlay.ratio=5",
    "overlay.max_total_exposure=21",
    "overlay.acknowledge_high_leverage=true",
    "overlay.rebalance=quarterly",
    "halving.enabled=false",
    "stops.voluntary=false",
    "stops.monthly_loss=off",
    "cash.sleeve=0",
    "cash.buffer=0.05",
    "margin.scenario=multiply",
    "margin.factor=2",
]
EVERYTHING = -250


@pytest.fixture
def after_the_fall(small_market):
    """(events by session after the call, contracts closed by session after the call) of an account whose owner sends
    nothing, where the market comes back by a share the day after.
    """

    def run(profile, recovery=0.0, *more):
        fallen = LEVEL * (1.0 - FALL)
        closes = [LEVEL] * CALLED + [fallen] + [fallen * (1.0 + recovery)] * 5
        still = {"bill_yield": [0.0] * len(closes), "dividend_yield": [0.0] * len(closes)}
        config = load_config(None, [f"account.profile={profile}", *BOLD, *more], pattern="A")
        result = backtest(config, small_market(closes, "2024-07-01", **still))
        row = {day: number - CALLED for number, day in enumerate(result.table("equity")["date"].to_pylist())}
        events = zip(
            result.table("events")["date"].to_pylist(), result.table("events")["kind"].to_pylist(), strict=True
        )
        fills = zip(result.table("fills")["date"].to_pylist(), to_array(result.table("fills")["size"]), strict=True)
        return (
            [(row[day], kind) for day, kind in events if row[day] >= 0 and kind != "warning"],
            [(row[day], int(size)) for day, size in fills if row[day] >= 0],
        )

    return run


@pytest.mark.parametrize("recovery", [0.0, 0.10])
@pytest.mark.parametrize(
    ("profile", "closed"), [("sbi_futures", 2), ("matsui_futures", 1), ("monex_futures", 1), ("rakuten_futures", 1)]
)
def test_in_osaka_everything_is_closed_after_a_missed_deadline_though_the_market_comes_back(
    after_the_fall, profile, closed, recovery
):
    events, fills = after_the_fall(profile, recovery)
    assert events == [(0, "margin_call"), (1, "deadline_missed"), (closed, "liquidation")]
    assert fills == [(closed, EVERYTHING)]


def test_interactive_brokers_closes_as_much_as_mends_the_breach(after_the_fall):
    ((session, closed), *_) = after_the_fall("ibkr")[1]
    assert session == 1
    assert EVERYTHING < closed < 0


def test_interactive_brokers_looks_within_the_session_where_the_broker_s_own_watch_is_asked_for(after_the_fall):
    ((session, closed), *_) = after_the_fall("ibkr", 0.0, "margin.test=broker")[1]
    assert session == 0
    assert EVERYTHING < closed < 0


def test_an_american_broker_closes_a_part_the_session_after_a_deadline_in_the_evening(after_the_fall):
    events, fills = after_the_fall("cme_fcm")
    assert events == [(0, "margin_call"), (1, "deadline_missed"), (2, "liquidation")]
    ((session, closed),) = fills
    assert session == 2
    assert EVERYTHING < closed < 0


@pytest.mark.parametrize(("recovery", "told"), [(0.05, "deadline_missed"), (0.06, "call_met")])
def test_a_market_that_comes_back_to_maintenance_alone_does_not_answer_an_american_call(after_the_fall, recovery, told):
    """5 % more bring the account above maintenance, 6 % above initial margin."""
    assert after_the_fall("cme_fcm", recovery)[0][:2] == [(0, "margin_call"), (1, told)]
