"""The state of an account in the loop: money, positions, orders, the state of its rules, and what happened today."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.fast.rule_states import Evening, RuleStates

MOST_FUTURES, MOST_OPTIONS, MOST_ORDERS, MOST_REDEMPTIONS = 8, 16, 24, 128
MOST_TRADES, MOST_FILLS, MOST_EVENTS = 24, 65536, 65536
"""How many there is room for; what does not fit stops the run. Contracts closed one by one can be tens of thousands."""
FULL_OF_FUTURES, FULL_OF_OPTIONS, FULL_OF_ORDERS, FULL_OF_REDEMPTIONS = range(1, 5)
FULL_OF_TRADES, FULL_OF_FILLS, FULL_OF_EVENTS = range(5, 8)
"""What there was no room for, as `Counts.overflow` has it: places in `LISTS`, from 1."""
FALLS = (0.10, 0.20, 0.35, 0.50)
"""Falls of equity from its highest so far, decimals, whose first session is kept."""


@dataclass(slots=True)
class Money:
    """Balances in account currency, what was redeemed at once since the morning, margin as last asked, that of the
    currency hedge, full-size contracts before the fills of the session, and whether equity is gone.
    """

    cash: float
    fund: float
    in_transit: float
    options: float
    paid_at_once: float
    equity: float
    maintenance: float
    initial: float
    collateral: float
    hedge_margin: float
    contracts_before: float
    ruined: bool


@dataclass(slots=True)
class Call:
    """Where a margin call stands (`engine.account.calls.MarginState`), and full-size contracts at the test before."""

    status: int
    amount: float
    received: float
    deadline: int
    closing: int
    contracts: float


@dataclass(slots=True)
class Hedge:
    """What is sold forward, at which rates, its gain; costs since it was struck; row of the last settlement, last day,
    whether the broker closes it.
    """

    notional: float
    forward: float
    spot: float
    gained: float
    basis: float
    margin: float
    closing_half_spread: float
    dollars: float
    yen: float
    expiry: int
    settled: int
    given_up: bool


@dataclass(slots=True)
class Flows:
    """Month of the first session by its number; what was paid in less what was taken out, in all and today, and either
    by itself, account currency; withdrawals that were cut short; the unit value of the account; that and equity on the
    evening of the latest flow (0: there was none); what the fund alone is worth, out of and into which the same flows.
    """

    first: int
    net: float
    paid_in: float
    taken_out: float
    tonight: float
    short: int
    unit: float
    unit_before: float
    equity_before: float
    alone: float


@dataclass(slots=True)
class FutureHeld:
    """A position in a future: last day, signed contracts, mark and the index then, financing spread, cost; `number`
    tells which position was opened first, `gain` what it has gained where positions are being closed.
    """

    expiry: int
    size: int
    mark: float
    spot: float
    spread: float
    cost: float
    number: int
    gain: float


@dataclass(slots=True)
class OptionHeld:
    """A position in an option: last day, strike, a call or a put, signed contracts, mark; the future it is on and its
    spread; whether it settles at the open; by what it was last priced (`data.pricing.option_price.OptionState`).
    """

    expiry: int
    strike: float
    call: bool
    size: int
    mark: float
    underlying: int
    underlying_spread: float
    settles_at_open: bool
    number: int
    forward: float
    volatility: float
    discount: float


@dataclass(slots=True)
class Order:
    """An order for signed contracts of a future or an option; limit on total exposure and budget (negative: none),
    spare cash it waits for, a share of notional. The spread is that of the future, or of the one the option is on.
    """

    option: bool
    expiry: int
    strike: float
    call: bool
    size: int
    limit: float
    budget: float
    spare: float
    underlying: int
    spread: float
    settles_at_open: bool


@dataclass(slots=True)
class Redemption:
    """Money on its way and the row in which it arrives."""

    row: int
    amount: float


@dataclass(slots=True)
class Trade:
    """A trade in a future whose half-spread is still to be paid; the first five as in `engine.account.rolls.Leg`."""

    expiry: int
    held: int
    size: int
    rolled: int
    pass_: int
    mid: float
    vix: float
    forced: bool


@dataclass(slots=True)
class Filled:
    """A fill of the session, as in the table `fills`: the price with its half-spread, points; a strike of 0 is that of
    a future, `row` the session.
    """

    row: int
    expiry: int
    strike: float
    call: bool
    size: int
    price: float
    half_spread: float
    commission: float


@dataclass(slots=True)
class Told:
    """An event of the session in a row, by its number in `engine.fast.events.KINDS`."""

    row: int
    kind: int


@dataclass(slots=True)
class Counts:
    """How many of each; positions opened so far; the list something did not fit in (0: none); session run and seen."""

    futures: int
    options: int
    orders: int
    redemptions: int
    trades: int
    fills: int
    events: int
    opened: int
    overflow: int
    row: int
    seen: int


@dataclass(slots=True)
class Summary:
    """What a run came to: highest equity so far, deepest fall from it (a decimal), least collateral over maintenance
    while there was any, margin calls, missed deadlines, loss cuts, forced sales, monthly stops, fills, the session of
    ruin (-1: none), and what its cash earned less than the fund did, as a share of equity, all sessions added up.
    """

    peak: float
    drawdown: float
    least_ratio: float
    calls: int
    missed: int
    loss_cuts: int
    liquidations: int
    stops: int
    fills: int
    ruin: int
    given_up: float


@dataclass(slots=True)
class Firsts:
    """Sessions in which each happened first (-1: never): a margin call, a missed deadline, a forced sale, a monthly
    stop, a withdrawal cut short, and a fall as deep as each of `FALLS`.
    """

    call: int
    missed: int
    sale: int
    stop: int
    short: int
    fall_10: int
    fall_20: int
    fall_35: int
    fall_50: int


@dataclass(slots=True)
class Books:
    """The account; of each list as many as `counts` says."""

    money: Money
    call: Call
    hedge: Hedge
    flows: Flows
    rules: RuleStates
    evening: Evening
    counts: Counts
    summary: Summary
    firsts: Firsts
    futures: Sequence[FutureHeld]
    options: Sequence[OptionHeld]
    orders: Sequence[Order]
    redemptions: Sequence[Redemption]
    trades: Sequence[Trade]
    fills: Sequence[Filled]
    events: Sequence[Told]


LISTS = {
    "futures": (FutureHeld, MOST_FUTURES), "options": (OptionHeld, MOST_OPTIONS), "orders": (Order, MOST_ORDERS),
    "redemptions": (Redemption, MOST_REDEMPTIONS), "trades": (Trade, MOST_TRADES), "fills": (Filled, MOST_FILLS),
    "events": (Told, MOST_EVENTS),
}  # fmt: skip
"""The lists of `Books`: their record and how many."""
