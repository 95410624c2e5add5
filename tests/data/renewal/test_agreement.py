"""Every column that is lengthened has days in common with the history, near its end, and agrees on them."""

from datetime import date

import numpy as np
import pytest

from data.base.days import date_of, day_of
from data.base.errors import DataError
from data.fetch.store import Store
from data.market.embedded import embedded_market
from data.renewal.agreement import ENOUGH, HELD, RECENT, latest_start
from data.renewal.needed import sources
from data.renewal.own_days import COLUMNS as BY_KIND
from data.renewal.own_days import own_days
from data.renewal.renewed import renewed
from tests.support.fetched_files import LAST, SESSIONS, SINCE, cboe, fred, kept, values
from tests.support.sparing import only

DAYS, COLUMNS = values()
COMMON = len(DAYS) - SESSIONS
BLANK = float("nan")


def pick(figures, rows):
    return [figures[row] for row in rows]


def refusal(folder, **changed):
    with pytest.raises(DataError) as refused:
        renewed(sources(kept(Store(folder), **changed)), SINCE, LAST, LAST + 1)
    return str(refused.value)


def old_row_and_new():
    rows = [0, *range(COMMON, len(DAYS))]
    return cboe(pick(DAYS, rows), [COLUMNS["vix"][0], *[80.0] * SESSIONS])


H10_ENDS = DAYS.index(day_of(date(2025, 9, 26))) + 1
SINKING = [one * max(0.8, 0.99**row) for row, one in enumerate(COLUMNS["usdjpy"][H10_ENDS:])]
NONE_SINCE = [BLANK] * (COMMON - H10_ENDS)
STRANGE = {
    "vix of one old day": (
        {"vix": old_row_and_new()}, "vix (vix.csv) has values on 0 of the 60 sessions from 2026-04-15 to 2026-07-10",
    ),
    "yen of new days": (
        {"dexjpus": fred("DEXJPUS", DAYS[COMMON:], [100.0] * SESSIONS)}, "usdjpy (dexjpus.csv) has values on 0 of",
    ),
    "blank one-month bills": (
        {"dgs1mo": fred("DGS1MO", DAYS, [BLANK] * COMMON + [19.0] * SESSIONS)},
        "bill_yield_1m (dgs1mo.csv) has values on 0 of the 60 sessions from 2026-03-24 to 2026-06-17",
    ),
    "yen that end with H.10": (
        {"dexjpus": fred("DEXJPUS", DAYS, [*COLUMNS["usdjpy"][:H10_ENDS], *NONE_SINCE, *COLUMNS["usdjpy"][COMMON:]])},
        "usdjpy (dexjpus.csv) has values on 0 of the 60 sessions from 2026-04-15 to 2026-07-10",
    ),
    "yen that sink after H.10": (
        {"dexjpus": fred("DEXJPUS", DAYS, [*COLUMNS["usdjpy"][:H10_ENDS], *SINKING])},
        "usdjpy differs from the history that comes with the program on 192 of 196 days, first on 2025-10-0",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", only(list(STRANGE), "vix of one old day"))
def test_a_series_that_shares_too_few_of_the_last_days_or_leaves_the_history_makes_no_market(name, tmp_path):
    bodies, told = STRANGE[name]
    assert told in refusal(tmp_path, **bodies)


@pytest.mark.pages
def test_a_month_of_common_days_is_enough_and_a_day_less_is_not(tmp_path):
    def body(common):
        rows = range(COMMON - common, len(DAYS))
        return cboe(pick(DAYS, rows), pick(COLUMNS["vix"], rows))

    made = renewed(sources(kept(Store(tmp_path / "a"), vix=body(ENOUGH))), SINCE, LAST, LAST + 1)
    assert {one.column: one.days for one in made.compared}["vix"] == ENOUGH
    assert f"has values on {ENOUGH - 1} of the {RECENT} sessions" in refusal(tmp_path / "b", vix=body(ENOUGH - 1))


@pytest.mark.pages
def test_a_value_carried_on_is_no_day_in_common(tmp_path):
    store = kept(Store(tmp_path), dexjpus=fred("DEXJPUS", DAYS[::5], COLUMNS["usdjpy"][::5]))
    assert own_days(sources(store)).days["usdjpy"].tolist() == DAYS[::5]


def test_series_begin_early_enough_to_be_held_against_every_column():
    history = embedded_market()
    begins = latest_start(history)
    assert date_of(begins) == date(2025, 7, 3)
    assert {one.column for one in HELD} == {name for names in BY_KIND.values() for name in names}
    assert (
        np.searchsorted(history.days, day_of(date(2025, 9, 26))) - np.searchsorted(history.days, begins) == RECENT - 1
    )
