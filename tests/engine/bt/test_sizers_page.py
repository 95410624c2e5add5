"""docs/sizers.md: its code prints what it says, and its table what each sizer buys."""

import re
import sys
from pathlib import Path
from types import ModuleType

import backtrader as bt
import pytest

from engine import broker_for
from strategies.sizing.sizers import AllowedLossSizer, CollateralSizer

PAGE = (Path(__file__).parents[3] / "docs" / "sizers.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| `(\w+).*\| (\d+(?: \([\d.]+x\))?) \|$", PAGE, flags=re.MULTILINE))
SIZERS = {
    "FixedSize": (bt.sizers.FixedSize, {"stake": 3}),
    "PercentSizer": (bt.sizers.PercentSizer, {"percents": 20}),
    "AllInSizer": (bt.sizers.AllInSizer, {}),
    "AllowedLossSizer": (AllowedLossSizer, {"loss": 0.02, "stop_distance": 40.0}),
    "CollateralSizer": (CollateralSizer, {"percents": 20}),
    "order_target_percent": (None, {}),
}


class Once(bt.Strategy):
    params = (("target", None),)

    def next(self):
        if len(self) == 1:
            self.order_target_percent(target=self.p.target) if self.p.target else self.buy()


@pytest.mark.parametrize("row", SIZERS)
def test_the_table_says_what_is_bought(market, row):
    frame = market.table.to_pandas().set_index("date")[["open", "high", "low", "close"]].assign(volume=0)
    frame.index = frame.index.astype("datetime64[ns]")
    data = bt.feeds.PandasData(dataname=frame.loc["2014-01-02":"2014-01-10"])
    sizer, params = SIZERS[row]
    cerebro = bt.Cerebro(stdstats=False)
    cerebro.adddata(data)
    cerebro.setbroker(broker_for(data))
    if sizer:
        cerebro.addsizer(sizer, **params)
    cerebro.addstrategy(Once, target=None if sizer else 0.9)
    bought = cerebro.run()[0].position.size
    exposure = bought * 5.0 * frame.loc["2014-01-02", "close"] / 1e6
    assert ROWS[row] in {f"{bought}", f"{bought} ({exposure:.2f}x)"}


def test_the_code_prints_what_it_says(capsys, monkeypatch):
    (code,) = re.findall(r"^```python\n(.*?)^```", PAGE, flags=re.DOTALL | re.MULTILINE)
    monkeypatch.setitem(sys.modules, "page", page := ModuleType("page"))  # Backtrader looks its classes up there
    exec(code, vars(page))  # noqa: S102
    assert capsys.readouterr().out.split() == re.findall(r"# (\d+)$", code, flags=re.MULTILINE)
