"""Pattern A in an account of CFDs, or of shares on margin, beside the same in futures."""

import json
from datetime import date

import numpy as np
import pytest

from data.base.arrow import to_array
from data.base.errors import ConfigError
from data.contracts.calendars import exchange
from data.synthetic.generator import Setting, markov_market, shaped_market, span
from engine.analysis.of_futures import uncounted
from engine.audit.verdicts import LineStanding
from engine.results.identities import check_books
from engine.runs.backtest import backtest
from engine.settings.run_config import parse_config

QUIET = 20
ACCOUNTS = {
    "JP225M": "gmo_click_cfd", "JP225D": "rakuten_cfd", "CLICK225M": "rakuten_cfd",
    "N225ETF": "sbi_margin", "US500": "gmo_click_cfd", "SPYMARGIN": "us_reg_t",
}  # fmt: skip


@pytest.fixture(scope="module")
def markets():
    setting = {"XTKS": ("N225", 20_000.0), "XNYS": ("SPX", 4_000.0)}
    return {
        code: markov_market(
            3, span(date(2010, 1, 4), 4.0, exchange(code)), setting=Setting(level=level, index_name=name)
        ).market
        for code, (name, level) in setting.items()
    }


def run_of(markets, contract, profile, **sections):
    dollars = contract in {"US500", "SPYMARGIN", "MES"}
    settings = {
        "pattern": "A",
        "capital": {"initial": 1e6 if dollars else 2e7, "currency": "USD" if dollars else "JPY"},
        "overlay": {"contract": contract, "ratio": 0.3},
        "account": {"profile": profile},
        "stops": {"monthly_loss": "off"},
        "halving": {"enabled": False},
        **sections,
    }
    return backtest(parse_config(settings, "here"), markets["XNYS" if dollars else "XTKS"])


@pytest.fixture(scope="module")
def runs(markets):
    return {contract: run_of(markets, contract, profile) for contract, profile in ACCOUNTS.items()}


@pytest.mark.parametrize("contract", ACCOUNTS)
def test_the_books_add_up_and_the_index_is_the_price(runs, markets, contract):
    run = runs[contract]
    check_books(run.tables)
    positions = run.table("positions")
    market = markets["XNYS" if contract in {"US500", "SPYMARGIN"} else "XTKS"]
    rows = np.searchsorted(market.days, to_array(positions["date"]))
    assert len(rows) > 900
    assert to_array(positions["mark"]).tolist() == [market.values("close")[row] for row in rows.tolist()]
    verdicts = {row["check"]: row["standing"] for row in run.table("verdicts").to_pylist()}
    assert verdicts["books"] == LineStanding.KEPT
    never_ends = contract in {"JP225M", "JP225D", "US500", "SPYMARGIN"}
    assert verdicts["rolls"] == (LineStanding.NOT_PART if never_ends else LineStanding.KEPT)


def test_who_bought_pays_interest_and_is_paid_dividends_every_calendar_day(runs, markets):
    run, market = runs["JP225D"], markets["XTKS"]
    told = run.table("ledger")
    booked = sum(
        amount for category, amount in zip(told["category"].to_pylist(), told["amount"].to_pylist(), strict=True)
        if category == "futures_carry"
    )  # fmt: skip
    positions, days = run.table("positions"), market.days
    value = dict(zip(to_array(positions["date"]).tolist(), to_array(positions["notional"]).tolist(), strict=True))
    bill, dividend = market.values("bill_yield"), market.values("dividend_yield")
    expected = sum(
        -value.get(day, 0.0) * (bill[row] + 0.03 - dividend[row]) * (days[row + 1] - day) / 365.0
        for row, day in enumerate(days[:-1])
    )
    # what was traded in a session is financed from its close on, as the positions of the evening say
    assert booked == pytest.approx(expected, rel=1e-9)


def opened_at(run):
    """Value at which what was held was opened, by session."""
    opened, held, fills, values = 0.0, 0, {}, []
    for row in run.table("fills").to_pylist():
        fills.setdefault(row["date"], []).append(row)
    for row in run.table("equity").to_pylist():
        for fill in fills.get(row["date"], ()):
            size = fill["size"]
            opened += size * fill["price"] if size > 0 else opened * size / held
            held += size
        values.append(opened)
    return np.array(values)


