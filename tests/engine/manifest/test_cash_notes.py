"""What the files of the pattern `cash` do not say is said by the run."""

import re

import pytest

from data.base.errors import DataError
from engine import backtest, load_config

PERIOD = ("period.start=2008-09-02", "period.end=2008-10-31")
EVENTS = ("cash_events.enabled=true", "cash_events.calendars=[]", "cash_events.file=file.csv")
VALUATION = ("cash_valuation.enabled=true", "cash_valuation.file=file.csv", "cash_valuation.lag_days=1")
DEVIATIONS = ("deviations.file=file.csv",)


@pytest.fixture
def run(market, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def play(text, settings):
        (tmp_path / "file.csv").write_text(text)
        return backtest(load_config(None, (*PERIOD, *settings), pattern="cash"), market)

    return play


@pytest.mark.parametrize(
    ("text", "settings", "note"),
    [
        ("date\n2009-01-05\n", EVENTS, "no event of file.csv is known until 2009-01-05"),
        ("date\n", EVENTS, "no event of file.csv is known"),
        ("date\n2008-05-05\n", EVENTS, "no event of file.csv is known after 2008-05-05"),
        ("date,cape\n2008-09-08,20\n", VALUATION, "the rule for valuation knew of none on 5 sessions"),
        ("date,cape\n2007-09-30,20\n", VALUATION, "the last valuation was 396 days old when the run ended"),
        (
            "date,cape\n2008-06-01,20\n2008-07-01,46.5\n",
            VALUATION,
            "valuations: file.csv line 3, 2008-07-01: cape 46.5 was never seen",
        ),
        (
            "date,ratio,what,why\n2008-09-02,1,a,b\n2009-09-02,1,a,b\n",
            DEVIATIONS,
            "2 deviations are written down for days",
        ),
    ],
)
def test_what_was_not_known_stands_in_the_notes(run, text, settings, note):
    made = run(text, settings)
    (place,) = [place for place, one in enumerate(made.notes()) if note in one]
    assert re.search(r"[぀-ヿ一-鿿]", made.notes("ja")[place])


@pytest.mark.parametrize(
    ("text", "settings"),
    [
        ("date\n2008-09-16\n", EVENTS),
        ("date,cape\n2008-08-01,20\n", VALUATION),
        ("date,ratio,what,why\n2008-09-03,1,a,b\n", DEVIATIONS),
    ],
)
def test_what_was_known_needs_no_note(run, text, settings):
    assert not [
        one
        for one in run(text, settings).notes()
        if "the rule for" in one or "valuation" in one or "written down" in one
    ]


def test_a_deviation_on_a_day_without_a_session_is_refused(run):
    with pytest.raises(DataError, match=r"file.csv: 2008-10-11 is no session of the market; give the session"):
        run("date,ratio,what,why\n2008-10-11,1,a,b\n", DEVIATIONS)


@pytest.mark.parametrize("value", ["-26.5", "1000000000", "0.2", "260", "inf"])
def test_a_valuation_that_none_can_be_stops_the_run(run, value):
    with pytest.raises(DataError, match=r"file\.csv line 3.*: cape '?-?\w"):
        run(f"date,cape\n2008-06-01,20\n2008-07-01,{value}\n2008-08-01,20\n", VALUATION)


@pytest.mark.parametrize(
    "settings",
    [("capital.initial=100.0",), ("capital.initial=20000.0", "cash_ratio.asset=futures", "overlay.contract=ES")],
)
def test_an_account_too_small_for_one_share_or_contract_says_so(run, settings):
    made = run("", settings)
    (place,) = [place for place, one in enumerate(made.notes()) if "nothing was ever bought" in one]
    assert re.search(r"[぀-ヿ一-鿿]", made.notes("ja")[place])
