"""Whether stops stood in the market, by the tables of orders."""

from datetime import date

import pyarrow as pa
import pytest

from engine import load_config, run_own
from engine.audit.declared_checks import judge_of
from engine.audit.protected import unprotected
from tests.engine.audit.looks import changed, failed, verdict, with_tables
from tests.support.own_strategies import Bracketed, EveryKind, Protected, written

RESTING = {
    "number": 1, "kind": "stop", "limit": None, "trail_amount": None, "trail_share": None, "parent": None,
    "status": "canceled",
}  # fmt: skip


@pytest.fixture(scope="module")
def run(market, tmp_path_factory):
    period = ("period.start=2007-06-01", "period.end=2009-06-30")
    return run_own(written(tmp_path_factory.mktemp("own")), load_config(None, period), market)


@pytest.fixture(scope="module")
def held(run):
    """Evenings on which something is held and nothing was sent to close it."""
    return unprotected(run, 0.05)


def guarded(run, share, *, rows=None, **told):
    """The run with a stop at a share of the price of each purchase, from its evening to that of its sale."""
    fills = run.table("fills").to_pylist()
    sold = [one["date"] for one in fills if one["size"] < 0] + [date(2030, 1, 1)]
    stops = [
        {**RESTING, "sent": one["date"], "contract": one["contract"], "size": -one["size"],
         "price": one["price"] * share, "finished": min(day for day in sold if day > one["date"]), **told}
        for one in fills if one["size"] > 0
    ][:rows]  # fmt: skip
    return with_tables(run, resting_orders=pa.Table.from_pylist(stops))


def test_without_a_stop_no_evening_is_covered_but_that_of_the_order_to_close(run, held):
    evenings = run.frame("positions").index.unique()
    closing = {one["date"] for one in run.table("orders").to_pylist() if one["requested"] < 0}
    last = run.equity.index[-1]
    assert held.sum() == len([day for day in evenings if day.date() not in closing and day != last]) > 0


def test_a_stop_near_enough_covers_every_evening(run, held):
    assert not unprotected(guarded(run, 0.951), 0.05).any()
    assert unprotected(guarded(run, 0.94), 0.05).sum() == held.sum()


def test_a_stop_of_half_the_size_covers_nothing(run, held):
    assert unprotected(guarded(run, 0.96, size=-10), 0.05).sum() == held.sum()


def test_a_stop_of_another_contract_covers_nothing(run, held):
    assert unprotected(guarded(run, 0.96, contract="ESZ08"), 0.05).sum() == held.sum()


def test_where_no_trade_lost_the_worst_of_them_lost_nothing(run):
    (first, *_), fills = [one for one in run.table("fills").to_pylist() if one["size"] < 0], run.table("fills")
    won = [fills.to_pylist()[0], {**first, "price": 1e6}]
    assert judge_of("stop_loss", 0.05)(with_tables(run, fills=pa.Table.from_pylist(won, fills.schema))).figure == 0.0


def test_a_limit_is_no_stop(run, held):
    assert unprotected(guarded(run, 0.96, kind="limit"), 0.05).sum() == held.sum()


def test_a_stop_that_ended_covers_no_more(run, held):
    days = [one["date"] for one in run.table("fills").to_pylist() if one["size"] > 0]
    ended = guarded(run, 0.96, rows=1, finished=days[0])
    assert unprotected(ended, 0.05).sum() == held.sum()
    assert unprotected(guarded(run, 0.96, rows=1), 0.05).sum() < held.sum()


def test_a_trail_is_as_near_as_its_distance(run, held):
    near, far = ({"kind": "stop_trail", "trail_share": share} for share in (0.04, 0.06))
    assert not unprotected(guarded(run, 0.5, **near), 0.05).any()
    assert unprotected(guarded(run, 0.99, **far), 0.05).sum() == held.sum()


def test_a_leg_whose_parent_never_filled_covers_nothing(run, held):
    legs = guarded(run, 0.96, parent=9)
    rows = legs.tables["resting_orders"].to_pylist()
    parent = {**rows[0], "number": 9, "kind": "limit", "size": 20, "status": "expired", "parent": None}
    assert unprotected(with_tables(run, resting_orders=pa.Table.from_pylist([*rows, parent])), 0.05).sum() == held.sum()


def test_the_verdict_tells_evenings_and_the_worst_trade(run, held):
    found = judge_of("stop_loss", 0.05)(run)
    assert (found.standing, found.sessions) == ("not_kept", held.sum())
    assert found.figure > 0.0
    assert judge_of("stop_loss", 0.05)(guarded(run, 0.96)).standing == "kept"


@pytest.mark.pages
@pytest.mark.parametrize("kind", [Protected, Bracketed])
@pytest.mark.parametrize("profile", ["us_fcm_tbill", "jp_retail_futures"])
def test_a_strategy_with_stops_keeps_what_it_declares_and_its_account_is_kept(market, kind, profile):
    run = run_own(kind, load_config(None, ("period=2001-2002", f"account.profile={profile}")), market)
    assert {"stop"} & set(run.table("resting_orders")["kind"].to_pylist())
    assert not failed(run)
    assert run.own["declares"] == {"stop_loss": 0.05}


@pytest.mark.pages
def test_stops_that_are_too_far_or_too_small_do_not_keep_it(market):
    config = load_config(None, ("period=2001-2002",))
    far, small = run_own(Protected, config, market, stop=0.06), run_own(Protected, config, market, covered=19)
    assert failed(far) == failed(small) == ["declared_stop_loss"]
    assert verdict(far, "declared_stop_loss").first == verdict(small, "declared_stop_loss").first


@pytest.mark.pages
def test_idle_cash_beside_stops_is_told(market):
    run = run_own(Protected, load_config(None, ("period=2001-2002",)), market)
    moved = 0.2 * run.opening
    idle = changed(changed(run, "equity", "cash", lambda cash: cash + moved), "equity", "mmf", lambda mmf: mmf - moved)
    assert "core" in failed(idle)
    assert "spare_cash" in failed(idle)


@pytest.mark.pages
@pytest.mark.parametrize("seed", range(4))
def test_money_that_waits_for_orders_of_any_kind_is_not_idle(market, seed):
    profile, fill_at = ("us_fcm_tbill", "jp_retail_futures")[seed % 2], ("open", "close")[seed // 2]
    period = "period=2008-01..2008-10"
    settings = (period, f"account.profile={profile}", f"execution.fill_at={fill_at}")
    run = run_own(EveryKind, load_config(None, settings), market, seed=seed)
    assert len(set(run.table("resting_orders")["kind"].to_pylist())) == 3
    assert [verdict(run, check).standing for check in ("books", "core")] == ["kept", "kept"]
