"""A rule for A and C: a smaller overlay while the index goes nowhere."""

from typing import Annotated, Any

from pydantic import Field

from engine import RULES, Line, Rule, RulePlug, Ruling, RunConfig, Section, backtest, check_rule, load_config


class Range(Section):
    """The overlay times `factor` while the efficiency ratio of `window` sessions is below `below`; back from `above`
    on. A factor of 1 is no rule.
    """

    factor: Annotated[float, Field(ge=0.0, le=1.0)] = 1.0
    window: Annotated[int, Field(ge=2, le=1000)] = 63
    below: Annotated[float, Field(ge=0.0, le=1.0)] = 0.15
    above: Annotated[float, Field(ge=0.0, le=1.0)] = 0.25


def rule(config: RunConfig, _profile: Any) -> Rule | None:
    """The rule of the settings; None where it is off."""
    chosen = config.section("range")
    if chosen.factor == 1.0:
        return None
    params = (chosen.below, chosen.above, chosen.factor)
    return Rule("range", params, False, lambda evening: evening.view.efficiency_ratio(chosen.window), step)


def step(params: tuple[float, float, float], ranging: bool, efficiency: float) -> tuple[bool, Ruling]:  # noqa: FBT001
    """Whether the index goes nowhere, and what that leaves of the overlay.

    trend --(efficiency <  below)--> range
    range --(efficiency >= above)--> trend
    """
    below, above, factor = params
    now = efficiency < above if ranging else efficiency < below
    code = "" if now == ranging else "range_began" if now else "range_ended"
    numbers = {"efficiency": efficiency, "level": below if now else above}
    return now, Ruling(factor if now else 1.0, state="range" if now else "trend", observed=efficiency, code=code,
                       numbers=numbers)  # fmt: skip


def line(config: RunConfig) -> Line:
    """The rule as a line of the plan."""
    chosen = config.section("range")
    numbers = {"factor": chosen.factor, "window": chosen.window, "level": chosen.below, "back": chosen.above}
    return Line(chosen.factor < 1.0, "range", numbers, {"range.factor": 1.0})


RANGE = RulePlug(
    name="range",
    section=Range,
    rule=rule,
    line=line,
    words={
        "en": {
            "rule.range": "range",
            "plan.range": "Overlay x {factor} while the efficiency ratio of {window} sessions is below {level}, until "
            "{back}.",
            "left_out.range.factor": "smaller in a range",
            "kind.range_began": "range began",
            "kind.range_ended": "range ended",
            "reason.range_began": "efficiency ratio {efficiency:.2f} below {level:.2f}",
            "reason.range_ended": "efficiency ratio {efficiency:.2f} from {level:.2f} on",
        },
        "ja": {
            "rule.range": "レンジ",
            "plan.range": "{window} 営業日の効率比が {level} を下回る間はオーバーレイ x {factor} ({back} で戻す)。",
            "left_out.range.factor": "レンジ時の縮小",
            "kind.range_began": "レンジ開始",
            "kind.range_ended": "レンジ終了",
            "reason.range_began": "効率比 {efficiency:.2f} が {level:.2f} を下回った",
            "reason.range_ended": "効率比 {efficiency:.2f} が {level:.2f} に戻った",
        },
    },
)

if __name__ == "__main__":
    print(
        "what is wrong with it:",
        check_rule(RANGE, {"range": {"factor": 0.5, "below": 0.3, "above": 0.35}}) or "nothing",
    )
    with RULES.added(RANGE):
        run = backtest(load_config(None, ["period=2008", "range.factor=0.5", "range.below=0.3", "range.above=0.35"]))
        print(run.equity["equity"].iloc[[0, -1]])
