"""What settings did not do in a run, for its notes."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from operator import attrgetter
from typing import Any

import numpy as np
import pyarrow as pa

from data.base.arrays import Floats
from data.base.arrow import to_array
from data.base.days import iso
from engine.account.profiles import AccountProfile
from engine.analysis.rulings import binding, target
from engine.day.terms import BrokerTerms
from engine.settings.account_sections import Cash
from engine.settings.reach import REPORTED, stopped_by, without_effect
from engine.settings.run_config import RunConfig
from engine.settings.scope import changed
from engine.words.notes import Note, note

MUCH = 0.9
"""Share of the overlay asked for that whole contracts leave at least; with less something else was in the way."""
Tables = Mapping[str, pa.Table]


def effect_notes(config: RunConfig, terms: BrokerTerms, tables: Tables) -> Iterator[Note]:
    """Notes on settings that had no effect, for what they are or for what happened, and on an overlay that never
    traded or was never what was asked.
    """
    profile, later = terms.profile, [one for _, one in terms.later]
    for told, settings in without_effect(config, profile, *later).items():
        if told == REPORTED:
            yield note("only_reported", settings=settings)
            continue
        yield note("no_effect", setting=told, value=_chosen(config, profile, told), settings=settings)
    yield from _of_the_first_day(config, terms)
    yield from _never_measured(config, profile, tables)
    if _overlay_is_asked_for(config) and not tables["fills"].num_rows:
        yield _never_traded(config, tables)
        return
    if not tables["targets"].num_rows or stopped_by(config, profile, "overlay.ratio"):
        return
    if "cash.buffer" in changed(config) and _buffer_was_idle(config, [profile, *later], tables):
        yield note("idle_buffer", buffer=config.cash.buffer)
    yield from _never_reached(config.overlay.ratio, tables)


def _of_the_first_day(config: RunConfig, terms: BrokerTerms) -> Iterator[Note]:
    """Terms of the account that change within the run, and of which the run takes those of its first day."""
    for field in ("voluntary_stop_level", "liquidation_half_spread"):
        changes = [day for day, one in terms.later if getattr(one, field) != getattr(terms.profile, field)]
        if changes and stopped_by(config, terms.profile, f"account.{field}") is None:
            yield note("first_day_holds", setting=f"account.{field}", date=iso(changes[0]))


def _chosen(config: RunConfig, profile: AccountProfile, told: str) -> Any:
    """The value of a setting; what an account leaves open is its profile's, an exposure limit follows the ratio, and
    an investor's currency is the account's.
    """
    section, _, key = told.rpartition(".")
    value = getattr(getattr(config, section) if section else config, key)
    if value is not None:
        return value
    followed = {"overlay.max_total_exposure": config.exposure_limit, "investor.currency": config.capital.currency}
    return getattr(profile, key) if section == "account" else followed.get(told)


def _never_measured(config: RunConfig, profile: AccountProfile, tables: Tables) -> Iterator[Note]:
    """A measure of volatility that was not known on any session, so that its rule never acted."""
    for key, table in (("halving.measure", "targets"), ("cash_volatility.measure", "cash_rules")):
        if table not in tables or stopped_by(config, profile, key):
            continue
        seen = tables[table]["volatility"]
        if len(seen) and seen.null_count == len(seen):
            yield note("never_measured", setting=key, value=attrgetter(key)(config))


def _never_reached(asked: float, tables: Tables) -> Iterator[Note]:
    """Rules, or margin, kept the overlay below its ratio every evening."""
    aimed, held = float(target(tables, "target_ratio").max()), float(_overlay(tables).max())
    names = [name for name in binding(tables).tolist() if name]
    # a target that is a product of multipliers may miss the ratio asked for by rounding
    if aimed >= asked - 1e-9:
        refused = "margin" in tables["orders"]["status"].to_pylist()
        names = ["margin"] if refused and held < MUCH * asked else []
    if names:
        yield note("never_reached", asked=asked, held=held, rules=_rules(names))


def _rules(names: Iterable[str]) -> list[str]:
    """Rules, the most frequent first."""
    often = Counter(name for name in names if name)
    return [name for name, _ in often.most_common()]


def _overlay_is_asked_for(config: RunConfig) -> bool:
    """Whether something is to be traded beside the fund; cash ratios and strategies of one's own have notes of their
    own.
    """
    sizes = [place for place in ("overlay.ratio", "options.budget") if config.reads(place)]
    return (
        bool(config.contracts())
        and not config.kind.is_free
        and "cash_ratio" not in config.sections_read
        and all(attrgetter(place)(config) > 0.0 for place in sizes)
    )


def _never_traded(config: RunConfig, tables: Tables) -> Note:
    """The one cause for which there was no fill: of orders, or why there were none."""
    orders = tables["orders"]
    if "fx_rules" in tables:
        return note("no_trade_opened")
    if orders.num_rows or not tables["targets"].num_rows:
        rows = zip(orders["status"].to_pylist(), orders["reason"].to_pylist(), strict=True)
        refused = Counter(reason for status, reason in rows if status != "waiting")
        return note("never_refused", why=refused.most_common(1)[0][0]) if refused else note("never_filled")
    return _never_ordered(config, tables)


def _never_ordered(config: RunConfig, tables: Tables) -> Note:
    """Why no order was sent: for what happened on dates to buy, for a rule, or else for the size of a contract."""
    kinds = Counter(tables["events"]["kind"].to_pylist())
    if kinds["over_budget"]:
        return note("never_cheap", count=kinds["over_budget"])
    if kinds["no_trend"]:
        return note("never_in_trend", count=kinds["no_trend"])
    closed, on_dates = target(tables, "target_ratio") <= 0.0, "premium" in config.kind.dates
    if closed.all() or (on_dates and closed.any()):
        return note("never_open", rules=_rules(binding(tables)[closed].tolist()))
    return note("never_due" if on_dates else "never_whole")


def _buffer_was_idle(config: RunConfig, profiles: Iterable[AccountProfile], tables: Tables) -> bool:
    """Whether neither the buffer nor its default could have limited the overlay; where the fund
    is collateral it does nothing else.
    """
    if not all(profile.fund_is_collateral for profile in profiles):
        return False
    equity, notional = (to_array(tables["equity"][name]) for name in ("equity", "overlay_notional"))
    held = notional > 0.0
    if not held.any() or equity.min() <= 0.0:
        return False
    margin = float((to_array(tables["equity"]["initial"])[held] / notional[held]).max())
    backed = float((to_array(tables["equity"]["collateral"]) / equity).min())
    room = backed / (margin + max(config.cash.buffer, Cash().buffer))
    return float(target(tables, "target_ratio").max()) < room


def _overlay(tables: Tables) -> Floats:
    """Overlay notional as a share of equity, by session; nothing without equity."""
    equity, notional = (to_array(tables["equity"][name]) for name in ("equity", "overlay_notional"))
    return np.where(equity > 0.0, notional / np.where(equity > 0.0, equity, 1.0), 0.0)
