"""The history of the settings: what a run of an earlier version leaves out means what it meant then."""

import json
import tomllib
from pathlib import Path
from typing import get_args

import pytest

from engine.plugs.pattern import PATTERNS
from engine.results import first_version
from engine.settings.run_config import RunConfig, load_config, parse_config
from engine.settings.section import Section
from engine.settings.versions import BEFORE, VERSION, completed

GOLDEN = Path(__file__).parents[2] / "golden"
FIRST = sorted(path for path in (GOLDEN / "1").iterdir() if (path / "manifest.json").exists())
OF_AN_ACCOUNT = ("fx.requirement", "fx.loss_cut_level")
"""Open where `fx.account` says them, else never."""
ALL = ("core", "A", "B", "C", "fx", "fx_trades", "cash")


def test_every_setting_is_known_to_the_history_of_the_settings():
    """A setting that is in no golden run, or has another default than there, is told in `BEFORE` with what was done
    without it.
    """
    first = {
        f"{section}.{key}"
        for path in FIRST
        for section, values in tomllib.loads((path / "config.toml").read_text()).items() if isinstance(values, dict)
        for key in values
    } | {f"{section}.{key}" for section, keys in first_version._UNSET.items() for key in keys}  # fmt: skip
    told = {place for places in BEFORE.values() for place in places}
    now = {
        f"{section}.{key}"
        for section in RunConfig.model_fields
        if isinstance(getattr(RunConfig(), section), Section)
        for key in type(getattr(RunConfig(), section)).model_fields
    }
    assert now - first == told & (now - first)
    assert told <= now


def test_what_was_left_open_is_still_a_setting_that_may_be_left_open():
    for section in RunConfig.model_fields:
        values = getattr(RunConfig(), section)
        if isinstance(values, Section):
            for key, field in type(values).model_fields.items():
                place = f"{section}.{key}"
                assert type(None) not in get_args(field.annotation) or field.default is None or place in OF_AN_ACCOUNT


def test_what_an_fx_account_leaves_open_is_left_open_when_it_is_written_and_read():
    config = load_config(None, ["fx.account=monex_fx_2007"], pattern="fx")
    again = parse_config(config.settings())
    assert again.fx == config.fx
    assert [getattr(again.fx, place.partition(".")[2]) for place in OF_AN_ACCOUNT] == [None, None]


@pytest.mark.parametrize("version", range(1, VERSION))
def test_defaults_are_those_of_the_version_or_the_history_tells_of_them(version):
    """What a run of an earlier version leaves out means what it meant: completed settings of defaults then are defaults
    then.
    """
    kept = json.loads((GOLDEN / str(version) / "defaults.json").read_text())
    now = RunConfig().model_dump(mode="json")
    told = {place for later, places in BEFORE.items() if later > version for place in places}
    changed = {
        f"{section}.{key}"
        for section, values in kept.items() if isinstance(values, dict)
        for key, value in values.items() if now[section][key] != value
    }  # fmt: skip
    assert changed <= told
    for settings in (_set(kept), kept, {"pattern": "A"}):
        then = parse_config(completed(settings, version)).model_dump(mode="json")
        assert {name: then[name] for name in ("overlay", "cash", "halving")} == {
            name: _came_later(name, version) | kept[name] for name in ("overlay", "cash", "halving")
        }
        stops = kept["stops"] | {"monthly_loss": "off" if version < 3 else 0.02}
        assert then["stops"] == _came_later("stops", version) | stops


def _came_later(section, version):
    """Settings of a section that came after a version, with the value that means what was done then."""
    told = {place: value for later, places in BEFORE.items() if later > version for place, value in places.items()}
    return {key: value for (name, _, key), value in ((place.partition("."), told[place]) for place in told)
        if name == section}  # fmt: skip


@pytest.mark.pages
def test_what_a_pattern_does_not_read_is_today_s_default_where_it_was_that_of_its_time(subtests):
    """Else a run of foreign exchange, which refuses settings of other patterns, could not be made again."""
    for version in range(1, VERSION):
        for pattern in ALL:
            with subtests.test(version=version, pattern=pattern):
                kept = _set(json.loads((GOLDEN / str(version) / "defaults.json").read_text()))
                then, now = completed(kept | {"pattern": pattern}, version), RunConfig().model_dump(mode="json")
                for place in (place for later, places in BEFORE.items() if later > version for place in places):
                    section, _, key = place.partition(".")
                    if not PATTERNS[pattern].reads_setting(place):
                        assert then.get(section, {}).get(key, now[section][key]) == now[section][key]


def test_a_setting_of_another_pattern_that_was_chosen_stays():
    then = completed({"pattern": "core", "overlay": {"max_total_exposure": 1.2}}, 2)
    assert then["overlay"] == {"max_total_exposure": 1.2}


def _set(kept):
    """Plain values as a file has them: what is open is left out."""
    return {
        name: {key: value for key, value in values.items() if value is not None} if isinstance(values, dict) else values
        for name, values in kept.items()
    }
