"""Who says what: columns of sources, publishers, and which values were derived."""

from datetime import date

import numpy as np
import pytest

from data.base.days import day_of
from data.base.errors import ConfigError
from data.base.finding import sentence
from data.intake.source import parse_publishers

MONTHS = (
    ("2014-11-01", "1.90", "Shiller"),
    ("2014-12-01", "1.91", "Shiller"),
    ("2015-01-01", "1.92", "a fund less its index, a year"),
    ("2015-02-01", "1.93", "a fund less its index, a year"),
)


@pytest.fixture
def with_sources(own_files):
    """The files of a quarter with a column of sources in two of them."""
    dividends = ["date,percent,source", *(f'{day},{value},"{text}"' for day, value, text in MONTHS)]
    bills = [f"{row},{'source' if not n else 'H.15' if n < 21 else 'IRX'}" for n, row in enumerate(own_files["bills"])]
    return own_files | {"dividends": dividends, "bills:discount:13w:percent": bills} | {"bills": None}


@pytest.fixture
def build_sources(with_sources, build):
    def build_from(**plan):
        return build({kind: rows for kind, rows in with_sources.items() if rows}, **plan)

    return build_from


def spans(market, column):
    return [(one["source"], one["first"], one["last"], one["sessions"],
            one["derived"]) for one in market.origin["columns"][column]["spans"]]  # fmt: skip


def test_a_column_of_sources_is_kept_by_session(build_sources):
    market = build_sources()
    assert spans(market, "bill_yield") == [
        ("H.15", "2015-01-02", "2015-01-30", 20, False), ("IRX", "2015-02-02", "2015-03-31", 41, False),
    ]  # fmt: skip
    assert spans(market, "dividend_yield") == [
        ("Shiller", "2015-01-02", "2015-01-30", 20, False),
        ("a fund less its index, a year", "2015-02-02", "2015-03-31", 41, False),
    ]
    assert spans(market, "usdjpy") == [("fx.csv", "2015-01-02", "2015-03-31", 61, False)]
    assert not any(market.values("dividend_derived"))


@pytest.mark.pages
def test_what_the_user_says_is_derived_is_flagged(build_sources):
    market = build_sources(derived=["a fund less"])
    assert sum(market.values("dividend_derived")) == 41
    assert not any(market.values("dividend_derived")[:20])
    assert [derived for *_, derived in spans(market, "dividend_yield")] == [False, True]
    assert market.floats("dividend_yield")[[0, -1]] == pytest.approx([0.0191, 0.0193])


@pytest.mark.pages
def test_sessions_on_which_facts_stand_in_are_derived_too(own_files, build):
    market = build(own_files | {"dividends": ["date,percent", "2015-01-01,1.92", "2015-02-01,1.93"]})
    assert [one[0] for one in spans(market, "dividend_yield")] == ["data/facts/dividend_yield.csv", "dividends.csv"]
    assert np.array_equal(market.floats("dividend_derived"), np.arange(61) < 20)


@pytest.mark.pages
def test_a_beginning_that_no_row_has_is_refused_with_what_the_files_say(build_sources):
    with pytest.raises(ConfigError) as refused:
        build_sources(derived=["A fund"])
    assert str(refused.value) == (
        "--derived 'A fund': no row has a source that begins so; the files say 'H.15', 'IRX', 'Shiller', 'a "
        "fund less its index, a year'"
    )


def test_a_beginning_that_only_rows_outside_the_period_have_is_no_mistake(build_sources):
    market = build_sources(derived=["a fund"], last=day_of(date(2015, 1, 30)))
    assert not any(market.values("dividend_derived"))


def test_without_any_column_of_sources_nothing_can_be_derived(own_files, build):
    with pytest.raises(ConfigError, match="the files say nothing, because no file has a column called source"):
        build(own_files, derived=["H.15"])


@pytest.mark.pages
@pytest.mark.parametrize(
    ("text", "told"),
    [
        (lambda _n: "", "has an empty column of sources; it is left out"),
        (
            lambda n: "x" * 1000 if n == 1 else "",
            "has 1 different texts of up to 1,000 letters in its column of sources; it is left out",
        ),
        (lambda n: f"row {n}", "has 61 different texts of up to 6 letters in its column of sources; it is left out"),
    ],
    ids=["empty", "a long story", "another on each row"],
)
def test_a_column_of_sources_that_says_none_is_told_and_left_out(text, told, own_files, build):
    rows = [f"{row},{'source' if not n else text(n)}" for n, row in enumerate(own_files["fx"])]
    market = build(own_files | {"fx": ["DATE,usdjpy,source", *rows[1:]]})
    assert [sentence(one) for one in market.origin["warnings"]] == [f"fx.csv: {told}"]
    assert spans(market, "usdjpy") == [("fx.csv", "2015-01-02", "2015-03-31", 61, False)]


@pytest.mark.pages
def test_rows_without_a_source_among_others_are_the_files(own_files, build):
    rows = [f"{row},{'H.10' if n < 31 else ''}" for n, row in enumerate(own_files["fx"][1:])]
    market = build(own_files | {"fx": ["DATE,usdjpy,source", *rows]})
    assert [one[:1] + one[3:4] for one in spans(market, "usdjpy")] == [("H.10", 31), ("fx.csv", 30)]


def test_publishers_are_told_by_kind_once_and_only_of_files_that_are_given():
    assert parse_publishers(["vix=Cboe", "index= S&P = Dow "], ["index", "vix"]) == {
        "vix": "Cboe",
        "index": "S&P = Dow",
    }
    for wrong in (["vix"], ["vix="], ["moon=Cboe"], ["fx=Fed"], ["vix=Cboe", "vix=Yahoo"]):
        with pytest.raises(ConfigError, match=r"write KIND=TEXT, once for a file that is given: index, vix$"):
            parse_publishers(wrong, ["index", "vix"])


@pytest.mark.pages
def test_runs_start_where_the_user_says(own_files, build):
    market = build(own_files, starts=day_of(date(2015, 2, 14)))
    assert market.starts == day_of(date(2015, 2, 14))
    assert market.days[0] < market.starts
    for day in (date(2015, 1, 1), date(2015, 4, 1)):
        with pytest.raises(ConfigError, match=r"the market has sessions from 2015-01-02 to 2015-03-31; give a day"):
            build(own_files, starts=day_of(day))


@pytest.mark.parametrize(
    ("words", "months"), [("discount:13w", 3), ("yield:3m", 3), ("discount:4w", 1), ("yield:1m", 1), ("par:1mo", 1)]
)
def test_the_tenor_of_the_bills_is_that_of_the_market(words, months, own_files, build):
    bills = ["date,value", *own_files["bills"][1:]]
    market = build({"index": own_files["index"], f"bills:percent:{words}": bills})
    assert market.bill_months == market.origin["columns"]["bill_yield"]["months"] == months


@pytest.mark.pages
@pytest.mark.parametrize("words", ["yield:percent", "par:percent:1m", "discount:percent", "yield:percent:4w"])
def test_one_month_bills_are_a_column_of_their_own(words, own_files, build):
    rows = ["date,value", *own_files["bills"][1:]]
    market = build(own_files | {f"bills-1m:{words}": rows})
    rate = 0.0003
    expected = rate if "discount" not in words else rate / (1.0 - rate * 28 / 360) * 365 / 360
    assert market.floats("bill_yield_1m")[1] == pytest.approx(expected, rel=1e-12)
    assert market.bill_months == 3
