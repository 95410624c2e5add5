"""Option quotes that lie: each rule finds what it is for and names line and cause; good chains pass, and random lies
above a strength are found.
"""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from data.base.days import date_of, day_of
from data.chains.rules import ALONE, MARKET, chain_findings, market_findings
from data.contracts.calendars import xnys
from tests.support.chain_play import DAY, NEXT, chain, checks, found, good, moved, quote, scaled, sessions_of_market
from tests.support.seeds import seeds

LADDER = [
    quote(1400.0 + 25.0 * step, "P", 10.0 + 7.0 * step + step * step, 10.5 + 7.0 * step + step * step)
    for step in range(5)
]
SPOT = 1462.42  # close of 2013-01-02


def told(*rows):
    return [(one.check, one.severity, one.line) for one in chain_findings(chain(*rows))]


ALONE_CASES = {
    "root-unknown": ([*LADDER, quote(root="NDX"), quote(1460.0, root="NDX")], "error", 7),
    "right-unknown": ([*LADDER, quote(right="X")], "error", 7),
    "strike-impossible": ([*LADDER, quote(float("inf"))], "error", 7),
    "quote-impossible": ([*LADDER, quote(bid=-0.1)], "error", 7),
    "quote-crossed": ([*LADDER, quote(bid=21.5)], "error", 7),
    "quote-after-expiry": ([*LADDER, quote(expiry=date(2012, 12, 21))], "error", 7),
    "quote-at-weekend": ([*LADDER, quote(day=date(2013, 1, 5))], "error", 7),
    "quote-on-holiday": ([*LADDER, quote(day=date(2013, 1, 1))], "warning", 7),
    "expiry-not-a-session": ([*LADDER, quote(expiry=date(2013, 3, 29))], "error", 7),
    "expiry-of-no-series": ([*LADDER, quote(expiry=date(2013, 1, 17))], "warning", 7),
    "quote-repeats": ([*LADDER, LADDER[2]], "warning", 7),
    "series-has-two-quotes": ([*LADDER, quote(1450.0, "P", 29.0, 30.0)], "error", 7),
    "put-above-strike": ([*LADDER, quote(1550.0, "P", 2974.0, 3158.0)], "error", 7),
    "spread-absurd": ([*LADDER, quote(bid=3.0, ask=190.0)], "warning", 7),
    "strikes-out-of-order": ([*LADDER[:2], quote(1450.0, "P", 3.0, 3.2), *LADDER[3:]], "error", 4),
    "strike-above-neighbours": ([quote(100.0 * step, "P", *price) for step,
            price in ((10, (4.0, 4.2)), (11, (30.0, 30.5)), (12, (34.0, 34.5)), (13, (44.0, 44.5)))], "error", 3),
    "rights-exchanged": ([quote(day=day, strike=one[3], right="C", bid=one[5], ask=one[6]) for day in (DAY, NEXT,
                date(2013, 1, 4)) for one in LADDER], "error", 2),
    "bids-never-there": ([quote(1400.0 + 5.0 * step, "P", 0.0, 10.5 + step) for step in range(12)], "warning", 2),
    "offers-far-above": ([quote(1400.0 + 5.0 * step, "P", 10.0 + step, 52.0 + 5.0 * step) for step in range(12)],
        "warning", 2),
    "parity-broken": ([*LADDER,
            *(quote(1400.0 + 25.0 * step, "C", bid, bid + 0.5) for step,
                bid in enumerate((60.0, 43.0, 28.0, 15.0, 14.0)))], "warning", 11),
}  # fmt: skip


def test_each_rule_that_needs_no_market_has_a_case():
    assert set(ALONE_CASES) == {rule.check for _, rule in ALONE}


@pytest.mark.parametrize(("check", "case"), ALONE_CASES.items(), ids=ALONE_CASES)
def test_what_is_wrong_by_itself_is_found_with_its_line(check, case):
    rows, severity, line = case
    assert (check, severity, line) in told(*rows)


def test_a_ladder_of_good_quotes_is_no_finding():
    assert not told(*LADDER)


def test_quotes_without_a_bid_and_with_wide_offers_in_the_wings_are_no_finding():
    assert not told(*LADDER, quote(700.0, "P", 0.0, 0.05), quote(900.0, "P", 0.05, 2.0), quote(1900.0, "C", 0.0, 0.1))


