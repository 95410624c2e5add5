"""A pattern on `mmf-overlay`; A does the same work, and prints the same JSON line, as `vanilla_backtrader.py`."""

import argparse
import json
import resource
import statistics
import time

T0 = time.perf_counter()

import numpy as np  # noqa: E402
import pyarrow as pa  # noqa: E402

from data.arrow import to_array, to_column  # noqa: E402
from data.calendars import SessionCalendar  # noqa: E402
from data.embedded import embedded_market  # noqa: E402
from data.market import SCHEMA, Market  # noqa: E402
from engine.composition import backtest  # noqa: E402
from engine.config import RunConfig, load_config  # noqa: E402

SETTINGS = ("overlay.rebalance=monthly", "overlay.band=0.0", "halving.restore_below=0.2", "halving.restore_sessions=1")
ALONE = ("cash_trend.enabled=false", "cash_ratio.floor=0.0", "cash_ratio.cap=0.9")
CASH = {
    "trend": (),
    "futures": ("cash_ratio.asset=futures",),
    "target": (*ALONE, "cash_volatility.rule=target"),
    "levels": ("cash_trend.enabled=false", "cash_volatility.rule=levels"),
    "events": (*ALONE, "cash_events.enabled=true"),
    "conditions": (*ALONE, "cash_conditions.enabled=true"),
    "tactical": ("tactical.enabled=true",),
}
"""Settings of the pattern `cash`, a rule each."""
FIRST_WEEKDAY = 4750  # 1983-01-03, a Monday


def tiled(market: Market, times: int) -> Market:
    """The returns `times` over, damped as in the peer, on weekdays from 1983; everything else repeated."""
    growth = np.tile(np.r_[0.0, np.diff(np.log(market.floats("close")))], times)
    prices = market.floats("close")[0] * np.exp(np.cumsum(growth) / times)
    weekdays = [FIRST_WEEKDAY + 7 * (n // 5) + n % 5 for n in range(len(prices) + 600)]
    columns = {name: np.tile(to_array(market.table[name]), times) for name in SCHEMA.names}
    columns |= dict.fromkeys(("open", "high", "low", "close"), prices) | {"date": weekdays[: len(prices)]}
    table = pa.table([to_column(columns[field.name], field.type) for field in SCHEMA], schema=SCHEMA)
    return Market(table, SessionCalendar("weekdays", weekdays))


def run(table: pa.Table, calendar: SessionCalendar, config: RunConfig) -> tuple[float, float]:
    market = Market(table, calendar)  # fresh: nothing derived is kept from the run before
    start = time.perf_counter()
    result = backtest(config, market)
    return time.perf_counter() - start, result.metrics["final_equity"]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--pattern", default="A")
    parser.add_argument("--rule", choices=tuple(CASH), default="trend", help="of the pattern cash")
    options = parser.parse_args()
    market = embedded_market() if options.times == 1 else tiled(embedded_market(), options.times)
    config = load_config(
        None, {"A": SETTINGS, "cash": CASH[options.rule]}.get(options.pattern, ()), pattern=options.pattern
    )
    seconds, final = zip(*(run(market.table, market.calendar, config) for _ in range(options.repeat)), strict=True)
    print(json.dumps({
        "bars": len(market), "median_seconds": statistics.median(seconds), "min_seconds": min(seconds), "final_equity": final[-1],
        "process_seconds": time.perf_counter() - T0, "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }))  # fmt: skip
