"""Series of one's own, conditions and the pause of whole runs with settings by chance, told a second time by pandas."""

import numpy as np
import pandas as pd
import pytest

from tests.oracles import slow_cash_inputs as slow
from tests.support.cash_runs import run

START, END = "2007-06-01", "2009-06-30"
COLUMNS = ("a", "b", "c", "d")


def written(folder, chance):
    """A file with a value on most days, weekends too, a month without any, and now and then an empty cell."""
    days = pd.date_range("2007-01-15", "2009-05-10")
    days = days[
        (chance.random(len(days)) < chance.choice([0.1, 0.5, 1.0])) & ~((days.year == 2008) & (days.month == 3))
    ]
    walks = 2.0 + np.cumsum(chance.normal(0.0, 0.08, (len(days), len(COLUMNS))), axis=0)
    table = pd.DataFrame(walks.round(2), columns=list(COLUMNS)).mask(chance.random(walks.shape) < 0.05)
    table.insert(0, "date", days)
    table.to_csv(folder / "series.csv", index=False)
    return table


def one_series(chance):
    by = str(chance.choice(["level", "change", "growth"]))
    edges = sorted({*chance.normal({"level": 2.0}.get(by, 0.0), 0.3, chance.integers(1, 4)).round(1).tolist()})
    ratio = bool(chance.random() < 0.4)
    return {
        "column": str(chance.choice(COLUMNS)), "lag_days": int(chance.choice([0, 1, 3, 40])), "by": by,
        "window": int(chance.choice([1, 5, 21, 100])), "oldest_days": int(chance.choice([2, 20, 100])),
        "leave": float(chance.choice([0.0, 0.1, 0.4])), "edges": edges, "gives": "ratio" if ratio else "addition",
        "asks": chance.choice([0.05, 0.2, 0.3, 0.45] if ratio else [-0.05, 0.0, 0.05, 0.1], len(edges) + 1).tolist(),
    }  # fmt: skip


def drawn(seed):
    """(what each series is, the conditions, the pause, most adjustments a month)."""
    chance = np.random.default_rng(seed)
    series = {f"s{place}": one_series(chance) for place in range(chance.integers(1, 5))}
    for one in series.values():
        if one["by"] != "growth" and chance.random() < 0.5:
            one["minus"] = next(name for name in COLUMNS if name != one["column"])
    rise = float(chance.choice([0.05, 0.2]))
    conditions = {"column": "d", "lag_days": 2, "window": int(chance.choice([5, 21])), "rise": rise + 0.001,
                  "leave": float(chance.choice([rise, 0.0, -0.1])) - 0.001}  # fmt: skip
    pause = {"move": float(chance.choice([0.02, 0.04])), "sessions": int(chance.choice([1, 3, 10])),
             "holds": str(chance.choice(["all", "buying"]))}  # fmt: skip
    return chance, series, conditions, pause, int(chance.choice([0, 1, 3]))


def settings(series, conditions, pause, most):
    told = {f"cash_series.{name}.{key}": value for name, one in series.items() for key, value in one.items()}
    told |= {f"cash_series.{name}.file": "series.csv" for name in series} | {"cash_conditions.file": "series.csv"}
    told |= {f"cash_conditions.{key}": value for key, value in conditions.items()}
    told |= {f"cash_pause.{key}": value for key, value in pause.items()}
    told |= {"cash_trend.enabled": "false", "cash_conditions.enabled": "true", "cash_pause.enabled": "true"}
    told |= {"cash_ratio.floor": 0.1, "cash_ratio.cap": 0.5, "cash_ratio.max_adjustments": most}
    told |= {"cash_ratio.band": 0.45, "period.start": START, "period.end": END}  # the index moves no ratio that far
    return [f"{key}={value}" for key, value in told.items()]


@pytest.mark.parametrize("seed", [one if one < 1 else pytest.param(one, marks=pytest.mark.pages) for one in range(30)])
def test_what_the_inputs_say_and_what_is_ordered_is_the_slow_telling(market, tmp_path, monkeypatch, seed):
    monkeypatch.chdir(tmp_path)
    chance, series, conditions, pause, most = drawn(seed)
    file = written(tmp_path, chance)
    made = run(market, *settings(series, conditions, pause, most))
    days = pd.Series(pd.to_datetime(np.array(market.days), unit="D"))
    within = (days >= START) & (days <= END)
    rules, told = made.table("cash_rules").to_pandas(), made.table("cash_series").to_pandas()
    asked = {"addition": 0.0, "ratio": np.full(int(within.sum()), np.nan)}
    for name, one in series.items():
        values = slow.measured(file, days, one)[within].reset_index(drop=True)
        band = slow.bands(values, one)
        seen = told[told["series"] == name].reset_index(drop=True)
        np.testing.assert_allclose(seen["value"], values, rtol=1e-11, atol=1e-12)
        assert seen["band"].tolist() == band.tolist()
        none = 0.0 if one["gives"] == "addition" else np.nan
        asks = np.array([none, *one["asks"]])[band]
        asked = {
            "addition": asked["addition"] + (asks if one["gives"] == "addition" else 0.0),
            "ratio": np.fmax(asked["ratio"], asks) if one["gives"] == "ratio" else asked["ratio"],
        }
    dear = slow.dearer(slow.risen(file, days, conditions)[within], conditions)
    assert ((rules["conditions_addition"] > 0.0).to_numpy() == dear.to_numpy()).all()
    base = np.where(np.isnan(asked["ratio"]), 0.2, asked["ratio"])
    wanted = pd.Series(np.clip(base + asked["addition"] + 0.05 * dear.to_numpy(), 0.1, 0.5))
    np.testing.assert_allclose(rules["wanted_ratio"], wanted, rtol=0, atol=1e-12)
    closes = pd.Series(market.values("close"))
    held_back = slow.paused(closes, pause["move"], pause["sessions"])[within].reset_index(drop=True)
    fills = days.shift(-1)[within].reset_index(drop=True)
    evenings = pd.DataFrame({"wanted": wanted, "held": rules["held_ratio"], "pause": held_back, "fill": fills})
    path = slow.ordered(evenings, buying=pause["holds"] == "buying", most=most)
    np.testing.assert_allclose(rules["target_ratio"].ffill(), path, rtol=0, atol=1e-9)
