"""Several files become one market: what is carried forward, what stands in, what is flagged, and what the
record says.
"""

from datetime import date

import numpy as np
import pytest

from data.base.days import day_of
from data.base.errors import ConfigError
from data.base.finding import Refused, sentence
from data.facts import facts
from data.pricing.rates import investment_yield
from data.signals.volatility import implied_proxy


def on(market, day, column):
    return market.as_of(day_of(date.fromisoformat(day))).value(column)


def without(rows, *days):
    return [row for row in rows if not row.startswith(days)]


@pytest.mark.pages
def test_what_the_files_say_is_what_the_market_has(own_files, build):
    market = build(own_files)
    assert (len(market), market.calendar.name) == (61, "XNYS")
    assert market.values("close")[:2] == [2001.0, 2002.0]
    assert market.values("open")[:2] == [2000.5, 2001.5]
    assert all(market.values("open_is_real"))
    assert on(market, "2015-01-05", "vix") == 18.01
    assert on(market, "2015-01-05", "usdjpy") == 119.01
    assert on(market, "2015-01-05", "bill_yield") == investment_yield(0.0003, 91)
    assert not any(market.values("bill_carried") + market.values("vix_modelled"))


@pytest.mark.pages
def test_a_missing_bill_is_carried_forward_and_flagged(own_files, build):
    market = build(own_files | {"bills": without(own_files["bills"], "2015-01-06", "2015-01-07")})
    assert (
        on(market, "2015-01-07", "bill_yield")
        == on(market, "2015-01-05", "bill_yield")
        != on(market, "2015-01-08", "bill_yield")
    )
    assert [on(market, f"2015-01-0{day}", "bill_carried") for day in (5, 6, 7, 8)] == [False, True, True, False]
    told = market.origin["columns"]["bill_yield"]
    assert [told[name] for name in ("source", "frequency", "carried_sessions", "months")] == [
        "bills.csv",
        "daily",
        2,
        3,
    ]


@pytest.mark.pages
def test_a_missing_vix_is_the_proxy_and_flagged(own_files, build):
    market = build(own_files | {"vix": without(own_files["vix"], "2015-02-03")})
    place = market.row_from(day_of(date(2015, 2, 3)))
    assert market.values("vix")[place] == implied_proxy(market.values("close"))[place]
    assert sum(market.values("vix_modelled")) == 1
    assert [warning["check"] for warning in market.origin["warnings"]] == ["sessions-without-value"]
    bare = build({kind: rows for kind, rows in own_files.items() if kind != "vix"})
    assert all(bare.values("vix_modelled"))
    assert bare.values("vix") == implied_proxy(bare.values("close"))


@pytest.mark.pages
def test_the_proxy_knows_only_what_was_known(own_files, build):
    whole = build({kind: rows for kind, rows in own_files.items() if kind != "vix"})
    short = build({kind: rows for kind, rows in own_files.items() if kind != "vix"}, last=day_of(date(2015, 2, 27)))
    assert short.values("vix") == whole.values("vix")[: len(short)]


@pytest.mark.pages
def test_an_exchange_rate_of_a_weekend_is_known_on_monday_and_never_before(own_files, build):
    rows = [*own_files["fx"], "2015-01-10,125.00"]
    market = build(own_files | {"fx": [rows[0], *sorted(without(rows[1:], "2015-01-12"))]})
    assert on(market, "2015-01-09", "usdjpy") == 119.05
    assert on(market, "2015-01-12", "usdjpy") == 125.00
    assert on(market, "2015-01-13", "usdjpy") == 119.07


@pytest.mark.pages
@pytest.mark.parametrize("day", ["01", "15", "28"])
def test_a_mean_of_a_month_is_known_from_the_first_session_of_the_next(day, own_files, build):
    months = ["date,value", f"2014-11-{day},0.11", f"2014-12-{day},0.12", f"2015-01-{day},0.13", f"2015-02-{day},0.14"]
    market = build(own_files | {"jpy-rate:percent": months})
    assert [on(market, text, "jpy_rate") for text in ("2015-01-30", "2015-02-02", "2015-02-27", "2015-03-02",
            "2015-03-31")] == [
        pytest.approx(rate) for rate in (0.0012, 0.0013, 0.0013, 0.0014, 0.0014)
    ]  # fmt: skip
    bills = build({"index": own_files["index"], "bills:yield:percent": months})
    assert all(bills.values("bill_carried"))
    assert on(bills, "2015-01-30", "bill_yield") == pytest.approx(0.0012)


