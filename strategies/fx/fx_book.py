"""The trades of a foreign-exchange account with all their rules: every evening what is to be held on the
next session, and why.
"""

from typing import NamedTuple

from data.base.days import Day
from strategies.events.rulings import Ruling
from strategies.fx.rules import free_margin, trades
from strategies.fx.rules.attack import ATTACK, NORMAL, Attack, Record, RecordedTrade, attack_rule, recorded
from strategies.fx.rules.breakout import Breakout
from strategies.fx.rules.closes import UNKNOWN, Range
from strategies.fx.rules.edges import Edges
from strategies.fx.rules.free_margin import FreeMargin
from strategies.fx.rules.stops import MOVES, Stop, distance_to_stop
from strategies.fx.rules.trades import FxTrade, TradeResult
from strategies.fx.rules.ways import FxEdges, Seen, way_of
from strategies.rules.rule import FollowedRule
from strategies.rules.voluntary_stop import voluntary_stop_rule

VOLUNTARY = "voluntary_stop"
"""What decided an evening on which the owner of the account stopped himself: its event is the rule's own."""


class FxRules(NamedTuple):
    """The rules; `way` opens trades and gives them up. The next trade is `spacing` mean daily moves beyond the entry of
    the last; equity over requirement below `voluntary_stop` (0: never), and everything is closed until the next month.
    `attack` is the second stage of risk (None: there is one stage), for which trades `recorded` elsewhere, in order of
    their days, count from their day on.
    """

    way: Breakout | Edges = Breakout()
    free_margin: FreeMargin = FreeMargin()
    stop: Stop = MOVES
    spacing: float = 0.5
    voluntary_stop: float = 1.5
    attack: Attack | None = None
    recorded: tuple[RecordedTrade, ...] = ()


class FxObservation(NamedTuple):
    """What the rules look at: the close, the mean daily move and the ranges before today (for an entry, for an exit,
    and `recent` for a stop), yen per dollar and NaN while unknown, as is the efficiency ratio; equity and the
    requirement of one contract, yen; contracts held, signed; equity over requirement, infinite without a position.
    """

    day: Day
    fill_day: Day
    close: float
    move: float
    entry: Range
    exit: Range
    equity: float
    requirement: float
    held: int
    margin_ratio: float
    recent: Range = Range(UNKNOWN, UNKNOWN)
    efficiency: float = UNKNOWN

    @property
    def seen(self) -> Seen:
        """What the way of trading looks at."""
        return Seen(self.day, self.close, self.entry, self.exit, self.efficiency)


class FxState(NamedTuple):
    """Where the rules stood after a session: trades and contracts for the next one, the largest loss at a stop as a
    share of equity, the free margin of what is held and the most contracts it allows, and what decided.
    """

    day: Day
    close: float
    mean_move: float
    held_contracts: int
    free_margin: float
    most_contracts: int
    trades: int
    target_contracts: int
    loss_at_stop: float
    binding: str


class FxStage(NamedTuple):
    """The stage of risk of a trade that is decided after a session, what the record showed (NaN while unknown; a payoff
    without a loss too), and what such a trade may lose, a share of equity.
    """

    day: Day
    recorded: int
    win_rate: float
    payoff: float
    drawdown: float
    stage: str
    allowed_loss: float