def test_a_finding_names_the_series_and_what_stands_beside_it():
    days = [quote(1400.0, "P", 10.0 + day, 10.5 + day, day=date(2013, 1, day)) for day in (3, 4, 7)]
    rows = [*LADDER, *days[:1], quote(1400.0, "P", 2974.0, 3158.0, day=date(2013, 1, 4)), days[2]]
    (finding,) = [one for one in chain_findings(chain(*rows)) if one.severity == "error"]
    assert (finding.date, finding.column, finding.value) == ("2013-01-04", "bid", "2974")
    assert finding.beside == "2013-01-03: 13 to 13.5, 2013-01-07: 17 to 17.5"
    assert "SPX 2013-01-18 1400 P" in finding.problem
    assert "cents" in finding.cause


def test_strikes_in_thousandths_are_named_as_such():
    (finding,) = chain_findings(chain(quote(1_750_000.0)))
    assert "thousandths" in finding.cause


def test_the_day_before_settlement_is_named_as_the_last_of_trading():
    (finding,) = chain_findings(chain(quote(expiry=date(2013, 1, 17))))
    assert "2013-01-18" in finding.problem
    assert "last day of trading" in finding.cause


@pytest.mark.parametrize(
    ("expiry", "fine"),
    [
        (date(2014, 4, 17), True),  # the Thursday before Good Friday
        (date(2013, 2, 8), True),  # weekly
        (date(2013, 3, 28), True),  # the quarter's end
        (date(2003, 2, 14), False),  # weekly before there were any
        (date(2018, 1, 31), True),  # Wednesday
        (date(2014, 1, 22), False),  # Wednesday before there were any
        (date(2023, 6, 6), True),  # Tuesday
        (date(2016, 9, 6), True),  # Tuesday after a Monday that is a holiday
    ],
)  # fmt: skip
def test_expiries_are_those_that_were_listed(expiry, fine):
    day = date_of(xnys().on_or_before(day_of(expiry) - 1))
    assert bool(told(quote(day=day, expiry=expiry))) != fine


def shifted_from_the_middle():
    return moved(good(), 1, int(np.quantile(good().day, 0.5)))


def one_day_copied():
    of = good()
    days = np.unique(of.day)
    names = ("expiry", "strike", "right")
    before = {tuple(getattr(of, name)[row] for name in names): row for row in np.flatnonzero(of.day == days[9])}
    rows = [
        (row, before.get(tuple(getattr(of, name)[row] for name in names))) for row in np.flatnonzero(of.day == days[10])
    ]
    bid, ask = of.bid.copy(), of.ask.copy()
    for row, other in rows:
        if other is not None:
            bid[row], ask[row] = of.bid[other], of.ask[other]
    return replace(of, bid=bid, ask=ask)


def one_wide_offer():
    of = good()
    ask = of.ask.copy()
    ask[int(np.flatnonzero((of.mid > 5.0) & (of.mid < 15.0) & (of.day == np.unique(of.day)[8]))[0])] *= 10.0
    return replace(of, ask=ask)


def frozen(sessions=6):
    of = good(rights="P", steps=range(-1, 0))
    rows = np.flatnonzero(of.expiry == np.unique(of.expiry)[1])[:sessions]
    bid, ask = of.bid.copy(), of.ask.copy()
    bid[rows], ask[rows] = bid[rows[0]], ask[rows[0]]
    return replace(of, bid=bid, ask=ask)


def of_another_index():
    of = good()
    near = of.day == np.unique(of.day)[12]
    return replace(
        of,
        strike=np.where(near, of.strike * 1.08, of.strike),
        bid=of.bid * np.where(near, 1.08, 1.0),
        ask=of.ask * np.where(near, 1.08, 1.0),
    )


def one_row(factor):
    of = good(rights="P", steps=range(-3, -2))
    return scaled(of, 20, factor)


def one_bid_lost():
    of = good()
    bid = of.bid.copy()
    bid[int(np.flatnonzero((of.mid > 15.0) & (of.day == np.unique(of.day)[8]))[0])] *= 0.1
    return replace(of, bid=bid)


def another_strike_for_a_day():
    of = good(rights="P", steps=range(-3, 0))
    strike = of.strike.copy()
    strike[np.flatnonzero(of.day == np.unique(of.day)[8])[0]] += 5.0
    return replace(of, strike=strike)


