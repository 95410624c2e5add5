"""Settings that a plug brings: checked, dumped, hashed and written as ours are, and only where they are read."""

from dataclasses import replace
from datetime import date

import pytest

from data.base.errors import ConfigError, ResultError
from engine import RULES, RunConfig, backtest, load_config, load_run
from engine.plugs.pattern import PATTERNS
from engine.settings.run_config import as_written, config_type, describe, parse_config
from engine.settings.section import Section, Share
from tests.plugins.trials import RANGE


class Reserve(Section):
    """What pattern D keeps back."""

    share: Share = 0.1


D = replace(PATTERNS["A"], name="D", sections={"reserve": Reserve})


@pytest.fixture
def pattern_d():
    with PATTERNS.added(D):
        yield


of_d = pytest.mark.usefixtures("pattern_d")


@of_d
def test_it_is_read_checked_and_given_back():
    config = parse_config({"pattern": "D", "reserve": {"share": 0.2}})
    assert config.section("reserve").share == 0.2
    assert config.settings()["reserve"] == {"share": 0.2}
    assert as_written(config.settings()) == config
    assert "[reserve]\nshare = 0.2" in describe(config)
    assert "# What pattern D keeps back." in describe(config)


@of_d
@pytest.mark.parametrize(
    ("section", "sentence"),
    [
        ({"share": 2.0}, r"config: reserve.share = 2.0: should be less than or equal to 1"),
        ({"shore": 0.1}, r"config: unknown key reserve.shore; did you mean reserve.share\?"),
    ],
)
def test_what_is_wrong_in_it_is_told(section, sentence):
    with pytest.raises(ConfigError, match=sentence):
        parse_config({"pattern": "D", "reserve": section})


@of_d
def test_it_counts_in_the_digest_of_its_pattern_alone():
    ours, theirs = (
        {parse_config({"pattern": name, "reserve": {"share": share}}).digest for share in (0.1, 0.2)} for name in "AD"
    )
    assert len(ours) == 1
    assert len(theirs) == 2


@of_d
def test_other_patterns_know_nothing_of_it():
    config = parse_config({"pattern": "A"})
    assert "reserve" not in config.settings()
    assert "reserve" not in describe(config)


def test_a_run_of_it_is_not_read_without_it(tmp_path, market):
    with PATTERNS.added(D):
        short = {"start": date(2013, 1, 2), "end": date(2013, 1, 31)}
        saved = backtest(parse_config({"pattern": "D", "period": short}), market).save(tmp_path)
        assert load_run(saved.path).config == saved.config
    with pytest.raises(ResultError, match=r"was made with a plug that is not there \(pattern 'D': should be 'core', "):
        load_run(saved.path)


def test_a_run_that_set_a_rule_is_not_read_without_it(tmp_path, market):
    with RULES.added(RANGE):
        short = {"start": date(2013, 1, 2), "end": date(2013, 1, 31)}
        saved = backtest(parse_config({"pattern": "A", "period": short, "range": {"factor": 0.5}}), market).save(
            tmp_path
        )
    with pytest.raises(
        ResultError, match=r"a plug that is not there \(settings \[range\]: no pattern and no rule has "
    ):
        load_run(saved.path)


def test_a_section_of_a_name_that_is_taken_is_refused():
    twice = replace(D, name="E", sections={"halving": Reserve})
    with PATTERNS.added(twice), pytest.raises(ConfigError, match=r"settings \[halving\]: there is a section of this"):
        config_type()


def test_without_plugs_the_settings_are_ours():
    assert config_type() is RunConfig


class Needy(Section):
    """A setting without a default."""

    window: int


@pytest.mark.parametrize(
    ("name", "section", "sentence"),
    [
        ("kind", Reserve, "a plug cannot call a section so"),
        ("digest", Reserve, "a plug cannot call a section so"),
        ("copy", Reserve, "a plug cannot call a section so"),
        ("model_config", Reserve, "a plug cannot call a section so"),
        ("a b", Reserve, "a plug cannot call a section so"),
        ("", Reserve, "a plug cannot call a section so"),
        ("reserve", dict, "<class 'dict'> should be a class on Section"),
        ("reserve", Reserve(), "Reserve.share=0.1. should be a class on Section"),
        ("reserve", Needy, "window should have a default"),
    ],
)
def test_what_can_be_no_section_is_refused(name, section, sentence):
    with (
        PATTERNS.added(replace(D, sections={name: section})),
        pytest.raises(ConfigError, match=rf"^settings \[{name}\]: {sentence}"),
    ):
        parse_config({})


def test_a_setting_that_names_no_contract_is_told():
    with (
        PATTERNS.added(replace(D, contracts=lambda _config: ("overlay.size",))),
        pytest.raises(
            ConfigError,
            match=r"pattern D: 'overlay.size' is no setting that names a contract; should be overlay.contract, ",
        ),
    ):
        parse_config({"pattern": "D"})


def test_a_run_with_a_rule_is_not_read_without_it(tmp_path, market):
    with RULES.added(RANGE):
        config = load_config(None, ["period=2013-01", "range.factor=0.5"])
        saved = backtest(config, market).save(tmp_path)
    with pytest.raises(
        ResultError,
        match=r"made with a plug that is not there \(settings \[range\]: no pattern and no rule has such a section",
    ):
        load_run(saved.path)
