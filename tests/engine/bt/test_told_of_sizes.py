"""A strategy that sizes by what says nothing on this account, or by nothing at all, is told so once."""

import backtrader as bt
import pytest

from data.base.errors import ConfigError
from engine import load_config, run_own
from strategies.sizing.sizers import CollateralSizer


class Once(bt.Strategy):
    """Buys on the first session."""

    def next(self):
        if len(self) == 1:
            self.buy()


def test_asking_for_cash_while_it_is_in_the_fund_is_warned_of_once(ran):
    class ByCash(bt.Strategy):
        def next(self):
            self.size = self.broker.getcash() / self.data.close[0]

    with pytest.warns(
        UserWarning, match=r"getcash\(\), which was 0 USD, for most of 1,000,000 USD of equity was in the fund"
    ) as told:
        strategy = ran(ByCash)
    assert len(told) == 1
    assert told[0].filename == __file__
    assert list(strategy.broker.told) == ["asked_for_cash"]


@pytest.mark.parametrize("sizer", [bt.sizers.PercentSizer, bt.sizers.PercentSizerInt, CollateralSizer])
def test_a_sizer_without_a_whole_contract_says_so_once(ran, crossing, sizer):
    class Sized(crossing):
        params = (("stake", None),)

    small = ["capital.initial=1000", "overlay.contract=ES"]
    with pytest.warns(
        UserWarning, match=f"{sizer.__name__} gave no whole contract, so that nothing was sent: one ES was"
    ) as told:
        assert ran(Sized, lambda cerebro: cerebro.addsizer(sizer), small).fills == []
    assert [one.filename.endswith("conftest.py") for one in told] == [True]  # where the strategy asked


@pytest.mark.parametrize("bracket", ["buy_bracket", "sell_bracket"])
def test_a_bracket_without_a_whole_contract_is_refused(ran, bracket):
    class Bracketed(bt.Strategy):
        def next(self):
            getattr(self, bracket)(price=1700.0, stopprice=1600.0, limitprice=1800.0)

    with pytest.raises(
        ConfigError, match="PercentSizer gives no whole contract, and a bracket has no legs without one"
    ):
        ran(Bracketed, lambda cerebro: cerebro.addsizer(bt.sizers.PercentSizer), ["capital.initial=1000"])


def test_a_run_that_is_kept_says_it_in_its_notes(market):
    class Small(Once):
        def next(self):
            self.cash = self.broker.getcash()
            super().next()

    def setup(cerebro):
        cerebro.addsizer(bt.sizers.PercentSizer, percents=1)

    run = run_own(Small, load_config(None, ["period=2014-01", "capital.initial=50000"]), market, setup=setup)
    told = {one["code"]: one["values"] for one in run.manifest["notes"]}
    assert told["asked_for_cash"] == {"cash": 0.0, "equity": 50_000.0, "currency": "USD"}
    assert (told["sized_nothing"]["sizer"], told["sized_nothing"]["contract"]) == ("PercentSizer", "MES")