def test_what_is_not_given_comes_from_facts_or_is_not_known_and_the_option_that_brings_it_is_told(own_files, build):
    market = build({kind: own_files[kind] for kind in ("index", "bills")})
    assert on(market, "2015-01-02", "dividend_yield") == facts("dividend_yield").value(
        "SPX.dividend_yield", market.days[0]
    )
    assert all(market.values("dividend_derived") + market.values("vix_modelled"))
    assert np.isnan([market.floats(name) for name in ("usdjpy", "jpy_rate", "bill_yield_1m")]).all()
    told = market.origin["columns"]
    assert (told["dividend_yield"]["source"], told["dividend_yield"]["facts_sessions"]) == (
        "data/facts/dividend_yield.csv",
        61,
    )
    assert (told["vix"]["source"], told["vix"]["modelled_sessions"]) == ("data/facts/vix_proxy.csv", 61)
    assert {column: one["option"] for column, one in told.items() if "option" in one} == {
        "dividend_yield": "--dividends", "vix": "--vix", "usdjpy": "--fx", "jpy_rate": "--jpy-rate",
        "bill_yield_1m": "--bills-1m",
    }  # fmt: skip


@pytest.mark.pages
def test_facts_stand_in_where_an_optional_file_says_nothing_and_that_is_told(own_files, build):
    yields = [
        "Date,Dividend yield",
        *(f"{text},0.0{number}" for text, number in (("2015-01-31", "191"), ("2015-02-28", "192"))),
    ]
    market = build(own_files | {"dividends": yields})
    assert on(market, "2015-01-30", "dividend_yield") == facts("dividend_yield").value(
        "SPX.dividend_yield", market.days[0]
    )
    assert on(market, "2015-02-02", "dividend_yield") == 0.0191
    assert market.origin["columns"]["dividend_yield"]["facts_sessions"] == 20
    assert [warning["check"] for warning in market.origin["warnings"]] == ["facts-stand-in"]


@pytest.mark.pages
def test_closes_alone_are_enough_and_nothing_is_called_real(own_files, build):
    rows = ["DATE,SP500", *(f"{row.split(',')[0]},{row.split(',')[4]}" for row in own_files["index"][1:])]
    market = build(own_files | {"index": rows})
    close = market.values("close")
    assert market.values("open") == [close[0], *close[:-1]]
    assert market.values("high") == market.values("low") == close
    assert not any(market.values("open_is_real"))
    assert market.origin["columns"]["open"] == {
        "source": "the previous close",
        "real_sessions": 0,
        "real_by": "data/facts/real_opens.csv",
    }
    assert [warning["check"] for warning in market.origin["warnings"]] == ["no-high-low"]


def test_opens_before_june_2006_are_kept_and_not_called_real(sessions, build):
    days = sessions("2006-05-25", "2006-06-06")
    rows = ["Date,Open,High,Low,Close", *(f"{day},1260.5,1270,1250,{1260 + n}" for n, day in enumerate(days))]
    market = build({"index": rows, "bills:yield:percent": ["date,value", *(f"{day},4.80" for day in days)]})
    real = dict(zip(days, market.values("open_is_real"), strict=True))
    assert (real["2006-05-31"], real["2006-06-01"]) == (False, True)
    assert market.values("open") == [1260.5] * len(days)


@pytest.mark.pages
def test_a_period_is_asked_for_where_a_file_begins_too_late_or_ends_too_early(own_files, build):
    late = own_files | {"bills": [own_files["bills"][0], *own_files["bills"][10:]]}
    with pytest.raises(Refused) as refused:
        build(late)
    assert str(refused.value) == (
        "bills.csv: has no bill_yield known at the close of 2015-01-02, as on 9 of 61 sessions; it has from "
        "2015-01-15 to 2015-03-31; "
        "choose that period with --start and --end, or bring a file that covers the whole; means of months are "
        "known from the next on"
    )
    assert len(build(late, first=day_of(date(2015, 1, 15)))) == 52


