"""One plan at several accounts: how often each was called, what came of it, and what of its terms decided."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from data.base.arrow import to_array
from engine.account.margin import NOISE
from engine.account.profiles import AccountProfile
from engine.audit.calls import MET, UNASKED, MarginCall, calls_of
from engine.results.run import RunResult


class AccountRow(NamedTuple):
    """A run at its account: margin calls, missed deadlines, sessions on which the broker closed positions and on which
    collateral was below maintenance margin at the close, and what decided, a code of the section `decided` of the words
    with its values.
    """

    run: str
    account: str
    calls: int
    missed: int
    forced: int
    below: int
    decided: str
    values: dict[str, Any]


def account_rows(runs: Mapping[str, RunResult]) -> list[AccountRow]:
    """A row for each run of one pattern at several accounts; none where it is not that."""
    accounts = {run.config.broker_told for run in runs.values()}
    patterns = {run.config.kind_called for run in runs.values()}
    return [_row(name, run) for name, run in runs.items()] if len(accounts) > 1 and len(patterns) == 1 else []


def _row(name: str, run: RunResult) -> AccountRow:
    calls, equity, events = calls_of(run), run.table("equity"), run.table("events")
    kinds = np.array(events["kind"].to_pylist(), dtype=object)
    excess, maintenance = (to_array(equity[column]) for column in ("excess", "maintenance"))
    decided, values = what_decided(run, calls)
    return AccountRow(
        run=name,
        account=run.config.broker_told,
        calls=int((kinds == "margin_call").sum()),
        missed=int((kinds == "deadline_missed").sum()),
        forced=len(np.unique(to_array(events["date"])[kinds == "liquidation"])),
        below=int((excess < -NOISE * maintenance).sum()),
        decided=decided,
        values=values,
    )


def what_decided(run: RunResult, calls: list[MarginCall]) -> tuple[str, dict[str, Any]]:
    """(code, values) of what of an account's terms decided: at the first call that ended badly, else at the first, and
    without one what kept it away.
    """
    if not calls:
        profile = run.profile
        return ("core", {"share": 1.0 - profile.fund_haircut}) if profile.fund_is_collateral else ("spare", {})
    call = next((one for one in calls if one.came != MET), calls[0])
    profile = run.profile_on(call.day)
    return _of_call(call, profile), {"lag": profile.redemption_lag, "grace": profile.grace}


def _of_call(call: MarginCall, profile: AccountProfile) -> str:
    if call.came == UNASKED or (call.came == "loss_cut" and profile.grace == 0):
        return "unasked"
    if call.came == "missed":
        return "lag" if profile.redemption_lag > profile.grace and not profile.fund_is_collateral else "short"
    return f"met_{call.code}" if call.came == MET else call.came
