"""The dates on which contracts settle and are left for the next ones, as rows one can print."""

from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from data.base.days import Day, date_of, day_of
from data.contracts.calendars import SessionCalendar, expiry, friday_of, month_code, third_friday
from data.facts import facts
from data.facts.kept import kept

QUARTER = 3
"""Months from one contract to the next, unless a family says otherwise."""
END = 31
"""A day of the month that stands for its last session."""
_LONGEST_LEAD = 14  # a roll date is never longer before its third Friday, in days
_MONTH_AND_LEAD = 45  # nor longer before the end of the month of delivery


@dataclass(frozen=True, slots=True)
class RollRule:
    """The dates of a family of contracts, of which there is one every so many `months` (3: March, June, September,
    December; 12: December; 0: there is a single one, which never ends).

    Index futures settle on the Friday of place `friday` in the month (or the session before a holiday), and are left
    for the next contract so many calendar days before that Friday. Bond futures (`friday` 0) are delivered on day
    `delivery` of the month (or the session after; 31: the last session), and are left so many sessions before the first
    session from day `notice` of the month on. Both trade until `last_trade` sessions before they settle; `leads` are
    (valid from, days or sessions), ascending. `calendar` is the code of the exchange's calendar.
    """

    friday: int
    last_trade: int
    leads: tuple[tuple[Day, int], ...]
    calendar: str
    months: int = QUARTER
    delivery: int = 0
    notice: int = 0

    @property
    def lead(self) -> str:
        """Name of the fact in `roll_convention` that says how long before a contract is left."""
        return "sessions_before_notice" if self.delivery else "days_before_friday"

    @property
    def longest_lead(self) -> int:
        """Calendar days before the day on which a contract nominally settles beyond which it is not left."""
        return _LONGEST_LEAD if self.friday else _MONTH_AND_LEAD

    def nominal(self, year: int, month: int) -> Day:
        """The day on which the contract of a month is to settle, holiday or not."""
        return friday_of(year, month, self.friday) if self.friday else _day_in(year, month, self.delivery)

    def settlement(self, year: int, month: int, calendar: SessionCalendar) -> Day:
        """Settlement day of the contract of a month. Raises `DataError` beyond the calendar."""
        if self.friday:
            return expiry(year, month, calendar, self.friday)
        return calendar.on_or_after(self.nominal(year, month)) if self.delivery < END else _last(year, month, calendar)

    def last_trading_day(self, settlement: Day, calendar: SessionCalendar) -> Day:
        """The last session on which the contract of a settlement day trades. Raises `DataError` beyond the calendar."""
        return calendar.before(settlement, self.last_trade)

    def leaves(self, year: int, month: int, calendar: SessionCalendar) -> Day:
        """The session on which the contract of a month is left; before the first lead by that one. Raises `DataError`
        beyond the calendar.

        Where the exchange stayed shut on the day of a Friday's lead (New York on 2001-09-13), the first session after
        it: no one knew of the closure ahead.
        """
        settles = self.nominal(year, month)
        leads = [days for valid_from, days in self.leads if valid_from <= settles] or [self.leads[0][1]]
        if self.friday:
            return calendar.on_or_after(settles - leads[-1])
        return calendar.before(calendar.on_or_after(_day_in(year, month, self.notice)), leads[-1])


