"""Pattern cash: cash between a floor and a cap by rule, the rest in the index."""

from typing import Any

from engine.assembly.cash_params import cash_params
from engine.audit import cash_ratio_checks
from engine.audit.chapters import AuditCheck
from engine.audit.plan_questions import check_plan
from engine.plugs.pattern import Pattern, Plan
from engine.settings.cash_sections import CASH_SECTIONS
from engine.settings.scope import ACCOUNT, FUND, TRADED


def _risk_asset(config: Any) -> tuple[str, ...]:
    return ("cash_ratio.fund",) if config.cash_ratio.asset == "fund" else ("overlay.contract",)


CASH = Pattern(
    name="cash",
    strategy="strategies.cash.cash_ratio:CashRatio",
    reads=(*ACCOUNT, *TRADED, *FUND, "overlay.contract", "futures", *CASH_SECTIONS),
    contracts=_risk_asset,
    params=cash_params,
    plan=Plan(
        checks={
            "": (
                AuditCheck("cash_limits", cash_ratio_checks.ratio_was_within_its_limits),
                AuditCheck("cash_reached", cash_ratio_checks.ratio_was_reached),
            )
        },
        questions=check_plan,
    ),
)
