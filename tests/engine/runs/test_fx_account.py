"""The FX margin account: swap points, calls, loss-cut, the strategy's own stop, and what the programs around a run make
of it.
"""

import json
from pathlib import Path

import backtrader as bt
import numpy as np
import pytest
from click.testing import CliRunner

from data.base.arrow import to_array
from data.base.errors import ConfigError
from data.contracts.fx_contracts import FxContract, fx_spec
from engine import backtest, compare_results, load_config
from engine.analysis.uncertainty import Resampling
from engine.assembly.market_seen import market_for
from engine.assembly.open_account import broker_for, open_account
from engine.audit.chapters import audit
from engine.bt.cerebro import run_strategy
from engine.cli import cli
from engine.report.page import report_html
from engine.report.rows import reasons
from engine.runs.backtest import compare
from engine.runs.collected_tables import collect_tables
from engine.words import words

FEW = Resampling(count=200)

pytestmark = pytest.mark.usefixtures("dollars_earn_what_bills_do")
FREE = [f"costs.{name}=0.0" for name in ("commission", "half_spread", "stress_half_spread")]
START = "2013-01-02"  # a Wednesday


@pytest.fixture(scope="module")
def held(small_market):
    """A run of the account on rates made by hand; without interest unless `dollar` and `yen` rates are given."""

    def run(rates, *settings, dollar=0.0, yen=0.0, start=START):
        columns = {"usdjpy": rates, "bill_yield": np.full(len(rates), dollar), "jpy_rate": np.full(len(rates), yen)}
        market = small_market([1000.0] * len(rates), start, **columns)
        return backtest(load_config(None, [*FREE, *settings], pattern="fx"), market)

    return run


def column(run, table, name):
    return run.table(table)[name].to_pylist()


def postings(run, category):
    return [(str(row["date"]), row["amount"]) for row in run.table("ledger").to_pylist() if row["category"] == category]


def dated(run, *kinds):
    return [(str(row["date"]), row["kind"]) for row in run.table("events").to_pylist() if row["kind"] in kinds]


def trades(run):
    return [(str(row["date"]), row["size"], row["reason"]) for row in run.table("fills").to_pylist()]


def test_swap_points_are_paid_for_calendar_days_and_three_over_a_weekend(held):
    run = held([100.0] * 6, "fx.leverage=1", "fx.pass_through=1.0", dollar=0.0365)
    assert trades(run) == [("2013-01-03", 10, "entry")]
    # 1,000,000 yen x 3.65 % / 365 = 100 yen a day
    assert postings(run, "swap") == [
        ("2013-01-04", pytest.approx(100.0)),
        ("2013-01-07", pytest.approx(300.0)),
        ("2013-01-08", pytest.approx(100.0)),
        ("2013-01-09", pytest.approx(100.0)),
    ]
    assert run.frame("attribution")["source"].unique().tolist() == ["carry"]


@pytest.mark.parametrize(("dollar", "yen", "a_day"), [(0.0465, 0.01, 35.0), (0.01, 0.0465, -105.0)])
def test_the_broker_keeps_its_part_and_asks_more_than_the_whole(held, dollar, yen, a_day):
    run = held([100.0] * 3, "fx.leverage=1", "fx.pass_through=0.35", dollar=dollar, yen=yen)
    assert postings(run, "swap") == [("2013-01-04", pytest.approx(a_day))]


def test_the_manifest_says_what_overnight_dollars_stood_above_bills(market):
    run = backtest(
        load_config(None, ["fx.leverage=1", "period.start=2008-01-02", "period.end=2008-01-31"], pattern="fx"), market
    )
    told = run.manifest["terms"]["overnight_dollars_over_bills"]
    assert told == pytest.approx(0.01243)  # federal funds of December 2007 over three-month bills


def test_swap_points_are_those_of_the_evening_before(small_market):
    columns = {"usdjpy": [100.0, 100.0, 200.0, 200.0], "bill_yield": [0.0, 0.0365, 0.073, 0.0], "jpy_rate": [0.0] * 4}
    market = small_market([1000.0] * 4, "2013-01-07", **columns)
    run = backtest(load_config(None, [*FREE, "fx.leverage=1", "fx.pass_through=1.0"], pattern="fx"), market)
    assert [amount for _, amount in postings(run, "swap")] == pytest.approx([100.0, 400.0])


@pytest.mark.pages
def test_cash_is_equity_and_every_yen_is_explained(market):
    run = backtest(load_config(None, ["fx.leverage=12", "fx.rebalance=monthly"], pattern="fx"), market)
    equity, cash, fund = (to_array(run.table("equity")[name]) for name in ("equity", "cash", "mmf"))
    assert np.array_equal(equity, cash)
    assert not fund.any()
    amounts = run.frame("attribution").groupby("category")["amount"].sum()
    assert set(amounts.index) == {"fx_price", "swap", "spread"}
    assert amounts.sum() == pytest.approx(equity[-1] - 1_000_000.0, rel=1e-9)
    assert set(column(run, "ledger", "currency")) == {"JPY"}
    assert set(column(run, "positions", "mark_source")) == {"quoted"}


