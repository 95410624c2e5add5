"""Which sections of the settings the params of a pattern are made from."""

from collections.abc import Iterator
from typing import Any

from engine.assembly.profile_path import account_profile
from engine.audit.plan import opening_day
from engine.settings.run_config import RunConfig
from engine.settings.section import Section


class _Watched:
    """A config that remembers which of its sections were asked for."""

    def __init__(self, config: RunConfig) -> None:
        self._config = config
        self.asked: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._config, name)
        if isinstance(value, Section):
            self.asked.add(name)
        return value

    def section(self, name: str) -> Any:
        """A section by its name."""
        return getattr(self, name)


def unread_sections(config: RunConfig) -> Iterator[str]:
    """A sentence for each section that the params of a pattern are made from and that it does not say it reads: what is
    set there would change its runs, and neither their digest nor the notes on settings without effect would know.
    """
    watched = _Watched(config)
    config.kind.params(watched, account_profile(config, opening_day(config)))
    for name in sorted(watched.asked - config.kind.sections_read - {rule.name for rule in config.rules}):
        yield f"its params are made from the settings [{name}], which it does not say it reads (`reads`, `sections`)"
