"""Regimes of one's own: the file that the settings name, and the market on which rules know its labels."""

from pathlib import Path
from typing import Any

from data.base.errors import ConfigError
from data.intake.own_regimes import own_regimes
from data.market.market import Market
from data.signals.own_labels import OwnLabels
from engine.comparison.regime_scheme import RegimeScheme, check_scheme
from engine.settings.run_config import RunConfig, parse_config


def labels_of(config: RunConfig) -> OwnLabels | None:
    """The labels of `regimes.file`; None where there is none. Raises `Refused` for a file that cannot be used."""
    file = config.regimes.file
    return own_regimes(Path(file)) if file else None


def with_labels(config: RunConfig, market: Market) -> Market:
    """The market with the labels of `regimes.file` as rules know them, or as it is. Raises `Refused` as `labels_of`,
    and `ConfigError` where a rule asks for a label that the file does not have.
    """
    labels = labels_of(config)
    if labels and config.goes_by_labels:
        strange = next((name for name in config.in_range.labels if name not in labels.names), None)
        if strange is not None:
            raise ConfigError(
                f"in_range.labels names {strange!r}, which {config.regimes.file} does not have; "
                f"it has {', '.join(labels.names)}"
            )
    return market.labelled(labels, config.regimes.lag_days) if labels else market


def regime_scheme(name: str = "", origin: str = "regime_scheme", **settings: Any) -> RegimeScheme:
    """What `compare_results` tells regimes by: the scheme shown first (of a file of one's own `own`, else `trend`), and
    settings of [regimes] in place of those of the runs, such as `file="mine.csv"` or `crash_fall=0.15`.

    Raises `ConfigError` for settings and schemes that there are not, naming their `origin`, and `Refused` for a file
    that cannot be used.
    """
    config = parse_config({"regimes": settings}, origin)
    scheme = name or ("own" if config.regimes.file else "trend")
    check_scheme(scheme)
    return RegimeScheme(scheme, settings, labels_of(config))
