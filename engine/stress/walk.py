"""An account walked through a shock, session by session, in the order of `docs/trading_day.md` and by the
engine's own functions.

Nobody decides anything: positions are held until the broker closes them, and only the standing instructions act, that
is the sweep of spare cash and the currency hedge, which is not renewed. Nothing accrues. Margin is tested at the close,
and forced closings are done at closes.
"""

from collections.abc import Sequence
from operator import itemgetter

from data.base.sums import total
from engine.account import settlement
from engine.account.margin import (
    CALLED,
    CLOSING,
    EVENTS,
    OK,
    QUIET,
    WARNED,
    Snapshot,
    after_money,
    after_test,
    closing_at,
    collateral_value,
    contracts_to_close,
    margin_deficit,
    spare_fund,
)
from engine.account.written import written_margin
from engine.stress.account_state import KINDS, AccountState, Kind, OptionHeld, Outcome, StressTerms
from engine.stress.shocks import Shock

LONGEST_CALM = 60
"""Sessions after the shock for which an open call and money on its way are followed."""
_DECIDES: dict[str, Kind] = {
    "call_met": "call_met", "deadline_missed": "call_missed", "loss_cut": "liquidated",
    "liquidation": "liquidated", "ruin": "ruined",
}  # fmt: skip


def walk(state: AccountState, terms: StressTerms, path: Sequence[Shock], delay: int = 0) -> Outcome:
    """What becomes of an account on a path of shocks, and on the calm sessions after it until nothing is open any more.

    Redemptions, those on their way included, take `delay` sessions longer than the profile says.
    """
    account = _Account(state, terms, delay)
    for shock in path:
        account.run(shock)
    last = path[-1] if path else Shock()
    for _ in range(LONGEST_CALM):
        if account.settled:
            break
        account.run(Shock(margin=last.margin))
    return account.outcome()


