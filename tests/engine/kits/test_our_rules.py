"""The kit for rules finds nothing wrong with ours, brought as somebody else's would be."""

import pytest

from data.intake.published import event_dates
from engine import Line, RulePlug, Section, check_rule
from strategies.rules.before_events import BeforeEvents, before_events_rule
from strategies.rules.buffer import buffer_rule
from strategies.rules.in_range import InRange, in_range_rule
from strategies.rules.leverage_cap import LeverageCap, cap_rule
from strategies.rules.loss_stop import LossStop, loss_stop_rule
from strategies.rules.pause import Pause, pause_rule
from strategies.rules.volatility_halving import Halving, halving_rule
from strategies.rules.voluntary_stop import voluntary_stop_rule

SHORT_OF_MONEY = {
    "account": {"profile": "jp_retail_futures"},
    "overlay": {"ratio": 1.5, "max_total_exposure": 3.0, "acknowledge_high_leverage": True},
    "stops": {"voluntary": False},
}
OURS = {
    "halving": (halving_rule(Halving(0.20, 0.15, 10)), {"halving": {"enabled": False}}),
    "loss_stop": (loss_stop_rule(LossStop(0.01)), {"stops": {"monthly_loss": "off"}}),
    "pause": (pause_rule(Pause(0.02, 3, 0.0)), {}),
    "before_events": (before_events_rule(BeforeEvents(3, 0.0), event_dates(["FOMC"], None).days), {}),
    "in_range": (in_range_rule(InRange(0.15, 0.2, 0.0), lambda seen: seen.view.efficiency_ratio(21)), {}),
    "voluntary_stop": (voluntary_stop_rule(4.0), SHORT_OF_MONEY),
    "buffer": (buffer_rule(0.9), SHORT_OF_MONEY),
    "cap": (cap_rule(LeverageCap(1.1)), {}),
}


class Ours(Section):
    """Whether the rule is on."""

    on: bool = False


@pytest.mark.pages
@pytest.mark.parametrize("name", OURS)
def test_nothing_is_wrong_with_ours(name):
    rule, settings = OURS[name]
    words = {"rule.ours": name, "plan.ours": "Ours.", "left_out.ours.on": "ours"}
    plug = RulePlug(
        name="ours",
        section=Ours,
        rule=lambda config, _profile: rule._replace(name="ours") if config.section("ours").on else None,
        line=lambda config: Line(config.section("ours").on, "ours", {}, {"ours.on": False}),
        words={"en": words, "ja": words},
    )
    assert check_rule(plug, {**settings, "ours": {"on": True}}) == []
