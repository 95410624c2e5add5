"""Rules about what a quote is of: root, right, strike, expiry and day; each sees only rows
that the rules before it let pass.
"""

from datetime import date

import numpy as np

from data.base.arrays import Flags, Floats
from data.base.day_arrays import weekdays
from data.base.days import Day, date_of, day_of, iso, weekday
from data.base.saying import UNSAID, Saying, said
from data.chains.table import Breach, Chain, Found
from data.contracts.calendars import SessionCalendar, exchange
from data.contracts.calendars import expiry as settles
from data.contracts.contracts import option_roots, option_spec

HIGHEST_STRIKE = 100_000.0
"""In points: no strike of options on the S&P 500 has come near it."""
_LISTED = {
    0: day_of(date(2016, 8, 15)),
    1: day_of(date(2022, 4, 18)),
    2: day_of(date(2016, 2, 23)),
    3: day_of(date(2022, 5, 11)),
    4: day_of(date(2005, 10, 28)),
}
"""First day on which Cboe listed SPX series that end on a weekday other than the third Friday's, by weekday
(http://www.cboe.com/products/weeklys-options and its announcements of them)."""
_MONTH_ENDS = day_of(date(2006, 7, 7))
"""And those that end with the quarter or the month."""
_CBOE = ("SPX", "XSP")


def root_unknown(chain: Chain) -> Found:
    """No option of that root has a specification."""
    known = option_roots()
    rows = np.flatnonzero(~chain.among(chain.root, chain.roots, known))
    _, first, counts = np.unique(chain.root[rows], return_index=True, return_counts=True)
    many = dict(zip(rows[first].tolist(), counts.tolist(), strict=True))

    def tell(row: int) -> Breach:
        on = said("chains.on_rows", rows=many[row]) if many[row] > 1 else ""
        return Breach(
            "root", repr(chain.roots[chain.root[row]]), said("chains.not_one_of", known=", ".join(known), on=on)
        )

    return Found(rows, tell, rows[first])


def right_unknown(chain: Chain) -> Found:
    """Neither call nor put."""
    rows = np.flatnonzero(~chain.among(chain.right, chain.rights, ("C", "P")))
    return Found(
        rows, lambda row: Breach("right", repr(chain.rights[chain.right[row]]), said("chains.neither_c_nor_p"))
    )


def strike_impossible(chain: Chain) -> Found:
    """A strike that no series has."""
    rows = np.flatnonzero(~((chain.strike > 0.0) & (chain.strike <= HIGHEST_STRIKE)))

    def tell(row: int) -> Breach:
        strike = float(chain.strike[row])
        thousand = HIGHEST_STRIKE < strike <= 1000.0 * HIGHEST_STRIKE
        cause = said("chains.thousandths") if thousand else UNSAID
        problem = (
            said("chains.strike_above", most=HIGHEST_STRIKE) if strike > HIGHEST_STRIKE else said("chains.not_above_0")
        )
        return Breach("strike", f"{strike:g}", problem, cause)

    return Found(rows, tell)


def price_impossible(chain: Chain) -> Found:
    """A bid below 0, an offer that is not above 0, or one that is no finite number."""
    bid, ask = _finite(chain.bid, least=True), _finite(chain.ask, least=False)

    def tell(row: int) -> Breach:
        if not bid[row]:
            return Breach("bid", str(chain.bid[row]), said("chains.no_bid"))
        return Breach("ask", str(chain.ask[row]), said("chains.no_offer"))

    return Found(np.flatnonzero(~(bid & ask)), tell)


def crossed(chain: Chain) -> Found:
    """The offer is below the bid."""
    rows = np.flatnonzero(chain.ask < chain.bid)

    def tell(row: int) -> Breach:
        return Breach("ask", str(chain.ask[row]), said("chains.crossed", bid=chain.bid[row]))

    return Found(rows, tell)


def expired(chain: Chain) -> Found:
    """A quote of a series that has expired."""
    rows = np.flatnonzero(chain.expiry < chain.day)

    def tell(row: int) -> Breach:
        return Breach("expiry", _day(chain.expiry[row]), said("chains.before_trade", date=_day(chain.day[row])))

    return Found(rows, tell)


def day_at_weekend(chain: Chain) -> Found:
    """A quote of a Saturday or Sunday."""
    rows = np.flatnonzero(weekdays(chain.day) > 4)

    def tell(row: int) -> Breach:
        return Breach("date", _day(chain.day[row]), said("day.is", weekday=_weekday(chain.day[row])))

    return Found(rows, tell)


def day_is_holiday(chain: Chain) -> Found:
    """A quote of a weekday without trading."""
    rows = np.flatnonzero(_shut(chain, "day"))

    def tell(row: int) -> Breach:
        return Breach("date", _day(chain.day[row]), said("day.is_shut", weekday=_weekday(chain.day[row])))

    return Found(rows, tell)


