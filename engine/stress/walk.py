"""An account walked through a shock: a trading day is run on each of its sessions (`docs/trading_day.md`).

Nobody decides anything: positions are held until the broker closes them, and only the standing instructions act, that
is the sweep of spare cash and the currency hedge, which is not renewed. Nothing accrues. Margin is tested at the close,
and forced closings are done at closes.
"""

from collections.abc import Callable, Sequence

from engine.account.calls import CLOSING
from engine.account.ledger import TOLERANCE
from engine.day.trading_day import TradingDay
from engine.stress.account_state import KINDS, AccountState, Kind, Outcome, StressTerms
from engine.stress.held import SESSION, Course
from engine.stress.opening import opened
from engine.stress.shocks import Shock
from strategies.events.journal import Event

LONGEST_CALM = 60
"""Sessions after the shock for which an open call and money on its way are followed."""
_DECIDES: dict[str, Kind] = {
    "call_met": "call_met", "deadline_missed": "call_missed", "loss_cut": "liquidated",
    "liquidation": "liquidated", "ruin": "ruined",
}  # fmt: skip


def walk(
    state: AccountState,
    terms: StressTerms,
    path: Sequence[Shock],
    delay: int = 0,
    evening: Callable[[TradingDay], None] | None = None,
) -> Outcome:
    """What becomes of an account on a path of shocks, and on the calm sessions after it until nothing is open any more.

    Redemptions, those on their way included, take `delay` sessions longer than the profile says. `evening` is given the
    day before the shock and after each session, and may send orders.
    """
    course = Course.of(path, LONGEST_CALM, state.rate)
    day, told = opened(state, terms, course, delay), evening or _nobody
    told(day)
    for session in range(1, len(course.shocks)):
        if session > len(path) and _settled(day):
            break
        day.run(session)
        told(day)
    return _outcome(day, state, course.spots[-1])


def _nobody(_day: TradingDay) -> None:
    """Nobody looks at the account in the evening."""


def _settled(day: TradingDay) -> bool:
    """Whether calm sessions could bring nothing more: no money, and no test of what the sweep has left of collateral;
    what is rounding alone is not waited for.
    """
    account = day.account
    held, noise = account.holdings or (day.hedge and day.hedge.notional), TOLERANCE * max(abs(account.equity), 1.0)
    waits = account.in_transit > noise or (held and account.collateral < day.margin.collateral - noise)
    return day.margin.at_rest and not waits and not (account.ruined and held)


def _outcome(day: TradingDay, state: AccountState, rate: float) -> Outcome:
    """The worst that happened."""
    events = tuple((event.day // SESSION, event.kind) for event in day.journal.events if not _is_left_out(event))
    decided = [(kind, session) for session, event in events if (kind := _decided(event, state, day))]
    worst = max((KINDS.index(kind) for kind, _ in decided), default=0)
    session = next((at for kind, at in decided if kind == KINDS[worst]), 0)
    equity = day.account.equity
    return Outcome(KINDS[worst], session, equity, equity * rate, events)


def _decided(event: str, state: AccountState, day: TradingDay) -> Kind | None:
    """What an event makes of the account. A liquidation follows what has been told already, but where it
    was due from the start.
    """
    if event == "margin_call":
        return None if day.account.profile.grace else "liquidated"
    if event == "liquidation" and state.margin.status != CLOSING:
        return None
    return _DECIDES.get(event)


def _is_left_out(event: Event) -> bool:
    """Whether an event is no news of the account: expiries, and bought options that are sold with the rest."""
    sold = event.contract.isdecimal() and float(event.numbers["size"]) < 0.0
    return event.kind == "expiry" or sold