@pytest.mark.pages
def test_no_fill_lifts_leverage_above_what_was_planned(market):
    run = backtest(load_config(None, ["fx.leverage=5", "fx.rebalance=monthly"], pattern="fx"), market)
    filled = np.isin(to_array(run.table("equity")["date"]), to_array(run.table("fills")["date"]))
    leverage = to_array(run.table("equity")["total_exposure"])[filled] - 1.0
    assert leverage.max() <= 5.0
    assert leverage.min() == pytest.approx(4.448, abs=0.001)  # decided before a session on which the dollar rose


def test_25x_can_be_opened_and_needs_all_of_the_account(held):
    run = held([100.0] * 4, "fx.leverage=25", "fx.voluntary_stop=0")
    assert trades(run) == [("2013-01-03", 250, "entry")]
    assert column(run, "equity", "maintenance")[-1] == column(run, "equity", "collateral")[-1] == 1_000_000.0


def test_a_call_is_not_answered_by_the_market(held):
    rates = [100.0, 100.0, 95.0, 110.0, 110.0]
    assert not dated(held(rates, "fx.leverage=10", "fx.voluntary_stop=0"), "margin_call")
    run = held(rates, "fx.leverage=14", "fx.voluntary_stop=0")
    assert dated(run, "margin_call", "deadline_missed", "liquidation", "call_met") == [
        ("2013-01-04", "margin_call"),
        ("2013-01-07", "deadline_missed"),
        ("2013-01-07", "liquidation"),
    ]
    assert trades(run)[-1][0] == "2013-01-07"


def test_where_it_is_only_a_mail_the_market_answers_it(held):
    rates = [100.0, 100.0, 95.0, 110.0, 110.0]
    run = held(rates, "fx.leverage=14", "fx.voluntary_stop=0", "account.profile=jp_retail_fx_2007")
    assert [kind for _, kind in dated(run, "margin_call", "call_met", "liquidation")] == ["margin_call", "call_met"]
    assert "sessions_to_deadline" not in column(run, "events", "numbers")[0]


@pytest.mark.parametrize("level", [0.2, 0.5, 1.0])
def test_on_the_way_between_two_fixings_the_loss_cut_comes_at_the_level_itself(held, level):
    run = held(
        [100.0, 100.0, 93.0, 93.0], "fx.leverage=14", "fx.voluntary_stop=0", f"fx.loss_cut_level={level}",
        "margin.test=intraday", "account.liquidation_half_spread=0.0",
    )  # fmt: skip
    (event,) = [row for row in run.table("events").to_pylist() if row["kind"] == "loss_cut"]
    numbers = dict(part.strip('"{}').split('": ') for part in event["numbers"].split(', "'))
    assert float(numbers["collateral"]) / float(numbers["maintenance"]) == pytest.approx(level)
    # 1 + 14 (S / 100 - 1) = level x 4 % x 14 S / 100
    assert float(numbers["index"]) == pytest.approx(100.0 * 13.0 / 14.0 / (1.0 - 0.04 * level))


def test_one_stops_oneself_until_the_next_month_and_buys_at_what_is_left(held):
    rates = [100.0, 100.0, 97.0, *[96.0] * 18, 96.0, 96.0]
    run = held(rates, "fx.leverage=12")
    assert trades(run) == [
        ("2013-01-03", 120, "entry"),
        ("2013-01-07", -120, "rule"),
        ("2013-02-01", 65, "entry"),
    ]
    assert dated(run, "voluntary_stop", "voluntary_stop_lifted", "margin_call") == [
        ("2013-01-04", "voluntary_stop"),
        ("2013-01-31", "voluntary_stop_lifted"),
    ]


def test_what_the_broker_has_closed_is_not_bought_again(held):
    run = held([100.0, 100.0, 92.0, *[92.0] * 40], "fx.leverage=14", "fx.voluntary_stop=0", "fx.rebalance=monthly")
    assert [reason for *_, reason in trades(run)] == ["entry", "liquidation"]
    assert not to_array(run.table("equity")["overlay_notional"])[-1]


def test_a_position_too_large_to_be_bought_again_is_held(held):
    run = held([100.0, 100.0, 90.0, 90.0], "fx.leverage=1.5", "fx.contract=USDJPY10K")
    assert trades(run) == [("2013-01-03", 1, "entry")]


def test_a_smaller_account_than_a_contract_says_that_it_never_traded(held):
    run = held([100.0] * 3, "fx.contract=USDJPY10K", "fx.leverage=0.5")
    assert words()("note.never_whole") in run.notes()
    assert run.table("positions").num_rows == 0


