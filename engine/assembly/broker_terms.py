"""What the settings say about the account, with dated facts where they say nothing."""

from dataclasses import replace

from data.base.days import Day, day_of
from data.contracts.contracts import family_roots, future_spec, option_roots, option_spec
from data.contracts.fx_accounts import fx_account_days
from data.contracts.fx_contracts import fx_family, fx_spec, swap_terms
from data.contracts.index_funds import FundSpec, fund_roots
from data.facts import facts
from data.margin.margin_scenarios import MarginPath
from engine.account.costs import CostModel
from engine.account.hedge_terms import HedgeTerms
from engine.account.profile_file import profile_table
from engine.account.profiles import AccountProfile
from engine.assembly.core_terms import broker_event, chosen_fund, fund_event
from engine.assembly.flow_terms import flow_terms
from engine.assembly.fx_terms import at_fx_broker, at_fx_costs, fx_requirements, pledged_in
from engine.assembly.profile_path import account_path
from engine.day.terms import BrokerTerms, CashPolicy
from engine.settings.run_config import RunConfig
from engine.tax.tax_regimes import tax_regime


def broker_terms(
    config: RunConfig, period: tuple[Day, Day], rate: float = 1.0, profile: AccountProfile | None = None
) -> BrokerTerms:
    """What the settings say about the account from the first to the last day of a period, with facts of the first where
    they say nothing; `rate` is the investor's currency for one of the account's on that day, by which opening capital
    in it is divided. `profile` is that of a finished run, whose file need not be there any more.
    """
    (first, last), dollar = period, config.kind.market == "dollar"
    path = [(first, profile)] if profile else account_path(config, first, last, family_of(config))
    (_, known), *later = at_fx_broker(config, path, last) if dollar else path
    terms = _fx_terms(config, period, known) if dollar else _terms(config, first, known, rate)
    return replace(
        terms,
        later=tuple(later),
        broker_event=broker_event(config, [(first, known), *later]),
        flows=flow_terms(config, first),
    )


def family_of(config: RunConfig) -> str:
    """The root by which the family of contracts that the account deals in is known."""
    on_dollar = config.kind.market == "dollar"
    return fx_spec(config.fx.contract).family if on_dollar else future_spec(config.overlay.contract).family


def _terms(config: RunConfig, first: Day, profile: AccountProfile, rate: float) -> BrokerTerms:
    family = future_spec(config.overlay.contract).family
    return BrokerTerms(
        capital=opening_capital(config, rate),
        profile=profile,
        fund=chosen_fund(config),
        cash=CashPolicy(config.cash.sleeve, config.cash.buffer, config.cash.band, config.hedge.buffer),
        costs={root: cost_model(config, root, family, first, profile) for root in family_roots(family)},
        fill_at=config.execution.fill_at,
        intrabar=config.execution.intrabar,
        margin=_margin_path(config),
        margin_test=config.margin.test,
        option_commissions=option_commissions(config, first),
        currency=config.capital.currency,
        investor=config.investor.currency or config.capital.currency,
        tax=tax_regime(config.tax.regime),
        quoted_futures=config.futures.prices == "quoted",
        hedge=_hedge_terms(config) if config.hedge.ratio else None,
        share_costs={root: share_costs(config, root, first) for root in fund_roots()},
        share_tax=config.cash_ratio.tax_rate,
        share_rate_factor=config.costs.factor,
        limited_as=_limited_as(config),
        family=family,
        fund_event=fund_event(config),
    )


def _hedge_terms(config: RunConfig) -> HedgeTerms:
    return HedgeTerms(**config.hedge.model_dump(exclude={"buffer"}), cost_factor=config.costs.factor)


def opening_capital(config: RunConfig, rate: float) -> float:
    """What an account is opened with, account currency, where one of it costs `rate` of the investor's currency."""
    return config.capital.initial if config.investor.capital is None else config.investor.capital / rate


