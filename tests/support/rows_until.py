"""The first part of a table of a run."""

from datetime import date

import numpy as np

from data.base.arrow import to_array
from data.base.days import day_of


def rows_until(result, name, cut):
    """The rows of a table, which stand in order of date, up to a day."""
    days = to_array(result.table(name)["date"])
    assert (np.diff(days) >= 0).all()
    return result.table(name).slice(0, int((days <= day_of(date.fromisoformat(cut))).sum()))