MARKET_CASES = {
    "strike-off-scale": lambda: replace(good(), strike=good().strike * 10.0),
    "quotes-off-scale": lambda: scaled(good(rights="P", steps=range(-2, -1)), slice(None), 0.01),
    "prices-off": lambda: scaled(good(), slice(None), 1.5),
    "prices-break": lambda: scaled(good(), good().day >= np.unique(good().day)[15], 2.0),
    "quotes-shifted": lambda: moved(good(), 1),
    "forward-off": of_another_index,
    "value-impossible": lambda: chain(quote(SPOT, "C", 1500.0, 1501.0)),
    "volatility-absurd": lambda: one_row(100.0),
    "volatility-apart": lambda: one_row(8.0),
    "offer-apart": one_wide_offer,
    "spread-apart": one_bid_lost,
    "series-swapped": another_strike_for_a_day,
    "day-copied": one_day_copied,
    "quote-frozen": frozen,
}  # fmt: skip


def test_each_rule_that_needs_a_market_has_a_case():
    assert set(MARKET_CASES) == {rule.check for _, rule in MARKET}


@pytest.mark.pages
@pytest.mark.parametrize(("check", "make"), MARKET_CASES.items(), ids=MARKET_CASES)
def test_what_is_wrong_on_a_market_is_found(check, make):
    assert check in checks(make())


def test_quotes_a_hundred_times_too_high_are_an_error_with_their_cause():
    (finding,) = found(one_row(100.0))
    assert (finding.check, finding.severity, finding.line) == ("volatility-absurd", "error", 22)
    assert finding.cause == "a hundredth of it would be usual"


@pytest.mark.parametrize(("sessions", "when"), [(1, "a day too late"), (-1, "a day too early")])
def test_dates_a_day_off_are_one_error_that_says_which_way(sessions, when):
    for of in (good(), good(rights="P", steps=range(-3, -2)), good(root="XSP")):
        findings = [one for one in found(moved(of, sessions)) if one.severity == "error"]
        assert [one.check for one in findings] == ["quotes-shifted"]
        assert when in findings[0].cause


def test_dates_off_from_some_day_on_are_found_near_that_day():
    (finding,) = [one for one in found(shifted_from_the_middle()) if one.check == "quotes-shifted"]
    assert abs(day_of(date.fromisoformat(finding.date)) - np.quantile(good().day, 0.5)) < 10


def test_rights_exchanged_in_one_row_are_named_as_the_cause():
    of = good(rights="P")
    right = of.right.copy()
    assert of.rights == ("P",)
    row = int(np.flatnonzero(of.mid > 100.0)[3])
    right[row] = 1
    finding = next(one for one in found(replace(of, right=right, rights=("P", "C"))) if one.line == of.line[row])
    assert "exchanged" in finding.cause


@pytest.mark.parametrize(
    "make",
    [
        good,
        lambda: good(rights="P", steps=range(-4, -3)),
        lambda: good(root="XSP"),
        lambda: good("2000-11-24", root="ES", steps=range(-8, -6)),
        lambda: good("2022-09-01", root="ES", rights="P"),
        lambda: good("1987-10-05"),
        lambda: good("2008-10-01"),
        lambda: good("2020-02-24"),
        lambda: good("2018-01-25"),
        lambda: good("1985-03-01", rights="P"),
        lambda: good("2021-11-01", sessions=3),
        lambda: good("2005-06-01", noise=0.03, steps=range(-2, 3)),
    ],
)
def test_good_chains_are_no_finding(make):
    assert not found(make())


def test_days_the_market_does_not_have_are_left_out():
    of = scaled(good(), 20, 100.0)
    later = replace(sessions_of_market(), days=sessions_of_market().days + 20_000)
    assert not market_findings(of, later)


FULL = (0.05, 3.0)
"""Factors beyond which a wrong quote among its strikes is found."""
LONE = (0.01, 30.0)
"""And where it has only itself on the days before and after."""


@pytest.mark.parametrize("seed", seeds(20))
@pytest.mark.parametrize(("rights", "steps", "factors"), [("CP", (-6, 5), FULL), ("P", (-4, -3), LONE)])
def test_a_wrong_quote_at_a_random_place_is_found(seed, rights, steps, factors):
    random = np.random.default_rng(seed)
    of = good(rights=rights, steps=range(*steps))
    days = np.unique(of.day)
    felt = np.flatnonzero((of.mid > 1.0) & (of.expiry - of.day > 7) & (of.day > days[0]) & (of.day < days[-1]))
    row, factor = int(random.choice(felt)), float(random.choice(factors))
    lines = {one.line for one in found(scaled(of, row, factor))}
    assert int(of.line[row]) in lines
