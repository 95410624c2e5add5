"""Lines of the plan and checks that a plug brings, and what it cannot take away."""

from dataclasses import replace

import pytest

from data.base.errors import ConfigError
from engine import PATTERNS, AuditCheck, Line, Plan, backtest, load_config
from engine.audit.plan import plan

A = PATTERNS["A"]


def with_plan(lines=None, **checks):
    lines = lines or {}
    return PATTERNS.added(
        replace(A, name="D", plan=Plan(lines=lambda _config: lines, checks={"": checks.get("own", ())}))
    )


@pytest.mark.parametrize("name", ["core", "exposure", "halving", "loss_stop", "dates"])
def test_none_of_the_five_lines_is_replaced(name):
    with (
        with_plan({name: Line(False, "halving_off")}),
        pytest.raises(ConfigError, match=f"plan: the line '{name}' is one of the five; a plug's needs another name"),
    ):
        plan(load_config(None, pattern="D"))


def test_a_check_that_gives_no_verdict_is_told(market):
    with (
        with_plan(own=(AuditCheck("mine", lambda _run: True),)),
        pytest.raises(ConfigError, match="check 'mine' gave True; it should give a Verdict"),
    ):
        backtest(load_config(None, ["period=2013-01"], pattern="D"), market)
