"""What the settings say goes wrong around an account."""

from data.base.days import Day, day_of, iso
from data.base.errors import ConfigError
from engine.day.fault_rows import FaultTerms, SpellTerms
from engine.settings.run_config import RunConfig

SPELLS = ("absence", "outage", "stale")
"""Sections of spells."""


def fault_terms(config: RunConfig) -> FaultTerms | None:
    """The faults of the settings, as numbers; None where nothing goes wrong, or the pattern reads none of them."""
    chosen = config.faults
    absence, outage, stale = (_spells(config, name) for name in SPELLS)
    told = FaultTerms(
        chosen.seed,
        absence,
        outage,
        stale,
        chosen.missed_rolls if config.reads("faults.missed_rolls") else 0.0,
        chosen.late if config.reads("faults.late") else 0.0,
        chosen.late_sessions,
    )
    nothing = FaultTerms(chosen.seed, late_sessions=chosen.late_sessions)
    return None if told == nothing else told


def _spells(config: RunConfig, name: str) -> SpellTerms:
    section = getattr(config, name)
    if section.none or not config.reads(f"{name}.sessions"):
        return SpellTerms(None, 0, 0.0)
    return SpellTerms(day_of(section.start) if section.start else None, section.sessions, section.a_year)


def require_spells(config: RunConfig, first: Day, last: Day) -> None:
    """Raise `ConfigError` for a spell that is to begin on a day that is not within the run."""
    for name in SPELLS:
        start = _spells(config, name).start
        if start is not None and not first <= start <= last:
            raise ConfigError(
                f"{name}.start: {iso(start)} is not within the run, {iso(first)} to {iso(last)}; choose a day of it"
            )
