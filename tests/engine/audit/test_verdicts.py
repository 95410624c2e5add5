"""A verdict on a series of somebody's own."""

import pandas as pd

from data.base.days import day_of
from engine.audit.verdicts import LineStanding, Verdict

DAYS = pd.to_datetime(["2008-01-02", "2008-01-03", "2008-01-04", "2008-01-07"])


def test_nothing_above_its_limit_is_kept():
    found = Verdict.at_most("own", pd.Series([0.0, 0.1, 0.2, 0.1], DAYS), limit=0.2)
    assert found == Verdict("own", LineStanding.KEPT, 0.2, 0.2)


def test_what_is_above_is_told_with_its_days():
    found = Verdict.at_most("own", pd.Series([0.3, 0.1, 0.4, 0.3], DAYS), limit=0.2)
    first, worst, last = (day_of(DAYS[place].date()) for place in (0, 2, 3))
    assert found == Verdict("own", LineStanding.NOT_KEPT, 0.4, 0.2, 3, 2, first, worst, (first, worst, last))


def test_of_no_session_there_is_no_figure():
    assert Verdict.at_most("own", pd.Series([], DAYS[:0]), limit=0.2) == Verdict("own", LineStanding.KEPT, None, 0.2)
