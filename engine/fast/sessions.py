"""A session as the loop sees it: its dates, prices, and what broker, fund and signals say on it, as plain numbers.

Records: in plain Python they are objects, compiled they are rows of one array. Days are numbers, prices points, rates
annual decimals, amounts account currency.
"""

from dataclasses import dataclass

from data.pricing.option_spread import OptionSpread


@dataclass(slots=True)
class Dates:
    """Today and the next session with their months; the future to be in at the next close (`lead`) with its financing
    spread; the option series to be in then, with the future it is on and that one's spread, whether the next session is
    a fixed date of options, and whether the series settles at the open; until when a currency hedge rolled today runs.
    """

    day: int
    next_day: int
    month: int
    next_month: int
    lead: int
    lead_spread: float
    series: int
    underlying: int
    underlying_spread: float
    due: bool
    settles_at_open: bool
    hedge_until: int


@dataclass(slots=True)
class Payments:
    """Whether money is paid in or out today, sessions until it next is, and the month of that; see
    `engine.day.flow_dates.FlowDates`.
    """

    pays: bool
    ahead: int
    month: int


@dataclass(slots=True)
class Prices:
    """Index, bill and dividend yields, VIX, the VIX over what it was, the fall of the index from its highest close, the
    size of a point, parts of a step of strikes, and whether the open is a real one.
    """

    opened: float
    high: float
    low: float
    close: float
    bill: float
    dividend: float
    vix: float
    rise: float
    fall: float
    scale: float
    parts: float
    open_is_real: bool


@dataclass(slots=True)
class Asked:
    """Maintenance margin of one full-size contract, initial margin as a multiple of it, the daily price limit."""

    full_size: float
    initial_ratio: float
    limit: float


@dataclass(slots=True)
class FundRates:
    """What the fund earned and charged since the session before, and what its bills gained besides."""

    income: float
    expense: float
    price: float


@dataclass(slots=True)
class Signals:
    """Volatility by the measure of halving, moving average of closes, efficiency ratio, ADX, move of the day, how much
    of a trend there is (see `strategies.rules.in_range`), NaN while unknown; calendar days from the next session to
    the next event and to the session after it.
    """

    volatility: float
    average: float
    efficiency: float
    adx: float
    move: float
    trending: float
    days_to_event: int
    until_next: int


@dataclass(slots=True)
class Currency:
    """Investor's currency for one of the account's, its short rate, and what a hedge that is struck today costs; see
    `engine.account.hedge_terms.HedgeCosts`.
    """

    spot: float
    rate: float
    basis: float
    half_spread: float
    roll_half_spread: float
    margin: float
    closing_half_spread: float
    dollars: float
    yen: float


@dataclass(slots=True)
class Session:
    """One session; `spreads` is the bid-ask spread of options that is known at its close."""

    dates: Dates
    payments: Payments
    prices: Prices
    asked: Asked
    fund: FundRates
    signals: Signals
    spreads: OptionSpread
    currency: Currency
