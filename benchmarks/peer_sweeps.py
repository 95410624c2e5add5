"""Pattern A's signals in a peer, as many settings as are asked for; prints a JSON line. It imports nothing of this
project: it is run by a Python in which the peer is installed.

    python peer_sweeps.py vectorbt 100 prices.csv

Orders at closes on the first session of a month and where halving switches, whole contracts, a fixed fee. No fund, no
margin, no calls, no rolls. Each peer in its best way: vectorbt all settings in columns at once, in pieces that fit in
memory; the event-driven ones in two processes.
"""

import json
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from importlib.util import find_spec

import numpy as np
import pandas as pd

CASH, MULTIPLIER, FEE, WINDOW = 1_000_000.0, 5.0, 2.0, 20
MODULES = {"vectorbt": "vectorbt", "backtesting": "backtesting", "ml4t": "ml4t.backtest"}
TOGETHER = 500
"""Settings that vectorbt runs at once: 5,031 sessions of each."""


def settings(count):
    """(overlay, threshold) of so many settings."""
    share = np.linspace(0.0, 1.0, count)
    return list(zip(0.05 + 0.225 * share, 0.2 + 0.09 * (7.0 * share % 1.0), strict=True))


def shares(prices, setting):
    """Overlay to aim at by session; NaN where nothing is due."""
    overlay, threshold = setting
    close = prices.to_numpy()
    volatility = pd.Series(np.r_[np.nan, np.diff(np.log(close))]).rolling(WINDOW).std().to_numpy() * np.sqrt(252.0)
    halved = volatility > threshold
    months = prices.index.month
    due = np.r_[True, (months[1:] != months[:-1]) | (halved[1:] != halved[:-1])]
    return np.where(due, np.where(halved, overlay / 2.0, overlay), np.nan)


def vectorbt(prices, several):
    import vectorbt as vbt

    found = []
    for first in range(0, len(several), TOGETHER):
        size = np.column_stack([shares(prices, one) for one in several[first : first + TOGETHER]])
        portfolio = vbt.Portfolio.from_orders(
            prices * MULTIPLIER, size, size_type="targetpercent", fixed_fees=FEE, init_cash=CASH, size_granularity=1.0
        )
        found += portfolio.final_value().tolist()
    return found


def backtesting_once(prices, setting):
    from backtesting import Backtest, Strategy

    wanted = shares(prices, setting)

    class Overlay(Strategy):
        def init(self):
            self.wanted = self.I(lambda: wanted, plot=False, overlay=False)

        def next(self):
            share = self.wanted[-1]
            if not np.isnan(share):
                missing = int(self.equity * share / self.data.Close[-1]) - self.position.size
                if missing > 0:
                    self.buy(size=missing)
                elif missing < 0:
                    self.sell(size=-missing)

    scaled = prices * MULTIPLIER
    frame = pd.DataFrame(dict.fromkeys(("Open", "High", "Low", "Close"), scaled))
    test = Backtest(frame, Overlay, cash=CASH, commission=(FEE, 0.0), trade_on_close=True, finalize_trades=True)
    return float(test.run()["Equity Final [$]"])


def ml4t_once(prices, setting):
    import polars as pl
    from ml4t.backtest import BacktestConfig, DataFeed, Engine, Strategy
    from ml4t.backtest.config import CommissionType, ShareType
    from ml4t.backtest.types import ExecutionMode

    wanted, scaled = dict(zip(prices.index.to_pydatetime(), shares(prices, setting), strict=True)), prices * MULTIPLIER

    class Overlay(Strategy):
        def on_data(self, timestamp, data, context, broker):
            share = wanted[timestamp]
            if not np.isnan(share):
                held = broker.get_position("X")
                size = int(broker.get_account_value() * share / data["X"]["close"])
                missing = size - (held.quantity if held else 0)
                if missing:
                    broker.submit_order("X", missing)

    columns = {name: scaled.to_numpy() for name in ("open", "high", "low", "close")}
    frame = pl.DataFrame(
        {"timestamp": prices.index.to_numpy(), "symbol": ["X"] * len(prices), **columns, "volume": 1e9}
    )
    config = BacktestConfig(
        initial_cash=CASH, execution_mode=ExecutionMode.SAME_BAR, share_type=ShareType.INTEGER,
        commission_type=CommissionType.PER_TRADE, commission_per_trade=FEE, slippage_rate=0.0,
    )  # fmt: skip
    return float(Engine(DataFeed(prices_df=frame), Overlay(), config).run().to_dict()["final_value"])


def in_processes(once, prices, several):
    with ProcessPoolExecutor(2) as pool:
        return list(pool.map(partial(once, prices), several, chunksize=5))


def main():
    peer, count, path = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    if find_spec(MODULES[peer].partition(".")[0]) is None or find_spec(MODULES[peer]) is None:
        print(json.dumps({"seconds": None}))
        return
    prices = pd.read_csv(path, index_col="date", parse_dates=True)["close"]
    several = settings(count)
    run = (
        vectorbt
        if peer == "vectorbt"
        else partial(in_processes, {"backtesting": backtesting_once, "ml4t": ml4t_once}[peer])
    )
    if peer == "vectorbt":
        run(prices, several[:2])  # compiled, as ours is
    start = time.perf_counter()
    found = run(prices, several)
    print(json.dumps({"seconds": time.perf_counter() - start, "final": found[0]}))


if __name__ == "__main__":
    main()
