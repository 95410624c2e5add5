"""Which settings of different sections go together: each check raises `ValueError` with a sentence."""

from collections.abc import Callable

from data.base.days import day_of
from data.base.digits import apart
from data.contracts.contracts import OptionSpec
from data.contracts.dealing import FOREIGN_EXCHANGE, FUTURES, WORDS
from engine.account.profile_file import profile_table
from engine.account.profiles import deals_in, fx_profile_names, profile_names
from engine.plugs.pattern import PATTERNS
from engine.settings.cash_sections import alarms
from engine.settings.run_settings import RunSettings
from engine.settings.scope import changed
from engine.tax.tax_regimes import knows_shares


def at_its_broker(config: RunSettings) -> None:
    """Account and contracts deal in the same: futures and options, foreign exchange, CFDs or shares on margin. Raises
    `ValueError`, as do all checks here.
    """
    profile = config.account.profile
    dealing, fx = deals_in(profile, profile_table(config.account.profile_file)), config.kind.market == "dollar"
    if fx != (dealing == FOREIGN_EXCHANGE):
        known = f"choose {' or '.join(map(repr, fx_profile_names()))}" if fx else "choose one of a broker of futures"
        raise ValueError(f"account.profile = {profile!r} does not go with pattern {config.pattern}: {known}")
    for setting, spec in config.contracts().items():
        wanted = FUTURES if isinstance(spec, OptionSpec) else getattr(spec, "dealt_as", dealing)
        if not fx and wanted != dealing:
            raise ValueError(
                f"account.profile = {profile!r} deals in {WORDS[dealing]}, {setting} = {spec.root!r} is one of "
                f"{WORDS[wanted]}: choose {' or '.join(map(repr, profile_names(wanted)))}, or another contract"
            )


def nothing_inert_in_fx(config: RunSettings) -> None:
    """Settings that would do nothing in foreign exchange are refused there."""
    pattern = config.pattern
    if config.kind.market != "dollar":
        return
    alike = (kind for kind in map(PATTERNS.__getitem__, PATTERNS.names()) if kind.market == "dollar")
    known = frozenset[str]().union(*(kind.sections_read for kind in alike))
    for name in (setting.partition(".")[0] for setting in changed(config)):
        if name not in known:
            raise ValueError(f"the settings of [{name}] have no effect on pattern {pattern}; leave them out")
    for name, own in (("loss_cut_level", "loss_cut_level"), ("voluntary_stop_level", "voluntary_stop")):
        if getattr(config.account, name) is not None:
            raise ValueError(f"account.{name} has no effect on pattern {pattern}; set fx.{own}")
    if config.execution.fill_at == "open":
        raise ValueError(
            f"execution.fill_at = 'open' does not go with pattern {pattern}: there is one fixing a day; "
            "set it to 'close'"
        )
    if config.margin.source != "table_or_model":
        raise ValueError(f"margin.source has no effect on pattern {pattern}; set fx.requirement")


def may_be_opened(config: RunSettings) -> None:
    """The leverage of pattern fx is one at which the broker, and the voluntary stop, let a position be opened."""
    fx, start = config.fx, config.period.start
    day = day_of(start) if start else 0
    asked = fx.requirement_on(day)
    if not config.reads("fx.leverage") or asked.amount or fx.measured_on(day):
        return
    ratio, limit = 1.0 / (fx.leverage * asked.share), 1.0 / asked.share
    # a leverage of exactly 1 / requirement is allowed, whatever the last bit of the quotient
    if ratio < 1.0 - 1e-12:
        told, most = apart(fx.leverage, limit)
        raise ValueError(
            f"fx.leverage {told} is above {most}, the most that a requirement of {asked.share:.1%} allows; lower it"
        )
    if ratio <= fx.voluntary_stop:
        opened, level = apart(100.0 * ratio, 100.0 * fx.voluntary_stop, digits=3)
        raise ValueError(
            f"fx.leverage {fx.leverage:g} opens at a maintenance ratio of {opened}%, at or below fx.voluntary_stop "
            f"{level}%; lower the leverage or set fx.voluntary_stop = 0"
        )


