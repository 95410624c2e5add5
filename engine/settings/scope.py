"""Scope: groups of settings that patterns read, and which settings differ from their defaults."""

from collections.abc import Iterator

from pydantic import BaseModel

ACCOUNT = ("capital", "period", "investor", "account", "broker", "margin", "tax", "flows", "living", "regimes")
"""Settings that every pattern reads."""
UNATTENDED = ("absence", "outage", "faults.seed", "faults.late", "faults.late_sessions")
"""Settings of what goes wrong around an account, whoever decides."""
FAULTS = (*UNATTENDED, "stale", "faults.missed_rolls")
"""The same where rules decide by prices, and futures are rolled."""
TRADED = ("costs", "execution.fill_at", *FAULTS)
FUND = ("hedge", "fund", "cash")
"""Settings of a pattern whose capital is kept in a fund."""
LIMIT = ("overlay.contract", "overlay.max_total_exposure", "overlay.acknowledge_high_leverage")
OWN_FEED = (
    "capital",
    "investor",
    "account",
    "broker",
    "margin",
    "tax",
    "costs",
    "execution",
    *FUND,
    "overlay.contract",
)
"""What an account reads where a strategy brings a feed and rules of its own."""


def changed(config: BaseModel) -> Iterator[str]:
    """Settings, `section.key`, that differ from their default, and sections within a section."""
    for name in type(config).model_fields:
        section = getattr(config, name)
        if isinstance(section, BaseModel):
            fields = type(section).model_fields.items()
            yield from (f"{name}.{key}" for key, field in fields if getattr(section, key) != field.default)
            yield from (
                f"{name}.{key}" for key, one in (section.model_extra or {}).items() if isinstance(one, BaseModel)
            )
