"""What the regimes of a comparison are told by: the scheme shown first, thresholds, and labels of one's own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from data.base.arrow import to_array
from data.base.errors import ConfigError
from data.base.meant import hint
from data.market.market import Market
from data.signals.own_labels import OwnLabels
from data.signals.regime_rules import RegimeRules
from engine.analysis.ex_post_regimes import OWN, SCHEMES
from engine.analysis.label_notes import label_notes
from engine.comparison.comparable import Runs
from engine.settings.regime_sections import Regimes
from engine.settings.run_config import parse_config
from engine.words.notes import Note, note


@dataclass(frozen=True)
class RegimeScheme:
    """The scheme that is shown first, settings of [regimes] in place of those of the runs, and with a `file` among
    these its labels (`engine.assembly.own_labels.regime_scheme` makes one).
    """

    name: str = "trend"
    changes: Mapping[str, Any] = field(default_factory=dict)
    own: OwnLabels | None = None


class ToldBy(NamedTuple):
    """What regimes are told by in the end: the settings, and the labels of their file."""

    settings: Regimes
    own: OwnLabels | None

    @property
    def rules(self) -> RegimeRules:
        """As the schemes take them."""
        return self.settings.rules(self.own)

    @property
    def changed(self) -> dict[str, Any]:
        """The settings that are not the program's own."""
        plain = Regimes().model_dump()
        return {name: value for name, value in self.settings.model_dump().items() if value != plain[name]}

    def told(self) -> dict[str, Any]:
        """What a manifest tells of it; nothing where all is the program's own."""
        labels = {"own_labels": self.own.told()} if self.own else {}
        return {**({"regime_rules": self.changed} if self.changed else {}), **labels}


def told_by(runs: Runs, asked: RegimeScheme) -> tuple[ToldBy, list[Note]]:
    """(what the regimes of a comparison are told by, that runs have others): the runs' own [regimes] where all have the
    same, else the program's, and in both cases what is asked for in their place. Raises `ConfigError` for an unknown
    scheme, settings that cannot be, and labels that there are none of.
    """
    check_scheme(asked.name)
    each = [ToldBy(run.config.regimes, run.own_labels) for run in runs.values()]
    alike = all((one.settings.model_dump(), one.own) == (each[0].settings.model_dump(), each[0].own) for one in each)
    base = each[0] if alike else ToldBy(Regimes(), None)
    merged = {**base.settings.model_dump(exclude_none=True), **asked.changes}
    own = asked.own if "file" in asked.changes else base.own
    found = ToldBy(parse_config({"regimes": merged}, "regimes").regimes, own)
    if asked.name.startswith(OWN) and own is None:
        raise ConfigError(
            f"scheme of regimes {asked.name!r}: "
            + ("the runs name none or different files" if not alike else "there are no labels")
            + "; name a file of them for the comparison, or as regimes.file of every run"
        )
    return found, [] if alike else [note("other_regimes")]


def regime_notes(found: ToldBy, market: Market, runs: Runs) -> list[Note]:
    """What thresholds are not the program's, and which labels of a file stand on no session."""
    thresholds = _thresholds(found)
    notes = [note("regime_rules", settings=thresholds)] if thresholds else []
    if found.own is None:
        return notes
    sessions = to_array(next(iter(runs.values())).table("equity")["date"])
    return notes + label_notes(found.own, market, sessions.tolist())


def _thresholds(found: ToldBy) -> list[str]:
    """Settings that are not the program's own but for the file, as they are set."""
    plain = {name: list(value) if isinstance(value, tuple) else value for name, value in found.changed.items()}
    return [f"{name} = {value}" for name, value in plain.items() if name != "file"]


def check_scheme(scheme: str) -> None:
    """Raise `ConfigError` for an unknown scheme of regimes."""
    if scheme not in SCHEMES:
        told = hint(scheme, SCHEMES, more=", or a file of your own")
        raise ConfigError(f"unknown scheme of regimes {scheme!r}; {told}")