class FxBook:
    """The open trades; `multiplier` is dollars of a contract. `evaluate` is called once an evening, in order of days;
    `filled` once for each order that was.
    """

    def __init__(self, rules: FxRules, multiplier: float) -> None:
        self._rules = rules
        self._multiplier = multiplier
        self._way = way_of(rules.way)
        self._stop = FollowedRule(voluntary_stop_rule(rules.voluntary_stop))
        self._attack = FollowedRule(attack_rule(rules.attack)) if rules.attack else None
        self._elsewhere = list(reversed(rules.recorded))
        self._allowed = rules.free_margin.allowed_loss
        self._stopped = False
        self._before: tuple[FxTrade, ...] = ()
        self._held = 0
        self.trades: tuple[FxTrade, ...] = ()
        self.closed: list[TradeResult] = []
        self.record = Record()
        self.stages: list[FxStage] = []

    def filled(self, size: int, price: float, day: Day) -> None:
        """The evening's order was filled with a size (contracts, signed; 0: nothing) at a price, yen per dollar: what
        of the pending trades is held now is open, and what of the open ones is not is closed.
        """
        self._held += size
        kept = trades.still_held(self._before, self.trades, self._held)
        parts = trades.given_back(self._before, kept)
        self.closed += [trades.closed(part, price, day, self._multiplier) for part in parts]
        self.trades = self._before = trades.filled(kept, price, day)
        left = {trade.opened for trade in kept}
        self._count_elsewhere(day - 1)
        for part in parts:
            if part.opened not in left:
                self.record = recorded(self.record, trades.whole(self.closed, part.opened))

    def open_at(self, price: float, day: Day) -> list[TradeResult]:
        """What the trades held would be if they were closed at a rate (yen per dollar) on a day."""
        return [trades.closed(trade, price, day, self._multiplier)._replace(open=True) for trade in self._before]

    @property
    def edges(self) -> list[FxEdges]:
        """The edges of every evening; empty where trades follow the trend."""
        return self._way.rows

    def evaluate(self, observed: FxObservation) -> tuple[FxState, tuple[Ruling, ...]]:
        """(where the rules stand, the rulings of the voluntary stop and of the stage) after an evening; the trades are
        those of the next session from now on.
        """
        self._agree_with(observed)
        ruling = self._stop.ruling(observed)
        self._stopped = ruling.multiplier == 0.0
        rulings = (ruling, *self._stage(observed.day))
        told = self._way.evening(observed.seen, self.record)
        closed = self._close(observed)
        side = 0 if self._stopped or (closed and self.trades) else self._entry_side(observed)
        shrunk = self._shrink(observed)
        opened = self._add(side, observed)
        binding = shrunk or opened or closed or told
        return self._state(observed, binding), rulings

    def watch(self, observed: FxObservation) -> FxState:
        """Where the rules stand after an evening in which nobody decides: trades stay as they are."""
        self._agree_with(observed)
        self._stopped = self._stop.ruling(observed).multiplier == 0.0
        self._stage(observed.day)
        self._way.evening(observed.seen, self.record)
        return self._state(observed, "")

    def _stage(self, day: Day) -> tuple[Ruling, ...]:
        """What the record, as known on this evening, lets a new trade lose."""
        if self._attack is None or self._rules.attack is None:
            return ()
        self._count_elsewhere(day)
        record, ruling = self.record, self._attack.ruling(self.record)
        attacks = ruling.state == ATTACK
        self._allowed = self._rules.attack.loss if attacks else self._rules.free_margin.allowed_loss
        known = (record.win_rate, record.payoff if record.lost else UNKNOWN, record.drawdown)
        self.stages.append(FxStage(day, record.trades, *known, ATTACK if attacks else NORMAL, self._allowed))
        return (ruling,)

    def _count_elsewhere(self, day: Day) -> None:
        """Trades of a record of one's own that were closed by a day are on record, in the order of their days."""
        while self._elsewhere and self._elsewhere[-1].day <= day:
            self.record = recorded(self.record, self._elsewhere.pop())

    def _state(self, observed: FxObservation, binding: str) -> FxState:
        rule = self._rules.free_margin
        losses = [abs(trade.contracts) * trade.distance * self._multiplier for trade in self.trades]
        return FxState(
            observed.day, observed.close, observed.move, observed.held,
            observed.margin_ratio - 1.0 if observed.held else UNKNOWN,
            free_margin.largest_position(rule, observed.equity, observed.requirement),
            len(self.trades), trades.position_of(self.trades), max(losses, default=0.0) / observed.equity, binding,
        )  # fmt: skip

    def _agree_with(self, observed: FxObservation) -> None:
        """What was not filled is no trade; what was set off against another trade needed no order, and
        is open at the close.
        """
        self.filled(observed.held - self._held, observed.close, observed.day)

    def _close(self, observed: FxObservation) -> str:
        """Close the trades whose stop was reached, or all of them; why, or nothing."""
        side = trades.side_of(self.trades)
        ended = VOLUNTARY if self._stopped else self._way.ends(side, observed.seen)
        left = () if ended else tuple(trade for trade in self.trades if not trades.stopped(trade, observed.close))
        closed, self.trades = len(left) < len(self.trades), left
        if closed and not ended:
            self._way.was_stopped(side)
        return (ended or "stop") if closed else ""

    def _entry_side(self, observed: FxObservation) -> int:
        """1 to buy, -1 to sell, by the way of trading, or where the rate has gone on after the last trade; else 0."""
        side = trades.side_of(self.trades)
        if not observed.move > 0.0 or (side and not self._goes_on(observed)):
            return 0
        return side or self._way.side(observed.seen)

    def _goes_on(self, observed: FxObservation) -> bool:
        rules = self._rules
        room = len(self.trades) < rules.free_margin.most_trades
        return room and trades.ahead(self.trades[-1], observed.close) >= rules.spacing * observed.move

    def _add(self, side: int, observed: FxObservation) -> str:
        """Open a trade beside those that stay, as large as the conditions let it be; its name, or nothing."""
        if not side:
            return ""
        rule, allowed = self._rules.free_margin, self._allowed
        distance = distance_to_stop(self._rules.stop, side, observed.close, observed.move, observed.recent)
        if not distance > 0.0:
            return ""
        room = free_margin.largest_position(rule, observed.equity, observed.requirement) - abs(
            trades.position_of(self.trades)
        )
        size = min(free_margin.largest_trade(allowed, observed.equity, distance, self._multiplier), max(room, 0))
        if not size:
            return ""
        self.trades = (*self.trades, FxTrade(side * size, distance, observed.equity, allowed=allowed))
        return self._way.opens if len(self.trades) == 1 else "further"

    def _shrink(self, observed: FxObservation) -> str:
        """Make the position smaller where a condition of the free margin is broken; which one, or nothing."""
        rule, before = self._rules.free_margin, trades.position_of(self.trades)
        within = [free_margin.within_loss(trade, observed.equity, self._multiplier) for trade in self.trades]
        asked = trades.trimmed(within, abs(before))
        most = free_margin.largest_position(rule, observed.equity, observed.requirement)
        self.trades = trades.trimmed(asked, most)
        if trades.position_of(self.trades) != trades.position_of(asked):
            return "free_margin"
        return "allowed_loss" if trades.position_of(asked) != before else ""
