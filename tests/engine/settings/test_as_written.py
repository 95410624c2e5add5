"""Settings as people write them: numbers in percent and with commas, rules on and off."""

import pytest

from data.base.errors import ConfigError
from engine.settings.grid import varied
from engine.settings.run_config import RunConfig, load_config, parse_config


@pytest.mark.parametrize(
    ("assignment", "plain"),
    [
        ("overlay.ratio=30%", "overlay.ratio=0.3"),
        ("capital.initial=2,500,000", "capital.initial=2500000"),
        ("capital.initial=2.5m", "capital.initial=2500000"),
        ("capital.initial=250万", "capital.initial=2500000"),
        ("stops.monthly_loss=3%", "stops.monthly_loss=0.03"),
        ("halving.window=1,0", None),
        ("halving=off", "halving.enabled=false"),
        ("halving.enabled=off", "halving.enabled=false"),
        ("pause=on", "pause.enabled=true"),
    ],
)
def test_what_people_write_is_what_the_program_writes(assignment, plain):
    if plain is None:
        with pytest.raises(ConfigError, match="should be a valid"):
            load_config(None, [assignment])
        return
    assert load_config(None, [assignment]) == load_config(None, [plain])


def test_a_file_may_have_them_in_quotes():
    written = {"overlay": {"ratio": "10 %"}, "halving": "off", "capital": {"initial": "5,000,000"}}
    plain = {"overlay": {"ratio": 0.1}, "halving": {"enabled": False}, "capital": {"initial": 5_000_000.0}}
    assert parse_config(written) == parse_config(plain)
    assert parse_config(written).digest == parse_config(plain).digest


def test_a_rule_that_is_switched_keeps_what_the_file_says_of_it(tmp_path):
    file = tmp_path / "plan.toml"
    file.write_text("[halving]\nhalve_above = 0.3\nrestore_below = 0.2\n", encoding="utf-8")
    config = load_config(file, ["halving=off"])
    assert (config.halving.enabled, config.halving.halve_above) == (False, 0.3)


def test_names_and_notes_stay_as_they_are():
    config = load_config(None, ["name=20%", "note=off"])
    assert (config.name, config.note) == ("20%", "off")


def test_values_that_are_varied_are_numbers():
    cells = varied(RunConfig(), ["overlay.ratio=10%,20%"])
    assert [cell.values["overlay.ratio"] for cell in cells] == [0.1, 0.2]
    assert [cell.name for cell in cells] == [cell.name for cell in varied(RunConfig(), ["overlay.ratio=10%:20%:10%"])]


@pytest.mark.parametrize(
    ("assignment", "meant"),
    [("execution.fill_at=opne", "open"), ("account.profile=us_fcm_tbil", "us_fcm_tbill"), ("patern=A", "pattern")],
)
def test_a_wrong_word_is_answered_with_the_nearest(assignment, meant):
    with pytest.raises(ConfigError, match=rf"did you mean {meant}\?"):
        load_config(None, [assignment])


def test_a_file_that_is_not_there_is_answered_with_the_nearest(tmp_path):
    (tmp_path / "plan.toml").write_text("", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"did you mean .*/plan\.toml\?"):
        load_config(tmp_path / "paln.toml")