def expiry_not_a_session(chain: Chain) -> Found:
    """An expiry on a day without trading: no series settles on it."""
    rows = np.flatnonzero(_shut(chain, "expiry"))

    def tell(row: int) -> Breach:
        day, calendar = int(chain.expiry[row]), _calendar(chain, row)
        root, monthly = chain.roots[chain.root[row]], _monthly(day, calendar)
        what = said("day.is" if weekday(day) > 4 else "day.is_shut", weekday=_weekday(day))
        near = abs(day - monthly) <= 2
        right = (
            said("chains.month_settles", date=iso(monthly))
            if near
            else said("chains.session_before", date=iso(calendar.on_or_before(day)))
        )
        return Breach("expiry", iso(day), said("chains.no_settlement", what=what, root=root, right=right))

    return Found(rows, tell)


def expiry_of_no_series(chain: Chain) -> Found:
    """An expiry on a session on which no series ended in those years."""
    ours = chain.among(chain.root, chain.roots, _CBOE)
    days, back = np.unique(chain.expiry, return_inverse=True)
    odd = np.array([_no_series(day) for day in days.tolist()], dtype=bool)[back]

    def tell(row: int) -> Breach:
        day, calendar = int(chain.expiry[row]), _calendar(chain, row)
        monthly = _monthly(day, calendar)
        problem = said(
            "chains.no_series_ends", weekday=_weekday(day), root=chain.roots[chain.root[row]], date=iso(monthly)
        )
        cause = said("chains.last_trading") if calendar.after(day) == monthly else UNSAID
        return Breach("expiry", iso(day), problem, cause)

    return Found(np.flatnonzero(ours & odd), tell)


def row_repeats(chain: Chain) -> Found:
    """A series has one quote twice on a day."""
    return _twice(chain, same=True)


def series_has_two_quotes(chain: Chain) -> Found:
    """A series has two quotes on a day."""
    return _twice(chain, same=False)


def _no_series(day: Day) -> bool:
    """Whether a session is the end of no SPX series: not monthly, not weekly, not the end of a month."""
    calendar = exchange("XNYS")
    if not calendar.sessions[1] <= day < calendar.sessions[-2] or day == _monthly(day, calendar):
        return False
    if date_of(calendar.after(day)).month != date_of(day).month and day >= _MONTH_ENDS:
        return False
    before, after = calendar.before(day, 1), calendar.after(day)
    near = {day, *range(day + 1, after), *range(before + 1, day)}  # a holiday moves an end to the session beside it
    return not any(day >= _LISTED[weekday(one)] for one in near if weekday(one) in _LISTED)


def _monthly(day: Day, calendar: SessionCalendar) -> Day:
    on = date_of(day)
    return settles(on.year, on.month, calendar)


def _twice(chain: Chain, *, same: bool) -> Found:
    order = chain.by_day
    again = chain.alike(order, series=True) & (np.diff(chain.day[order]) == 0)
    first = np.arange(len(order))
    first[1:] = np.where(again, 0, first[1:])
    leader = np.empty_like(order)
    leader[order] = order[np.maximum.accumulate(first)]
    repeats = leader != np.arange(len(order))
    like = (chain.bid == chain.bid[leader]) & (chain.ask == chain.ask[leader])

    def tell(row: int) -> Breach:
        stands = said("chains.stands_already", line=chain.line[leader[row]])
        what = said("chains.same_quote") if same else said("chains.other_quote", quote=chain.quote(int(leader[row])))
        return Breach(
            "",
            said("chains.series_quote", series=chain.series(row), quote=chain.quote(row)),
            said("chains.twice", what=what, stands=stands),
        )

    return Found(np.flatnonzero(repeats & (like == same)), tell)


def _finite(values: Floats, *, least: bool) -> Flags:
    return np.asarray((values >= 0.0 if least else values > 0.0) & (values < np.inf))


def _shut(chain: Chain, column: str) -> Flags:
    """Rows whose date or expiry is not a session of the root's exchange, of the days that its calendar knows."""
    result = np.zeros(len(chain), dtype=bool)
    values = getattr(chain, column)
    for place, root in chain.used():
        sessions = np.array(exchange(option_spec(root).calendar).sessions, dtype=np.int64)
        known = (values >= sessions[0]) & (values <= sessions[-1]) & (chain.root == place)
        result |= known & ~np.isin(values, sessions)
    return result


def _calendar(chain: Chain, row: int) -> SessionCalendar:
    return exchange(option_spec(chain.roots[chain.root[row]]).calendar)


def _day(value: np.int64) -> str:
    return iso(int(value))


def _weekday(day: int | np.int64) -> Saying:
    return said(f"weekday.{weekday(int(day))}")