def test_monthly_the_leverage_is_brought_back_on_the_first_session(held):
    run = held([100.0, 100.0, *[110.0] * 30], "fx.leverage=2", "fx.rebalance=monthly")
    # 20,000 dollars at 100; at 110 they are 2.2 million yen on 1.2 million
    assert trades(run) == [("2013-01-03", 20, "entry"), ("2013-02-01", 1, "rebalance")]


@pytest.mark.pages
def test_a_run_knows_nothing_of_the_days_after_it(market):
    config = load_config(None, ["fx.leverage=12", "fx.rebalance=monthly", "period.end=2003-12-31"], pattern="fx")
    whole = backtest(config, market)
    cut = backtest(config, market.until(int(to_array(whole.table("equity")["date"])[-1])))
    assert whole.table("equity").equals(cut.table("equity"))


class Short(bt.Strategy):
    """Somebody's own Backtrader strategy: sells dollars, and buys them back."""

    def next(self):
        dollars = self.data.tradable(FxContract(fx_spec("USDJPY10K")))
        if len(self.data) == 1:
            self.sell(data=dollars, size=2)
        if len(self.data) == 4:
            self.close(data=dollars)


def test_an_ordinary_backtrader_strategy_sells_dollars_and_pays_the_swap(small_market):
    columns = {"usdjpy": [100.0, 100.0, 99.0, 98.0, 97.0], "bill_yield": [0.0365] * 5, "jpy_rate": [0.0] * 5}
    market = small_market([1000.0] * 5, "2013-01-07", **columns)
    feed, broker = open_account(load_config(None, FREE, pattern="fx"), market)
    tables = collect_tables(run_strategy(feed, broker, Short), broker)
    assert tables["fills"]["price"].to_pylist() == [100.0, 97.0]
    ledger = tables["ledger"].to_pylist()
    swaps = [row["amount"] for row in ledger if row["category"] == "swap"]
    assert swaps == pytest.approx([-1.05 * 200.0, -1.05 * 198.0, -1.05 * 196.0])
    assert sum(row["amount"] for row in ledger if row["category"] == "fx_price") == pytest.approx(60_000.0)


def test_a_short_position_is_cut_where_the_rate_has_risen_to_its_level(small_market):
    columns = {"usdjpy": [100.0, 100.0, 100.0, 130.0], "bill_yield": [0.0] * 4, "jpy_rate": [0.0] * 4}
    market = small_market([1000.0] * 4, "2013-01-07", **columns)
    settings = [*FREE, "account.liquidation_half_spread=0.0", "capital.initial=200000", "margin.test=intraday"]
    feed, broker = open_account(load_config(None, settings, pattern="fx"), market)
    tables = collect_tables(run_strategy(feed, broker, Short), broker)
    # 200,000 - 20,000 (S - 100) = 50 % x 4 % x 20,000 S
    assert tables["fills"]["price"].to_pylist()[-1] == pytest.approx(110.0 / 1.02)


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("fx.leverage=26", "fx.leverage 26 is above 25, the most that a requirement of 4.0% allows"),
        ("fx.leverage=25.0000001", r"fx.leverage 25\.0000001 is above 25, the most"),
        ("fx.leverage=20", "opens at a maintenance ratio of 125%, at or below fx.voluntary_stop 150%"),
        ("fx.requirement=4", "fx.requirement = 4: should be less than or equal to 1"),
        ("fx.loss_cut_level=50", "fx.loss_cut_level = 50: should be less than or equal to 1"),
        ("fx.loss_cut_level=0.1", "fx.loss_cut_level = 0.1: should be greater than or equal to 0.2"),
        ("fx.voluntary_stop=0.5", "fx.voluntary_stop 0.5 is below the requirement"),
        ("fx.voluntary_stop=150", "fx.voluntary_stop = 150: should be less than or equal to 100"),
        ("fx.pass_through=97", "fx.pass_through = 97: should be less than or equal to 1.2"),
        ("fx.requirement_yen=100", "fx.requirement_yen = 100: should be greater than or equal to 1000"),
        ("fx.contract=EURJPY", "fx.contract = 'EURJPY'"),
        ("capital.currency=USD", "fx.contract = 'USDJPY1K' is in JPY, the account in USD"),
        ("account.profile=us_fcm_tbill", "does not go with pattern fx: choose 'jp_retail_fx' or 'jp_retail_fx_2007'"),
        ("account.loss_cut_level=0.5", "account.loss_cut_level has no effect on pattern fx; set fx.loss_cut_level"),
        ("account.voluntary_stop_level=2.0", "has no effect on pattern fx; set fx.voluntary_stop"),
        ("overlay.ratio=0.3", r"the settings of \[overlay\] have no effect on pattern fx"),
        ("stops.monthly_loss=0.03", r"the settings of \[stops\] have no effect on pattern fx"),
        ("margin.source=model", "margin.source has no effect on pattern fx; set fx.requirement"),
        ("execution.fill_at=open", "does not go with pattern fx: there is one fixing a day"),
    ],
)
def test_what_does_not_fit_is_refused_in_one_sentence(setting, told):
    with pytest.raises(ConfigError, match=told) as refusal:
        load_config(None, [setting], pattern="fx")
    assert "\n" not in str(refusal.value)


