"""What a trial cannot teach because it is small."""

from math import ceil

from data.base.days import Day
from data.market.market import Market
from engine.audit.plan_questions import Said
from engine.journal.criteria import criterion
from engine.journal.trial import OPTIONS, Trial
from engine.settings.run_config import RunConfig
from engine.sizing.overlay_account import account_of, called
from engine.sizing.overlay_market import OverlayMarket


def lessons(small: RunConfig, trial: Trial, market: Market, day: Day | None = None) -> tuple[Said, ...]:
    """What cannot be learned with the settings of a trial (`small`), as sentences, by the prices of a session.

    Raises what opening the account raises.
    """
    found = [
        _another_contract(trial),
        _halving(small, trial),
        _rebalancing(trial),
        _stop(small, trial),
        *(() if trial.setting == OPTIONS else (_calls(small, trial, market, day), _puts(small, trial))),
    ]
    return tuple(one for one in found if one)


def _another_contract(trial: Trial) -> Said | None:
    if trial.contract == trial.plan_contract:
        return None
    return Said("trial.another_contract", {"contract": trial.contract, "planned": trial.plan_contract})


def _halving(small: RunConfig, trial: Trial) -> Said | None:
    """One contract that is halved is none."""
    if not (small.reads("halving.enabled") and small.halving.enabled):
        return None
    factor = small.halving.factor
    left = int(trial.contracts * factor)
    if left == trial.contracts * factor:
        return None
    told = {"contracts": trial.contracts, "factor": factor, "left": left}
    enough = ceil(1.0 / factor) if factor else 0
    return (
        Said("trial.halving_to_none", {**told, "enough": enough})
        if enough and not left
        else Said("trial.halving", told)
    )


def _rebalancing(trial: Trial) -> Said | None:
    """Whole contracts are the more the coarser the fewer there are."""
    if trial.setting == OPTIONS:
        return Said("trial.premium", {"contracts": trial.contracts, "full": trial.full})
    return Said("trial.rebalancing", {"contracts": trial.contracts, "move": 0.5 / (trial.contracts + 0.5)})


def _stop(small: RunConfig, trial: Trial) -> Said | None:
    """The fall of the index in a month by which the overlay alone would lose what the stop allows."""
    limit, held = small.stops.limit or 0.0, _share(small, trial)
    if not limit or not held:
        return None
    if trial.setting == OPTIONS:
        return None if held >= limit else Said("trial.stop_premium", {"loss": limit, "premium": held})
    fall = limit / held
    if fall <= criterion("fall.month"):
        return None
    return Said("trial.stop" if fall < 1.0 else "trial.stop_never", {"loss": limit, "fall": fall})


def _share(small: RunConfig, trial: Trial) -> float:
    return float(getattr(small.section(trial.section), trial.setting.partition(".")[2]))


def _calls(small: RunConfig, trial: Trial, market: Market, day: Day | None) -> Said | None:
    fall = account_of(OverlayMarket(small, market, day)).distance(trial.contracts, called)
    if fall is None:
        return Said("trial.calls_never", {})
    return Said("trial.calls", {"fall": fall}) if fall > criterion("fall.month") else None


def _puts(small: RunConfig, trial: Trial) -> Said | None:
    if not small.reads("insurance.hedge_ratio") or not small.insurance.hedge_ratio:
        return None
    return Said("trial.puts", {"contracts": trial.contracts, "ratio": small.insurance.hedge_ratio})
