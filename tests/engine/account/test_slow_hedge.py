"""The currency hedge against its slow, independent re-derivation, on random settings and periods."""

from random import Random

import numpy as np
import pytest

from data.base.arrow import to_array
from engine import backtest, load_config
from tests.oracles.slow_hedge import SlowHedge, dates, month_ends


def some_hedge(random):
    """Share of equity, and what is set of basis, spreads and margin; the rest is left to facts."""
    chosen = {"ratio": random.choice([0.3, 0.5, 1.0])}
    for name, values in {
        "basis": [-0.005, 0.001], "half_spread": [0.0, 0.05], "roll_half_spread": [0.0, 0.02], "margin": [0.01, 0.1]
    }.items():  # fmt: skip
        if random.random() < 0.3:
            chosen[name] = random.choice(values)
    return chosen


def settings_of(random, chosen):
    year = random.randint(1999, 2016)
    profile = random.choice(["us_fcm_tbill", "cme_ief2", "retail_cash_margin", "jp_retail_futures"])
    return [
        "investor.currency=JPY", f"account.profile={profile}", f"period.start={year}-{random.randint(1, 12):02d}-05",
        f"period.end={year + 2}-{random.randint(1, 12):02d}-11", f"hedge.buffer={random.choice([0.0, 0.02, 0.1])}",
        f"execution.fill_at={random.choice(['close', 'open']) if year > 2006 else 'close'}",
        *(f"hedge.{name}={value}" for name, value in chosen.items()),
    ]  # fmt: skip


def by_day(run, days, *categories):
    """Sum of a day's postings of some categories for the hedge, (sessions,)."""
    table = run.table("ledger")
    kinds = table["category"].to_pylist()
    wanted = [
        kind in categories and code == "USDJPY"
        for kind, code in zip(kinds, table["contract"].to_pylist(), strict=True)
    ]  # fmt: skip
    rows = table.filter(wanted)
    return np.bincount(np.searchsorted(days, to_array(rows["date"])), to_array(rows["amount"]), len(days))


def slow_hedge(run, market, chosen):
    """What the oracle says of a run's hedge, and how often the broker closed it."""
    days = to_array(run.table("equity")["date"])
    first, end = market.row_from(int(days[0])), market.row_from(int(days[-1])) + 1
    columns = {"rate": "usdjpy", "bill": "bill_yield", "call": "jpy_rate"}
    seen = {name: market.values(of)[first:end] for name, of in columns.items()}
    seen |= {"days": dates(market.days[first:end]), "fixed": month_ends(dates(market.days[first : end + 40]))}
    evenings = dict(zip(seen["days"], to_array(run.table("equity")["equity"]).tolist(), strict=True))
    events = run.table("events").to_pylist()
    forced = {row["date"] for row in events if row["kind"] == "liquidation" and row["contract"] == "USDJPY"}
    return SlowHedge(chosen, seen, evenings, forced).run(), len(forced)


@pytest.mark.pages
def test_a_slow_hedge_agrees_on_random_settings(market):
    closed = 0
    for seed in range(20):
        random = Random(seed)  # noqa: S311  (a test, no secret)
        chosen, pattern = some_hedge(random), random.choice(["core", "A", "B"])
        run = backtest(load_config(None, settings_of(random, chosen), pattern=pattern), market)
        slow, forced = slow_hedge(run, market, chosen)
        closed += forced
        days = to_array(run.table("equity")["date"])
        assert by_day(run, days, "hedge_price") == pytest.approx(slow.price, abs=1e-3), seed
        assert by_day(run, days, "hedge_carry") == pytest.approx(slow.points, abs=1e-3), seed
        assert by_day(run, days, "spread", "liquidation_cost") == pytest.approx(slow.costs, abs=1e-6), seed
        assert to_array(run.table("equity")["hedge_margin"]) == pytest.approx(slow.margins, abs=1e-6), seed
    assert closed >= 3
