"""What a rule of somebody else's brings into a run, and takes out of it again."""

from dataclasses import replace
from datetime import date

import pytest

from data.base.days import day_of
from data.base.errors import ConfigError
from engine import RULES, Rule, Ruling, load_config
from engine.assembly.overlay_rules import overlay_rules
from engine.assembly.profile_path import account_profile
from tests.plugins.trials import RANGE

DAY = day_of(date(2008, 1, 2))


def test_what_a_rule_changes_in_its_first_state_is_not_there_at_the_next_run():
    seen: list[int] = []
    counts = Rule("range", None, seen, lambda evening: evening, lambda _params, state, _seen: (state, Ruling()))
    with RULES.added(replace(RANGE, rule=lambda _config, _profile: counts)):
        config = load_config()
        first = [one.first for one in overlay_rules(config, account_profile(config, DAY)) if one.name == "range"]
    first[0].append(1)
    assert seen == []


@pytest.mark.parametrize("name", ["buffer", "cap", "loss_stop", "voluntary_stop"])
def test_a_rule_that_has_the_name_of_ours_is_refused(name):
    twin = Rule(name, None, None, lambda evening: evening, lambda _params, state, _seen: (state, Ruling()))
    with RULES.added(replace(RANGE, name=name, rule=lambda _config, _profile: twin)):
        config = load_config()
        with pytest.raises(ConfigError, match=f"^rule '{name}': there is one of this name; choose another"):
            overlay_rules(config, account_profile(config, DAY))
