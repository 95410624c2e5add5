"""What goes wrong by session: drawn by day, so that a prefix has the draws of the whole, and as often as is asked."""

from itertools import pairwise

import pytest

from engine.day.chance import lots
from engine.day.fault_rows import ABSENCE, OUTAGE, FaultTerms, SpellTerms, fault_rows, forgotten, spells

DAYS = range(10_000, 40_000)
OFTEN = SpellTerms(None, 5, 12.0)
EVERYTHING = FaultTerms(7, OFTEN, OFTEN._replace(sessions=2), OFTEN._replace(sessions=1), 0.3, 0.2, 3)


def begins(flags):
    return sum(now and not before for before, now in pairwise([False, *flags]))


def test_a_prefix_and_a_later_beginning_have_the_faults_of_the_whole():
    whole = fault_rows(EVERYTHING, DAYS)
    assert [one[:700] for one in whole] == list(fault_rows(EVERYTHING, DAYS[:700]))
    later = fault_rows(EVERYTHING, DAYS[700:])
    assert [one[705:] for one in whole] == [one[5:] for one in later], "a spell that began before is not seen"


def test_spells_last_as_long_as_they_are_and_come_as_often():
    rare = spells(DAYS, SpellTerms(None, 5, 0.5), 1, ABSENCE)
    chances = begins(rare)
    assert chances == pytest.approx(len(DAYS) / 252 * 0.5, abs=3.0 * (len(DAYS) / 504) ** 0.5)
    assert rare.sum() == pytest.approx(5 * chances, rel=0.05)


def test_a_spell_begins_on_the_first_session_from_its_start_and_is_united_with_others():
    days = [3, 4, 5, 8, 9]
    assert spells(days, SpellTerms(6, 2, 0.0), 1, ABSENCE).tolist() == [False, False, False, True, True]
    assert spells(days, SpellTerms(4, 9, 0.0), 1, ABSENCE).tolist() == [False, True, True, True, True]
    assert not spells(days, SpellTerms(10, 9, 0.0), 1, ABSENCE).any()
    both = spells(DAYS, SpellTerms(DAYS[3], 4, 12.0), 1, ABSENCE)
    assert both.tolist() == [
        one or 3 <= row < 7 for row, one in enumerate(spells(DAYS, SpellTerms(None, 4, 12.0), 1, ABSENCE).tolist())
    ]


def test_paths_kinds_and_seeds_have_draws_of_their_own():
    drawn = [lots(seed, kind, path, DAYS) for seed in (1, 2) for kind in (ABSENCE, OUTAGE) for path in (0, 1)]
    for place, one in enumerate(drawn):
        assert one.mean() == pytest.approx(0.5, abs=0.01)
        for other in drawn[:place]:
            assert abs(((one - 0.5) * (other - 0.5)).mean()) < 0.002


def test_shares_are_what_is_asked():
    late = fault_rows(EVERYTHING, DAYS).late
    assert set(late) == {0, 3}
    assert late.count(3) / len(DAYS) == pytest.approx(0.2, abs=0.01)
    assert sum(forgotten(EVERYTHING, DAYS)) / len(DAYS) == pytest.approx(0.3, abs=0.01)
    assert not any(forgotten(FaultTerms(), DAYS))
    assert all(forgotten(FaultTerms(missed_rolls=1.0), DAYS))