def size_follows_from_the_stop(config: RunSettings) -> None:
    """Trades sized by a stop have no leverage and no dates of their own, and their free margin is asked
    before their voluntary stop.
    """
    fx, trades = config.fx, config.fx_trades
    if not config.reads("fx_trades.allowed_loss"):
        return
    for name in ("leverage", "rebalance"):
        if getattr(fx, name) != type(fx).model_fields[name].default:
            raise ValueError(
                f"fx.{name} has no effect on pattern {config.kind.name}: size follows from fx_trades.allowed_loss and "
                "the stop; leave it out"
            )
    if fx.voluntary_stop >= 1.0 + trades.free_margin:
        level, allowed = apart(fx.voluntary_stop, 1.0 + trades.free_margin)
        raise ValueError(
            f"fx.voluntary_stop {level} would close what fx_trades.free_margin {trades.free_margin:g} allows "
            f"(equity {allowed} times the requirement); lower the stop, or ask for more free margin"
        )


def ratio_within_the_limit(config: RunSettings) -> None:
    """An overlay that is asked for is one that the exposure limit allows."""
    ratio, told = config.overlay.ratio, config.overlay.max_total_exposure
    if config.reads("short.amount") and config.short.amount is not None:
        ratio = config.short.amount / config.capital.initial
        if 1.0 + ratio > config.exposure_limit + 1e-12:
            made, limit = apart(1.0 + ratio, config.exposure_limit)
            raise ValueError(
                f"short.amount {config.short.amount:g} beside capital.initial {config.capital.initial:g} makes total "
                f"exposure {made}, above {limit}; lower the amount, or set overlay.max_total_exposure = {made} or more "
                "and overlay.acknowledge_high_leverage = true"
            )
        return
    # a limit of exactly 1 + ratio is kept, whatever the last bit of the sum
    if config.reads("overlay.ratio") and 1.0 + ratio > config.exposure_limit + 1e-12:
        made, limit = apart(1.0 + ratio, config.exposure_limit)
        raise ValueError(
            f"overlay.ratio {ratio} makes total exposure {made}, above {limit}, "
            "the most that needs no acknowledgement; lower the ratio, or set "
            f"overlay.max_total_exposure = {made} or more and overlay.acknowledge_high_leverage = true"
            if told is None
            else f"overlay.ratio {ratio} makes total exposure {made}, above overlay.max_total_exposure "
            f"{limit}; lower the ratio or raise the limit"
        )


def one_currency(config: RunSettings) -> None:
    """What is traded is in the account's currency."""
    for name, spec in config.contracts().items():
        if spec.currency != config.capital.currency:
            raise ValueError(
                f"{name} = {spec.root!r} is in {spec.currency}, the account in {config.capital.currency}: "
                f"set capital.currency = {spec.currency!r}, or choose another contract or pattern"
            )


def known_currencies(config: RunSettings) -> None:
    """Investor, account, tax and hedge are in currencies whose rates and rules are known."""
    investor, account = config.investor.currency or config.capital.currency, config.capital.currency
    if investor != account and (investor, account) != ("JPY", "USD"):
        raise ValueError(
            f"investor.currency {investor} and capital.currency {account}: "
            "only a yen investor with a dollar account is known"
        )
    if config.tax.regime != "none" and account != "USD":
        raise ValueError(
            f"tax.regime {config.tax.regime!r}: only dollar accounts are taxed, this one is in {account}; "
            "leave it at none"
        )
    if config.hedge.ratio and investor == account:
        raise ValueError(
            f"hedge.ratio {config.hedge.ratio}: there is nothing to hedge, investor and account are both in {account}; "
            'set investor.currency = "JPY"'
        )


