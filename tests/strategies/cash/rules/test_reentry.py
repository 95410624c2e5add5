"""Staged re-entry, read as tables: the close, whether it is above its average (100), the highest close before, state
and cash ratio.
"""

import pytest

from strategies.cash.rules.reentry import AT_REST, Reentry, ReentryObservation, ReentryState, Stage, name, ratio, step

DOCUMENT = Reentry((Stage(0.40, "recovery"), Stage(0.30, "held"), Stage(0.20, "new_high")), held_sessions=3)
AVERAGE, NORMAL, ALARMED = 100.0, 0.20, 0.50


def play(rule, table):
    """Run the closes and highs of a table's rows; the rows with the states and ratios found."""
    state, found = AT_REST, []
    for line in table.split("\n"):
        if "|" not in line:
            continue
        day, close, high, *_ = (cell.strip() for cell in line.split("|"))
        state, code = step(rule, state, ReentryObservation(float(close) < AVERAGE, float(close), float(high)))
        percent = 100.0 * ratio(rule, state, NORMAL, ALARMED)
        found.append((day, close, high, name(rule, state), f"{percent:.0f}", code))
    return found


def written(table):
    return [tuple(cell.strip() for cell in line.split("|")) for line in table.split("\n") if "|" in line]


TABLES = {
    "the way back in three stages": """
        1 | 101 | 110 | normal       | 20 |
        2 |  99 | 110 | alarmed      | 50 | cash_alarm
        3 |  98 | 110 | alarmed      | 50 |
        4 | 101 | 110 | stage 1 of 3 | 40 | cash_alarm_over
        5 | 102 | 110 | stage 1 of 3 | 40 |
        6 | 103 | 110 | stage 1 of 3 | 40 |
        7 | 104 | 110 | stage 2 of 3 | 30 | recovery_held
        8 | 110 | 110 | stage 2 of 3 | 30 |
        9 | 111 | 110 | normal       | 20 | new_high
       10 | 105 | 111 | normal       | 20 |
    """,
    "a recovery that fails after a day": """
        1 |  99 | 110 | alarmed      | 50 | cash_alarm
        2 | 101 | 110 | stage 1 of 3 | 40 | cash_alarm_over
        3 |  99 | 110 | alarmed      | 50 | recovery_failed
        4 | 101 | 110 | stage 1 of 3 | 40 | cash_alarm_over
        5 | 101 | 110 | stage 1 of 3 | 40 |
        6 | 101 | 110 | stage 1 of 3 | 40 |
        7 | 101 | 110 | stage 2 of 3 | 30 | recovery_held
    """,
    "a recovery that fails before its completion begins anew": """
        1 |  99 | 110 | alarmed      | 50 | cash_alarm
        2 | 101 | 110 | stage 1 of 3 | 40 | cash_alarm_over
        3 | 101 | 110 | stage 1 of 3 | 40 |
        4 | 101 | 110 | stage 1 of 3 | 40 |
        5 | 101 | 110 | stage 2 of 3 | 30 | recovery_held
        6 |  97 | 110 | alarmed      | 50 | recovery_failed
        7 |  98 | 110 | alarmed      | 50 |
        8 | 100 | 110 | stage 1 of 3 | 40 | cash_alarm_over
    """,
    "a new high completes nothing before its turn": """
        1 |  99 | 110 | alarmed      | 50 | cash_alarm
        2 | 112 | 110 | stage 1 of 3 | 40 | cash_alarm_over
        3 | 113 | 112 | stage 1 of 3 | 40 |
        4 | 114 | 113 | stage 1 of 3 | 40 |
        5 | 115 | 114 | stage 2 of 3 | 30 | recovery_held
        6 | 116 | 115 | normal       | 20 | new_high
    """,
    "while the high is not known there is no new one": """
        1 |  99 | nan | alarmed      | 50 | cash_alarm
        2 | 101 | nan | stage 1 of 3 | 40 | cash_alarm_over
        3 | 101 | nan | stage 1 of 3 | 40 |
        4 | 101 | nan | stage 1 of 3 | 40 |
        5 | 101 | nan | stage 2 of 3 | 30 | recovery_held
        6 | 200 | nan | stage 2 of 3 | 30 |
    """,
}


@pytest.mark.parametrize("story", TABLES)
def test_the_states_are_those_of_the_table(story):
    assert play(DOCUMENT, TABLES[story]) == written(TABLES[story])


def test_there_may_be_one_stage_that_waits_for_its_trigger():
    late = Reentry((Stage(0.20, "new_high"),))
    table = """
        1 |  99 | 110 | alarmed      | 50 | cash_alarm
        2 | 101 | 110 | stage 0 of 1 | 50 | cash_alarm_over
        3 | 109 | 110 | stage 0 of 1 | 50 |
        4 | 111 | 110 | normal       | 20 | new_high
    """
    assert play(late, table) == written(table)


def test_there_may_be_any_number_of_stages():
    stages = Reentry(tuple(Stage(0.50 - 0.05 * k, "recovery") for k in range(1, 7)))
    table = """
        1 |  99 | 110 | alarmed      | 50 | cash_alarm
        2 | 101 | 110 | stage 1 of 6 | 45 | cash_alarm_over
        3 | 101 | 110 | stage 2 of 6 | 40 | cash_alarm_over
        4 | 101 | 110 | stage 3 of 6 | 35 | cash_alarm_over
        5 | 101 | 110 | stage 4 of 6 | 30 | cash_alarm_over
        6 | 101 | 110 | stage 5 of 6 | 25 | cash_alarm_over
        7 | 101 | 110 | normal       | 20 | cash_alarm_over
    """
    assert play(stages, table) == written(table)


def test_a_stage_never_holds_more_than_the_alarm_did():
    """Of two alarms the milder one was on."""
    assert [ratio(DOCUMENT, ReentryState("returning", done), NORMAL, 0.35) for done in (0, 1, 2)] == [0.35, 0.35, 0.30]
