"""What a comparison on the command line tells regimes by: a scheme or a file, and thresholds."""

from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from data.base.errors import ConfigError
from engine.cli.options import Command

if TYPE_CHECKING:
    from collections.abc import Collection

    from engine.comparison.regime_scheme import RegimeScheme
    from engine.settings.run_config import RunConfig

OPTION = "--regime-rule"


class AskedRegimes(NamedTuple):
    """What `--regimes` and `--regime-rule` say: a scheme or a file (None: neither), and KEY=VALUE."""

    text: str | None
    rules: tuple[str, ...]

    @property
    def anything(self) -> bool:
        """Whether they say anything."""
        return self.text is not None or bool(self.rules)

    def scheme(self, configs: "Collection[RunConfig]") -> "RegimeScheme":
        """The scheme and settings for a comparison of runs of these settings.

        Raises `ConfigError` for a scheme, a setting or labels that there are not, `Refused` for a file that cannot be
        used.
        """
        from engine.analysis.ex_post_regimes import OWN, SCHEMES  # noqa: PLC0415
        from engine.assembly.own_labels import regime_scheme  # noqa: PLC0415

        text, settings = self.text, self._settings()
        if text is not None and text not in SCHEMES and _is_file(text):
            if "file" in settings:
                raise ConfigError(f"--regimes {text} and {OPTION} file both name a file of labels; leave one out")
            settings, text = {**settings, "file": text}, OWN
        labelled = "file" in settings or any(config.regimes.file for config in configs)
        if text is not None and text.startswith(OWN) and not labelled:
            raise ConfigError(f"--regimes {text}: there are no labels; name their file, such as --regimes mine.csv")
        return regime_scheme(text or (OWN if labelled else ""), OPTION, **settings)

    def _settings(self) -> dict[str, Any]:
        from engine.settings.run_config import check_assignment  # noqa: PLC0415

        settings: dict[str, Any] = {}
        for rule in self.rules:
            if "=" not in rule:
                raise ConfigError(f"{OPTION} {rule}: should read key=value, such as crash_fall=0.15")
            (_, *place), value = check_assignment(f"regimes.{rule}", OPTION)
            key = ".".join(place)
            if key in settings:
                raise ConfigError(f"{OPTION} {rule}: {key} is set twice; say it once")
            settings[key] = value
        return settings


def regime_options(command: Command) -> Command:
    """The options `--regimes` and `--regime-rule`, given to a command together as `regimes`."""

    @wraps(command)
    def bundled(*, regimes: str | None, regime_rules: tuple[str, ...], **others: Any) -> None:
        command(regimes=AskedRegimes(regimes, regime_rules), **others)

    bundled = click.option(
        OPTION,
        "regime_rules",
        multiple=True,
        metavar="KEY=VALUE",
        help="What regimes are told by here, in place of the runs' [regimes], such as crash_fall=0.15; --set "
        "regimes.KEY=VALUE sets it for a run.",
    )(bundled)
    return click.option(
        "--regimes",
        metavar="SCHEME|FILE",
        help="Scheme of market regimes that is shown first, or a CSV of labels of your own (default: trend, or own "
        "where there are such labels): see docs/regimes.md.",
    )(bundled)


def _is_file(text: str) -> bool:
    """Whether it is the path of a file, with or without words after it, and no name of a scheme."""
    from data.intake.source import split_words  # noqa: PLC0415

    path = Path(split_words(text)[0])
    return bool(path.suffix) or path.exists()
