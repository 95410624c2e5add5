"""Series as vendors name them: Saturday expiries and the weekly root are read, and told."""

from datetime import date

import pytest

from data.base.days import day_of, iso
from data.chains.naming import all_weekly, as_series
from data.chains.rules import chain_findings
from tests.support.chain_play import chain, quote

SATURDAY, FRIDAY = date(2013, 1, 19), date(2013, 1, 18)


@pytest.mark.parametrize(
    ("day", "written", "read"),
    [
        (date(2013, 1, 2), SATURDAY, "2013-01-18"),
        (date(2008, 3, 3), date(2008, 3, 22), "2008-03-20"),  # after Good Friday
        (date(2008, 3, 3), date(2008, 3, 21), "2008-03-20"),  # Good Friday
        (date(2014, 6, 2), date(2015, 12, 19), "2015-12-18"),  # quoted before Saturdays ended
        (date(2016, 3, 1), date(2016, 3, 19), "2016-03-19"),  # after they ended: not read
        (date(2013, 1, 2), date(2013, 1, 26), "2013-01-26"),  # not after a third Friday
        (date(2013, 1, 2), FRIDAY, "2013-01-18"),
    ],
)
def test_the_saturday_after_a_third_friday_is_read_as_its_session(day, written, read):
    of, told = as_series(chain(quote(day=day, expiry=written)))
    assert iso(int(of.expiry[0])) == read
    changed = written.isoformat() != read
    assert [one.check for one in told] == ["expiry-read"] * changed
    assert len([one for one in chain_findings(of) if one.check == "expiry-not-a-session"]) == (
        date.fromisoformat(read).weekday() == 5
    )


def test_one_warning_says_how_many_rows_were_read_so():
    rows = [quote(1400.0 + 100.0 * step, expiry=SATURDAY) for step in range(3)]
    _, (told,) = as_series(chain(*rows, quote(expiry=date(2013, 2, 15))))
    assert told.severity == "warning"
    assert "3 of 4 rows" in told.problem


def test_a_friday_beside_the_saturday_is_a_series_quoted_twice():
    of, _ = as_series(chain(quote(), quote(bid=18.0, expiry=SATURDAY)))
    assert "series-has-two-quotes" in {one.check for one in chain_findings(of)}


def test_the_weekly_root_is_read_but_on_third_fridays():
    rows = [quote(root="SPXW", expiry=date(2013, 1, 25)), quote(root="SPXW", bid=19.5), quote(root="XSP", strike=145.0)]
    of, (told,) = as_series(chain(*rows))
    assert [(of.roots[of.root[row]], int(of.expiry[row])) for row in range(2)] == [
        ("SPX", day_of(date(2013, 1, 25))),
        ("XSP", day_of(FRIDAY)),
    ]
    assert (told.check, told.severity) == ("weekly-root", "warning")
    assert "1 rows; 1 that end" in told.problem


def test_other_files_are_left_as_they_are():
    of = chain(quote(), quote(1500.0, "P", 50.0, 51.0))
    assert as_series(of)[1] == []
    assert as_series(of)[0].root.tolist() == of.root.tolist()


def test_a_file_of_the_weekly_root_alone_is_read_with_a_note_and_no_warning():
    of = chain(quote(root="SPXW", expiry=date(2013, 1, 25)), quote(1400.0, root="SPXW", expiry=date(2013, 1, 25)))
    assert as_series(of)[1] == []
    (note,) = all_weekly(of)
    assert "SPXW is read as SPX on all 2 rows" in note
    assert all_weekly(chain(quote())) == []
