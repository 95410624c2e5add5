"""`RunConfig`: everything a run depends on besides the market; frozen, complete, hashed, and strict about strangers."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import tomli_w
from pydantic import ValidationError, create_model, model_validator

from data.base import bounded
from data.base.errors import ConfigError
from data.base.meant import file_hint
from data.base.visible import is_utf8, visible
from engine.account.profiles import fx_profile_names
from engine.plugs.pattern import PATTERNS
from engine.plugs.rule import RULES
from engine.settings.combinations import COMBINATIONS
from engine.settings.messages import sentences
from engine.settings.run_settings import RunSettings
from engine.settings.section import SWITCH, Section, as_meant, keys_of, kind_below
from engine.settings.versions import VERSION
from engine.settings.written_kinds import section_as_written


class RunConfig(RunSettings):
    """All settings of one run. `name` is what it is called beside others, `note` anything worth knowing about it."""

    @model_validator(mode="before")
    @classmethod
    def _fx_is_in_yen(cls, settings: Any) -> Any:
        """Foreign exchange is in yen and at an FX broker where nothing else is said."""
        name = settings.get("pattern") if isinstance(settings, Mapping) else None
        if not isinstance(name, str) or name not in PATTERNS or PATTERNS[name].market != "dollar":
            return settings
        filled = dict(settings)
        for section, default in (("capital", {"currency": "JPY"}), ("account", {"profile": fx_profile_names()[0]})):
            given = settings.get(section, {})
            said = not isinstance(given, Mapping) or "profile_file" in given
            filled[section] = given if said else {**default, **given}
        return filled

    @model_validator(mode="after")
    def _go_together(self) -> "RunConfig":
        for check in COMBINATIONS:
            check(self)
        return self

    @property
    def broker_told(self) -> str:
        """The broker: the profile with what of it is overridden, and the account of [fx] where one is named."""
        dealt = self.fx.account if self.reads("fx.account") else None
        return f"{dealt}, {self.account.told}" if dealt else self.account.told

    @property
    def identity(self) -> dict[str, str]:
        """Which plan it is, as values for JSON: its name, pattern, account and currency."""
        return {
            "name": self.called,
            "pattern": self.kind_called,
            "account": self.broker_told,
            "currency": self.capital.currency,
        }

    @property
    def digest(self) -> str:
        """SHA-256 of the resolved settings and their version, 64 hexadecimal digits; `name`, `note`, the sections of
        another pattern, and what only a report tells regimes by decide nothing and are left out.
        """
        sections = {name for name in type(self).model_fields if isinstance(getattr(self, name), Section)}
        others = sections - self.sections_read
        settings = {"version": VERSION, **self.model_dump(mode="json", exclude={"name", "note", "regimes", *others})}
        if self.acts_on:
            settings["regimes"] = self.regimes.model_dump(mode="json", include=set(self.acts_on))
        return hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()

    def settings(self) -> dict[str, Any]:
        """The settings as nested plain values, what is not set left out (TOML knows no null), and what
        another setting stands for.
        """
        others = type(self).model_fields.keys() - RunConfig.model_fields.keys() - self.sections_read
        found: dict[str, Any] = self.model_dump(exclude_none=True, exclude=set(others))
        if self.investor.capital is not None:
            del found["capital"]["initial"]
        if self.fx.requirement_yen is not None:
            found["fx"].pop("requirement", None)
        return found

    def settings_for_all(self) -> dict[str, Any]:
        """The settings for runs of any pattern: also what was set in sections that this one does not read."""
        return {**self.model_dump(exclude_none=True, exclude_unset=True), **self.settings()}


def load_config(path: Path | str | None = None, assignments: Sequence[str] = (), **top: Any) -> RunConfig:
    """Settings from a TOML file, then from `section.key=value` assignments (of two for one key the later), then from
    keywords for top-level keys.

    Raises `ConfigError` with one sentence for everything that is wrong.
    """
    settings: dict[str, Any] = read_toml(Path(path)) if path else {}
    origin = str(path) if path else "config"
    for assignment in assignments:
        _assign(settings, assignment)
        origin = f"{path} with --set" if path else "--set"
    return parse_config({**settings, **top}, origin)


def parse_config(settings: Mapping[str, Any], origin: str = "config") -> RunConfig:
    """Settings from nested plain values; `origin` names them in messages. Raises `ConfigError` with one sentence for
    everything that is wrong.

    >>> parse_config({"overlay": {"ratio": 0.1}}).exposure_limit
    1.11
    """
    kind = config_type()
    try:
        return kind.model_validate(settings)
    except ValidationError as error:
        raise ConfigError("\n".join(f"{origin}: {sentence}" for sentence in sentences(error, kind))) from None


def config_type() -> type[RunConfig]:
    """`RunConfig`, with the sections that plugs bring. Raises `ConfigError` for one whose section is there already, and
    for one that can be none.
    """
    sections = [pair for plug in PATTERNS.brought() for pair in plug.sections.items()]
    sections += [(rule.name, rule.section) for rule in RULES.brought()]
    names, brought = [name for name, _ in sections], dict(sections)
    taken = next((name for name in names if name in RunConfig.model_fields or names.count(name) > 1), None)
    if taken:
        raise ConfigError(f"settings [{taken}]: there is a section of this name; a plug should choose another")
    return _with_sections(tuple(brought.items())) if brought else RunConfig


@cache
def _with_sections(brought: tuple[tuple[str, type[Section]], ...]) -> type[RunConfig]:
    fields: dict[str, Any] = {name: (section, _by_default(name, section)) for name, section in brought}
    return create_model("RunConfig", __base__=RunConfig, **fields)


def _by_default(name: str, section: type[Section]) -> Section:
    """A section of a plug as it is where nothing is set. Raises `ConfigError` for what can be no section."""
    if not (name.isascii() and name.isidentifier()) or name.startswith("_") or hasattr(RunConfig, name):
        raise ConfigError(f"settings [{name}]: a plug cannot call a section so; choose another name, such as my_trend")
    if not (isinstance(section, type) and issubclass(section, Section)):
        raise ConfigError(f"settings [{name}]: {section!r} should be a class on Section")
    try:
        return section()
    except ValidationError as error:
        lacking = ", ".join(str(one["loc"][0]) for one in error.errors() if one["loc"])
        raise ConfigError(f"settings [{name}]: {lacking or 'it'} should have a default that it may have") from None


def as_written(settings: Mapping[str, Any]) -> RunConfig:
    """The settings of a finished run, complete, as nested plain values: not asked whether they would be allowed today.

    Raises `ValueError` for a setting that there is not, `ConfigError` for a whole section, and as `config_type` does.
    """
    kind = config_type()
    section = next(
        (name for name, one in settings.items() if isinstance(one, dict) and name not in kind.model_fields), ""
    )
    if section:
        raise ConfigError(f"settings [{section}]: no pattern and no rule has such a section")
    config: RunConfig = section_as_written(kind, settings, "")
    return config


def describe(config: RunConfig, *, offered: bool = False) -> str:
    """All settings as TOML with a comment for each section; what is not set stands as a comment. With `offered` also
    those of further rules that go with the pattern and are not set.
    """
    lines = [
        f"pattern = {_toml(config.pattern)}",
        "",
        "# What the run is called where it is shown, and anything worth knowing about it; neither changes a result.",
        f"name = {_toml(config.name)}",
        f"note = {_toml(config.note)}",
    ]
    further = {rule.name: config.section(rule.name).model_dump() for rule in config.rules} if offered else {}
    written = {**further, **config.settings()}
    for name in type(config).model_fields:
        section = getattr(config, name)
        if isinstance(section, Section) and name in written:
            about = " ".join((type(section).__doc__ or "").split())
            lines += ["", f"# {about}", f"[{name}]"]
            told = written[name]
            for key in keys_of(section):
                below = getattr(section, key)
                lines += (
                    _below(f"{name}.{key}", below) if isinstance(below, Section) else [_setting(key, told.get(key))]
                )
    return "\n".join(lines)


def _below(name: str, section: Section) -> list[str]:
    """A section within a section."""
    told = section.model_dump(exclude_none=True)
    return ["", f"[{name}]", *(_setting(key, told.get(key)) for key in keys_of(section))]


def _setting(key: str, value: Any) -> str:
    return f"# {key} =" if value is None else f"{key} = {_toml(value)}"


def _toml(value: Any) -> str:
    return tomli_w.dumps({"value": value}).removeprefix("value = ").strip()


def read_toml(path: Path) -> dict[str, Any]:
    """The tables of a TOML file. Raises `ConfigError` for one that cannot be read, or is none."""
    try:
        return bounded.read_toml(path)
    except OSError as error:
        meant = file_hint(path, "give the path of a TOML file")
        raise ConfigError(f"{path}: cannot be read ({error.strerror}); {meant}") from None
    except bounded.NestedTooDeeplyError:
        raise ConfigError(f"{path}: is nested too deeply; settings have tables in tables, and lists in them") from None
    except bounded.TooLargeError as error:
        raise ConfigError(f"{path}: {error}") from None
    except ValueError as error:  # of its text, or of a name that no file can have
        raise ConfigError(f"{path}: is not valid TOML: {error}") from None


def check_assignment(assignment: str, option: str) -> tuple[tuple[str, ...], Any]:
    """(place, value) of one `section.key=value`, not asked whether it goes with the other settings.

    Raises `ConfigError` for an unknown key or a value it cannot have.
    """
    settings: dict[str, Any] = {}
    place, value = _assign(settings, assignment, option)
    kind = config_type()
    try:
        kind.model_validate(settings)
    except ValidationError as error:
        # a value error is of the combination with other settings, which are still to come
        if any(one["type"] != "value_error" for one in error.errors()):
            raise ConfigError(f"{option}: {sentences(error, kind)[0]}") from None
    return place, _meant(kind, place, value)


def _meant(kind: type[Section], place: Sequence[str], value: Any) -> Any:
    """A value as its section takes it."""
    for section in place[:-1]:
        of = kind_below(kind, section)
        if not (isinstance(of, type) and issubclass(of, Section)):
            return value
        kind = of
    return as_meant(kind, place[-1], value)


def _assign(settings: dict[str, Any], assignment: str, option: str = "--set") -> tuple[tuple[str, ...], Any]:
    if len(assignment.strip().splitlines()) > 1:
        raise ConfigError(f"{option} {assignment!r}: is more than one line; give each setting {option} of its own")
    if not is_utf8(assignment):
        raise ConfigError(f"{option} {visible(assignment)}: is not UTF-8, in which settings are kept; give it so")
    name, equals, text = assignment.partition("=")
    *sections, key = name.strip().split(".")
    if not equals or not key:
        raise ConfigError(f"{option} {assignment}: should read section.key=value, such as overlay.ratio=0.2")
    for section in sections:
        settings = settings.setdefault(section, {})
        if not isinstance(settings, dict):
            raise ConfigError(f"{option} {assignment}: {section} is a value, not a section")
    try:
        value, there = _value(text.strip()), settings.get(key)
    except bounded.TooLargeError as error:
        raise ConfigError(f"{option} {name.strip()}: {error}") from None
    switch = SWITCH.get(value.lower()) if isinstance(value, str) else value if isinstance(value, bool) else None
    if isinstance(there, dict) and switch is not None:
        there["enabled"] = switch
    else:
        settings[key] = value
    return (*sections, key), value


def _value(text: str) -> Any:
    """A TOML value; what is not one is taken as a string, so that quotes can be left out."""
    try:
        return bounded.toml_of(f"value = {text}")["value"]
    except bounded.TooLargeError:
        raise
    except ValueError:
        return text
