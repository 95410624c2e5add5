"""Searches what was asked for, on the same paths as everything else."""

from collections.abc import Callable
from typing import NamedTuple

from data.market.market import Market
from engine.survival.counting import upper
from engine.survival.find import candidates, leading, probe, yearly
from engine.survival.interval import Interval
from engine.survival.real_money import opening_paid
from engine.survival.request import SurvivalRequest
from engine.survival.schemas import ALL
from engine.survival.study import Study
from engine.survival.tables import ROUNDING, Found
from engine.words.notes import Note, note

FOUND = {"overlay": "survive_found_overlay", "buffer": "survive_found_buffer"}
NOT_FOUND = {
    "overlay": "survive_no_overlay", "buffer": "survive_no_buffer", "withdrawal": "survive_no_withdrawal",
}  # fmt: skip
"""What is said of a search, by what was searched."""
AGAINST = {"overlay": "forced_sale", "buffer": "forced_sale", "withdrawal": "not_lived"}
"""The event that what is found keeps rare enough."""
Bound = Callable[[Interval], float]


class _Tries:
    """Cells that were tried for a search, by place, each run once."""

    def __init__(self, asked: SurvivalRequest, study: Study, market: Market) -> None:
        self._own, self._study, self._what = asked.cells[0], study, asked.terms.find or ""
        self._allowed = 1.0 - asked.terms.confidence + ROUNDING
        self.texts = candidates(self._own, self._what, opening_paid(self._own.config, market))
        self.made: dict[int, Found] = {}

    def interval(self, place: int) -> Interval:
        """How often the event happens at a place."""
        if place not in self.made:
            (self.made[place],) = self._study.run([probe(self._own, self.texts[place])], 0)
        return self.made[place].events[AGAINST[self._what]][ALL].interval

    def high(self, one: Interval) -> float:
        """The bound that a plan is held to."""
        return upper(one, self._study.layout)

    def holding(self, bound: Bound) -> int:
        """How many places hold, from the safest on, by a bound of their intervals."""
        return leading(len(self.texts), lambda place: bound(self.interval(place)) <= self._allowed)


class Lived(NamedTuple):
    """A yearly withdrawal that is safe, as a share of opening capital, and what it could be if the probability stood at
    its estimate or at the lower end of its interval; what each payment is; the upper bound.
    """

    found: float
    likely: float
    most: float
    payment: float
    high: float


def search(asked: SurvivalRequest, study: Study, cells: list[Found], market: Market) -> list[Note]:
    """Search what was asked for, adding each cell that is tried; what was found."""
    tries, what, confidence = _Tries(asked, study, market), asked.terms.find or "", asked.terms.confidence
    safe = tries.holding(tries.high)
    if safe and what == "withdrawal":
        found = _lived(tries, safe, resampled=bool(study.layout.histories))
        cells += tries.made.values()
        return [_told(asked, found)]
    cells += tries.made.values()
    if not safe:
        least = tries.interval(0)
        few = [note("survive_too_few_paths", high=tries.high(least))] if least.probability == 0.0 else []
        return [note(NOT_FOUND[what], confidence=confidence), *few]
    one = tries.made[safe - 1]
    return [
        note(
            FOUND[what],
            confidence=confidence,
            found=one.plan.overlay if what == "overlay" else one.plan.buffer,
            high=tries.high(tries.interval(safe - 1)),
            carry=one.given_up - cells[0].given_up,
        )
    ]


def _lived(tries: _Tries, safe: int, *, resampled: bool) -> Lived:
    likely = tries.holding(lambda one: one.probability)
    most = tries.holding(lambda one: one.low if resampled else one.simulation_low)
    payment = float(tries.texts[safe - 1].partition("=")[2])
    found, high = yearly(safe - 1), tries.high(tries.interval(safe - 1))
    return Lived(found, yearly(likely - 1), yearly(most - 1), payment, high)


def _told(asked: SurvivalRequest, found: Lived) -> Note:
    """What was found, in words."""
    config = asked.cells[0].config
    flows, investor = config.flows, config.investor.currency or config.capital.currency
    return note(
        "survive_found_withdrawal",
        **found._asdict(),
        confidence=asked.terms.confidence,
        years=asked.terms.years,
        poor=asked.terms.poor,
        every=flows.every,
        inflation=flows.inflation,
        currency=investor if flows.currency == "investor" else config.capital.currency,
    )
