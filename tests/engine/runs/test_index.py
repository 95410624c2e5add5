"""A market's index: contracts trade on their own, and what was published in money for one index is charged
on no other.
"""

from datetime import date

import backtrader as bt
import numpy as np
import pandas as pd
import pytest

from data.base.errors import ConfigError, ResultError
from data.contracts.calendars import exchange
from data.contracts.underlying import SYNTHETIC, UNKNOWN
from data.margin.margins import modelled_schedule
from data.market.embedded import embedded_market
from data.market.fx_market import fx_market
from data.market.market import Market
from data.market.periods import NamedPeriod
from data.synthetic.generator import Setting, markov_market, span
from data.synthetic.recipe import Recipe, made
from engine import backtest, broker_for, compare, load_config, open_account
from engine.stress.of_run import stress_test
from engine.stress.replays import replay_path

OVER = span(date(2013, 1, 2), 3)
YEN = ("capital.currency=JPY", "overlay.contract=NK225MC")


def calm(level=20_000.0, **setting):
    """Three calm years that begin at a level."""
    return made(Recipe(regimes="calm"), OVER, Setting(level=level, **setting))[0]


def named(market, index):
    return Market(market.table, market.calendar, index=index)


def of(pattern, *settings):
    return load_config(None, settings, pattern=pattern)


def maintenance_share(run):
    equity = run.equity
    held = equity[equity["overlay_notional"] > 0.0]
    return (held["maintenance"] / held["overlay_notional"]).to_numpy()


@pytest.fixture(scope="module")
def high():
    return calm()


@pytest.fixture(scope="module")
def run(high):
    return backtest(of("A", "capital.initial=1e7"), high)


@pytest.mark.pages
def test_a_made_up_index_of_20000_points_is_charged_a_share_of_notional_and_not_the_dollars_of_es(high, run):
    share = maintenance_share(run)
    assert 0.040 < share.min() < share.mean() < share.max() < 0.060
    dollars = maintenance_share(backtest(of("A", "capital.initial=1e7"), named(high, "SPX")))
    assert 0.0033 < dollars.min() < dollars.max() < 0.0058  # what ES asks of an index a tenth as high


@pytest.mark.pages
def test_on_a_made_up_index_the_model_is_all_there_is_whatever_its_level_and_path():
    chance = np.random.default_rng(20)
    for _ in range(4):
        setting = Setting(level=float(chance.choice([50.0, 900.0, 7_000.0, 40_000.0])))
        market = markov_market(int(chance.integers(1000)), span(date(2014, 1, 2), 1), setting=setting).market
        settings = ("capital.initial=1e8", "margin.scenario=multiply", f"margin.factor={chance.uniform(1.0, 2.0)}")
        pattern = str(chance.choice(["A", "C"]))
        plain, model = (
            backtest(of(pattern, *settings, f"margin.source={source}"), market)
            for source in ("table_or_model", "model")
        )
        assert all(plain.tables[name].equals(model.tables[name]) for name in plain.tables)


def test_the_manifest_names_the_index_and_says_that_it_is_made_up(run, market):
    assert run.manifest["market"]["index"] == SYNTHETIC
    assert run.notes()[-1].startswith("the index is made up: any contract may stand on it")
    plain = backtest(of("core", "period.start=2018-01-02"), market)
    assert plain.manifest["market"]["index"] == "SPX"
    assert not any("made up" in note for note in plain.notes())


@pytest.mark.pages
@pytest.mark.parametrize("pattern", ["A", "B", "C", "cash", "core", "fx", "fx_trades"])
def test_every_pattern_runs_on_a_made_up_market(pattern):
    assert backtest(of(pattern, "capital.initial=1e8"), calm(1000.0)).tables["equity"].num_rows == len(OVER.days)


@pytest.mark.parametrize(
    ("pattern", "settings", "sentence"),
    [
        ("A", (),
            ("overlay.contract = 'MES' is on the index SPX, but the market's index is NDX; choose a contract on the "
                "market's")),
        ("B", (), "options.contract = 'XSP' is on the index SPX, but the market's index is NDX; choose a contract"),
        ("C", ("insurance.contract=SPX",),
            "overlay.contract = 'MES' is on the index SPX, but the market's index is NDX"),
        ("cash", (), "cash_ratio.fund = 'SPXFUND' is on the index SPX, but the market's index is NDX"),
        ("cash", ("cash_ratio.asset=futures",),
            "overlay.contract = 'MES' is on the index SPX, but the market's index is NDX"),
        ("cash", ("cash_ratio.fund=BTCUSD",),
            "cash_ratio.fund = 'BTCUSD' trades on 24/7, but the market has sessions of XNYS"),
        ("A", YEN, "overlay.contract = 'NK225MC' trades on XTKS, but the market has sessions of XNYS"),
    ],
)  # fmt: skip
def test_a_contract_of_another_index_is_refused_in_a_sentence(pattern, settings, sentence, high):
    with pytest.raises(ConfigError) as refused:
        backtest(of(pattern, *settings), named(high, "NDX"))
    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)


def test_two_indices_of_one_exchange_are_told_apart():
    tokyo = markov_market(1, span(date(2015, 1, 5), 1, exchange("XTKS")), setting=Setting(level=1_500.0)).market
    assert backtest(of("A", *YEN), named(tokyo, "N225")).manifest["market"]["index"] == "N225"
    with pytest.raises(ConfigError, match="'NK225MC' is on the index N225, but the market's index is TOPIX"):
        backtest(of("A", *YEN), named(tokyo, "TOPIX"))


