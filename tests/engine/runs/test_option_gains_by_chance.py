"""What options earned and cost, by settings, markets and quotes by chance: roll days, forced sales, ruin, faults, taxes
and cores in yen, told again from the saved tables.
"""

from random import Random

import numpy as np
import pyarrow as pa
import pytest

from data.base.arrow import to_column
from data.base.errors import ConfigError
from data.chains.quotes import SCHEMA, OptionQuotes
from data.market.market import Market
from engine import backtest
from engine.runs.option_attribution import TABLE
from engine.settings.run_config import parse_config
from tests.oracles.slow_option_gains import Series, furthest_off, worth
from validation.agreement_markets import crash_market, stretch
from validation.agreement_settings import settings_by_chance

SEEDS = range(40)
BESIDE = ({}, {"tax": {"regime": "japan"}}, {"fund": {"currency": "JPY"}})
"""Settings that only the event engine runs."""


def drawn(chance):
    """(configuration, market)."""
    market = chance.choice((stretch, crash_market))(chance)
    config = settings_by_chance(chance, market, chance.choice(("B", "C", "C", "AB")), yen=0.4)
    raw = config.model_dump(exclude_unset=True, mode="json")
    for name, more in chance.choice(BESIDE).items():
        raw[name] = raw.get(name, {}) | more
    try:
        return parse_config(raw), market
    except ConfigError:
        return config, market


def quoted(market, run, chance):
    """The market with quotes of the series that a run traded, on most of their sessions."""
    rng, rows = np.random.default_rng(chance.getrandbits(32)), []
    for code in sorted(set(run.table(TABLE)["contract"].to_pylist())):
        series = Series(code, market, run.config)
        contract = series.contract
        for row, day in enumerate(market.days):
            if 0 < contract.expiry - day < 70 and rng.random() < 0.8:
                (forward, years, volatility, discount), *_ = series.stand(row, None, quoted=False)
                dearer = volatility * np.exp(rng.normal(0.0, 0.005))
                mid = max(worth(forward, contract.strike, years, dearer, series.call, discount), 0.05)
                sides = [round(0.98 * mid, 2), round(1.02 * mid + 0.03, 2)]
                rows.append((day, contract.spec.root, contract.expiry, contract.strike, contract.right, *sides))
    if not rows:
        return market
    names = ("date", "root", "expiry", "strike", "right", "bid", "ask")
    columns = dict(zip(names, zip(*rows, strict=True), strict=True))
    table = pa.table([to_column(list(columns[field.name]), field.type) for field in SCHEMA], schema=SCHEMA)
    return Market(table=market.table, quotes=OptionQuotes(table), index=market.index, starts=market.starts)


@pytest.mark.pages
@pytest.mark.parametrize("seed", SEEDS)
def test_every_session_is_what_the_saved_tables_say_of_it(seed):
    chance = Random(seed)  # noqa: S311  (no secret)
    config, market = drawn(chance)
    run = backtest(config, market)
    if seed % 2 and TABLE in run.tables:
        market = quoted(market, run, chance)
        run = backtest(config, market)
        assert "quoted" in run.table("positions")["mark_source"].to_pylist()
    if TABLE not in run.tables:
        assert not [row for row in run.table("ledger").to_pylist() if "premium" in row["category"]]
        return
    off, rows = furthest_off(run.tables, market, config)
    assert rows == run.table(TABLE).num_rows
    assert max(off.pop(name) for name in ("delta", "gamma")) < 1e-7
    assert max(off.values()) < 1e-13
