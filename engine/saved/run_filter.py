"""Which saved runs are wanted: by pattern, by when they were started, by a setting."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from engine.saved.listing import Saved


class Condition(NamedTuple):
    """A setting, by its place (("stops", "monthly_loss")), and the value it should have; `default` is that of runs
    older than the setting.
    """

    place: tuple[str, ...]
    value: Any
    default: Any

    def holds(self, settings: Mapping[str, Any]) -> bool:
        """Whether settings have that value."""
        return bool(_at(settings, self.place, self.default) == self.value)


@dataclass(frozen=True)
class RunFilter:
    """All that a run must be, and what at least one of a comparison's runs must be; empty means any. Days are those of
    UTC.
    """

    patterns: Sequence[str] = ()
    since: date | None = None
    until: date | None = None
    conditions: Sequence[Condition] = ()

    def covers(self, saved: "Saved") -> bool:
        """Whether a saved run or comparison is wanted; both days are included."""
        day = saved.started.date()
        return (
            (not self.patterns or any(pattern in saved.patterns for pattern in self.patterns))
            and (self.since is None or day >= self.since)
            and (self.until is None or day <= self.until)
            and any(all(one.holds(settings) for one in self.conditions) for settings in saved.settings)
        )


def parse_condition(text: str) -> Condition:
    """A condition from `section.key=value`. Raises `ConfigError` for an unknown key, or for a
    value the setting cannot have.
    """
    # half of a listing's time, and seldom needed
    from engine.settings.run_config import RunConfig, check_assignment  # noqa: PLC0415

    place, value = check_assignment(text, "--where")
    return Condition(place, value, _at(RunConfig().settings(), place, None))


def _at(settings: Mapping[str, Any], place: Sequence[str], default: Any) -> Any:
    """The setting at a place."""
    found: Any = settings
    for part in place:
        if not isinstance(found, Mapping) or part not in found:
            return default
        found = found[part]
    return found
