"""Regimes of one's own: the file that the settings name, and the market on which rules know its labels."""

from pathlib import Path

from data.intake.own_regimes import own_regimes
from data.market.market import Market
from data.signals.own_labels import OwnLabels
from engine.settings.run_config import RunConfig


def labels_of(config: RunConfig) -> OwnLabels | None:
    """The labels of `regimes.file`; None where there is none. Raises `Refused` for a file that cannot be used."""
    file = config.regimes.file
    return own_regimes(Path(file)) if file else None


def with_labels(config: RunConfig, market: Market) -> Market:
    """The market with the labels of `regimes.file` as rules know them, or as it is. Raises `Refused` as `labels_of`."""
    labels = labels_of(config)
    return market.labelled(labels, config.regimes.lag_days) if labels else market
