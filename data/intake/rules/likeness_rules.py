"""Rules about which index closes are of: the S&P 500 as published, with dividends in it, a fund on it, or another
index.
"""

from collections.abc import Iterator

import numpy as np

from data.base.saying import Saying, said
from data.intake.history import History
from data.intake.opinion.likeness import DRIFT, LOOSELY, Likeness
from data.intake.rules.rule import Context, Hit, Rule, kinds
from data.market.embedded import EMBEDDED

APART_IN_TIME = 0.4
"""Correlation with the S&P 500 of the same dates under which closes that move as it does on others are a day off."""
OTHER_LEVEL = 0.01
"""How far the level of closes may be from that of the index they follow."""


def looks_like_total_return(history: History, _context: Context) -> Iterator[Hit]:
    """The closes move as the shipped S&P 500 does, but drift away from it as dividends would."""
    found = _tracks(history)
    if found and abs(found.drift) > DRIFT:
        problem = said("likeness.grows", drift=found.drift, dividends=found.dividends)
        yield Hit(None, history.names["close"], "", problem)


def level_of_a_fund(history: History, _context: Context) -> Iterator[Hit]:
    """The closes move and grow as the shipped S&P 500 does, but stand at another level: a fund's price, such as
    SPY's.
    """
    found = _tracks(history)
    if found and abs(found.drift) <= DRIFT and abs(found.level - 1.0) > OTHER_LEVEL:
        problem = said("likeness.level", times=found.level)
        yield Hit(None, history.names["close"], "", problem)


def closes_differ(history: History, _context: Context) -> Iterator[Hit]:
    """The closes are those of the S&P 500, but for some."""
    found = _tracks(history)
    if found and abs(found.drift) <= DRIFT and abs(found.level - 1.0) <= OTHER_LEVEL and len(found.differ):
        row = int(np.flatnonzero(history.days == found.differ[0])[0])
        problem = said("likeness.differs", sessions=len(found.differ))
        yield Hit(row, history.names["close"], f"{history.values['close'][row]:.10g}", problem)


def not_the_index(history: History, context: Context) -> Iterator[Hit]:
    """The closes are said to be of the S&P 500, but move otherwise than the shipped one."""
    found = history.likeness if context.index == EMBEDDED else None
    if found and not found.tracks:
        problem = said("likeness.not_spx", correlation=found.correlation)
        yield Hit(None, history.names["close"], "", problem)


def index_early(history: History, _context: Context) -> Iterator[Hit]:
    """The closes move as the S&P 500 does a session later, and not as it does on their dates: dates a day early (its
    own closes: see `another-reading-agrees`).
    """
    looks = said("likeness.early")
    return _off_by_a_session(
        history, history.likeness.ahead if history.likeness else 0.0, said("likeness.session_later"), looks
    )


def index_late(history: History, _context: Context) -> Iterator[Hit]:
    """The closes move as the S&P 500 did a session before, and not as it does on their dates."""
    behind = history.likeness.behind if history.likeness else 0.0
    return _off_by_a_session(history, behind, said("likeness.session_before"), said("likeness.late"))


def _off_by_a_session(history: History, there: float, when: Saying, looks: Saying) -> Iterator[Hit]:
    """A hit where the correlation `there`, a session off, is high and that of the same dates is not."""
    found = history.likeness
    if found and there >= LOOSELY and found.correlation < APART_IN_TIME and not _caused(history):
        problem = said("likeness.moves_as", when=when, there=there, correlation=found.correlation)
        yield Hit(None, history.names["close"], "", problem, looks)


def _caused(history: History) -> bool:
    """Whether the second opinion knows why the file does not fit."""
    return any(one.cause for one in history.opinions)


def _tracks(history: History) -> Likeness | None:
    found = history.likeness
    return found if found and found.tracks and not _caused(history) else None


LIKENESS_RULES = (
    Rule(index_early, kinds("index"), "error"),
    Rule(index_late, kinds("index"), "warning"),
    Rule(looks_like_total_return, kinds("index"), "warning"),
    Rule(level_of_a_fund, kinds("index"), "warning"),
    Rule(closes_differ, kinds("index"), "warning"),
    Rule(not_the_index, kinds("index"), "warning"),
)
