"""Liquidation: what the broker closes when an account has broken its rules, and at which price."""

from operator import itemgetter

from engine.account.closing import ClosingNeeds, closes_everything, closing_count, contracts_to_close
from engine.account.costs import closing_cost
from engine.account.hedge import CurrencyHedge
from engine.account.margin import call_index, shortfall
from engine.day.execution import Execution
from engine.day.instruments import Instrument, OptionInstrument
from engine.day.orders import Order
from engine.day.session_prices import Part, Quote, gap_price, moved_with, reaches
from strategies.events.journal import Journal
from strategies.events.purposes import Ending, Purpose

NOTHING, STRUCK, AT_LIMIT = range(3)
"""What the broker did within a session: nothing, closed positions, or found that it must at the price limit."""


class Liquidation:
    """Closes positions of one account against its owner's will."""

    def __init__(self, execution: Execution, journal: Journal, hedge: CurrencyHedge | None = None) -> None:
        self._execution = execution
        self._account = execution.account
        self._desk = execution.desk
        self._margin = execution.margin
        self._prices = execution.prices
        self._journal = journal
        self._hedge = hedge

    def at_the_fill(self, orders: list[Order], *, reached: bool = True) -> None:
        """Fill the orders that only reduce, where the broker can be `reached`, then close what the policy says at the
        price orders fill at; the rest is void.
        """
        adding = []
        for order in orders:
            if reached and self._execution.reduces(order):
                self._execution.fill([order])
            else:
                adding.append(order)
        self._buy_back()
        for instrument in self._losing_first():
            self._close_out(instrument, self._prices.at_the_fill(instrument))
        self._sell_options(at_close=not self._prices.at_open)
        self._close_the_hedge()
        self._margin.reset()
        self._void(adding)

    def in_mid_session(self, part: Part, left: Part) -> int:
        """Close positions at the adverse extreme of a part of the session, and after that of all that is `left` of it
        from the begin of that part on, where the profile does so without asking; at the price limit, where nobody
        trades, the next session. Says `NOTHING`, `STRUCK` or `AT_LIMIT`.
        """
        done = NOTHING
        while (index := self._index_of_loss_cut(left if done else part)) is not None:
            if self._prices.locked(index):
                self._margin.on_loss_cut_at_limit(index)
                done = done or AT_LIMIT
                break
            self._mark_at(index)
            self._margin.mark_requirement_at(index, self._prices.close)
            if not done:
                self._margin.on_loss_cut(index)
            self._close_at(index)
            done = STRUCK
        if done == STRUCK:
            self._sell_options(at_close=True)
            self._close_the_hedge()
            self._margin.on_cured()
            self._void(self._desk.take())
        return done

    def would_strike(self) -> bool:
        """Whether positions would be closed within this session."""
        return self._index_of_loss_cut(self._prices.whole) is not None

    def would_close(self) -> bool:
        """Whether of what is held now anything would be closed on a session on which the broker closes positions."""
        self._margin.require()
        held = self._account.holdings or self._account.options.writes
        return bool(held) and (self._everything or self._margin.missing > 0.0)

    def _index_of_loss_cut(self, part: Part) -> float | None:
        """The index at which positions are closed in a part of this session, None where its extreme does
        not reach the trigger.
        """
        account, level, close = self._account, self._margin.level_without_call, self._prices.close
        value, slope = account.sensitivity
        self._margin.mark_requirement_at(close, close)
        if not level or slope == 0.0 or self._margin.ruined:
            return None
        self._margin.require()
        asked, falling = level * self._margin.maintenance, 0.0
        if self._margin.proportional:
            falling = asked - level * account.hedge_margin
        # the part of the requirement that moves with the index is one more slope: the index solves both
        cash, falls_with_it = account.cash_at_collateral(asked - falling), falling / close
        touched, long = call_index(cash, account.cash, value, slope - falls_with_it), slope > 0.0
        if not reaches(part.low if long else part.high, touched, long):
            return None
        # where the open is not a real one, the better extreme tells of the gap
        return gap_price(touched, part.begins, part.high if long else part.low, long)

    def _mark_at(self, index: float) -> None:
        """Mark every position where the index stands."""
        for held in self._account.holdings.values():
            self._account.mark(held.contract, moved_with(held.mark, held.spot, index), index)

    def _close_at(self, index: float) -> None:
        """Close losing positions first, at least one contract, until the requirement holds."""
        least = 1
        for instrument in self._losing_first():
            quote = self._prices.in_mid_session(self._account.holdings[instrument.code].mark, index)
            least -= self._close_out(instrument, quote, max(least, 0))

    def _losing_first(self) -> list[Instrument]:
        futures = [one for one in self._desk.positions if one.is_margined]
        return sorted(futures, key=lambda one: self._account.holdings[one.code].gain)

    @property
    def _everything(self) -> bool:
        """Whether all is closed, and not only what mends the breach."""
        return closes_everything(self._account.profile.liquidation, self._margin.ends_everything, self._account.equity)

    def _close_out(self, instrument: Instrument, quote: Quote, least: int = 0) -> int:
        """Close as many contracts as the profile's policy says, at least `least`; how many that were."""
        held, costs = int(self._desk.position(instrument).size), self._execution.costs(instrument)
        policy = self._account.profile.liquidation
        self._margin.require()
        missing = shortfall(self._margin.maintenance, self._account.collateral)
        cost = closing_cost(costs, instrument.multiplier, quote.vix, quote.mid * instrument.multiplier)
        relief = self._margin.required(instrument.contract.spec.margin_share) - cost
        count = closing_count(abs(held), ClosingNeeds(self._everything, missing, relief), policy, least)
        if count:
            self._sell_out(instrument, -count if held > 0 else count, quote, missing)
        return count

    def _sell_out(self, instrument: Instrument, size: int, quote: Quote, missing: float) -> None:
        price = self._execution.trade(self._desk.own_order(instrument, size, Purpose.LIQUIDATION), size, quote)
        self._tell(instrument, size, price, missing)

    def _buy_back(self) -> None:
        """Buy back written options at the price orders fill at, those first of which a contract frees most, of equal
        ones the cheapest: all where everything is closed, else as many as the policy says while one frees anything.
        """
        while written := [one for one in self._desk.positions if one.is_option and self._desk.position(one).size < 0]:
            self._margin.require()
            missing = shortfall(self._margin.maintenance, self._account.collateral)
            (relief, _), instrument = max(((self._relief(one), one) for one in written), key=itemgetter(0))
            if not self._everything and (missing == 0.0 or relief <= 0.0):
                return
            held, policy = -int(self._desk.position(instrument).size), self._account.profile.liquidation
            count = held if self._everything else contracts_to_close(held, missing, relief, policy)
            self._trade_option(instrument, count, at_close=not self._prices.at_open, missing=missing)

    def _relief(self, instrument: OptionInstrument) -> tuple[float, float]:
        """What buying back one written contract frees, which is its margin less what it costs, and the cost, negative;
        account currency, without the noise of floats.
        """
        options, margin = self._execution.options, self._margin
        mark = options.mark(instrument)
        cost = options.cost(instrument, mark)
        return round(margin.written() - margin.written([options.leg(instrument, 1, mark)]) - cost, 6), round(-cost, 6)

    def _sell_options(self, *, at_close: bool) -> None:
        """Where everything is closed, options are too, written ones first: with the fills, or after mid-session at the
        close; likewise where no futures are left and written options still ask for more than there is.
        """
        if (
            self._account.profile.liquidation != 0.0
            and not self._margin.ends_everything
            and not self._owes_for_written()
        ):
            return
        options = [one for one in self._desk.positions if one.is_option]
        for instrument in sorted(options, key=lambda one: self._desk.position(one).size > 0):
            self._trade_option(instrument, -int(self._desk.position(instrument).size), at_close=at_close, missing=0.0)

    def _owes_for_written(self) -> bool:
        if self._account.holdings or not self._account.options.writes:
            return False
        self._margin.require()
        return self._margin.maintenance > self._account.collateral

    def _trade_option(self, instrument: OptionInstrument, size: int, *, at_close: bool, missing: float) -> None:
        order = self._desk.own_order(instrument, size, Purpose.LIQUIDATION)
        price = self._execution.options.trade(order, size, instrument.mark(at_open=not at_close))
        self._tell(instrument, size, price, missing)

    def _close_the_hedge(self) -> None:
        """A currency hedge goes where everything is closed, and where no futures are left and margin still is short."""
        if self._hedge is None or not self._hedge.notional:
            return
        self._margin.require()
        if self._everything or (not self._account.holdings and self._margin.missing):
            self._hedge.give_up()

    def _tell(self, instrument: Instrument, size: int, price: float, missing: float) -> None:
        numbers = {"size": float(size), "price": price, "missing": missing}
        self._journal.event(self._prices.day, "liquidation", instrument.code, "forced", **numbers)

    def _void(self, orders: list[Order]) -> None:
        self._desk.clear_board(Ending.VOID, self._prices.day)
        for order in orders:
            self._desk.end(order, Ending.VOID, self._prices.day)
