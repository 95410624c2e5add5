"""The numbers that the questions about a plan are answered with, from the tables of a saved run, on plans by chance."""

import random
from datetime import date, timedelta

import pandas as pd
import pytest

from engine import backtest, load_config
from engine.questions.plan_check import Asked, check
from engine.survival.listener import listener_of

RUNS, ALWAYS = 60, 3
"""Plans of `make test`; the rest are among the pages."""
LIVING = ("living.cash=1200000.0", "living.monthly_expenses=5000.0")
STAKED = ("fx_trades.allowed_loss=0.1", "fx_trades.free_margin=0.1", "fx.voluntary_stop=1.01", "fx.loss_cut_level=1.0")


def plan(seed):
    """Pattern and settings by chance; a third of them may be closed by their broker."""
    draw = random.Random(seed)  # noqa: S311  (settings, not keys)
    others = draw.choice(["A", "A", "C", "B", "core", "cash", "fx"])
    pattern = "fx_trades" if seed % 3 == 0 else others
    first = date(1999, 1, 4) + timedelta(days=draw.randrange(5700))
    settings = [f"period.start={first}", f"period.end={first + timedelta(days=draw.randint(40, 1500))}", *LIVING]
    if pattern == "fx_trades":
        settings += STAKED
    if pattern in ("A", "B", "C"):
        settings += [
            f"account.profile={draw.choice(['us_fcm_tbill', 'cme_ief2', 'retail_cash_margin', 'jp_retail_futures'])}",
            f"halving.measure={draw.choice(['realised', 'ewma', 'parkinson', 'atr', 'implied'])}",
            f"stops.monthly_loss={draw.choice([0.01, 0.02, 0.05])}",
        ]
    return pattern, settings


def rederived(folder):
    """Worst month, deepest fall, losing months in a row and what the worst such row took, sessions of forced sales."""
    equity = pd.read_parquet(folder / "equity.parquet").set_index("date")["equity"]
    equity.index = pd.to_datetime(equity.index)
    ends = equity.groupby(equity.index.to_period("M")).tail(1)
    months = ends / ends.shift(1, fill_value=equity.iloc[0]) - 1
    rows = (months >= 0).cumsum()[months < 0]
    of_row = months[months < 0].groupby(rows)
    longest = int(of_row.size().max()) if len(rows) else 0
    took = max((1 - (1 + row).prod(), row.index[-1]) for _, row in of_row if len(row) == longest) if longest else None
    events = pd.read_parquet(folder / "events.parquet")
    return {
        "worst": max(0.0, -months.min()),
        "fall": 1 - (equity / equity.cummax()).min(),
        "count": longest,
        "forced": events.loc[events["kind"] == "liquidation", "date"].nunique(),
    } | ({"loss": took[0], "until": f"{took[1]:%Y-%m-%d}"} if took else {})


@pytest.mark.parametrize(
    "seed", [seed if seed < ALWAYS else pytest.param(seed, marks=pytest.mark.pages) for seed in range(RUNS)]
)
def test_the_numbers_of_a_plan_are_those_of_its_saved_run(market, tmp_path, seed):
    pattern, settings = plan(seed)
    config = load_config(None, settings, pattern=pattern)
    found = check(config, market, Asked(0), listener_of(lambda _: None, 1))
    told = {}
    for answer in [one for chapter in found.chapters for one in chapter.answers]:
        for key, numbers in answer.sentences:
            told |= numbers if key in ("answer.stand", "answer.stand_unmargined", "answer.living") else {}
    again = rederived(backtest(config, market).save(tmp_path).path)
    names = again.keys() & told.keys()
    assert {"worst", "fall", "count"} <= names
    assert {name: told[name] for name in names} == {
        name: pytest.approx(one, abs=1e-9) if isinstance(one, float) else one
        for name, one in again.items()
        if name in names
    }
