"""New sessions stand on values of their own, and not on what was said last or on a model."""

import numpy as np
import pytest

from data.base.errors import DataError
from data.fetch.store import Store
from data.renewal.needed import sources
from data.renewal.own_days import OwnDays, require_few_holes
from data.renewal.renewed import renewed
from tests.support.fetched_files import LAST, SESSIONS, SINCE, cboe, fred, kept, values

NEW = np.arange(100, 140)


def own(column, *absent):
    return OwnDays({column: np.array([day for day in range(50, 140) if day not in absent])}, {column: "a.csv"})


def test_a_few_holes_stand_and_more_are_refused_with_the_first():
    require_few_holes(own("usdjpy", 101, 110, 120), NEW)
    with pytest.raises(DataError) as refused:
        require_few_holes(own("usdjpy", 101, 110, 120, 121), NEW)
    assert str(refused.value) == (
        "the fetched usdjpy (a.csv) has no value on 4 of the 40 new sessions to 1970-05-20, first on 1970-04-12, and "
        "at most 3 may be without; fetch it again with --force, or wait until its publisher has the rest"
    )


def test_a_publisher_who_is_not_as_far_has_no_hole_and_no_vix_is_modelled():
    require_few_holes(own("usdjpy", *range(120, 140)), NEW)
    with pytest.raises(DataError, match=r"the fetched vix .* no value on 1 of the 40 new sessions"):
        require_few_holes(own("vix", 139), NEW)


@pytest.mark.pages
@pytest.mark.parametrize("name", ["vix", "dexjpus"])
def test_holes_among_the_new_sessions_of_a_file_make_no_market(name, tmp_path):
    days, columns = values()
    rows = [row for row in range(len(days)) if not len(days) - SESSIONS < row < len(days) - 2]
    column = {"dexjpus": "usdjpy"}.get(name, name)
    figures = [columns[column][row] for row in rows]
    at = [days[row] for row in rows]
    store = kept(Store(tmp_path), **{name: cboe(at, figures) if name == "vix" else fred("DEXJPUS", at, figures)})
    with pytest.raises(
        DataError, match=rf"the fetched {column} \({name}.csv\) has no value on 6 of the \d new sessions"
    ):
        renewed(sources(store), SINCE, LAST, LAST + 1)