def test_two_requirements_are_one_too_many():
    with pytest.raises(ConfigError, match="are both set"):
        load_config(None, ["fx.requirement=0.04", "fx.requirement_yen=100000"], pattern="fx")


def test_an_fx_broker_has_no_futures_and_a_feed_of_ones_own_no_dollars(market):
    with pytest.raises(ConfigError, match="does not go with pattern A: choose one of a broker of futures"):
        load_config(None, ["account.profile=jp_retail_fx"])
    with pytest.raises(ConfigError, match="for pattern fx use open_account"):
        broker_for(None, load_config(None, [], pattern="fx"), market)


def test_settings_of_fx_leave_other_patterns_as_they_were():
    assert load_config(None, ["fx.leverage=5"]).digest == load_config(None).digest
    digests = {load_config(None, [f"fx.leverage={number}"], pattern="fx").digest for number in (2, 3)}
    assert len(digests) == 2


@pytest.fixture(scope="module")
def pair(market):
    settings = ["period.start=2007-01-02", "period.end=2009-12-31"]
    chosen = {"calm": ["fx.leverage=2"], "bold": ["fx.leverage=12"]}
    return {
        name: backtest(load_config(None, [*settings, *more], pattern="fx"), market) for name, more in chosen.items()
    }


def test_the_manifest_says_what_the_broker_asked_and_passed_on(pair):
    terms = pair["calm"].manifest["terms"]
    assert terms["requirement"] == {"share": 0.04, "amount": 0.0}
    assert terms["swap"] == {"received": 0.97, "paid": 1.05}
    assert terms["profile"]["loss_cut_level"] == 0.5
    assert words()("note.fixings") in pair["calm"].notes()


def test_a_saved_run_is_read_back_audited_and_told_in_japanese(pair, tmp_path):
    from engine.results.run import load_run

    run = load_run(pair["bold"].save(tmp_path).path)
    assert run.config == pair["bold"].config
    verdicts = audit(run)
    assert [one.check for one in verdicts] == [
        "books", "no_accident", "call_distance", "reductions", "exposure", "carry",
    ]  # fmt: skip
    assert verdicts[4].limit == pytest.approx(13.0)
    assert [one for one, other in zip(run.notes(), run.notes("ja"), strict=True) if one == other] == []


def test_all_that_happened_is_told_in_japanese_too(pair):
    english, japanese = (reasons(pair["bold"].table("events"), words(language)) for language in ("en", "ja"))
    assert [one for one, other in zip(english, japanese, strict=True) if one == other] == []


@pytest.mark.pages
def test_runs_of_the_account_are_compared_with_the_dollar_as_their_index(pair, market):
    seen = market_for(pair["calm"].config, market)
    comparison = compare_results(pair, seen, plan=FEW)
    assert comparison.metrics()["calm"]["correlation"] > 0.95
    page = report_html(comparison)
    assert "a currency on margin in a yen account" in page
    # the market it was made on is the same one, as its pattern sees it
    assert compare_results(pair, market, plan=FEW).tables == comparison.tables
    with pytest.raises(ConfigError, match="run calm was made on another market"):
        compare_results(pair, market.until(market.days[-2]))


def test_other_patterns_are_not_compared_with_it(market):
    with pytest.raises(ConfigError, match="does not go with pattern fx"):
        compare(["A", "fx"], load_config(None), market)


def test_the_command_line_runs_shows_audits_exports_and_reports_it(tmp_path):
    def overlay(*words):
        done = CliRunner().invoke(cli, list(words), catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.output

    settings = ["--set", "period.start=2007-01-02", "--set", "period.end=2007-12-31", "--set", "fx.leverage=4"]
    told = json.loads(overlay("run", "--pattern", "fx", *settings, "--out", str(tmp_path), "--json"))
    folder = told["folder"]
    assert told["pattern"] == "fx"
    assert "1,000,000.00 JPY" in overlay("show", folder)
    assert json.loads(overlay("audit", folder, "--json"))["checks"][0]["standing"] == "kept"
    overlay("export", folder, "--table", "ledger", "--to", str(tmp_path / "ledger.csv"))
    assert "swap" in (tmp_path / "ledger.csv").read_text(encoding="utf-8-sig")
    overlay("report", folder)
    assert "a currency on margin" in (Path(folder) / "report.html").read_text(encoding="utf-8")
