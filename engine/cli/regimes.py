"""What a comparison on the command line tells regimes by: a scheme or a file, and thresholds."""

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

from data.base.errors import ConfigError
from data.intake.source import split_words
from engine.analysis.ex_post_regimes import OWN, SCHEMES
from engine.assembly.own_labels import regime_scheme
from engine.comparison.regime_scheme import RegimeScheme
from engine.settings.run_config import RunConfig, check_assignment

OPTION = "--regime-rule"


def asked_regimes(text: str | None, rules: Iterable[str], configs: Collection[RunConfig]) -> RegimeScheme:
    """The scheme and settings of `--regimes` and `--regime-rule` for a comparison of runs of these settings.

    Raises `ConfigError` for a scheme, a setting or labels that there are not, `Refused` for a file that cannot be used.
    """
    settings: dict[str, Any] = {}
    for rule in rules:
        (_, key), value = check_assignment(f"regimes.{rule}", OPTION)
        if key in settings:
            raise ConfigError(f"{OPTION} {rule}: {key} is set twice; say it once")
        settings[key] = value
    if text is not None and text not in SCHEMES and _is_file(text):
        if "file" in settings:
            raise ConfigError(f"--regimes {text} and {OPTION} file both name a file of labels; leave one out")
        settings, text = {**settings, "file": text}, OWN
    labelled = "file" in settings or any(config.regimes.file for config in configs)
    if text is not None and text.startswith(OWN) and not labelled:
        raise ConfigError(f"--regimes {text}: there are no labels; name their file, such as --regimes mine.csv")
    return regime_scheme(text or (OWN if labelled else ""), OPTION, **settings)


def _is_file(text: str) -> bool:
    """Whether it is the path of a file, with or without words after it, and no name of a scheme."""
    path = Path(split_words(text)[0])
    return bool(path.suffix) or path.exists()
