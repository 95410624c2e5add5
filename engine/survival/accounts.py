"""A portfolio as a survival question: every account on the same paths, and the whole capital in each alone."""

from collections.abc import Mapping
from typing import Any

from data.base.errors import ConfigError
from engine.fast.refused import refusal
from engine.portfolio.plan import AccountPlan, PortfolioPlan
from engine.settings.grid import Cell
from engine.settings.run_config import RunConfig, parse_config
from engine.survival.joint import Accounts
from engine.survival.request import SurvivalRequest, SurvivalTerms
from engine.words.notes import Note, note


def portfolio_request(plan: PortfolioPlan, terms: SurvivalTerms) -> SurvivalRequest:
    """A request for the accounts of a plan on the same paths. They have sessions of their own, so that the plan's
    period decides nothing, and nothing is moved between the accounts.

    Raises `ConfigError` for accounts that the fast driver does not run, that have another currency than the whole or a
    market of their own, and for terms that ask of one account what is not told of several.
    """
    _require_runnable(plan, terms)
    accounts = Accounts(tuple(one.name for one in plan.accounts), tuple(one.share for one in plan.accounts))
    parts = [_config(one, plan.whole.capital * one.share) for one in plan.accounts]
    whole = [_config(one, plan.whole.capital) for one in plan.accounts] if accounts.several else []
    shares = [*accounts.shares, *(1.0 for _ in whole)]
    cells = tuple(
        Cell(_differences(parts[0], config), config, f"{config.name} {100 * share:.4g} %")
        for config, share in zip([*parts, *whole], shares, strict=True)
    )
    return SurvivalRequest(cells, terms, notes=tuple(_notes(plan)), accounts=accounts)


def _notes(plan: PortfolioPlan) -> list[Note]:
    """What of the plan decides nothing on paths."""
    period = plan.whole.period
    told = [note("survive_no_period")] if period.start or period.end else []
    moved = len(plan.accounts) > 1 and (plan.transfers.every != "never" or plan.transfers.rescue_from)
    return [*told, note("survive_no_transfers")] if moved else told


def _config(one: AccountPlan, capital: float) -> RunConfig:
    settings = one.config.settings_for_all()
    settings["capital"] = {**settings.get("capital", {}), "initial": capital}
    return parse_config({**settings, "name": one.name, "period": {}}, f"accounts.{one.name}")


def _require_runnable(plan: PortfolioPlan, terms: SurvivalTerms) -> None:
    if terms.find or terms.history or terms.absent:
        raise ConfigError("--find, --history, --absent: are asked of one account; leave them out of a portfolio")
    refused = [f"{one.name} ({why})" for one in plan.accounts if (why := refusal(one.config))]
    if refused:
        raise ConfigError(
            f"portfolio: the fast driver does not run {', '.join(refused)}; leave these accounts out, or run all of "
            "them through history with overlay portfolio"
        )
    own = [one.name for one in plan.accounts if one.market]
    if own:
        raise ConfigError(
            f"portfolio: {', '.join(own)} has a market of its own, and paths are drawn from one; leave accounts.NAME."
            "market out, and say --market"
        )
    currency = plan.whole.currency
    others = [one.name for one in plan.accounts if one.config.capital.currency != currency]
    if others:
        raise ConfigError(
            f"portfolio: {', '.join(others)} is not in {currency}, and on paths nothing is converted; give all "
            "accounts and the whole one currency"
        )


def _differences(base: RunConfig, config: RunConfig) -> dict[str, Any]:
    """The settings, by name, that make one configuration of another."""
    ours, theirs = _by_name(base.settings_for_all()), _by_name(config.settings_for_all())
    names = dict.fromkeys([*ours, *theirs])
    return {name: theirs.get(name) for name in names if ours.get(name) != theirs.get(name)}


def _by_name(settings: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for section, values in settings.items():
        if isinstance(values, Mapping):
            found |= {f"{section}.{key}": value for key, value in values.items()}
        else:
            found[section] = values
    return found
