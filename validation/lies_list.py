"""Every kind of lie: its name, the files it is told about, how often, and what a finding that knows it would say."""

import re
from dataclasses import replace
from typing import NamedTuple

from data.sessions.market_table import FILLED_BY
from validation import lies_contracts as contracts
from validation import lies_dates as dates
from validation import lies_values as values
from validation.lies_table import Table
from validation.lies_values import Lied, Rng, Teller

INDEX = ("index", "index, closes", "another index")
BILLS = ("bills", "bills-1m")
MONTHS = ("dividends", "jpy-rate", "valuation")
QUOTES = ("futures", "chains")
DAILY = (*INDEX, "vix", *BILLS, "fx")
TRADED = (*INDEX, "vix", *QUOTES, "market")
EVERY = (*DAILY, *MONTHS, *QUOTES, "market")
SCALED = tuple(one for one in EVERY if one != "another index")
KNOWN = ("index", "index, closes", "vix", *BILLS, "fx", "market")
"""Files that can be held against the program's own market."""


class Lie(NamedTuple):
    """A kind of lie, told so many `times` about files of each of its labels; `unit` is that of its strength."""

    name: str
    labels: tuple[str, ...]
    times: int
    tell: Teller
    unit: str = "%"
    knows: str = ""

    def known_in(self, sentence: str) -> bool:
        """Whether a finding names the cause of a lie that stands in no row of its own."""
        return bool(self.knows) and re.search(self.knows, sentence.lower()) is not None


def words(old: str, new: str) -> Teller:
    """Another unit said than the file has."""

    def tell(table: Table, _: str, __: Rng) -> Lied | None:
        return (
            Lied(replace(table, words=table.words.replace(old, new)), float(len(table))) if old in table.words else None
        )

    return tell


def needed(tell: Teller) -> Teller:
    """A lie about the columns of a market in which every session has a value."""
    return lambda table, column, rng: tell(table, column, rng) if column not in FILLED_BY else None


