"""The audit of the cash ratio: what it lets pass, and what it finds in runs that were tampered with."""

import pyarrow as pa
import pytest

from data.base.arrow import to_array
from engine import backtest, load_config
from engine.audit.cash_ratio_checks import at_the_fill, ratio_was_reached, ratio_was_within_its_limits

YEAR = ("period.start=2008-01-02", "period.end=2008-12-31")
HELD = ("kept", "drifted")
DEVIATIONS = "date,ratio,what,why\n2008-10-10,1.0,sold everything,panic\n2008-10-13,0.0,bought everything,greed\n"


@pytest.fixture(scope="module")
def made(market, tmp_path_factory):
    """A year of alarms with two deviations, one beyond the cap and one below the floor."""
    file = tmp_path_factory.mktemp("deviations") / "deviations.csv"
    file.write_text(DEVIATIONS)
    return backtest(load_config(None, [*YEAR, f"deviations.file={file}"], pattern="cash"), market)


def with_rows(run, change):
    """The run with each row of its table of rules changed."""
    table = run.table("cash_rules")
    rows = [row | change(place, row) for place, row in enumerate(table.to_pylist())]
    new = pa.Table.from_pylist(rows, schema=table.schema)
    return type(run)(run.config, run.tables | {"cash_rules": new}, run.manifest)


def test_deviations_beyond_floor_and_cap_are_not_the_rules(made):
    assert {0.0, 1.0} <= set(made.table("cash_rules")["target_ratio"].to_pylist())
    assert ratio_was_within_its_limits(made).standing in HELD


@pytest.mark.parametrize(
    ("held", "ordered", "passed"),
    [
        (0.5, 0.6, True),
        (0.5, 0.61, False),
        (0.9, 0.7, True),
        (0.9, 0.91, False),
        (0.5, 0.19, False),
        (0.05, 0.1, True),
        (0.05, 0.04, False),
    ],
)
def test_what_is_ordered_lies_between_floor_and_cap_or_nearer_to_them_than_what_was_held(made, held, ordered, passed):
    first = made.table("cash_rules")["target_ratio"].to_pylist().index(0.5)
    told = with_rows(made, lambda place, _: {"held_ratio": held, "target_ratio": ordered} if place == first else {})
    assert (ratio_was_within_its_limits(told).standing in HELD) == passed


def test_two_percent_beside_what_was_ordered_is_not_reached(made):
    assert ratio_was_reached(made).standing in HELD
    beside = with_rows(
        made, lambda _, row: {"target_ratio": None if row["target_ratio"] is None else row["target_ratio"] + 0.02}
    )
    assert ratio_was_reached(beside).standing == "not_kept"


def test_contracts_that_are_large_for_the_account_may_leave_the_ratio_further_beside(market):
    settings = (*YEAR, "cash_ratio.asset=futures", "capital.initial=30000")
    coarse = backtest(load_config(None, settings, pattern="cash"), market)
    assert float(to_array(coarse.table("equity")["overlay_notional"]).max()) > 0.0
    assert ratio_was_reached(coarse).standing in HELD


def test_a_ratio_moves_with_the_index_between_the_order_and_its_fill():
    # 80 of 100 in the index when the order for 50 is sent: 40 shares' worth less; at -10 % they are 45 of 92.
    assert at_the_fill(0.5, 0.2, -0.1) == pytest.approx(1.0 - 45.0 / 92.0)
    assert at_the_fill(0.5, 0.2, 0.0) == 0.5


def test_what_a_currency_hedge_gained_until_the_fill_is_no_order_missed(market):
    hedged = [
        "period.start=2012-05-01", "period.end=2012-07-31", "investor.currency=JPY", "hedge.ratio=1.0",
        "account.profile=jp_retail_futures", "cash_ratio.band=0.0",
    ]  # fmt: skip
    run = backtest(load_config(None, hedged, pattern="cash"), market)
    reached = ratio_was_reached(run)
    assert reached.standing == "kept"
    assert reached.figure < 0.002
