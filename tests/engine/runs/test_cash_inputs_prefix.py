"""No look-ahead in any input of the cash ratio: what was decided does not change with what became known later, whether
files were cut then, or their later values are others by now.
"""

from datetime import date, timedelta

import numpy as np
import pytest

from data.base.days import day_of
from tests.support.cash_runs import run
from tests.support.rows_until import rows_until

LAGS = {"baa": 2, "aaa": 2, "dollar": 1, "rate": 3, "q": 4, "chain": 0}
"""Calendar days after which a value of each column is known; there is one of every day, of weekends too."""
DAYS = [date(2008, 7, 14) + timedelta(days=one) for one in range(152)]
VALUES = np.random.default_rng(31).uniform(1.0, 3.0, (2, len(DAYS), len(LAGS)))
"""As they were told at first, and as they would be told by now."""
MONTHS = [date(2007 + one // 12, one % 12 + 1, 1) for one in range(24)]
MONTHLY = 45
START = "2008-08-01"


def named(name, lag, **more):
    told = {"file": "days.csv", "lag_days": lag, "asks": [0.0, 0.04, 0.08], **more}
    return tuple(f"cash_series.{name}.{key}={value}" for key, value in told.items())


SETTINGS = (
    f"period.start={START}", "cash_ratio.floor=0.0", "cash_ratio.cap=1.0", "cash_ratio.band=0.01",
    *named("spread", 2, column="baa", minus="aaa", edges=[-0.5, 0.5], leave=0.2),
    *named("dollar", 1, column="dollar", by="growth", window=5, edges=[-0.1, 0.1]),
    *named("rate", 3, column="rate", by="change", window=3, edges=[-0.4, 0.4], asks=[0.3, 0.4, 0.2], gives="ratio"),
    *named("chain", 0, column="chain", edges=[1.6, 2.4], oldest_days=1),
    *named("monthly", MONTHLY, file="months.csv", edges=[1.6, 2.4]),
    "cash_conditions.enabled=true", "cash_conditions.file=days.csv", "cash_conditions.column=rate",
    "cash_conditions.lag_days=3", "cash_conditions.window=4", "cash_conditions.rise=0.5", "cash_conditions.leave=0.1",
    "cash_valuation.enabled=true", "cash_valuation.file=days.csv", "cash_valuation.column=q",
    "cash_valuation.lag_days=4", "cash_valuation.sessions=1", "cash_valuation.edges=[1.7, 2.3]",
    "cash_valuation.ratios=[0.2, 0.35, 0.5]",
    "cash_trend.rule=breakout", "cash_trend.window=4", "cash_volatility.rule=levels", "cash_volatility.measure=atr",
    "cash_pause.enabled=true", "cash_pause.move=0.05", "cash_pause.sessions=2", "cash_pause.holds=buying",
)  # fmt: skip
CUTS = [date(2008, 9, 2) + timedelta(days=one) for one in range(80) if (date(2008, 9, 2).weekday() + one) % 7 < 5]
SHORT = date(2008, 10, 8)
"""An evening before a sudden move, and before conditions change."""


@pytest.fixture(autouse=True)
def _at_home(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def written(day, *, gone):
    """Files of which what was not known on a day is gone, or other by now; None: as they were told at first."""
    lines = ["date," + ",".join(LAGS)]
    for row, of in enumerate(DAYS):
        known = [day is None or of + timedelta(days=lag) <= day for lag in LAGS.values()]
        cells = [f"{VALUES[0 if one else 1, row, place]:.3f}" for place, one in enumerate(known)]
        lines.append(
            ",".join([str(of), *("" if gone and not one else cell for one, cell in zip(known, cells, strict=True))])
        )
    months = ["date,value"]
    for row, of in enumerate(MONTHS):
        known = day is None or of + timedelta(days=MONTHLY) <= day
        if known or not gone:
            months.append(f"{of},{VALUES[0 if known else 1, row, 0]:.3f}")
    return {"days.csv": "\n".join(lines) + "\n", "months.csv": "\n".join(months) + "\n"}


def played(market, folder, files, *more):
    for name, text in files.items():
        (folder / name).write_text(text)
    return run(market, *SETTINGS, *more)


@pytest.fixture(scope="module")
def whole(market, tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        return played(market, folder, written(None, gone=False), "period.end=2008-12-12")


@pytest.mark.parametrize("gone", [False, pytest.param(True, marks=pytest.mark.pages)], ids=["other", "gone"])
@pytest.mark.parametrize(
    "cut", [pytest.param(one, marks=() if one == SHORT else pytest.mark.pages, id=str(one)) for one in CUTS]
)
def test_what_became_known_later_changes_no_decision_before(market, whole, tmp_path, cut, gone):
    part = played(market.until(day_of(cut)), tmp_path, written(cut, gone=gone))
    for name in ("cash_rules", "cash_series", "fills", "equity", "events"):
        assert part.table(name).equals(rows_until(whole, name, cut.isoformat())), name


def test_every_input_moved_the_ratio_in_these_runs(whole):
    bands = whole.table("cash_series").to_pandas().groupby("series")["band"].nunique()
    assert bands.to_dict() == {"chain": 3, "dollar": 3, "monthly": 2, "rate": 3, "spread": 3}
    rules = whole.table("cash_rules").to_pandas()
    assert set(rules["conditions_addition"]) == {0.0, 0.05}
    assert "series" in set(rules["binding"])
    assert rules["wanted_ratio"].nunique() > 10
    assert rules["valuation_ratio"].nunique() > 3
