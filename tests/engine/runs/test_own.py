"""A strategy of one's own leaves a run as the patterns do, on the index, on contracts, and on a feed of its own."""

import backtrader as bt
import pandas as pd
import pytest

from data.base.errors import ConfigError, DataError
from engine import backtest, load_config, load_run, run_own
from engine.settings.run_config import parse_config
from tests.support.own_strategies import bars

HALF_YEAR = "period=2014-01-02..2014-06-30"


class Held(bt.Strategy):
    params = (("size", 20),)

    def __init__(self):
        self.asked = False

    def next(self):
        if not self.asked:
            self.asked = True
            self.buy(size=self.p.size)


class HeldInContracts(bt.Strategy):
    params = (("size", 20),)

    def next(self):
        contract = self.data.lead("MES", self.data.view.next_session)
        for other in [one for one in self.broker.positions if one is not contract]:
            self.close(data=other)
        self.order_target_size(data=contract, target=self.p.size)


def config(*assignments):
    return load_config(None, [HALF_YEAR, *assignments])


def gained(run):
    return run.metrics["final_equity"] - 1_000_000.0


def test_a_run_has_the_tables_the_params_and_the_name_of_its_class():
    run = run_own(Held, config(), size=7)
    assert run.config.called == "Held"
    assert run.config.params.model_extra == {"size": 7}
    assert run.tables["positions"]["contract"].unique().to_pylist() == ["MES"]
    assert set(run.tables["positions"]["size"].to_pylist()) == {7}
    assert run.tables["equity"].num_rows == 124


@pytest.mark.pages
def test_what_is_saved_is_what_was_run(tmp_path):
    run = run_own(Held, config()).save(tmp_path)
    again = load_run(run.path)
    assert again.tables["equity"].equals(run.tables["equity"])
    assert again.config.digest == run.config.digest
    repeated = backtest(parse_config(again.config.settings()))
    assert repeated.tables["ledger"].equals(run.tables["ledger"])


@pytest.mark.pages
def test_the_index_without_an_end_pays_what_contracts_have_in_their_basis():
    """Both hold twenty contracts for half a year in which the carry came to 1,285; costs apart."""
    free = ("costs.factor=0",)
    index = run_own(Held, config(*free))
    contracts = run_own(HeldInContracts, config("own.feed=contracts", *free))
    postings = index.tables["ledger"].to_pandas().groupby("category")["amount"].sum()
    assert postings["futures_carry"] == pytest.approx(1285.43, abs=0.01)
    assert gained(index) == pytest.approx(gained(contracts), abs=100.0)


@pytest.mark.pages
def test_a_feed_of_its_own_is_traded_where_the_settings_say_so():
    def setup(cerebro):
        cerebro.adddata(bt.feeds.PandasData(dataname=bars("2014-01-02", "2014-06-30")), name="mine")

    own = run_own(Held, load_config(None, ["own.feed=own"]), setup=setup)
    on_index = run_own(Held, config())
    assert own.tables["ledger"]["amount"].to_pylist() == pytest.approx(on_index.tables["ledger"]["amount"].to_pylist())


def test_the_period_cuts_a_feed_of_its_own():
    def setup(cerebro):
        cerebro.adddata(bt.feeds.PandasData(dataname=bars("2013-01-02", "2015-06-30")))

    own = run_own(Held, config("own.feed=own"), setup=setup)
    days = own.tables["equity"]["date"]
    assert (str(days[0].as_py()), str(days[-1].as_py())) == ("2014-01-02", "2014-06-30")


def test_the_last_day_of_a_file_belongs_to_the_period(tmp_path):
    bars("2013-01-02", "2015-06-30").to_csv(tmp_path / "days.csv")

    def setup(cerebro):
        cerebro.adddata(
            bt.feeds.GenericCSVData(dataname=str(tmp_path / "days.csv"), dtformat="%Y-%m-%d", openinterest=-1)
        )

    assert str(run_own(Held, config("own.feed=own"), setup=setup).tables["equity"]["date"][-1].as_py()) == "2014-06-30"


