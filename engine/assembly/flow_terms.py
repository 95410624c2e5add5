"""What the settings say about money that is paid into an account and taken out of it."""

from typing import TYPE_CHECKING

from data.base.days import Day, day_of
from data.base.errors import ConfigError
from data.facts import facts
from engine.account.paid import NO_FLOWS, FlowTerms
from engine.settings.run_config import RunConfig

if TYPE_CHECKING:
    from engine.settings.flow_sections import Flows

MONTHS = {"month": 1, "quarter": 3, "year": 12}


def flow_terms(config: RunConfig, first: Day) -> FlowTerms:
    """Amounts and dates of payments for an account that is opened on a day; `NO_FLOWS` where nothing is paid."""
    flows: Flows = config.flows
    if flows.none:
        return NO_FLOWS
    investor = config.investor.currency or config.capital.currency
    return FlowTerms(
        contribute=flows.contribute,
        withdraw=flows.withdraw,
        share=flows.withdraw_share,
        months=MONTHS[flows.every],
        inflation=flows.inflation,
        in_yen=flows.currency == "investor" and investor != config.capital.currency,
        start=first if flows.start is None else day_of(flows.start),
        initial_multiple=facts("withdrawals").carried("left.initial_multiple", first),
    )


def require_flows(config: RunConfig, last: Day) -> None:
    """Raise `ConfigError` where payments would begin after the last day of a run."""
    start = config.flows.start
    if not config.flows.none and start is not None and day_of(start) > last:
        raise ConfigError(f"flows.start = {start}: after the last session of the run; set an earlier day")
