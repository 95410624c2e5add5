"""The four points of an account that are looked up before anything is traded: how margin is computed, when positions
are closed, what counts as collateral, and currency and interest.
"""

from typing import Any

from data.base.days import iso
from data.contracts.fx_accounts import fx_account_days
from data.fund.funds import bill_fund
from engine.account.profile_file import profile_table
from engine.account.profiles import NO_DEADLINE, AccountProfile, fact_of
from engine.audit.plan import opening_day
from engine.audit.plan_questions import PlanAnswer, Said
from engine.questions.facts_of import Facts
from engine.settings.run_config import RunConfig

UNCOUNTED = "answer.collateral_none"
"""The fund is no collateral."""


def account_points(facts: Facts) -> list[PlanAnswer]:
    """The answers in the order of the points, each with the day since which its facts hold."""
    return [_margin(facts), _closing(facts), _collateral(facts), _currency(facts)]


def _since(config: RunConfig, *fields: str) -> Said:
    """Since when what a profile says of some fields holds, of those the newest, on the day on which the account is
    opened.
    """
    name, opened = config.account.profile, opening_day(config)
    table, holding = profile_table(config.account.profile_file), bill_fund(config.fund.kind).holding
    asked = {fact_of(name, field, holding, table) for field in fields}
    days = [row.valid_from for row in table.under(name) if row.name in asked]
    newest = max((day for day in days if day <= opened), default=min(days))
    return Said("answer.since", {"profile": name, "date": iso(newest)})


def _dealt_since(config: RunConfig) -> Said | None:
    """Since when what the account of [fx] says holds, on the day on which it is opened; None where none is named."""
    account = config.fx.account if config.reads("fx.account") else None
    if account is None:
        return None
    opened, days = opening_day(config), fx_account_days(account)
    newest = max((day for day in days if day <= opened), default=days[0])
    return Said("answer.since", {"profile": account, "date": iso(newest)})


def _margin(facts: Facts) -> PlanAnswer:
    config, margin = facts.config, facts.measured.margin
    since = _dealt_since(config) or _since(config, "margin_multiple")
    if facts.levels:
        return PlanAnswer("question.margin", *_of_dollars(config), more=(since,))
    if margin is None:
        return PlanAnswer("question.margin", "answer.margin_none", {})
    told = {"multiple": facts.profile.margin_multiple, "last": facts.measured.history.last} | {
        name: getattr(margin, name) for name in ("initial", "maintenance", "highest")
    }
    watched = "intraday" if facts.profile.watched else "close"
    test = watched if config.margin.test == "broker" else config.margin.test
    return PlanAnswer("question.margin", f"answer.margin_{test}", told, more=(since,))


def _of_dollars(config: RunConfig) -> tuple[str, dict[str, Any]]:
    """What the broker asks for dollars on the day on which the account is opened."""
    day = opening_day(config)
    asked = config.fx.requirement_on(day)
    if config.fx.measured_on(day):
        return "answer.margin_fx_measured", {}
    if asked.band:
        key = "answer.margin_fx_bands" if asked.highest else "answer.margin_fx_bands_open"
        return key, {"yen": asked.amount, "band": asked.band, "highest": asked.highest}
    key = "answer.margin_fx_yen" if asked.amount else "answer.margin_fx"
    return key, {"share": asked.share, "yen": asked.amount}


def _closing(facts: Facts) -> PlanAnswer:
    if facts.measured.margin is None:
        return PlanAnswer("question.closing", "answer.margin_none", {})
    when, cut = closing_of(facts.profile)
    since = _dealt_since(facts.config) or _since(facts.config, "grace", "loss_cut_level")
    return PlanAnswer("question.closing", when.key, when.values, more=(cut, since))


def closing_of(profile: AccountProfile) -> tuple[Said, Said]:
    """By when a broker wants money, and at which level it closes positions without asking."""
    told = {"grace": profile.grace, "delay": profile.closing_delay}
    own = {"level": profile.loss_cut_level, "own": profile.voluntary_stop_level}
    return (
        Said("answer.closing_mail" if profile.grace >= NO_DEADLINE else "answer.closing", told),
        Said("answer.closing_cut" if profile.loss_cut_level else "answer.closing_no_cut", own),
    )


def _collateral(facts: Facts) -> PlanAnswer:
    """Money that comes later than a call is due is left open."""
    config, profile = facts.config, facts.profile
    found = _with_shares(config) or collateral_of(profile, in_fund="fund" in config.sections_read)
    late = found.key == UNCOUNTED and facts.measured.margin is not None and profile.redemption_lag > profile.grace
    key = "answer.collateral_late" if late else found.key
    more = (_since(config, "fund_haircut", "redemption_lag"),)
    return PlanAnswer("question.collateral", key, found.values, not late, more)


def _with_shares(config: RunConfig) -> Said | None:
    """Cash and pledged shares at an FX broker; None where none are pledged."""
    account = config.fx.account_on(opening_day(config)) if config.reads("fx.securities") else None
    if account is None or not config.fx.securities:
        return None
    return Said("answer.collateral_shares", {"share": 1.0 - account.securities_haircut, "part": config.fx.securities})


def collateral_of(profile: AccountProfile, *, in_fund: bool) -> Said:
    """What a broker counts as collateral of capital that is kept `in_fund`, or in cash."""
    if not in_fund:
        return Said("answer.collateral_cash", {})
    if profile.fund_is_collateral:
        return Said("answer.collateral_fund", {"share": 1.0 - profile.fund_haircut, "lag": profile.redemption_lag})
    return Said(UNCOUNTED, {"lag": profile.redemption_lag, "grace": profile.grace})


def _currency(facts: Facts) -> PlanAnswer:
    """An account in another currency than the investor's that nothing hedges is left open."""
    config, profile = facts.config, facts.profile
    account, investor = config.capital.currency, config.investor.currency or config.capital.currency
    since = _since(config, "debit_spread", "credit_spread")
    told = {"account": account, "investor": investor, "hedge": config.hedge.ratio}
    earns = "answer.interest" if profile.cash_earns else "answer.interest_none"
    rates = Said(earns, {"debit": profile.debit_spread, "credit": profile.credit_spread})
    open_ = investor != account and not config.hedge.ratio
    key = "currency_same" if investor == account else "currency_open" if open_ else "currency_hedged"
    return PlanAnswer("question.currency", f"answer.{key}", told, not open_, (rates, since))
