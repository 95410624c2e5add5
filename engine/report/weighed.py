"""A result of `overlay worth` by variant: what each row of its tables says of one, and what it did to the plan."""

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple

from engine.weighing.result import WorthResult
from engine.weighing.tables import sign
from engine.weighing.variants import GROUPS, WITHOUT

Row = Mapping[str, Any]


class Change(NamedTuple):
    """A figure before and after what is weighed: without a rule and with it, or in the plan and with something else
    instead; None where it is not defined.
    """

    before: float | None
    after: float | None


class Weighed:
    """A variant: its row of `variants`, effects by figure, chances by event, episodes by crisis, and whether it is of a
    plan in a `pair`.
    """

    def __init__(
        self, row: Row, plan: "Weighed | None", rows: Mapping[str, Mapping[str, Row]], *, pair: bool = False
    ) -> None:
        self.row, self.plan, self.pair = row, plan or self, pair
        self.effects, self.chances, self.episodes = (rows[name] for name in ("effects", "chances", "episodes"))

    @cached_property
    def settings(self) -> dict[str, Any]:
        """The settings that differ from the plan."""
        settings: dict[str, Any] = json.loads(self.row["settings"])
        return settings

    @property
    def lacks(self) -> bool:
        """Whether it is without something, and not with something else instead."""
        return self.row["group"] in WITHOUT

    def change(self, figure: str) -> Change:
        """A figure of `variants`."""
        return self._turned(self.plan.row[figure], self.row[figure])

    def chance(self, event: str) -> Change:
        """The probability of an event on made-up paths; None where there are none."""
        own, other = (one.chances.get(event, {}).get("probability") for one in (self.plan, self))
        return self._turned(own, other)

    def effect(self, figure: str) -> float | None:
        """What it does to a figure: after less before, also where nothing was resampled."""
        before, after = self.change(figure)
        return None if before is None or after is None else after - before

    def told(self, figure: str) -> Row | None:
        """The row of its effect on a figure, where there is an interval."""
        found = self.effects.get(figure)
        return found if found and found["low"] is not None else None

    def _turned(self, own: float | None, other: float | None) -> Change:
        return Change(own, other) if sign(self.row["group"]) > 0.0 else Change(other, own)


def weighed(result: WorthResult) -> dict[str, list[Weighed]]:
    """Variants that ran, by group in their order, those of a group in theirs; the first group is the plan itself. Of a
    plan in a pair there are no episodes: crises are those of the stock market.
    """
    pair = bool(result.config.pair)
    by_variant = {
        "effects": _by(result, "effects", "figure"),
        "chances": _by(result, "chances", "event"),
        "episodes": {} if pair else _by(result, "episodes", "crisis"),
    }
    found: dict[str, list[Weighed]] = {group: [] for group in GROUPS}
    plan: Weighed | None = None
    for row in result.table("variants").to_pylist():
        if not row["refused"]:
            rows = {name: of.get(row["variant"], {}) for name, of in by_variant.items()}
            one = Weighed(row, plan, rows, pair=pair)
            plan = plan or one
            found[row["group"]].append(one)
    return {group: ones for group, ones in found.items() if ones}


def _by(result: WorthResult, table: str, key: str) -> dict[int, dict[str, Row]]:
    """Rows of a table by variant, and within one by what they are about."""
    found: dict[int, dict[str, Row]] = {}
    for row in result.table(table).to_pylist():
        found.setdefault(row["variant"], {})[row[key]] = row
    return found