class _Account:
    """The account from session to session; `mark` is what one contract was last marked at, `level` the
    index over that before.
    """

    def __init__(self, state: AccountState, terms: StressTerms, delay: int) -> None:
        self._state, self._terms, self._profile = state, terms, terms.profile
        self._rules = terms.profile.margin_rules
        self._lag = terms.profile.redemption_lag + delay
        self._cash, self._fund = state.cash, state.fund
        self._redemptions = [(due + delay, amount) for due, amount in state.in_transit]
        self._contracts, self._mark, self._level = state.contracts, state.unit, 1.0
        self._options = [(one, one.years, one.value(1.0, one.years, 0.0)) for one in state.options]
        self._hedge, self._rate = state.hedge, state.rate
        self._margin = state.margin
        self._share = state.margin_share
        self._maintenance = self._required()
        self._paid_at_once, self._session, self._ruined = 0.0, 0, False
        self._events: list[tuple[int, str]] = []

    @property
    def settled(self) -> bool:
        """Whether calm sessions could bring nothing more."""
        return (
            self._margin.status in {QUIET, WARNED}
            and not self._redemptions
            and not (self._ruined and (self._contracts or self._hedge))
        )

    def run(self, shock: Shock) -> None:
        """One session."""
        self._session += 1
        self._level *= 1.0 + shock.index_return
        self._receive()
        self._share = self._state.margin_share * shock.margin
        self._mark_positions(shock.days)
        self._mark_hedge(shock.currency_return)
        due = self._margin.status == CLOSING and self._margin.closing <= self._session
        # a fall of exactly the limit is at it, whatever the last bit of the quotient
        if due and abs(shock.index_return) < self._terms.price_limit - 1e-12:
            self._liquidate()
        self._test()
        self._sweep()

    def outcome(self) -> Outcome:
        """The worst that happened."""
        decided = [(kind, session) for session, event in self._events if (kind := self._decided(event))]
        worst = max((KINDS.index(kind) for kind, _ in decided), default=0)
        session = next((at for kind, at in decided if kind == KINDS[worst]), 0)
        equity = self._equity
        return Outcome(KINDS[worst], session, equity, equity * self._rate, tuple(self._events))

    def _decided(self, event: str) -> Kind | None:
        """What an event makes of the account. A liquidation follows what has been told already, but where it
        was due from the start.
        """
        if event == "margin_call":
            return None if self._rules.grace else "liquidated"
        if event == "liquidation" and self._state.margin.status != CLOSING:
            return None
        return _DECIDES.get(event)

    def _tell(self, event: str) -> None:
        if event:
            self._events.append((self._session, event))

    @property
    def _transit(self) -> float:
        return total(amount for _, amount in self._redemptions)

    @property
    def _equity(self) -> float:
        return self._cash + self._fund + self._transit + self._option_value

    @property
    def _option_value(self) -> float:
        return total(value for _, _, value in self._options)

    @property
    def _collateral(self) -> float:
        """As `Account.collateral`: bought options less their haircut, with cash and fund."""
        other = (1.0 - self._profile.option_haircut) * total(max(value, 0.0) for _, _, value in self._options)
        return other + collateral_value(self._cash, self._fund, self._profile.fund_haircut, self._transit)

    @property
    def _missing(self) -> float:
        return margin_deficit(
            self._collateral, self._maintenance, self._cash, negative_cash=self._profile.negative_cash
        )

    def _of_futures(self) -> float:
        """Maintenance margin: a share of what the index is worth now, also where a ruined account is
        no longer marked up.
        """
        return abs(self._contracts) * self._share * self._state.unit * self._level

    def _required(self) -> float:
        """The same with that of the currency hedge and of written options."""
        return self._of_futures() + self._hedge * self._terms.hedge_margin + self._written(self._options)

    def _written(self, options: Sequence[tuple[OptionHeld, float, float]]) -> float:
        """As `MarginMonitor.written`."""
        if all(held.size > 0 for held, _, _ in options):
            return 0.0
        legs = (held.leg(self._level, years, value) for held, years, value in options)
        return written_margin(legs, self._terms.written, 1.0 - self._profile.option_haircut)

    def _receive(self) -> None:
        money, self._paid_at_once = self._paid_at_once, 0.0
        arrived = total(amount for due, amount in self._redemptions if due <= self._session)
        self._redemptions = [one for one in self._redemptions if one[0] > self._session]
        self._cash += arrived
        if self._margin.status == CALLED:
            self._margin, event = after_money(self._rules, self._margin, self._session, money + arrived, self._missing)
            self._tell(EVENTS[event])

    def _mark_positions(self, days: float) -> None:
        """Variation margin, and options at their worth; a ruined account is only marked down."""
        price = self._state.unit * self._level
        gain = self._contracts * (price - self._mark)
        if not (self._ruined and gain > 0.0):
            self._cash += gain
            self._mark = price
        if self._options:
            self._options = [self._aged(*held, days) for held in self._options]
            self._cash += total(value for _, years, value in self._options if years <= 0.0)
            self._options = [held for held in self._options if held[1] > 0.0]

    def _aged(self, option: OptionHeld, years: float, value: float, days: float) -> tuple[OptionHeld, float, float]:
        left = years - days / 365.0
        now = option.value(self._level, left, self._terms.volatility_elasticity)
        return option, left, min(value, now) if self._ruined else now

    def _liquidate(self) -> None:
        """As `Liquidation.at_the_fill`: written options first, at their marks, then contracts by the profile's policy,
        and bought options where everything is closed.
        """
        policy, held = self._profile.liquidation, abs(self._contracts)
        everything = policy == 0.0 or self._ruined or self._equity <= 0.0
        self._buy_back(everything=everything)
        self._maintenance = self._required()
        missing = max(self._maintenance - self._collateral, 0.0)
        relief = self._of_futures() / held - self._terms.closing_cost if held else 0.0
        count = held if everything else contracts_to_close(held, missing, relief, policy)
        if count:
            self._contracts -= count if self._contracts > 0 else -count
            self._cash -= count * self._terms.closing_cost
            self._tell("liquidation")
        if policy == 0.0 or self._ruined or (not self._contracts and self._owes_for_written()):
            self._cash += self._option_value
            self._options = []
        if self._hedge and (everything or (not self._contracts and self._short())):
            self._cash -= self._hedge * self._terms.hedge_half_spread / self._rate
            self._hedge = 0.0
            self._tell("liquidation")
        self._margin = OK

    def _buy_back(self, *, everything: bool) -> None:
        """As `Liquidation._buy_back`."""
        while written := [place for place, (held, _, _) in enumerate(self._options) if held.size < 0]:
            self._maintenance = self._required()
            missing = max(self._maintenance - self._collateral, 0.0)
            (relief, _), place = max(((self._relief(one), one) for one in written), key=itemgetter(0))
            if not everything and (missing == 0.0 or relief <= 0.0):
                return
            size, policy = -self._options[place][0].size, self._profile.liquidation
            count = size if everything else contracts_to_close(size, missing, relief, policy)
            self._cash += self._options[place][2] * count / size
            self._options = self._less(place, count)
            self._tell("liquidation")

    def _less(self, place: int, count: int) -> list[tuple[OptionHeld, float, float]]:
        """The options with so many contracts of a written one bought back."""
        held, years, value = self._options[place]
        left = (held._replace(size=held.size + count), years, value * (held.size + count) / held.size)
        return [*self._options[:place], *([left] if left[0].size else []), *self._options[place + 1 :]]

    def _relief(self, place: int) -> tuple[float, float]:
        """As `Liquidation._relief`."""
        cost = self._options[place][2] / self._options[place][0].size
        return round(self._written(self._options) - self._written(self._less(place, 1)) - cost, 6), round(-cost, 6)

    def _owes_for_written(self) -> bool:
        """As `Liquidation._owes_for_written`; what is closed for it is told."""
        owes = any(held.size < 0 for held, _, _ in self._options) and self._required() > self._collateral
        if owes:
            self._tell("liquidation")
        return owes

    def _short(self) -> bool:
        """Whether margin is missing for what is left."""
        self._maintenance = self._required()
        return self._missing > 0.0

    def _mark_hedge(self, currency: float) -> None:
        """What was sold forward loses what the account's currency gains, paid in account currency at the new rate; in
        ruin it gains nothing.
        """
        self._rate *= 1.0 + currency
        if self._hedge and not (self._ruined and currency < 0.0):
            self._cash -= self._hedge * currency / (1.0 + currency)

    def _test(self) -> None:
        """As `MarginMonitor.test`."""
        self._maintenance = self._required()
        collateral, solvent = self._collateral, self._equity > 0.0
        if not solvent:
            self._ruin()
            return
        at_ease = collateral >= max(1.0, self._rules.warning_level) * self._maintenance
        if self._margin is OK and at_ease and (self._profile.negative_cash or self._cash >= 0.0):
            return
        tested = Snapshot(self._session, collateral, self._maintenance, self._missing)
        self._margin, event = after_test(self._rules, self._margin, tested)
        self._tell(EVENTS[event])

    def _ruin(self) -> None:
        if not self._ruined:
            self._ruined = True
            self._margin = closing_at(self._session + 1, 0.0)
            self._tell("ruin")

    def _sweep(self) -> None:
        """As `CashSweep.sweep`."""
        policy, counts, notional = self._terms.cash, self._profile.fund_is_collateral, abs(self._contracts) * self._mark
        futures, transit, sold = self._of_futures() * self._state.initial_ratio, self._transit, self._planned()
        written = self._written(self._options)
        target = policy.wanted(self._profile, futures + sold * self._terms.hedge_margin + written, notional, sold)
        initial = futures + self._hedge * self._terms.hedge_margin + written
        pressed = self._margin.status == CALLED or not (counts or self._cash + transit >= self._maintenance)
        band = 0.0 if pressed else policy.band
        amount = settlement.swept(self._cash, transit, target, band)
        if amount < 0.0:
            amount = -settlement.paid_out(-amount, self._cash + transit, self._fund, self._spare(initial))
        self._fund += amount
        if amount > 0.0 or self._lag == 0:
            self._cash -= amount
            self._paid_at_once += max(-amount, 0.0)
        elif amount < 0.0:
            self._redemptions.append((self._session + self._lag, -amount))

    def _planned(self) -> float:
        """As `CurrencyHedge.planned`."""
        return self._hedge if self._hedge or self._ruined else max(self._equity, 0.0) * self._terms.hedge_ratio

    def _spare(self, initial: float) -> float:
        return spare_fund(self._collateral, initial, self._profile.fund_haircut)
