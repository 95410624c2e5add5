"""Regimes of one's own: the file that the settings name, and the market on which rules know its labels."""

from pathlib import Path

from data.base.errors import ConfigError
from data.intake.own_regimes import own_regimes
from data.market.market import Market
from data.signals.own_labels import OwnLabels
from engine.settings.run_config import RunConfig


def labels_of(config: RunConfig) -> OwnLabels | None:
    """The labels of `regimes.file`; None where there is none. Raises `Refused` for a file that cannot be used."""
    file = config.regimes.file
    return own_regimes(Path(file)) if file else None


def with_labels(config: RunConfig, market: Market) -> Market:
    """The market with the labels of `regimes.file` as rules know them, or as it is. Raises `Refused` as `labels_of`,
    and `ConfigError` where a rule asks for a label that the file does not have.
    """
    labels = labels_of(config)
    if labels and config.reads("in_range.labels") and config.in_range.measure == "labels":
        strange = next((name for name in config.in_range.labels if name not in labels.names), None)
        if strange is not None:
            raise ConfigError(
                f"in_range.labels names {strange!r}, which {config.regimes.file} does not have; "
                f"it has {', '.join(labels.names)}"
            )
    return market.labelled(labels, config.regimes.lag_days) if labels else market
