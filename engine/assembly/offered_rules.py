"""The rules on offer that a plan has switched on, with what each looks at."""

from collections.abc import Callable, Iterator
from pathlib import Path

from data.base.days import Day
from data.intake.published import event_dates
from engine.settings.run_config import RunConfig
from strategies.rules.before_events import before_events_rule
from strategies.rules.in_range import in_range_rule
from strategies.rules.pause import pause_rule
from strategies.rules.rule import OverlayObservation, Rule


def offered_rules(config: RunConfig) -> Iterator[Rule]:
    """In a range, before events and the pause, those that are on, in this order. Raises `Refused` for a file of events
    that cannot be used.
    """
    if not config.reads("in_range.measure"):
        return
    if config.in_range.measure != "none":
        yield in_range_rule(config.in_range.rule, _measure(config), by_label=config.in_range.by_label)
    if config.before_events.enabled:
        yield before_events_rule(config.before_events.rule, events_of(config))
    if config.pause.enabled:
        yield pause_rule(config.pause.rule)


def events_of(config: RunConfig) -> list[Day]:
    """Days of the events that the overlay is small before, ascending. Raises `Refused` for a file that cannot be
    used.
    """
    chosen = config.before_events
    return event_dates(chosen.calendars, Path(chosen.file) if chosen.file else None).days


def _measure(config: RunConfig) -> Callable[[OverlayObservation], float]:
    """What tells a range: see `strategies.rules.in_range`."""
    chosen, window, regimes = config.in_range, config.in_range.sessions, config.regimes.rules()
    if chosen.measure == "efficiency":
        return lambda seen: float(seen.view.efficiency_ratio(window))
    if chosen.measure == "adx":
        return lambda seen: float(seen.view.adx(window))
    if chosen.measure == "regime":
        return lambda seen: float(seen.view.beyond_range(regimes))
    return lambda seen: 0.0 if seen.view.own_label in chosen.labels else 1.0