@pytest.mark.pages
@pytest.mark.parametrize(
    ("kind", "column"),
    [("fx", "usdjpy"), ("jpy-rate:decimal", "jpy_rate"), ("bills-1m:yield:decimal", "bill_yield_1m")],
)
@pytest.mark.parametrize("cut", ["early", "middle", "late"])
def test_what_an_optional_file_does_not_say_is_not_known_and_told(kind, column, cut, own_files, build):
    days = [row.partition(",")[0] for row in own_files["fx"][1:]]
    rows = [f"{day},{119 + n / 100 if kind == 'fx' else 0.01 + n / 100000}" for n, day in enumerate(days)]
    kept = {"early": rows[40:], "middle": rows[:10] + rows[40:], "late": rows[:20]}[cut]
    market = build({"index": own_files["index"], "bills": own_files["bills"], kind: ["date,value", *kept]})
    values, first, last = market.floats(column), days[0], days[-1]
    known = {"early": slice(40, 61), "middle": slice(40, 61), "late": slice(0, 20)}[cut]
    assert np.array_equal(values[known], [float(row.partition(",")[2]) for row in rows[known]])
    unknown = np.isnan(values)
    assert unknown[20 if cut == "middle" else 0] == (cut != "late")
    assert unknown[-1] == (cut == "late")
    warned = {one["check"]: sentence(one) for one in market.origin["warnings"]}
    assert f"has no {column} known on {unknown.sum()} of 61 sessions" in warned["unknown-there"]
    assert ("long-gap-optional" in warned) == (cut == "middle")
    assert market.origin["columns"][column]["unknown_sessions"] == unknown.sum()
    assert (first in warned["unknown-there"], last in warned["unknown-there"]) == (cut == "early", cut == "late")


@pytest.mark.pages
def test_values_before_the_period_are_carried_into_it(own_files, build):
    market = build(own_files | {"bills": without(own_files["bills"], "2015-02-02")}, first=day_of(date(2015, 2, 2)))
    assert on(market, "2015-02-02", "bill_yield") == investment_yield(0.0006, 91)
    assert on(market, "2015-02-02", "bill_carried")


def test_a_period_without_rows_is_refused(own_files, build):
    with pytest.raises(
        Refused, match=r"index.csv: has no row from 2016-01-04 to its end; it covers 2015-01-02 to 2015-03-31"
    ):
        build(own_files, first=day_of(date(2016, 1, 4)))


def test_every_error_of_every_file_is_told_at_once(own_files, build):
    own_files["index"][5] = own_files["index"][5].replace("2004.5", "two thousand")
    own_files["fx"][3] = own_files["fx"][3].replace("119.02", "0.0084")
    own_files["bills"][0] = "date,value"
    with pytest.raises(Refused) as refused:
        build(own_files)
    assert sorted({(finding.file, finding.check) for finding in refused.value.findings}) == [
        ("bills.csv", "basis-unknown"), ("bills.csv", "unit-unknown"), ("fx.csv", "fx-jump"),
        ("fx.csv", "fx-not-yen-per-dollar"), ("index.csv", "text-in-number"),
    ]  # fmt: skip
    assert str(refused.value).startswith(
        "6 findings stop this:\n  index.csv line 6: Open 'two thousand' is not a number"
    )


