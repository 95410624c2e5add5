"""Rules that hold a file against the program's own market: another reading that agrees far better, single values
that differ, and another series.
"""

from collections.abc import Iterator

import numpy as np

from data.base.finding import Held
from data.base.saying import UNSAID, Saying, said
from data.contracts.underlying import UNKNOWN
from data.intake.history import History
from data.intake.opinion.opinions import SAME_PRICES, SAME_RATES, Opinion
from data.intake.rules.rule import Context, Hit, Rule, kinds
from data.intake.source import KINDS
from data.market.embedded import EMBEDDED

LOOSE = {"usdjpy": 0.9, "vix": 0.3, "vix-modelled": 0.2}
"""Share of rows that agree under which a file is doubted as a whole, by series; of others a half."""
ENOUGH = 30
"""Rows that must be compared for a file to be doubted as a whole."""
_OF_ANY = {"fx", "jpy-rate"}
"""Kinds that are the same whatever index a market is of."""


def another_reading_agrees(history: History, _context: Context) -> Iterator[Hit]:
    """Read another way, the file agrees far better with the program's own market: dates moved, values
    turned round, inverted or scaled.
    """
    return _causes(history, wrong=True)


def looks_read_otherwise(history: History, _context: Context) -> Iterator[Hit]:
    """Read another way, the file agrees far better, and as it is it is nearly right: late by days, discounts for
    yields, bills of another term, a short index at another level.
    """
    return _causes(history, wrong=False)


def differs_from_program(history: History, context: Context) -> Iterator[Hit]:
    """A value is not that of the program's own market, with which the others agree."""
    for one in _uncaused(history):
        if not _doubted(one) and _comparable(history, context, one):
            for place in one.differ.tolist():
                yield _differs(history, one, place)


def another_series(history: History, context: Context) -> Iterator[Hit]:
    """Many values are not those of the program's own market."""
    for one in _uncaused(history):
        if _doubted(one) and len(one.compared.rows) >= ENOUGH and _comparable(history, context, one):
            first = np.flatnonzero(one.compared.beyond > one.compared.allowed)[0]
            yield _differs(history, one, int(first))


def _uncaused(history: History) -> list[Opinion]:
    """The opinions, unless one of them knows why the file does not fit: that is told alone."""
    return [] if any(one.cause for one in history.opinions) else history.opinions


def _doubted(one: Opinion) -> bool:
    return one.share < LOOSE.get(one.reference.code, 0.5)


def _differs(history: History, one: Opinion, place: int) -> Hit:
    row = int(one.compared.rows[place])
    theirs = one.reference.shown(float(one.compared.theirs[place]))
    return _hit(
        history, row, said("opinion.not_near", theirs=theirs, series=one.reference.what, agree=_agree(one.held))
    )


def _causes(history: History, *, wrong: bool) -> Iterator[Hit]:
    for one in history.opinions:
        cause = one.cause
        if cause and cause.wrong == wrong:
            share = said(
                "opinion.agree_so",
                agree=cause.agree,
                rows=cause.rows,
                within=one.reference.scale.shown(cause.tight),
                before=cause.before,
                now=cause.now,
            )
            hit, there = Hit(None, history.names.get(history.main, history.main), "", UNSAID), UNSAID
            if len(cause.places):
                first = int(np.argmin(history.days[cause.places]))
                hit, there = (
                    _hit(history, int(cause.places[first]), UNSAID),
                    said("opinion.there", theirs=one.reference.shown(float(cause.theirs[first]))),
                )
            problem = said("opinion.no_fit", series=one.reference.what, there=there, share=share)
            yield hit._replace(problem=problem, cause=cause.looks)


def _comparable(history: History, context: Context, one: Opinion) -> bool:
    """Whether the program's series is what the file should hold."""
    if history.kind == "index":
        found = history.likeness
        return not (found and found.tracks) if one.same >= SAME_PRICES else context.index == EMBEDDED and found is None
    if history.kind == "dividends":
        return context.index == EMBEDDED or one.same >= SAME_RATES or one.nearly_all
    return history.kind in _OF_ANY or context.index in {EMBEDDED, UNKNOWN}


def _agree(held: Held) -> Saying:
    return said("opinion.agree", agree=held.agree, rows=held.rows, within=held.within)


def _hit(history: History, row: int, problem: Saying) -> Hit:
    return Hit(row, history.names.get(history.main, history.main), f"{history.values[history.main][row]:.10g}", problem)


OPINION_RULES = (
    Rule(another_reading_agrees, frozenset(KINDS), "error"),
    Rule(looks_read_otherwise, frozenset(KINDS), "warning"),
    Rule(differs_from_program, frozenset(KINDS), "warning"),
    Rule(another_series, kinds("index", "vix", "bills", "bills-1m", "fx", "dividends", "jpy-rate"), "warning"),
)
