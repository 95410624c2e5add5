"""Scope: which settings each pattern reads, and which differ from their defaults."""

from collections.abc import Iterator, Mapping

from pydantic import BaseModel

from engine.settings.cash_sections import CASH_SECTIONS

_ACCOUNT = ("capital", "period", "investor", "account", "margin", "tax")
_TRADED = ("costs", "execution")
_FUND = ("hedge", "fund", "cash")
_LIMIT = ("overlay.contract", "overlay.max_total_exposure", "overlay.acknowledge_high_leverage")
READ: Mapping[str, tuple[str, ...]] = {
    "core": (*_ACCOUNT, *_FUND),
    "A": (*_ACCOUNT, *_TRADED, *_FUND, "overlay", "futures", "halving", "stops"),
    "B": (
        *_ACCOUNT, *_TRADED, *_FUND, *_LIMIT,
        "futures", "halving", "stops.monthly_loss", "options", "trend", "option_prices",
    ),
    "C": (*_ACCOUNT, *_TRADED, *_FUND, "overlay", "futures", "halving", "stops", "insurance", "option_prices"),
    "fx": (*_ACCOUNT, *_TRADED, "fx"),
    "fx_trades": (*_ACCOUNT, *_TRADED, "fx", "fx_trades"),
    "cash": (*_ACCOUNT, *_TRADED, *_FUND, "overlay.contract", "futures", *CASH_SECTIONS),
}  # fmt: skip
"""What each pattern reads: whole sections, and single settings of others."""
OWN_FEED = ("capital", "investor", "account", "margin", "tax", *_TRADED, *_FUND, "overlay.contract")
"""What an account reads where a strategy brings a feed and rules of its own."""


def sections_of(pattern: str) -> frozenset[str]:
    """Sections of which a pattern reads at least one setting."""
    return frozenset(name.partition(".")[0] for name in READ[pattern])


def is_named(names: tuple[str, ...], setting: str) -> bool:
    """Whether `section.key` is among names of settings and of whole sections."""
    return setting in names or setting.partition(".")[0] in names


def reads(pattern: str, setting: str) -> bool:
    """Whether a pattern reads `section.key`."""
    return is_named(READ[pattern], setting)


def changed(config: BaseModel) -> Iterator[str]:
    """Settings, `section.key`, that differ from their default."""
    for name in type(config).model_fields:
        section = getattr(config, name)
        if isinstance(section, BaseModel):
            fields = type(section).model_fields.items()
            yield from (f"{name}.{key}" for key, field in fields if getattr(section, key) != field.default)