def changes_of_terms(config: RunConfig) -> list[Day]:
    """Days on which facts begin to hold that stay those of the first session: runs of a configuration that begin on
    other days have the costs of runs that begin the day before. Raises `ConfigError` for a wrong file of profiles.
    """
    forced, profiles = f"{config.account.profile}.liquidation_half_spread", profile_table(config.account.profile_file)
    dealt = fx_account_days(config.fx.account) if config.fx.account else ()
    return sorted({*dealt, *(row.valid_from for row in (*facts("costs"), *profiles.history(forced)))})


def _fx_terms(config: RunConfig, period: tuple[Day, Day], profile: AccountProfile) -> BrokerTerms:
    """An account for foreign exchange on margin: cash and nothing else, with the requirement and
    the levels of `[fx]`.
    """
    (first, last), chosen, family = period, config.fx, fx_spec(config.fx.contract).family
    usual = {root: cost_model(config, root, family, first, profile) for root in fx_family(family)}
    (_, costs), *later_costs = at_fx_costs(config, usual, first, last)
    return BrokerTerms(
        capital=config.capital.initial,
        profile=profile,
        cash=None,
        costs=costs,
        later_costs=tuple(later_costs),
        fill_at=config.execution.fill_at,
        intrabar=config.execution.intrabar,
        margin=_margin_path(config)._replace(requirements=fx_requirements(config, first)),
        margin_test=config.margin.test,
        currency=config.capital.currency,
        investor=config.capital.currency,
        family=family,
        swap=swap_terms(first, chosen.pass_through, family),
        pledged=pledged_in(config, first),
    )


def _margin_path(config: RunConfig) -> MarginPath:
    margin = config.margin
    start = day_of(margin.start) if margin.start else None
    return MarginPath(margin.source, margin.scenario, margin.factor, start)


def cost_model(config: RunConfig, root: str, family: str, first: Day, profile: AccountProfile) -> CostModel:
    """Trading costs of a contract, currency and points: the settings', else those of the table `costs`: a
    commission for each root, spreads for each family; multiplied by the settings' factor.
    """
    table, chosen = facts("costs"), config.costs.model_dump(exclude={"option_commission", "factor"})
    names = {name: f"{root if name == 'commission' else family}.{name}" for name in chosen}
    known = {name: table.carried(fact, first) if chosen[name] is None else chosen[name] for name, fact in names.items()}
    liquidation = f"{family}.liquidation_half_spread"
    own = config.account.liquidation_half_spread is None and liquidation in table.names
    forced = table.carried(liquidation, first) if own else profile.liquidation_half_spread
    return CostModel(**known, liquidation_half_spread=forced).scaled(config.costs.factor)


def _limited_as(config: RunConfig) -> str:
    """The fund that is traded, where its market has a price limit of its own or none."""
    funds = [spec.root for spec in config.contracts().values() if isinstance(spec, FundSpec)]
    return next((fund for fund in funds if f"{fund}.daily" in facts("price_limits").names), "")


def share_costs(config: RunConfig, root: str, first: Day) -> CostModel:
    """Trading costs of an index fund, currency per share, from the table `costs`; the settings only say when
    spreads are those of stress, and by what all is multiplied.
    """
    names = ("commission", "half_spread", "stress_half_spread", "stress_vix")
    known = {name: facts("costs").carried(f"{root}.{name}", first) for name in names}
    known["stress_vix"] = known["stress_vix"] if config.costs.stress_vix is None else config.costs.stress_vix
    others = {"roll_half_spread": known["half_spread"], "liquidation_half_spread": known["stress_half_spread"]}
    return CostModel(**known, **others).scaled(config.costs.factor)


def option_commissions(config: RunConfig, first: Day) -> dict[str, float]:
    """Commission of each option by its cost root, currency per contract and side, times the settings' factor."""
    table, chosen, factor = facts("costs"), config.costs.option_commission, config.costs.factor
    roots = [option_spec(root).cost_root for root in option_roots()]
    return {root: factor * (table.carried(f"{root}.commission", first) if chosen is None else chosen) for root in roots}
