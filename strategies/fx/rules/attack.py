"""Attack: a new trade may lose more than in normal times only where the trades recorded so far allow it.

    normal --(the record allows it)---------------> attack
    attack --(one of its conditions fails)--------> normal

The record allows it while all four hold: it has at least `trades` trades that are closed in full; at least `win_rate`
of them gained; the mean gain is at least `payoff` times the mean loss, each in multiples of what its trade had risked;
and their curve, 1 compounded by what each gained as a share of equity, stands at most `drawdown` below its highest
point. The deepest fall of all would close the gate for good; where the curve stands now opens it again. There is no
hysteresis: a record only changes when a trade is closed. A trade keeps the stage in which it was decided.
"""

from math import inf, nan
from typing import NamedTuple

from data.base.days import Day
from strategies.events.rulings import NO_NUMBERS, UNKNOWN, Ruling, ruled
from strategies.rules.rule import Rule

NOTHING, RAISED, LOWERED = range(3)
"""What an evening changed."""
CHANGES = ("", "attack", "attack_over")
"""The code of a ruling for each of them."""
NORMAL, ATTACK = "normal", "attack"
LONG_AGO: Day = -(2**31)
"""The day of a trade recorded before that has none: before every session."""


class Attack(NamedTuple):
    """`loss` is what a trade may lose in the attack stage, a share of equity; the others are what the record has to
    show: trades, share of them that gained, mean gain over mean loss, fall of their curve (a share, >= 0).
    """

    loss: float
    trades: int = 30
    win_rate: float = 0.25
    payoff: float = 3.0
    drawdown: float = 0.10


class RecordedTrade(NamedTuple):
    """A trade closed on a day: what it gained in multiples of what it had risked, and as a share of equity."""

    day: Day
    multiple: float
    share: float


class Record(NamedTuple):
    """Trades closed in full, those that gained, the sums of gains and of losses (both >= 0) in multiples of what was
    risked, and their curve: where it stands and its highest point, 1 before the first; losses in a row up to the last.
    """

    trades: int = 0
    won: int = 0
    gained: float = 0.0
    lost: float = 0.0
    level: float = 1.0
    highest: float = 1.0
    lost_in_a_row: int = 0

    @property
    def win_rate(self) -> float:
        """Share of the trades that gained; NaN without a trade."""
        return self.won / self.trades if self.trades else nan

    @property
    def payoff(self) -> float:
        """Mean gain over mean loss, both in multiples of what was risked; infinite where none lost, NaN where none
        gained.
        """
        if not self.won:
            return nan
        return (self.gained / self.won) / (self.lost / (self.trades - self.won)) if self.lost else inf

    @property
    def drawdown(self) -> float:
        """How far the curve stands below its highest point, a share >= 0."""
        return 1.0 - self.level / self.highest


def recorded(record: Record, trade: RecordedTrade) -> Record:
    """The record with one more trade; one that did not gain is a loss.

    >>> recorded(Record(), RecordedTrade(0, -1.0, -0.01))
    Record(trades=1, won=0, gained=0.0, lost=1.0, level=0.99, highest=1.0, lost_in_a_row=1)
    """
    level = record.level * max(1.0 + trade.share, 0.0)
    return Record(
        record.trades + 1,
        record.won + (trade.multiple > 0.0),
        record.gained + max(trade.multiple, 0.0),
        record.lost + max(-trade.multiple, 0.0),
        level,
        max(record.highest, level),
        0 if trade.multiple > 0.0 else record.lost_in_a_row + 1,
    )


def allows(rule: Attack, record: Record) -> bool:
    """Whether a record allows the attack stage; one that is not known (NaN) does not."""
    return (
        record.trades >= rule.trades
        and record.win_rate >= rule.win_rate
        and record.payoff >= rule.payoff
        and record.drawdown <= rule.drawdown
    )


def step(rule: Attack, attacking: bool, record: Record) -> tuple[bool, int]:  # noqa: FBT001  (the state stands second)
    """Whether new trades are in the attack stage after an evening with this record, and what changed: `NOTHING`,
    `RAISED` or `LOWERED`.

    >>> step(Attack(0.02, trades=1), False, Record(1, 1, 2.0, 0.0, 1.02, 1.02))
    (True, 1)
    """
    allowed = allows(rule, record)
    return allowed, NOTHING if allowed == attacking else RAISED if allowed else LOWERED


def attack_rule(attack: Attack) -> Rule:
    """The two stages as a rule that looks at a `Record`."""
    return Rule("attack", attack, False, lambda record: record, _ruling)


def _ruling(rule: Attack, attacking: bool, record: Record) -> tuple[bool, Ruling]:  # noqa: FBT001
    attacking, change = step(rule, attacking, record)
    numbers = NO_NUMBERS
    if change:
        told = {"win_rate": record.win_rate, "payoff": record.payoff, "drawdown": record.drawdown}
        numbers = {"recorded": record.trades, **told, "loss": rule.loss}
    return attacking, ruled((1.0, UNKNOWN, ATTACK if attacking else NORMAL, record.win_rate, CHANGES[change], numbers))
