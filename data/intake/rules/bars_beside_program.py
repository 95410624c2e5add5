"""Rules that hold open, high and low of the S&P 500 against the program's own, where the closes are the same."""

from collections.abc import Iterator

import numpy as np

from data.base.saying import said
from data.intake.history import History
from data.intake.rules.price_rules import hit, real_opens
from data.intake.rules.rule import Context, Hit, Rule, kinds

OFF = 0.003
"""Relative difference from which a price of a bar is another one; sources of the same closes are nearer."""
SHARE, FEWEST = 0.02, 5
"""Share of the rows, and rows, that must be off for it to be told."""


def bars_differ(history: History, _context: Context) -> Iterator[Hit]:
    """Opens, highs or lows are not those of the S&P 500, whose closes the file has."""
    from data.market.embedded import embedded_market  # noqa: PLC0415  (only for files of its years)

    market = embedded_market()
    rows = np.flatnonzero(history.of_program & (history.days >= market.days[0]))
    rows = rows[np.isin(history.days[rows], market.days)]
    place = np.searchsorted(np.array(market.days), history.days[rows])
    for name in ("open", "high", "low"):
        if name in history.values and len(rows):
            own, theirs = history.values[name][rows], market.floats(name)[place]
            known = np.isfinite(own) & (own > 0.0) & (real_opens(history)[rows] if name == "open" else True)
            off = np.flatnonzero(known & (np.abs(own / theirs - 1.0) > OFF))
            if len(off) >= max(FEWEST, SHARE * known.sum()):
                problem = said("bars.not_near", theirs=theirs[off[0]], many=len(off), rows=known.sum())
                yield hit(history, int(rows[off[0]]), name, problem)


BESIDE_RULES = (Rule(bars_differ, kinds("index"), "warning"),)
