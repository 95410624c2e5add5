"""Bad option chains: each fault is told once, all of them together, and no row is dropped in silence."""

from datetime import date

import pyarrow as pa
import pytest

from data.base.days import day_of
from data.base.errors import DataError
from data.base.finding import Refused
from data.chains.quotes import SCHEMA, OptionQuotes
from data.contracts.contracts import OptionContract, option_spec

NAN = float("nan")
DAY, EXPIRY = date(2013, 1, 2), date(2013, 1, 18)
GOOD = {"date": DAY, "root": "SPX", "expiry": EXPIRY, "strike": 1450.0, "right": "C", "bid": 20.0, "ask": 21.0}


def row(**changes):
    return GOOD | changes


def table(*rows, schema=SCHEMA):
    return pa.Table.from_pylist(list(rows), schema=schema)


def findings(*rows):
    with pytest.raises(Refused) as error:
        OptionQuotes(table(*rows))
    return [(one.line, one.column, one.value, one.problem) for one in error.value.findings if one.severity == "error"]


def contract(strike=1450.0, right="C", root="SPX", expiry=EXPIRY):
    return OptionContract(option_spec(root), day_of(expiry), strike, right)


def test_a_quote_is_found_by_contract_and_day():
    quotes = OptionQuotes(table(GOOD, row(strike=1655.0, bid=0.0, ask=0.05)))
    assert len(quotes) == 2
    assert quotes.find(contract(), day_of(DAY)) == (20.0, 21.0)
    assert quotes.find(contract(1655.0), day_of(DAY)) == (0.0, 0.05)


@pytest.mark.parametrize("other", [{"strike": 1445.0}, {"right": "P"}, {"root": "ES"}, {"expiry": date(2013, 2, 15)}])
def test_what_is_not_quoted_is_not_found(other):
    quotes = OptionQuotes(table(GOOD))
    assert quotes.find(contract(**other), day_of(DAY)) is None
    assert quotes.find(contract(), day_of(DAY) + 1) is None


FAULTS = {
    "crossed": (row(bid=22.0), ("ask", "21.0", "is below the bid of 22.0: the quote is crossed")),
    "expired": (row(expiry=date(2012, 12, 21)), ("expiry", "2012-12-21", "lies before the trade date 2013-01-02")),
    "negative bid": (row(bid=-1.0), ("bid", "-1.0", "is not a price of 0 or more")),
    "no offer": (row(bid=0.0, ask=0.0), ("ask", "0.0", "is not a price above 0")),
    "bid is no number": (row(bid=NAN), ("bid", "nan", "is not a price of 0 or more")),
    "offer is no number": (row(ask=NAN), ("ask", "nan", "is not a price above 0")),
    "infinite offer": (row(ask=float("inf")), ("ask", "inf", "is not a price above 0")),
    "unknown root": (row(root="NDX"), ("root", "'NDX'", "is not one of ES, SPX, XSP")),
    "bad right": (row(right="call"), ("right", "'call'", "is neither C nor P")),
    "strike is no number": (row(strike=NAN), ("strike", "nan", "is not above 0")),
    "strike of nothing": (row(strike=0.0), ("strike", "0", "is not above 0")),
    "infinite strike": (row(strike=float("inf")), ("strike", "inf", "is above 100,000 points")),
}


@pytest.mark.parametrize(("bad", "told"), FAULTS.values(), ids=FAULTS)
def test_each_fault_gives_one_sentence(bad, told):
    assert findings(row(strike=1400.0), bad) == [(2, *told)]


def test_a_series_quoted_twice_on_a_day_is_found():
    ((line, _, value, problem),) = findings(GOOD, row(strike=1400.0), row(bid=19.0))
    assert (line, value) == (3, "SPX 2013-01-18 1450 C 19 to 21")
    assert "stands in line 1 already" in problem


def test_the_same_quote_twice_is_a_warning():
    quotes = OptionQuotes(table(GOOD, row(strike=1400.0), GOOD))
    assert [(one.check, one.line) for one in quotes.warnings] == [("quote-repeats", 3)]
    assert quotes.find(contract(), day_of(DAY)) == (20.0, 21.0)


def test_all_faults_are_told_at_once():
    apart = [{"strike": 1500.0 + place} for place in range(len(FAULTS))]
    found = findings(
        *[
            strike | bad | (strike if bad["strike"] == 1450.0 else {})
            for strike, (bad, _) in zip(apart, FAULTS.values(), strict=True)
        ]
    )
    assert sorted(one[1:] for one in found) == sorted(told for _, told in FAULTS.values())


def test_a_missing_column_is_named(subtests):
    for name in SCHEMA.names:
        with (
            subtests.test(name=name),
            pytest.raises(
                DataError, match=f"^option chain: column {name} is missing; expected date, root, expiry, strike"
            ),
        ):
            OptionQuotes(table(GOOD).drop_columns([name]))


def test_an_empty_field_is_found(subtests):
    for name in SCHEMA.names:
        with subtests.test(name=name):
            assert [one[:3] for one in findings(row(strike=1400.0), row(**{name: None}))] == [
                (2, name, "an empty cell")
            ]


def test_a_column_that_is_no_number_is_a_data_error():
    bad = table(GOOD).set_column(3, "strike", pa.array(["high"]))
    with pytest.raises(DataError):
        OptionQuotes(bad)


def test_a_negative_offer_is_one_finding():
    assert len(findings(row(ask=-1.0))) == 1


def test_all_missing_columns_are_named_at_once():
    with pytest.raises(DataError, match="column strike is missing") as error:
        OptionQuotes(table(GOOD).drop_columns(["strike", "bid"]))
    assert "bid is missing" in str(error.value)


def test_other_columns_and_another_order_do_no_harm():
    shuffled = table(GOOD).select(SCHEMA.names[::-1]).append_column("volume", pa.array([3]))
    assert OptionQuotes(shuffled).find(contract(), day_of(DAY)) == (20.0, 21.0)


def test_until_keeps_what_was_known():
    later = row(date=date(2013, 1, 3))
    quotes = OptionQuotes(table(GOOD, later)).until(day_of(DAY))
    assert len(quotes) == 1
    assert quotes.find(contract(), day_of(DAY) + 1) is None


def test_until_a_day_before_all_quotes_is_no_quote():
    assert len(OptionQuotes(table(GOOD)).until(day_of(DAY) - 1)) == 0


def test_the_digest_is_that_of_the_content():
    one, other = OptionQuotes(table(GOOD)), OptionQuotes(table(row(bid=19.0)))
    assert one.digest == OptionQuotes(table(GOOD)).digest != other.digest
