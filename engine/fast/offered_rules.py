"""The rules on offer in the loop: in a range, before events, after a sudden move."""

from engine.fast.books import Books
from engine.fast.run import Run
from strategies.rules import before_events, in_range, pause


def offered_tonight(run: Run) -> float:
    """What they leave of the base ratio, 1 for all of it; whether one switched is kept in the books."""
    books, offered, signals, dated = run.books, run.plan.rules.offered, run.seen.signals, run.today.signals
    states = books.rules.offered
    smallest = 1.0
    if offered.ranges:
        states.ranging, left, change = in_range.step(offered.in_range, states.ranging, signals.trending)
        smallest = min(smallest, left)
        note_switch(books, change)
    if offered.events:
        states.small, left, change = before_events.step(
            offered.before_events, states.small, dated.days_to_event, dated.until_next
        )
        smallest = min(smallest, left)
        note_switch(books, change)
    if offered.pauses:
        states.paused, left, change = pause.step(offered.pause, states.paused, signals.move)
        smallest = min(smallest, left)
        note_switch(books, change)
    return smallest


def note_switch(books: Books, change: int) -> None:
    """Remember that a rule switched on this evening; nothing for 0."""
    if change != 0:
        books.evening.switched = True
