"""A pattern on `mmf-overlay`; A does the same work, and prints the same JSON line, as `vanilla_backtrader.py`.

With `--against A` the two patterns run in turn in the same process, and the line has the seconds of each pair.
"""

import argparse
import json
import resource
import statistics
import tempfile
import time
from datetime import date
from pathlib import Path

T0 = time.perf_counter()

import numpy as np  # noqa: E402
import pyarrow as pa  # noqa: E402

from data.base.arrow import to_array, to_column  # noqa: E402
from data.base.days import day_of, iso  # noqa: E402
from data.contracts.calendars import SessionCalendar  # noqa: E402
from data.market.embedded import EMBEDDED, embedded_market  # noqa: E402
from data.market.market import Market  # noqa: E402
from data.sessions.market_table import SCHEMA  # noqa: E402
from engine.runs.backtest import backtest  # noqa: E402
from engine.settings.run_config import RunConfig, load_config  # noqa: E402

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
    "valuation": (*ALONE, "cash_valuation.enabled=true", "cash_valuation.file={valuation}"),
}
"""Settings of the pattern `cash`, a rule each."""
FIRST_WEEKDAY = 4750  # 1983-01-03, a Monday


def twenty_years() -> Market:
    """The sessions of 1999 to 2018, which the peer's file of prices has too."""
    whole = embedded_market()
    first, end = whole.row_from(day_of(date(1999, 1, 4))), whole.row_from(day_of(date(2019, 1, 1)))
    return Market(
        whole.table.slice(first, end - first), whole.calendar, index=whole.index, bill_months=whole.bill_months
    )


def tiled(market: Market, times: int) -> Market:
    """The returns `times` over, damped as in the peer, on weekdays from 1983; everything else repeated."""
    growth = np.tile(np.r_[0.0, np.diff(np.log(market.floats("close")))], times)
    prices = market.floats("close")[0] * np.exp(np.cumsum(growth) / times)
    weekdays = [FIRST_WEEKDAY + 7 * (n // 5) + n % 5 for n in range(len(prices) + 600)]
    columns = {name: np.tile(to_array(market.table[name]), times) for name in SCHEMA.names}
    columns |= dict.fromkeys(("open", "high", "low", "close"), prices) | {"date": weekdays[: len(prices)]}
    table = pa.table([to_column(columns[field.name], field.type) for field in SCHEMA], schema=SCHEMA)
    return Market(table, SessionCalendar("weekdays", weekdays), index=market.index)


def valuation_file(market: Market, folder: Path) -> Path:
    """A valuation for each month, the index over its mean of 1,000 sessions: something that rises and falls."""
    closes, days = market.floats("close"), market.days
    means = [closes[max(place - 1000, 0) : place + 1].mean() for place in range(0, len(days), 21)]
    lines = [f"{iso(days[21 * number])},{20.0 * closes[21 * number] / mean:.2f}" for number, mean in enumerate(means)]
    path = folder / "valuation.csv"
    path.write_text("\n".join(["date,cape", *lines]))
    return path


def settings_of(pattern: str, rule: str, market: Market, folder: Path) -> list[str]:
    """Settings of a pattern; `rule` is that of the pattern `cash`."""
    if pattern != "cash":
        return list(SETTINGS if pattern == "A" else ())
    valuation = valuation_file(market, folder) if rule == "valuation" else ""
    return [setting.format(valuation=valuation) for setting in CASH[rule]]


def run(table: pa.Table, calendar: SessionCalendar, config: RunConfig) -> tuple[float, float]:
    """Seconds of a run, and its final equity in account currency."""
    market = Market(table, calendar, index=EMBEDDED)  # fresh: nothing derived is kept from the run before
    start = time.perf_counter()
    result = backtest(config, market)
    return time.perf_counter() - start, result.metrics["final_equity"]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--pattern", default="A")
    parser.add_argument("--rule", choices=tuple(CASH), default="trend", help="of the pattern cash")
    parser.add_argument("--against", choices=("A",), help="run in turn with this pattern")
    options = parser.parse_args()
    market = twenty_years() if options.times == 1 else tiled(twenty_years(), options.times)
    with tempfile.TemporaryDirectory() as folder:
        chosen = settings_of(options.pattern, options.rule, market, Path(folder))
        configs = [load_config(None, chosen, pattern=options.pattern)]
        configs += [load_config(None, SETTINGS, pattern="A")] if options.against else []
        rounds = [[run(market.table, market.calendar, config) for config in configs] for _ in range(options.repeat)]
    seconds = [one[0][0] for one in rounds]
    print(json.dumps({
        "bars": len(market), "median_seconds": statistics.median(seconds), "min_seconds": min(seconds),
        "final_equity": rounds[-1][0][1],
        "process_seconds": time.perf_counter() - T0,
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "pairs": [[timed for timed, _ in one] for one in rounds],
    }))  # fmt: skip
