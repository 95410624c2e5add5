"""All rules together, read as tables: the close, days to and sessions since an event, fall from the high; state, ratio
wanted, and why.
"""

import pytest

from data.base.near_events import NEVER
from strategies.cash.cash_book import CashBook, CashObservation, CashRules, IndexMeasures
from strategies.cash.rules.combination import CashLimits
from strategies.cash.rules.events import Events
from strategies.cash.rules.pacing import Pacing
from strategies.cash.rules.reentry import Reentry, Stage
from strategies.cash.rules.tactical import Tactical
from strategies.cash.rules.trend_levels import TrendLevels

AVERAGE, HIGH = 100.0, 110.0
STAGES = Reentry((Stage(0.40, "recovery"), Stage(0.30, "held"), Stage(0.20, "new_high")), held_sessions=3)
RULES = CashRules(
    CashLimits(0.20, 0.55), trend=TrendLevels(), reentry=STAGES, events=Events(), tactical=Tactical(parts=2, sessions=2)
)


def cells(table):
    return [[cell.strip() for cell in line.split("|")] for line in table.split("\n") if "|" in line]


def play(rules, table, columns):
    """The rows of a table with what the rules made of their inputs; what is ordered is held the evening after."""
    book, held, found = CashBook(rules), 1.0, []
    for place, (close, to, since, fall, *rest) in enumerate(cells(table)):
        override = rest[0] if columns == "override" and rest[0] else None
        observed = CashObservation(
            place, place + 1, IndexMeasures(float(close), AVERAGE, HIGH, fall=float(fall or 0.0)), held,
            days_to_event=int(to or NEVER), sessions_since_event=int(since or NEVER),
            override=float(override) / 100 if override else None,
        )  # fmt: skip
        state, traded, _ = book.evaluate(observed)
        held = held if traded is None else traded
        given = [close, to, since, fall, *(rest[:1] if columns == "override" else [])]
        found.append([*given, state.state, f"{100 * state.wanted_ratio:.0f}", f"{100 * held:.0f}", state.binding])
    return found


TABLES = {
    "an event meets an alarm, a recovery and its failure": """
        105 | 8 |   |  | normal       | 20 | 20 | trend
        105 | 7 |   |  | normal       | 30 | 30 | events
         99 | 6 |   |  | alarmed      | 55 | 55 | cap
         98 | 3 |   |  | alarmed      | 55 | 55 | cap
        101 | 2 |   |  | stage 1 of 3 | 50 | 50 | events
        102 | 1 |   |  | stage 1 of 3 | 50 | 50 | events
         99 | 0 |   |  | alarmed      | 55 | 55 | cap
        101 |   | 1 |  | stage 1 of 3 | 47 | 47 | events
        102 |   | 2 |  | stage 1 of 3 | 43 | 43 | events
        103 |   | 3 |  | stage 1 of 3 | 40 | 40 | trend
        104 |   | 4 |  | stage 2 of 3 | 30 | 30 | trend
        111 |   | 5 |  | normal       | 20 | 20 | trend
    """,
    "the way back of one event meets the week before the next": """
        105 |   | 1 |  | normal       | 27 | 27 | events
        105 | 8 | 2 |  | normal       | 23 | 23 | events
        105 | 7 | 3 |  | normal       | 30 | 30 | events
        105 | 0 | 9 |  | normal       | 30 | 30 | events
        105 |   | 1 |  | normal       | 27 | 27 | events
    """,
    "tactical cash is used in an alarm, kept at the floor, and refilled": """
         90 |   |   | 0.20 | alarmed      | 50 | 50 | trend
         80 |   |   | 0.26 | alarmed      | 45 | 45 | tactical
         80 |   |   | 0.30 | alarmed      | 45 | 45 | tactical
         80 |   |   | 0.30 | alarmed      | 40 | 40 | tactical
         80 | 7 |   | 0.30 | alarmed      | 50 | 50 | events
        101 |   |   | 0.20 | stage 1 of 3 | 30 | 30 | tactical
        102 |   |   | 0.20 | stage 1 of 3 | 30 | 30 | tactical
        103 |   |   | 0.20 | stage 1 of 3 | 30 | 30 | tactical
        104 |   |   | 0.20 | stage 2 of 3 | 20 | 20 | tactical
        111 |   |   | 0.20 | normal       | 20 | 20 | floor
        112 |   |   | 0.10 | normal       | 20 | 20 | trend
         99 |   |   | 0.20 | alarmed      | 50 | 50 | trend
    """,
}
LIMITED = """
        105 |   |   |  |     | normal       |  20 |  20 | trend
         99 |   |   |  |     | alarmed      |  50 |  50 | trend
        101 |   |   |  |     | stage 1 of 3 |  40 |  50 | trend
        101 |   |   |  | 100 | stage 1 of 3 | 100 | 100 | override
        101 |   |   |  |   0 | stage 1 of 3 |   0 |   0 | override
        104 |   |   |  |     | stage 2 of 3 |  30 |  30 | trend
        111 |   |   |  |     | normal       |  20 |  30 | trend
         99 |   |   |  |     | alarmed      |  50 |  50 | trend
        101 |   |   |  |     | stage 1 of 3 |  40 |  50 | trend
"""


@pytest.mark.parametrize("story", TABLES)
def test_state_and_ratio_are_those_of_the_table(story):
    assert play(RULES, TABLES[story], "") == cells(TABLES[story])


def test_a_limit_on_adjustments_holds_back_no_alarm_and_an_override_goes_before_it():
    """Two adjustments a month; the state moves on while the portfolio waits to come back."""
    assert play(RULES._replace(pacing=Pacing(most=2)), LIMITED, "override") == cells(LIMITED)