def _day_in(year: int, month: int, day: int) -> Day:
    """A day of a month, its last one where the month is shorter."""
    return min(day_of(date(year, month, 1)) + day - 1, day_of(date(year + month // 12, month % 12 + 1, 1)) - 1)


def _last(year: int, month: int, calendar: SessionCalendar) -> Day:
    return calendar.on_or_before(_day_in(year, month, END))


@kept
def roll_rule(family: str) -> RollRule:
    """Dates of a family of futures, by the root of its full-size contract, from the table `roll_convention`.
    Raises `MissingFact` for another family.
    """
    table = facts("roll_convention")

    def latest(name: str, otherwise: int = 0) -> int:
        return int(table.latest(f"{family}.{name}").value or 0) if f"{family}.{name}" in table.names else otherwise

    delivered = f"{family}.delivery_day" in table.names
    settles = table.latest(f"{family}.{'delivery_day' if delivered else 'settlement_friday'}")
    rule = RollRule(
        friday=latest("settlement_friday"),
        last_trade=latest("last_trade"),
        leads=(),
        calendar=settles.unit.rpartition(" ")[2],
        months=latest("months", QUARTER),
        delivery=latest("delivery_day"),
        notice=latest("notice_day"),
    )
    leads = table.history(f"{family}.{rule.lead}")
    return replace(rule, leads=tuple((row.valid_from, int(row.value or 0)) for row in leads))


@dataclass(frozen=True, slots=True)
class Roll:
    """One row of the roll schedule: on `day`, out of the contract of `expiry` and into that of `next_expiry`."""

    day: Day
    expiry: Day
    next_expiry: Day

    def months(self) -> tuple[str, str]:
        """Month codes of the two contracts, `("Z14", "H15")`."""
        return month_code(self.expiry), month_code(self.next_expiry)


def roll_schedule(
    first: Day, last: Day, calendar: SessionCalendar, rule: RollRule, sessions_earlier: int = 0
) -> tuple[Roll, ...]:
    """Rolls of a family of futures whose date lies in `first..last`, in order: on the exchange's dates,
    or so many sessions before them.

    None that would need a session before those of the calendar. Raises `DataError` where it ends too early.
    """
    nominal = {month: rule.nominal(*month) for month in _listed(first, last, rule.months)}
    # so many sessions lie within twice as many calendar days
    known = calendar.sessions[0] + rule.longest_lead + 2 * sessions_earlier
    most = last + rule.longest_lead + 2 * sessions_earlier
    near = (quarter for quarter, day in nominal.items() if max(first, known) <= day <= most)
    rolls = (_roll(year, month, calendar, rule) for year, month in near)
    if sessions_earlier:
        rolls = (replace(roll, day=calendar.before(roll.day, sessions_earlier)) for roll in rolls)
    return tuple(roll for roll in rolls if first <= roll.day <= last)


def option_schedule(
    first: Day, last: Day, calendar: SessionCalendar, sessions_before: int = 0, *, months: int = 1
) -> tuple[Roll, ...]:
    """Option dates in `first..last`, in order: out of the series of one expiry and into that of the next, so many
    `months` later (3: March, June, September, December; 12: December).

    On the expiry itself (third Friday, or the session before a holiday), or so many sessions before it. Raises
    `DataError` where the calendar ends too early.
    """
    start = date_of(max(first, calendar.sessions[0] + 2 * _LONGEST_LEAD) - _LONGEST_LEAD)
    end = date_of(last + 2 * _LONGEST_LEAD + 31 * months)
    every = [(year, month) for year in range(start.year, end.year + 1) for month in range(1, 13)]
    listed = [(year, month) for year, month in every if (12 * year + month) % months == 0]
    expiries = [expiry(*month, calendar) for month in listed if start <= date_of(third_friday(*month)) <= end]
    rolls = (Roll(calendar.before(day, sessions_before), day, following) for day, following in pairwise(expiries))
    return tuple(roll for roll in rolls if first <= roll.day <= last)


def _roll(year: int, month: int, calendar: SessionCalendar, rule: RollRule) -> Roll:
    after = month + rule.months
    following = (year, after) if after <= 12 else (year + 1, after - 12)
    left = rule.leaves(year, month, calendar)
    return Roll(left, rule.settlement(year, month, calendar), rule.settlement(*following, calendar))


def _listed(first: Day, last: Day, months: int) -> list[tuple[int, int]]:
    """Year and month of the contracts that end between two days, none where they never do."""
    ends = range(months, 13, months) if months else ()
    return [(year, month) for year in range(date_of(first).year, date_of(last).year + 1) for month in ends]