@pytest.mark.pages
@pytest.mark.parametrize(
    ("spoil", "fix", "rows"),
    [
        (lambda rows: [*rows[:3], rows[2], *rows[3:]], "drop-duplicates", 1),
        (lambda rows: [*rows[:3], rows[2].replace("2002", "2003", 1), *rows[3:]], "keep-last", 1),
        (lambda rows: [rows[0], *reversed(rows[1:])], "sort", 60),
        (lambda rows: [*rows[:2], "2015-01-03,2000,2012,1990,2001", *rows[2:]], "drop-non-sessions", 1),
        (lambda rows: [*rows, "2015-04-01,2061,,2051,"], "drop-last", 1),
        (lambda rows: [*rows[:2], "2015-01-05,2001,2000,2001.5,2002", *rows[3:]], "high-low", 1),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_repair_is_made_only_when_it_is_named_and_is_recorded(spoil, fix, rows, own_files, build):
    files = own_files | {"index": spoil(own_files["index"])}
    with pytest.raises(Refused):
        build(files)
    other = "sort" if fix != "sort" else "keep-last"
    with pytest.raises(Refused):
        build(files, fixes=[other])
    market = build(files, fixes=[fix])
    assert len(market) == 61
    assert {"kind": "index", "file": "index.csv", "fix": fix, "rows": rows} in market.origin["repairs"]
    assert sum(repair["rows"] for repair in market.origin["repairs"]) == rows


@pytest.mark.pages
def test_repairing_high_and_low_takes_in_open_and_close_and_nothing_else(own_files, build):
    own_files["index"][2] = "2015-01-05,2001,2000,2001.5,2002"
    market = build(own_files, fixes=["high-low"])
    assert (on(market, "2015-01-05", "high"), on(market, "2015-01-05", "low")) == (2002.0, 2000.0)
    assert on(market, "2015-01-06", "high") == 2014.0


@pytest.mark.pages
def test_columns_are_taken_by_the_names_the_user_gives(own_files, build):
    own_files["index"][0] = "Tag,A,B,C,Kurs"
    market = build(
        own_files, columns=["index.date=Tag", "index.close=Kurs", "index.open=A", "index.high=B", "index.low=C"]
    )
    assert market.values("close")[0] == 2001.0
    assert market.origin["sources"][0]["columns"] == {"open": "A", "high": "B", "low": "C", "close": "Kurs"}
    with pytest.raises(Refused, match=r"index.csv: column Schluss is not among its columns Tag, A, B, C, Kurs"):
        build(own_files, columns=["index.date=Tag", "index.close=Schluss"])


@pytest.mark.parametrize(
    ("plan", "sentence"),
    [
        ({"fixes": ["drop-everything"]}, "--fix drop-everything: unknown repair; known: sort, drop-duplicates"),
        ({"columns": ["index.shut=Schluss"]}, "--columns index.shut=Schluss: write KIND.FIELD=NAME"),
        ({"columns": ["Schluss"]}, "--columns Schluss: write KIND.FIELD=NAME, such as index.close=Schluss"),
    ],
)
def test_a_wrong_wish_is_one_sentence(plan, sentence, own_files, build):
    with pytest.raises(ConfigError) as error:
        build(own_files, **plan)
    assert str(error.value).startswith(sentence)


def test_the_index_and_the_bills_are_needed(own_files, build):
    with pytest.raises(ConfigError, match="a market needs --bills"):
        build({"index": own_files["index"]})
    with pytest.raises(ConfigError, match="a market needs --index and --bills"):
        build({"fx": own_files["fx"]})


@pytest.mark.pages
def test_what_is_wrong_in_one_file_and_what_another_does_not_cover_are_told_together(own_files, build):
    spoiled = own_files | {
        "bills": own_files["bills"][:30],
        "fx": [row.replace("119.05", "1.1905") for row in own_files["fx"]],
    }
    with pytest.raises(Refused) as refused:
        build(spoiled)
    assert {(one.file, one.check) for one in refused.value.findings if one.severity == "error"} == {
        ("bills.csv", "not-covered"), ("fx.csv", "fx-not-yen-per-dollar"), ("fx.csv", "fx-jump"),
    }  # fmt: skip


@pytest.mark.pages
def test_the_same_files_make_the_same_market_and_the_same_record(own_files, build):
    once, again = build(own_files), build(own_files)
    assert (once.digest, once.origin) == (again.digest, again.origin)
    own_files["fx"][5] = own_files["fx"][5].replace("119.04", "119.05")
    assert build(own_files).digest != once.digest


def test_other_calendars_have_other_sessions(sessions, build):
    days = ["2019-04-25", "2019-04-26", "2019-05-07", "2019-05-08"]  # ten days of holidays in Japan
    files = {
        "index": ["date,close", *(f"{day},{22000 + n}" for n, day in enumerate(days))],
        "bills:yield:percent": ["date,value", *(f"{day},2.40" for day in sessions("2019-04-24", "2019-05-08"))],
    }
    market = build(files, calendar="XTKS")
    assert (market.calendar.name, len(market)) == ("XTKS", 4)
    with pytest.raises(Refused, match=r"is a session of XNYS without a row"):
        build(files)


@pytest.mark.pages
def test_the_market_before_a_day_still_knows_where_it_came_from(own_files, build):
    market = build(own_files)
    assert market.until(day_of(date(2015, 2, 2))).origin == market.origin
    assert np.isfinite(market.floats("vix")).all()


@pytest.mark.pages
@pytest.mark.parametrize("kind", ["fx", "jpy-rate:percent", "bills-1m:yield:percent"])
def test_what_moved_while_nothing_was_known_is_no_jump(kind, own_files, build):
    days = [row.partition(",")[0] for row in own_files["fx"][1:]]
    before, after = ("90.00", "119.00") if kind == "fx" else ("1.00", "6.00")
    rows = ["date,value", *(f"{day},{before}" for day in days[:9]), *(f"{day},{after}" for day in days[40:])]
    market = build(own_files | {kind: rows})
    assert "long-gap-optional" in {one["check"] for one in market.origin["warnings"]}
    with pytest.raises(Refused, match="from the value before"):
        build(own_files | {kind: [*rows[:10], *(f"{day},{after}" for day in days[9:])]})


@pytest.mark.pages
def test_a_file_of_nothing_but_zero_yields_is_taken_and_doubted(own_files, build):
    zeros = [f"{year}-{month:02d}-01,0" for year in (2014, 2015) for month in range(1, 13)][:15]
    market = build(own_files | {"dividends": ["date,percent", *zeros]})
    assert set(market.values("dividend_yield")) == {0.0}
    assert any(warning["check"] == "only-zero-yields" for warning in market.origin["warnings"])