CELLS = (
    Lie("one wrong digit", EVERY, 30, values.cell(values.wrong_digit)),
    Lie("two digits exchanged", EVERY, 12, values.cell(values.exchanged_digits)),
    Lie("one value x10", EVERY, 6, values.cell(values.times(10.0))),
    Lie("one value /10", EVERY, 6, values.cell(values.times(0.1))),
    Lie("one value x100", EVERY, 6, values.cell(values.times(100.0))),
    Lie("one value /100", EVERY, 6, values.cell(values.times(0.01))),
    Lie("one decimal point lost", EVERY, 6, values.cell(values.without_point)),
    Lie("one sign changed", EVERY, 6, values.cell(values.negative)),
    Lie("one value 0", EVERY, 6, values.cell(values.becomes("0"))),
    Lie("one value 1e308", EVERY, 3, values.cell(values.becomes("1e308"))),
    Lie("one value infinite", ("market",), 3, values.cell(values.becomes("inf"))),
    Lie("one value NaN", ("market",), 3, needed(values.cell(values.becomes("nan")))),
    Lie("one value 50", ("dividends", "jpy-rate", *BILLS), 6, values.cell(values.becomes("50"))),
    Lie("one rate 3", ("jpy-rate",), 8, values.cell(values.becomes("3"))),
    Lie("one valuation -26.5", ("valuation",), 6, values.cell(values.becomes("-26.5"))),
    Lie("one valuation 1e9", ("valuation",), 6, values.cell(values.becomes("1000000000"))),
    Lie("high or low: one wrong digit", ("index", "another index"), 30, values.bar_cell(values.wrong_digit)),
    Lie("high or low /100", ("index", "another index"), 8, values.bar_cell(values.times(0.01))),
    Lie("high or low x10", ("index", "another index"), 8, values.bar_cell(values.times(10.0))),
    Lie("high and low exchanged", ("index", "another index"), 8, values.high_and_low_exchanged, "rows"),
    Lie("prices frozen", (*INDEX, "vix", "fx", *QUOTES, "market"), 20, values.stale, "rows"),
    Lie("rates frozen", BILLS, 20, values.stale_rate),
)  # fmt: skip
COLUMNS = (
    Lie("all values x100", SCALED, 4, values.column_wide(values.scaled(100.0)),
        knows="unit|hundred|100|percent|level|factor|times"),
    Lie("all values /100", SCALED, 4, values.column_wide(values.scaled(0.01)),
        knows="unit|hundred|100|percent|level|factor|times|decimal"),
    Lie("x100 from a row on", EVERY, 6, values.from_a_row_on(values.scaled(100.0))),
    Lie("/100 from a row on", EVERY, 6, values.from_a_row_on(values.scaled(0.01))),
    Lie("values reversed", (*KNOWN, "futures", "dividends", "jpy-rate"), 10, values.column_wide(values.reversed_values),
        knows="revers|turned|backward|descend"),
    Lie("values a row early", (*KNOWN, "futures"), 10, values.column_wide(values.a_row_early),
        knows="early|before|ahead|shift|day off|a day|a session"),
    Lie("values a row late", (*KNOWN, "futures"), 10, values.column_wide(values.a_row_late),
        knows="late|after|behind|shift|day off|a day|a session"),
    Lie("currency inverted", ("fx",), 10, values.column_wide(values.inverted),
        knows="invert|jpyusd|dollars per yen|yen per dollar"),
    Lie("currency inverted from a row on", ("fx",), 10, values.from_a_row_on(values.inverted)),
    Lie("halved from a row on", EVERY, 6, values.from_a_row_on(values.scaled(0.5))),
    Lie("another currency from a row on", ("fx",), 16, values.from_a_row_on(values.other_currency)),
    Lie("dividends in it from a row on", ("index", "index, closes"), 12, values.from_a_row_on(values.total_return)),
    Lie("another currency", ("fx",), 20, values.column_wide(values.other_currency), knows="currenc|yen per dollar"),
    Lie("another index of volatility", ("vix",), 16, values.column_wide(values.other_volatility),
        knows="another|other than the vix|not the vix"),
    Lie("total return", ("index", "index, closes"), 24, values.column_wide(values.total_return),
        knows="dividend|total return"),
    Lie("discounts as yields", BILLS, 12, values.column_wide(values.discounted), knows="discount"),
    Lie("decimals called percent", (*BILLS, "dividends", "jpy-rate"), 8, values.column_wide(values.scaled(0.01)),
        knows="decimal"),
    Lie("percent called decimals", (*BILLS, "dividends", "jpy-rate"), 8, words("percent", "decimal"), "rows",
        "percent"),
)  # fmt: skip
DATES = (
    Lie("rows on weekends", (*DAILY, *QUOTES, "market"), 8, dates.WEEKENDS, "rows",
        "weekend|saturday|sunday|session|trade"),
    Lie("holidays filled", TRADED, 6, dates.HOLIDAYS, "rows", "holiday|session|trade"),
    Lie("all dates a day early", (*DAILY, *QUOTES, "market"), 8, dates.shifted(-1), "rows",
        "early|shift|sunday|weekend"),
    Lie("all dates a day late", (*DAILY, *QUOTES, "market"), 8, dates.shifted(1), "rows",
        "late|shift|saturday|weekend"),
    Lie("all dates a week late", (*KNOWN, "futures"), 6, dates.shifted(7), "rows", "late|shift|week|days"),
    Lie("dates a day early from a row on", (*DAILY, *QUOTES, "market"), 8, dates.shifted_from(-1), "rows",
        "early|shift|sunday|weekend"),
    Lie("dates a day late from a row on", (*DAILY, *QUOTES, "market"), 8, dates.shifted_from(1), "rows",
        "late|shift|saturday|weekend"),
    Lie("1904 read as 1900", (*DAILY, "dividends", "jpy-rate", *QUOTES, "market"), 8,
        dates.of_another_system(-dates.YEARS_OF_1904), "rows", "1904|four years"),
    Lie("1900 read as 1904", (*DAILY, "dividends", "jpy-rate", *QUOTES, "market"), 8,
        dates.of_another_system(dates.YEARS_OF_1904), "rows", "1904|four years"),
    Lie("day and month half exchanged", (*DAILY, "dividends", "jpy-rate", *QUOTES), 6,
        dates.half_exchanged(in_order=False), "rows", "exchanged|day and month"),
    Lie("the same, put in order", (*DAILY, "dividends", "jpy-rate", *QUOTES), 6, dates.half_exchanged(in_order=True),
        "rows", "exchanged|day and month|weekend"),
    Lie("one wrong date", (*DAILY, *MONTHS, *QUOTES, "market"), 8, dates.one_wrong_date, "days"),
    Lie("rows left out", (*INDEX, "vix", "market"), 8, dates.left_out, "rows", "session"),
    Lie("a row twice, with another value", EVERY, 6, dates.repeated, "rows"),
)  # fmt: skip
OF_CONTRACTS = (
    Lie("expiries on Saturdays", QUOTES, 8, contracts.expiries(1, share=1.0), "rows", "saturday|expir|settle"),
    Lie("one expiry on a Saturday", QUOTES, 8, contracts.expiries(1, share=0.0), "rows"),
    Lie("one expiry on a Thursday", QUOTES, 8, contracts.expiries(-1, share=0.0), "rows"),
    Lie("one expiry of another month", QUOTES, 16, contracts.expiry_of_another_month, "rows"),
    Lie("prices of another index", ("futures",), 16, contracts.another_root, "rows", "index|another|contract"),
    Lie("root of another index", QUOTES, 12, contracts.unknown_root, "rows", "root|contract|index|known"),
    Lie("two contracts exchanged", ("futures",), 24, contracts.contracts_exchanged),
    Lie("one quote x10", ("chains",), 24, contracts.quote_times(10.0)),
    Lie("one quote x100", ("chains",), 24, contracts.quote_times(100.0)),
    Lie("one quote /10", ("chains",), 16, contracts.quote_times(0.1)),
    Lie("all strikes x1000", ("chains",), 6, contracts.strikes_times(1000.0, share=1.0), "rows",
        "1000|1,000|thousand|strike"),
    Lie("one strike x1000", ("chains",), 8, contracts.strikes_times(1000.0, share=0.0), "rows"),
    Lie("one strike infinite", ("chains",), 4, contracts.strikes_times(float("inf"), share=0.0), "rows"),
    Lie("one wrong digit in a strike", ("chains",), 30, contracts.strike_digit),
    Lie("quotes crossed", ("chains",), 10, contracts.crossed, "rows", "cross"),
    Lie("a bid above what the option can be worth", ("chains",), 10, contracts.above_the_bound),
    Lie("a price below what exercise pays", ("chains",), 10, contracts.below_intrinsic),
    Lie("one put called a call", ("chains",), 16, contracts.sides_exchanged(share=0.0)),
    Lie("all puts called calls", ("chains",), 6, contracts.sides_exchanged(share=1.0), "rows", "call|put|side|right"),
)  # fmt: skip
LIES = (*CELLS, *COLUMNS, *DATES, *OF_CONTRACTS)
