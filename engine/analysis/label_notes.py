"""What is to be said of labels of one's own beside the market that they are laid on."""

from collections.abc import Sequence

import numpy as np

from data.base.days import Day, iso
from data.market.market import Market
from data.signals.own_labels import OTHER, OwnLabels
from engine.words.notes import Note, note


def label_notes(own: OwnLabels, market: Market, sessions: Sequence[Day]) -> list[Note]:
    """How many labels stand on no session of the market, and that none stands on one of the run's `sessions`."""
    notes, total = list[Note](), sum(label != OTHER for label in own.labels)
    idle = own.idle(market.days)
    if idle:
        first, last = iso(market.days[0]), iso(market.days[-1])
        notes.append(note("idle_labels", count=idle, total=total, first=first, last=last))
    if np.all(own.given(sessions).codes == len(own.names) - 1):
        notes.append(note("no_labels"))
    return notes
