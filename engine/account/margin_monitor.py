"""The margin of one account through time: requirement by date, the state of calls, and what is told of them."""

from collections.abc import Iterable

from data.base.sums import total
from engine.account.account import Account
from engine.account.call_causes import CAUSES, cause_of_call
from engine.account.calls import (
    CALL_MET,
    CALLED,
    CLOSING,
    EVENTS,
    MARGIN_CALL,
    NO_EVENT,
    OK,
    MarginState,
    Snapshot,
    after_fills,
    after_money,
    after_test,
    closes_by,
    closing_at,
    level_without_call,
    to_answer,
)
from engine.account.margin import margin_deficit, requirement
from engine.account.margin_asked import Amounts, MarginAsked, margin_is_unknown
from engine.account.of_opening import of_opening
from engine.account.profiles import NO_DEADLINE
from engine.account.today import Today
from engine.account.written import OptionLeg, written_margin
from strategies.events.journal import Journal

BY_THE_MARKET = "by_the_market"
"""Why a call is met that no money has answered."""
BY_REDUCTION = "by_reduction"
"""Why a call is met that closing part of the positions has answered."""


class MarginMonitor:
    """Tests an account session by session.

    `asked` is what the broker asks for at each session of the market.
    """

    def __init__(self, account: Account, asked: MarginAsked, today: Today, journal: Journal) -> None:
        self.state: MarginState = OK
        self.maintenance = self.initial = self.hedge = self.collateral = 0.0
        self._proportional = asked.proportional
        self.failed = False
        """Whether the broker has failed and closes everything."""
        self._moved = 1.0
        self.account = account
        self._today = today
        self._journal = journal
        self._written, self._opening = asked.written, asked.opening
        self._family, self._initial_ratio = asked.family, asked.initial_ratio
        self._amounts = Amounts(asked, account, today)
        self._rules = account.profile.margin_rules
        self._held = 0.0
        """Full-size contracts at the test before."""
        self._asked = self._asked_before = 0.0
        """Maintenance of what is held on margin, now and at the test before, account currency."""

    def take_rules(self) -> None:
        """From today on calls are handled as the account's profile of today says."""
        self._rules = self.account.profile.margin_rules

    @property
    def proportional(self) -> bool:
        """Whether the requirement of today moves with the index within the session."""
        return bool(self._proportional) and self._proportional[self._today.row]

    @property
    def ruined(self) -> bool:
        """Whether equity is gone, for good."""
        return self.account.ruined

    @property
    def ends_everything(self) -> bool:
        """Whether all is closed whatever the profile says: equity is gone, or the broker has failed."""
        return self.account.ruined or self.failed

    def close_everything(self) -> None:
        """Positions are closed today."""
        self.state = closing_at(self._today.row, 0.0)

    @property
    def at_rest(self) -> bool:
        """Whether no call is open, and nothing is to be closed."""
        return self.state.status not in {CALLED, CLOSING}

    @property
    def closes_next(self) -> bool:
        """Whether the broker closes positions at the next price."""
        return self.state.status == CLOSING

    @property
    def closing(self) -> bool:
        """Whether the broker closes positions today."""
        return closes_by(self.state, self._today.row)

    @property
    def missing(self) -> float:
        """What the account lacks now, at the requirement last computed; account currency, never negative."""
        account = self.account
        return margin_deficit(
            account.collateral, self.maintenance, account.cash, negative_cash=account.profile.negative_cash
        )

    @property
    def lacking(self) -> float:
        """What would answer a call now, account currency, never negative."""
        return to_answer(self._rules, self.missing, self.account.collateral, self.initial)

    def required(self, full_size_contracts: float, *, short: bool | None = None) -> float:
        """Maintenance margin the broker asks today for contracts counted in full-size ones, account currency; `short`
        where they are, None: as what is held is on balance. Raises `MissingFact` where it is not known.
        """
        full_size = self._amounts.of_one(short=short)
        asked = requirement(full_size_contracts, full_size, self.account.profile.margin_multiple, self._moved)
        if asked != asked:  # noqa: PLR0124  (unknown: NaN)
            raise margin_is_unknown(self._family, self._today.day)
        return asked

    def initially_required(self, full_size_contracts: float, *, short: bool | None = None) -> float:
        """Initial margin, account currency, for positions that are opened; `short` as in `required`. Raises
        `MissingFact` where it is not known.
        """
        return self.required(full_size_contracts, short=short) * self._initial_ratio[self._today.row]

    def written(self, more: Iterable[OptionLeg] = ()) -> float:
        """What the broker asks today for the written options, with `more` contracts traded: initial and maintenance
        margin alike, account currency.
        """
        options, more = self.account.options, tuple(more)
        if not (more or options.writes):
            return 0.0
        legs = options.legs(more)
        if all(leg.size >= 0 for leg in legs):
            return 0.0
        counted = 1.0 - self.account.profile.option_haircut
        return written_margin(legs, self._written(self._today.day), counted)

    def to_be_covered(
        self, full_size_contracts: float, written: float | None = None, *, short: bool | None = None
    ) -> float:
        """What collateral must cover for an order to fill that leaves so many full-size contracts, account currency:
        their initial margin (`short` as in `required`), that of the currency hedge, and of the options `written` (None:
        as they are). Raises `MissingFact` where margin is not known.
        """
        written = self.written() if written is None else written
        return self.initially_required(full_size_contracts, short=short) + self.account.hedge_margin + written

    def mark_requirement_at(self, index: float, close: float) -> None:
        """The index is at a value, and closes at another, both in points: from now on a requirement that moves with it
        is that of the moment.
        """
        self._moved = index / close if self.proportional else 1.0

    def require(self) -> None:
        """Compute the requirement of what is held now. Raises `MissingFact` where it is not known."""
        account = self.account
        futures, self.hedge = self.required(account.margin_contracts), account.hedge_margin
        initial = futures * self._initial_ratio[self._today.row]
        if self._opening is not None:
            value, least = account.notional, self._opening.least
            opened = total(abs(one.opened) for one in account.holdings.values())
            futures, initial = (of_opening(one, value, opened, least) for one in (futures, initial))
        self._asked = futures
        written = self.written() if account.options.writes else 0.0
        self.maintenance = futures + self.hedge + written
        self.initial = initial + self.hedge + written

    @property
    def level_without_call(self) -> float:
        """Collateral / maintenance below which positions are closed without a word; 0 where there is no such level."""
        return level_without_call(self._rules.loss_cut_level, self._rules.grace)

    def on_loss_cut(self, index: float) -> None:
        """The account has fallen below that level in mid-session, and the broker acts at a value of the index. Raises
        `MissingFact` where margin is not known.
        """
        self.require()
        self._tell("loss_cut", "mid_session", index=index)

    def on_loss_cut_at_limit(self, index: float) -> None:
        """It has, where nobody trades: positions are closed the next session, unless they are closed today anyway."""
        self._tell("loss_cut", "at_limit", index=index)
        if not self.closing:
            self.state = closing_at(self._today.row + 1, 0.0)

    def on_cured(self) -> None:
        """Positions were closed in mid-session: a call is answered by that, a closing that was due is not."""
        if self.state.status != CLOSING:
            self.state = OK

    @property
    def called(self) -> bool:
        """Whether a call is open."""
        return self.state.status == CALLED

    def receive(self, money: float) -> None:
        """Hold a call against the money (account currency) that has arrived this morning, and against its deadline."""
        if self.state.status == CALLED:
            received = self.state.received + money
            reason = "" if received else BY_THE_MARKET
            self.state, event = after_money(self._rules, self.state, self._today.row, money, self.lacking)
            self._tell(EVENTS[event], reason if event == CALL_MET else "", received=received)

    def test(self) -> None:
        """Test the account at the end of a session. Raises `MissingFact` where margin is not known."""
        self._amounts.come_into_force()
        self.require()
        account, maintenance = self.account, self.maintenance
        collateral = self.collateral = account.collateral
        if account.ledger.equity <= 0.0:
            self._ruin()
            return
        cash, negative_cash = account.ledger.balances["cash"], account.profile.negative_cash
        self._count_reductions()
        missing = margin_deficit(collateral, maintenance, cash, negative_cash=negative_cash)
        tested = Snapshot(self._today.row, collateral, maintenance, missing, self.initial)
        self.state, event = after_test(self._rules, self.state, tested)
        if event == MARGIN_CALL:
            self._tell_call(missing)
        elif event != NO_EVENT:
            self._tell(EVENTS[event], self._why_met if event == CALL_MET else "")
        self._amounts.tested()

    def _tell_call(self, missing: float) -> None:
        """Tell a call with what brought it: the result of the futures since the last test, and what they would ask had
        the requirement stayed.
        """
        gained, risen = self._amounts.gained, self._amounts.risen
        numbers = {"gained": gained, "maintenance_before": self.maintenance - risen}
        self._tell(EVENTS[MARGIN_CALL], CAUSES[cause_of_call(missing, gained, risen)], **numbers)

    @property
    def _why_met(self) -> str:
        return BY_THE_MARKET if self.maintenance else BY_REDUCTION

    def _count_reductions(self) -> None:
        """Hold a call against what of margin the fills of today have freed, and against a deadline behind them."""
        held, self._held = self._held, self.account.margin_contracts
        asked, self._asked_before = self._asked_before, self._asked
        if self.state.status == CALLED and self.maintenance:
            # of the value at opening: what was asked for what is closed
            freed = self.required(max(held - self._held, 0.0)) if self._opening is None else asked - self._asked
            self.state, event = after_fills(self._rules, self.state, self._today.row, freed, self.lacking)
            self._tell(EVENTS[event], BY_REDUCTION if event == CALL_MET else "", received=self.state.received)

    def _ruin(self) -> None:
        """Equity is gone: everything is closed at the next price, and that is told once."""
        if not self.ruined:
            self.account.ruin()
            self.state = closing_at(self._today.row + 1, 0.0)
            self._tell("ruin", equity=self.account.equity)

    def reset(self) -> None:
        """The broker has done what it wanted to do."""
        self.state = OK

    def _tell(self, kind: str, code: str = "", **more: float) -> None:
        if kind:
            account, state = self.account, self.state
            numbers = {"collateral": account.collateral, "maintenance": self.maintenance, "cash": account.cash} | more
            if state.amount:
                numbers["amount"] = state.amount
            if state.status == CALLED and self._rules.grace < NO_DEADLINE:
                numbers["sessions_to_deadline"] = float(state.deadline - self._today.row)
            self._journal.event(self._today.day, kind, "", code or kind, **numbers)