@pytest.mark.pages
def test_setup_returns_the_feed_that_is_traded():
    def setup(cerebro):
        cerebro.adddata(bt.feeds.PandasData(dataname=bars("2014-01-02", "2014-06-30") / 100.0), name="signal")
        return cerebro.adddata(bt.feeds.PandasData(dataname=bars("2014-01-02", "2014-06-30")), name="mine")

    class Second(bt.Strategy):
        def next(self):
            if len(self) == 1:
                self.buy(data=self.datas[1], size=20)

    assert run_own(Second, config("own.feed=own"), setup=setup).tables["fills"].num_rows == 1


@pytest.mark.pages
def test_a_feed_that_is_looked_at_adds_no_session():
    """The signal has Saturdays and begins years before the market's first session."""
    every_day = pd.DataFrame({"close": 1.0}, index=pd.date_range("2012-01-01", "2014-07-31"))
    frame = every_day.assign(open=1.0, high=1.0, low=1.0, volume=0)

    def setup(cerebro):
        cerebro.adddata(bt.feeds.PandasData(dataname=frame), name="signal")

    both, alone = run_own(Held, config(), setup=setup), run_own(Held, config())
    assert both.tables["equity"]["date"].to_pylist() == alone.tables["equity"]["date"].to_pylist()
    assert both.tables["ledger"].num_rows == alone.tables["ledger"].num_rows


@pytest.mark.parametrize(
    ("setup", "told"),
    [
        (lambda _: None, "setup\\(cerebro\\) adds no feed; add one with cerebro.adddata"),
        (None, "setup\\(cerebro\\) adds no feed"),
        (
            lambda cerebro: len([cerebro.adddata(bt.feeds.PandasData(dataname=bars("2014-01-02", "2014-02-28")))]),
            "should return the feed that is traded, one that it has added",
        ),
    ],
)
def test_a_setup_that_gives_nothing_to_trade_is_refused(setup, told):
    with pytest.raises(ConfigError, match=told):
        run_own(Held, config("own.feed=own"), setup=setup)


def test_a_setup_that_brings_strategies_is_refused():
    with pytest.raises(ConfigError, match="setup adds strategies of its own; the run adds the one that is named"):
        run_own(Held, config(), setup=lambda cerebro: cerebro.addstrategy(Held))


@pytest.mark.parametrize("feed", ["index", "own"])
@pytest.mark.parametrize(
    ("setup", "told"),
    [
        (lambda cerebro: cerebro.broker.setcash(5e4), "setcash has no effect .* capital.initial"),
        (
            lambda cerebro: cerebro.broker.setcommission(mult=50.0),
            "setcommission has no effect .* facts of the contract",
        ),
        (lambda cerebro: cerebro.setbroker(bt.brokers.BackBroker()), "setup sets a broker of its own"),
        (lambda: None, "setup should be a function of one argument"),
        (7, "setup should be a function of one argument"),
    ],
)
def test_a_setup_cannot_change_the_account(feed, setup, told):
    with pytest.raises(ConfigError, match=told):
        run_own(Held, config(f"own.feed={feed}"), setup=setup)


@pytest.mark.parametrize("feed", ["index", "own"])
def test_a_setup_sees_the_opening_capital(feed):
    seen = []

    def setup(cerebro):
        cerebro.adddata(bt.feeds.PandasData(dataname=bars("2014-01-02", "2014-01-31")))
        seen.extend([cerebro.broker.getvalue(), cerebro.broker.getcash()])

    run_own(Held, config(f"own.feed={feed}"), setup=setup)
    assert seen == [1_000_000.0, 1_000_000.0]


def test_a_strategy_that_skips_itself_is_told_as_such():
    class Skipped(bt.Strategy):
        def __init__(self):
            raise bt.errors.StrategySkipError

    with pytest.raises(ConfigError, match="no strategy was run: each said StrategySkipError"):
        run_own(Skipped, config())


def test_what_a_strategy_has_not_cannot_be_set():
    with pytest.raises(ConfigError, match=r"params\.sise: Held has no such param; did you mean size\?"):
        run_own(Held, config(), sise=3)
    with pytest.raises(ConfigError, match=r"params\.size: should be a number, a text, true or false"):
        run_own(Held, config(), size=[1])


def test_a_feed_that_is_not_the_markets_index_is_refused():
    def setup(cerebro):
        cerebro.adddata(bt.feeds.PandasData(dataname=bars("2014-01-02", "2014-06-30") * 3.0))

    with pytest.raises(DataError, match="is not near the index"):
        run_own(Held, config("own.feed=own"), setup=setup)
