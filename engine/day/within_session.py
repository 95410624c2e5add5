"""What happens within a session: orders that rest in the market fill on a path through its bars, and between them the
broker looks whether margin holds.
"""

from typing import NamedTuple

from engine.day.bar_path import CLOSING, NEVER, OPENING, Corners, corners, extremes, price_at
from engine.day.execution import Execution
from engine.day.fill_sizes import traded_price
from engine.day.instruments import Instrument
from engine.day.liquidation import NOTHING, STRUCK, Liquidation
from engine.day.resting import FILLS, MARKET, TRIGGERS, Board, Resting, Touch, touch
from engine.day.session_prices import Part
from engine.day.terms import Intrabar

WORST, HIGH_FIRST = "worst", "high_first"


class Walk:
    """One of the two paths of a session, for the index and each contract that orders of a board are for."""

    def __init__(self, board: Board, execution: Execution, *, high_first: bool) -> None:
        self.high_first = high_first
        prices = execution.prices
        self.instruments: dict[int, Instrument] = {
            one.place: instrument
            for one in board
            if one.kind != MARKET and not (instrument := board.sent[one.number].data).is_option
        }
        self.paths = {place: self.path_of(one) for place, one in self.instruments.items()}
        vix = prices.evening_vix
        self.half_spreads = {place: execution.half_spread(one, vix) for place, one in self.instruments.items()}
        close = prices.close
        once = any(one.once_a_day for one in self.instruments.values())
        self.index: Corners = (close, close, close, close) if once else corners(prices.bar, self.high_first)
        self._locked = prices.locked

    def path_of(self, instrument: Instrument) -> Corners:
        """The path of a contract."""
        return corners(instrument.bar(), self.high_first)

    def next(self, board: Board) -> Touch | None:
        """The next fill of an order of a board, None where none comes any more. What only triggers a stop has happened
        by then; where the market is locked nothing fills.
        """
        while (found := min(self._next(board), default=None)) and found.moment != NEVER:
            if self._locked(price_at(self.index, found.moment)):
                board.hold_up(found)
            elif found.does == TRIGGERS:
                board.trigger(found)
            else:
                board.now = found.moment
                return found
        return None

    def touches(self, board: Board) -> bool:
        """Whether any order is touched; the other path then touches one too."""
        return any(found.moment != NEVER for found in self._next(board))

    def _next(self, board: Board) -> list[Touch]:
        return [touch(one, self.paths[one.place], self.half_spreads[one.place]) for one in board.resting()]

    def part(self, since: float, until: float) -> Part:
        """The index from a moment to another."""
        return Part(price_at(self.index, since), *extremes(self.index, since, until))


class Standing(NamedTuple):
    """Prices at the moment of a touch."""

    walk: Walk
    found: Touch
    instrument: Instrument

    @property
    def spot(self) -> float:
        """Where the index stands, points."""
        return price_at(self.walk.index, self.found.moment)

    def mid(self, instrument: Instrument) -> float:
        """Where a contract stands, points."""
        if instrument is self.instrument:
            return self.found.mid
        return price_at(self.walk.path_of(instrument), self.found.moment)


class WithinSession:
    """Fills the resting orders of one account, session by session."""

    def __init__(self, execution: Execution, liquidation: Liquidation, intrabar: Intrabar) -> None:
        self._execution, self._liquidation, self._intrabar = execution, liquidation, intrabar
        self._account, self._desk = execution.account, execution.desk
        self._margin, self._prices = execution.margin, execution.prices

    def run(self, *, watched: bool, reached: bool = True) -> None:
        """Walk through the session; the broker looks within it where the account is `watched`. Where it cannot be
        `reached` no order fills.
        """
        board = self._desk.board
        if board and reached:
            board.begin()
            if board.resting():
                self._execution.open()
                self._follow(self._chosen(board), board, watched=watched)
                board.now = CLOSING
                return
        if watched:
            self._liquidation.in_mid_session(self._prices.whole, self._prices.whole)

    def _chosen(self, board: Board) -> Walk:
        """The path that is asked for; of both the one that leaves the account with less, where they are equal that
        which goes to the low first.
        """
        if self._intrabar != WORST:
            return Walk(board, self._execution, high_first=self._intrabar == HIGH_FIRST)
        low_first = Walk(board, self._execution, high_first=False)
        if not low_first.touches(board):
            return low_first
        high_first = Walk(board, self._execution, high_first=True)
        return high_first if self._result(high_first, board) < self._result(low_first, board) else low_first

    def _result(self, walk: Walk, board: Board) -> float:
        """What the fills on a path would make of the account by the close, margin and limits not looked at; account
        currency.
        """
        tried, result = board.copy(), 0.0
        shares = {place: int(self._desk.position(one).size) for place, one in walk.instruments.items() if one.is_share}
        while found := walk.next(tried) or self._at_the_close(walk, tried):
            order = tried.orders[found.number]
            size = max(order.size, -shares[order.place]) if order.place in shares else order.size
            if size:
                shares = {place: held + size * (place == order.place) for place, held in shares.items()}
                result += self._worth(walk, order, size, found.mid)
                tried.fill(found.number, size, found.mid)
            else:
                tried.end(found.number)
        return result

    def _at_the_close(self, walk: Walk, board: Board) -> Touch | None:
        """The next of the orders for the close, where others fill at the open."""
        closing = board.closing() if self._prices.at_open else []
        dealt = [one for one in closing if one.place in walk.paths]
        if not dealt:
            return None
        board.now = CLOSING
        return Touch(CLOSING, dealt[0].number, walk.paths[dealt[0].place][-1], FILLS)

    def _worth(self, walk: Walk, order: Resting, size: int, mid: float) -> float:
        """What a fill is worth by the close, its costs paid; account currency."""
        instrument, close = walk.instruments[order.place], walk.paths[order.place][-1]
        paid = traded_price(mid, walk.half_spreads[order.place], size)
        return size * instrument.multiplier * (close - paid) - self._execution.commission(instrument, abs(size), mid)

    def _follow(self, walk: Walk, board: Board, *, watched: bool) -> None:
        moment = OPENING
        while True:
            found = walk.next(board)
            until = CLOSING if found is None else found.moment
            if watched and until > moment:
                done = self._liquidation.in_mid_session(self._part(walk, moment, until), self._part(walk, moment))
                if done == STRUCK:
                    return
                watched = done == NOTHING
            if found is None:
                return
            moment = until
            self._fill(Standing(walk, found, walk.instruments[board.orders[found.number].place]))

    def _part(self, walk: Walk, since: float, until: float = CLOSING) -> Part:
        return self._prices.whole if (since, until) == (OPENING, CLOSING) else walk.part(since, until)

    def _fill(self, standing: Standing) -> None:
        """Fill the order that is touched, at the account's marks of that moment, or end it."""
        self._prices.moment = standing
        self._mark(standing)
        self._execution.fill_touched(self._desk.board.sent[standing.found.number])
        self._prices.moment = None

    def _mark(self, standing: Standing) -> None:
        """Mark futures and shares where they stand; of options nobody knows it."""
        for instrument in self._desk.positions:
            if instrument.is_margined:
                self._account.mark(instrument.contract, standing.mid(instrument), standing.spot)
            elif instrument.is_share:
                self._account.shares.mark(instrument.contract, standing.mid(instrument))