@pytest.mark.parametrize("pattern", ["A", "B", "C", "cash"])
def test_a_market_that_does_not_say_its_index_is_asked_for_it(pattern, high):
    with pytest.raises(ConfigError, match=r"is on the index SPX, and the market does not say .* with --index-name"):
        backtest(of(pattern), named(high, UNKNOWN))


@pytest.mark.parametrize("pattern", ["core", "fx", "fx_trades"])
def test_what_is_on_no_index_runs_without_its_name(pattern, high):
    assert backtest(of(pattern, "capital.initial=1e8"), named(high, UNKNOWN)).tables["equity"].num_rows == len(high)


def test_foreign_exchange_is_on_the_yen_of_any_market(high):
    assert {fx_market(named(high, index)).index for index in ("SPX", UNKNOWN, SYNTHETIC)} == {"USDJPY"}


@pytest.mark.parametrize("index", [SYNTHETIC, "N225", UNKNOWN])
def test_the_published_table_is_refused_on_another_index(index, high):
    pattern = "A" if index == SYNTHETIC else "core"
    with pytest.raises(
        ConfigError, match=f"there is no table of ES margins on the index {index}; set margin.source = 'model'"
    ):
        backtest(of(pattern, "margin.source=table"), named(high, index))  # fmt: skip


def test_a_comparison_is_refused_as_a_run_is(high):
    with pytest.raises(ConfigError, match="the market's index is NDX"):
        compare(["core", "A"], market=named(high, "NDX"))


class Buyer(bt.Strategy):
    """Buys what it is told to, on the third session."""

    params = (("choose", None),)

    def next(self):
        if len(self.data) == 3:
            self.buy(data=self.p.choose(self.data), size=1)


def play(feed, broker, choose):
    cerebro = bt.Cerebro(stdstats=False)
    cerebro.adddata(feed)
    cerebro.setbroker(broker)
    cerebro.addstrategy(Buyer, choose=choose)
    cerebro.run()


def test_a_strategy_of_ones_own_orders_on_the_market_s_index_only(high):
    feed, broker = open_account(of("core"), named(high, "NDX"))
    with pytest.raises(ConfigError, match="order for MESH13: it is on the index SPX, but the market's index is NDX"):
        play(feed, broker, lambda data: data.lead("MES", data.view.today))


def test_a_strategy_of_ones_own_orders_in_the_account_s_currency_only():
    tokyo = markov_market(1, span(date(2015, 1, 5), 1, exchange("XTKS"))).market
    feed, broker = open_account(of("A", *YEN), tokyo)
    with pytest.raises(ConfigError, match="order for SPX150320C1000: it is in USD, the account in JPY; order another"):
        play(feed, broker, lambda data: data.option("SPX", 16_514, 1000.0, "C"))


def own_bars(market):
    table = market.table.select(["date", "open", "high", "low", "close"]).to_pandas()
    table["date"] = pd.to_datetime(table["date"])
    return bt.feeds.PandasData(dataname=table.set_index("date"))


@pytest.mark.parametrize("pattern", ["A", "B", "core"])
def test_a_feed_of_ones_own_is_traded_on_its_index_only_whatever_the_pattern(pattern, high):
    with pytest.raises(ConfigError, match=r"overlay.contract = 'MES' is on the index SPX, but the market's index is N"):
        broker_for(own_bars(high), of(pattern), named(high, "NDX"))
    broker_for(own_bars(high), of(pattern), high)


def test_a_feed_of_ones_own_is_traded_in_the_account_s_currency():
    with pytest.raises(ConfigError, match=r"overlay.contract = 'MES' is in USD, the account in JPY"):
        broker_for(own_bars(embedded_market()), of("core", "capital.currency=JPY"))


def test_a_replay_of_a_crisis_has_the_margin_of_the_market_s_own_index(high):
    window = NamedPeriod("2015-08", "fall", OVER.days[660], OVER.days[672])
    rows = slice(660, 673)
    shares = [margin / index for margin,
        index in zip(modelled_schedule(high.days, high.values("close"), "ES")[rows], high.values("close")[rows],
            strict=True)]  # fmt: skip
    told = [shock.margin for shock in replay_path(high, window, "MES")]
    assert told == [share / shares[0] for share in shares[1:]]
    assert told != [shock.margin for shock in replay_path(named(high, "SPX"), window, "MES")]


def test_a_saved_run_is_stressed_on_the_index_it_was_made_on(high, run):
    with pytest.raises(ResultError, match="was made on the index synthetic, not on SPX; name it with --index-name"):
        stress_test(run, named(high, "SPX"))
    assert stress_test(run, high).state.margin_share == pytest.approx(maintenance_share(run)[-1], rel=1e-9)


@pytest.mark.pages
def test_dividend_yields_that_are_another_index_s_are_told(high):
    origin = {"columns": {"dividend_yield": {"source": "data/facts/dividend_yield.csv", "facts_sessions": 7}}}
    tokyo = markov_market(1, span(date(2015, 1, 5), 1, exchange("XTKS"))).market
    told = Market(tokyo.table, tokyo.calendar, origin=origin, index="N225")
    note = "dividend yields of the S&P 500 stand in for those of N225 on 7 sessions of the market"
    assert note in backtest(of("A", *YEN), told).notes()
    assert note not in backtest(of("core"), told).notes()
    ours = Market(high.table, high.calendar, origin=origin, index="SPX")
    assert not any("stand in" in words for words in backtest(of("A"), ours).notes())
