"""One plan at several accounts: what each did with it, and what of its terms decided."""

import json

import pytest

from data.base.arrow import to_array
from engine import backtest, load_config
from engine.audit.accounts_compared import account_rows


def kinds(run):
    return run.table("events")["kind"].to_pylist()


@pytest.mark.pages
def test_a_row_says_what_events_and_equity_say(run_at):
    runs = {name: run_at(name) for name in ("us_fcm_tbill", "jp_retail_futures", "retail_cash_margin")}
    for row in account_rows(runs):
        run = runs[row.run]
        assert (row.account, row.calls) == (row.run, kinds(run).count("margin_call"))
        assert row.missed == kinds(run).count("deadline_missed")
        forced = {str(one["date"]) for one in run.table("events").to_pylist() if one["kind"] == "liquidation"}
        assert row.forced == len(forced)
        equity = run.table("equity")
        assert row.below == int((to_array(equity["collateral"]) < to_array(equity["maintenance"]) - 0.01).sum())


@pytest.mark.parametrize(
    ("profile", "settings", "decided"),
    [
        ("us_fcm_tbill", (), ("core", {"share": 0.99})),
        ("jp_retail_futures", (), ("lag", {"lag": 2, "grace": 1})),
        ("jp_retail_futures", ("cash.buffer=0.5",), ("spare", {})),
        ("jp_retail_futures", ("account.redemption_lag=1",), ("met_call_met", {"lag": 1, "grace": 1})),
        ("retail_cash_margin", (), ("unasked", {"lag": 1, "grace": 0})),
    ],
)
def test_what_decided_is_the_term_by_which_the_account_stood_or_fell(run_at, profile, settings, decided):
    row, _ = account_rows({"it": run_at(profile, *settings), "other": run_at("cme_ief2")})
    assert (row.decided, row.values) == (decided[0], pytest.approx(decided[1]))


def test_runs_at_one_account_have_no_such_table(run_at):
    assert account_rows({"one": run_at("us_fcm_tbill"), "other": run_at("us_fcm_tbill", "overlay.ratio=3")}) == []


def test_brokers_of_foreign_exchange_are_several_accounts_too(small_market):
    market = small_market([1000.0] * 3, "2020-01-06", usdjpy=[100.0] * 3)
    accounts = ("gmo_click_neo", "money_partners")
    runs = {one: backtest(load_config(None, [f"fx.account={one}"], pattern="fx"), market) for one in accounts}
    assert [row.account.partition(",")[0] for row in account_rows(runs)] == list(accounts)


@pytest.mark.pages
def test_rows_are_plain_values(run_at):
    rows = account_rows({name: run_at(name) for name in ("us_fcm_tbill", "jp_retail_futures")})
    assert json.loads(json.dumps([row._asdict() for row in rows]))[1]["missed"] == 1
