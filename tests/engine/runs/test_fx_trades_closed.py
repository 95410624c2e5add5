"""Table `trades`: what the rules closed, and not what the broker did."""

from data.base.arrow import to_array
from engine import backtest, load_config

SETTINGS = (
    "fx.requirement=0.3", "fx.voluntary_stop=0", "account.profile=jp_retail_fx_2007", "margin.test=intraday",
    "fx_trades.free_margin=0",
    "fx_trades.allowed_loss=0.9", "fx_trades.most_trades=1", "fx_trades.entry_window=3", "fx_trades.exit_window=1",
    "fx_trades.move_window=2", "fx_trades.short=false",
)  # fmt: skip


def test_a_trade_that_the_broker_closed_before_its_exit_was_filled_is_none_of_the_rules(small_market):
    rates = [100.0, 100.1, 100.2, 100.3, 100.4, 100.35, 80.0, 80.0]
    market = small_market([1000.0] * len(rates), "2011-03-01", usdjpy=rates)
    run = backtest(load_config(None, SETTINGS, pattern="fx_trades"), market)
    assert run.table("fx_rules")["binding"].to_pylist() == ["", "", "", "breakout", "", "exit"]
    assert to_array(run.table("positions")["size"]).tolist()[-1] > 0
    assert "liquidation" in run.table("fills")["reason"].to_pylist()
    assert not run.table("trades").num_rows