def test_margin_of_a_cfd_is_a_tenth_of_what_its_positions_were_opened_at(runs):
    run = runs["JP225M"]
    assert to_array(run.table("equity")["maintenance"]) == pytest.approx(0.1 * opened_at(run), rel=1e-3)


@pytest.mark.pages
def test_gains_of_shares_on_margin_are_no_collateral_until_they_are_taken(markets):
    seldom = {"contract": "N225ETF", "ratio": 0.3, "rebalance": "quarterly"}
    run = run_of(markets, "N225ETF", "sbi_margin", overlay=seldom)
    equity = run.table("equity")
    gains = np.maximum(to_array(equity["overlay_notional"]) - opened_at(run), 0.0)
    assert gains.max() > 0.01 * to_array(equity["equity"]).min()
    assert uncounted(run.tables, 0.2) == pytest.approx(gains, abs=1e4)
    assert to_array(equity["maintenance"])[5:].min() >= 300_000.0


def test_no_share_on_margin_is_held_for_half_a_year(runs):
    positions = runs["N225ETF"].table("positions")
    days = to_array(positions["date"])
    codes = np.array(positions["contract"].to_pylist())
    spans = [np.ptp(days[codes == code]) for code in dict.fromkeys(codes.tolist())]
    assert len(spans) > 8
    assert max(spans) < 181


@pytest.mark.parametrize(
    ("contract", "profile", "sentence"),
    [
        ("JP225", "jp_retail_futures", "deals in futures, overlay.contract = 'JP225' is one of index CFDs: choose"),
        ("NK225M", "sbi_margin", "deals in shares on margin, overlay.contract = 'NK225M' is one of futures"),
        ("N225ETF", "gmo_click_cfd", "is one of shares on margin: choose 'us_reg_t' or 'sbi_margin'"),
    ],
)
def test_an_account_takes_what_it_deals_in_alone(markets, contract, profile, sentence):
    with pytest.raises(ConfigError, match=sentence):
        run_of(markets, contract, profile)


@pytest.mark.pages
def test_what_was_cut_off_changes_nothing_before(markets):
    whole = run_of(markets, "N225ETF", "rakuten_margin").table("equity")
    part = run_of(markets, "N225ETF", "rakuten_margin", period={"end": "2011-06-30"}).table("equity")
    assert part.num_rows > 300
    assert whole.slice(0, part.num_rows).equals(part)


def fallen(profile):
    """A whole account of shares on margin, two and a half times equity, through two falls of 11 % and no way back."""
    over = span(date(2012, 1, 4), 0.25, exchange("XTKS"))
    steps = np.zeros(len(over.days))
    steps[QUIET : QUIET + 2] = np.log(0.89)
    market = shaped_market(over, np.exp(np.cumsum(steps)), Setting(level=20_000.0, index_name="N225"))
    settings = {
        "pattern": "A",
        "capital": {"initial": 2e7, "currency": "JPY"},
        "overlay": {"contract": "N225ETF", "ratio": 2.5, "rebalance": "quarterly", "max_total_exposure": 8.0,
                    "acknowledge_high_leverage": True},
        "account": {"profile": profile, "fund_haircut": 1.0, "redemption_lag": 10, "negative_cash": False},
        "cash": {"buffer": 0.05},
        "stops": {"monthly_loss": "off", "voluntary": False},
        "halving": {"enabled": False},
    }  # fmt: skip
    return backtest(parse_config(settings, "here"), market)


@pytest.mark.parametrize(("profile", "wait", "delay"), [("sbi_margin", 1, 1), ("rakuten_margin", 2, 0)])
def test_shares_on_margin_are_called_for_what_lacks_to_a_fifth_of_what_they_cost(profile, wait, delay):
    run = fallen(profile)
    days = run.table("equity")["date"].to_pylist()
    events = [
        (days.index(row["date"]), row["kind"], json.loads(row["numbers"])) for row in run.table("events").to_pylist()
    ]
    call, missed, closed = (next(one for one in events if one[1] == kind)
                            for kind in ("margin_call", "deadline_missed", "liquidation"))  # fmt: skip
    row = run.table("equity").slice(call[0], 1).to_pylist()[0]
    opened = opened_at(run)[call[0]]
    assert call[2]["amount"] == pytest.approx(0.2 * opened - row["cash"], rel=1e-3)
    assert (missed[0] - call[0], closed[0] - missed[0]) == (wait, delay)