def a_core_of_its_own_currency(config: RunSettings) -> None:
    """A core in yen stands under futures in dollars, by itself: nothing is hedged, and nothing befalls it."""
    if not config.reads("fund.currency") or config.fund.currency == "account":
        return
    told = f"fund.currency = {config.fund.currency!r}"
    if config.capital.currency == config.fund.currency:
        raise ValueError(f"{told} has no effect: the account is in it already; leave it out")
    for setting, on in (
        ("hedge.ratio", config.hedge.ratio > 0.0),
        ("fund.event", config.fund.event != "none"),
        ("broker.fails_on", config.broker.fails_on is not None),
        ("tax.regime", config.tax.regime != "none"),
    ):
        if on:
            raise ValueError(f"{setting} does not go with {told}; leave one of them out")


def one_capital(config: RunSettings) -> None:
    """Opening capital is said once, in the account's currency or in the investor's."""
    told, account = config.investor.capital, config.capital.currency
    if told is None:
        return
    if (config.investor.currency or account) == account:
        raise ValueError(
            f"investor.capital {told:g}: there is nothing to convert, investor and account are both in {account}; "
            "set capital.initial"
        )
    if "initial" in config.capital.model_fields_set:
        raise ValueError(
            f"investor.capital {told:g} and capital.initial {config.capital.initial:g} both say what the account opens "
            "with; leave one of them out"
        )


def shares_are_taxed_once(config: RunSettings) -> None:
    """Gains of shares are withheld at sales or belong to a year's tax, and a regime without a rule
    for them is refused.
    """
    regime, chosen = config.tax.regime, config.cash_ratio
    if regime == "none" or not config.reads("cash_ratio.asset") or chosen.asset != "fund":
        return
    if chosen.tax_rate:
        raise ValueError(
            f"cash_ratio.tax_rate {chosen.tax_rate:g} and tax.regime {regime!r} would tax the gains of shares twice; "
            "leave one of them out"
        )
    if not knows_shares(regime, chosen.fund):
        raise ValueError(
            f"tax.regime {regime!r} has no rule for the gains of {chosen.fund}: "
            "leave it at none and set cash_ratio.tax_rate, or choose another cash_ratio.asset"
        )


def shares_alone_are_withheld_from(config: RunSettings) -> None:
    """A tax on gains of shares needs shares."""
    chosen = config.cash_ratio
    if config.reads("cash_ratio.asset") and chosen.asset == "futures" and chosen.tax_rate:
        raise ValueError(
            f"cash_ratio.tax_rate {chosen.tax_rate:g} has no effect on futures; leave it out, or set tax.regime"
        )


def back_to_normal(config: RunSettings) -> None:
    """The stages after an alarm lead from its ratio down to that of normal times."""
    way, used = config.reentry, alarms(config.cash_trend, config.cash_volatility)
    if not config.reads("reentry.ratios") or not used or not way.enabled:
        return
    normal, alarmed = max(low for low, _ in used), max(high for _, high in used)
    if way.ratios[-1] != normal:
        raise ValueError(
            f"reentry.ratios ends at {way.ratios[-1]:g}, but normal times have {normal:g}: "
            "the last stage is the way back to normal"
        )
    if way.ratios[0] > max(alarmed, normal):
        raise ValueError(
            f"reentry.ratios begins at {way.ratios[0]:g}, but an alarm has {alarmed:g}: "
            "the way back only gives cash back"
        )


def labels_come_from_a_file(config: RunSettings) -> None:
    """A range by labels of one's own needs the file of them."""
    if config.in_range.measure == "labels" and config.regimes.file is None:
        raise ValueError(
            "in_range.measure = 'labels' needs labels of your own: set regimes.file to a CSV of them, such as "
            "date,label"
        )


COMBINATIONS: tuple[Callable[[RunSettings], None], ...] = (
    at_its_broker,
    nothing_inert_in_fx,
    may_be_opened,
    size_follows_from_the_stop,
    ratio_within_the_limit,
    one_currency,
    known_currencies,
    a_core_of_its_own_currency,
    one_capital,
    shares_are_taxed_once,
    shares_alone_are_withheld_from,
    back_to_normal,
    labels_come_from_a_file,
)
