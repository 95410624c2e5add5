"""Which facts a run took from other days than its own, for its notes."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from data.base.arrays import Ints
from data.base.arrow import to_array, to_codes
from data.base.days import Day, iso
from data.contracts.contracts import FutureSpec, OptionSpec, family_on, future_spec, is_future, is_option
from data.contracts.fx_contracts import PAIR, FxSpec
from data.contracts.fx_pairs import fx_pair
from data.contracts.index_funds import FundSpec
from data.contracts.rolls import roll_schedule
from data.curves.futures_curve import QUARTER_DAYS
from data.facts import facts
from data.fund.funds import is_deposit
from data.intake.pair_rates import own_rates
from data.pricing.money_market import INTERBANK, RATES, overnight_names
from engine.account.profile_file import profile_table
from engine.account.profiles import TABLE
from engine.manifest.made_with import MadeWith
from engine.words.notes import Note, note

Tables = Mapping[str, pa.Table]


class FactRead(NamedTuple):
    """A name, or the beginning of names, of a table of facts, and the first and last day for which a run reads it, both
    included.
    """

    table: str
    name: str
    first: Day
    last: Day


def fact_notes(made: MadeWith, tables: Tables) -> Iterator[Note]:
    """A note for each table of facts that begins after, or ends before, days for which the
    run reads it (see `data.facts`).
    """
    by_table: dict[str, list[FactRead]] = {}
    for one in _facts_read(made, tables):
        by_table.setdefault(one.table, []).append(one)
    own = made.config.account.profile_file
    for table, asked in by_table.items():
        known = profile_table(own) if table == own else facts(table)
        reaches = [(one, known.reach(one.name)) for one in asked]
        early = {one.name: reach.first for one, reach in reaches if one.first < reach.first}
        late = {one.name: reach.end for one, reach in reaches if reach.end is not None and one.last >= reach.end}
        file = table if table == own else facts(table).file(asked[0].name)
        if early:
            yield note("fact_early", table=file, names=list(early), date=iso(max(early.values())))
        if late:
            yield note("fact_late", table=file, names=list(late), date=iso(min(late.values())))


def days_struck(tables: Tables) -> list[Day]:
    """Days on which forwards of a currency hedge were struck, in order of date."""
    kinds = tables["events"]["kind"].to_pylist()
    days = zip(to_array(tables["events"]["date"]).tolist(), kinds, strict=True)
    return [day for day, kind in days if kind == "hedge"]


def _facts_read(made: MadeWith, tables: Tables) -> Iterator[FactRead]:
    config, days = made.config, to_array(tables["equity"]["date"]).tolist()
    first, last = days[0], days[-1]
    yield FactRead(config.account.profile_file or TABLE, config.account.profile, first, first)
    if "fund" in config.sections_read and is_deposit(config.fund.kind):
        yield FactRead("funds", f"{config.fund.kind}.rate_{config.capital.currency}", first, last)
    if config.tax.regime != "none":
        yield FactRead("tax", config.tax.regime, first, last)
    yield from _of_trading(made, first, last)
    if struck := days_struck(tables):
        yield FactRead("currency_hedge", "USDJPY", min(struck), max(struck))
        yield from (FactRead("money_market", name, min(struck), max(struck)) for name in INTERBANK)
    yield from _of_financing(made, tables)
    if written := _days_written(tables):
        yield FactRead("option_margin", "index", min(written), max(written))


def _days_written(tables: Tables) -> list[Day]:
    """Days on which options stood written."""
    positions = tables["positions"]
    # a filter of Arrow's by a mask would import pandas
    short = np.flatnonzero(to_array(positions["size"]) < 0).tolist()
    days, codes = to_array(positions["date"]).tolist(), positions["contract"].to_pylist() if short else []
    return [days[row] for row in short if is_option(codes[row])]


def _of_trading(made: MadeWith, first: Day, last: Day) -> Iterator[FactRead]:
    """Costs of the first day; price limits, roll dates and what dollars earn overnight of all."""
    traded = made.config.contracts().values()
    roots = (root for spec in traded for root in _cost_roots(spec))
    yield from (FactRead("costs", root, first, first) for root in dict.fromkeys(roots))
    if traded:
        yield FactRead("price_limits", f"{made.terms.limited_as or made.terms.family}.daily", first, last)
    for spec in traded:
        if isinstance(spec, FutureSpec):
            if spec.rolls.months:
                yield FactRead("roll_convention", f"{spec.family}.{spec.rolls.lead}", first, last)
            yield FactRead("exchange_margin", f"{spec.family}.initial_ratio", first, last)
        if isinstance(spec, FxSpec):
            yield FactRead("fx", spec.family, first, first)
            if made.config.fx.account:
                yield FactRead("fx_margin_accounts", f"{made.config.fx.account}.requirement", first, first)
            yield from (FactRead(*named, first, last) for named in _earned(made, spec))


def _earned(made: MadeWith, spec: FxSpec) -> Iterator[tuple[str, str]]:
    """(table, name) of what a base currency earns overnight; none where a file of rates tells it."""
    pair, file = fx_pair(spec.index), made.config.rates_file
    if file and own_rates(file, pair).base_rates is not None:
        return
    if spec.index == PAIR:
        yield from (("money_market", name) for name in overnight_names(made.market.bill_months))
    else:
        yield RATES, f"{pair.base}.overnight"


def _cost_roots(spec: FutureSpec | OptionSpec | FundSpec | FxSpec) -> Sequence[str]:
    """Names under which `costs` has what a contract costs: its own, and of a family's, or of the options' stress."""
    if isinstance(spec, OptionSpec):
        return spec.cost_root, family_on(spec.index)
    return (spec.cost_root,) if isinstance(spec, FundSpec) else (spec.family, spec.cost_root)


def _of_financing(made: MadeWith, tables: Tables) -> Iterator[FactRead]:
    """The series with which the first and the last futures held were priced: of the day on
    which each became the lead contract.
    """
    series, spec = made.config.futures.financing, future_spec(made.config.overlay.contract)
    codes, names = to_codes(tables["positions"]["contract"])
    held = to_array(tables["positions"]["date"])[np.array([is_future(name) for name in names], dtype=np.bool_)[codes]]
    if not len(held) or isinstance(series, float) or made.config.futures.prices == "quoted":
        return
    if spec.at_index:
        yield from (FactRead(table, spec.family, *_ends(held)) for table in ("financing_spread", "financing"))
        return
    earlier, calendar = made.config.futures.roll_sessions_earlier, made.market.calendar
    first, last = (
        roll_schedule(day + 1, day + 3 * QUARTER_DAYS, calendar, spec.rolls, earlier)[0].expiry - QUARTER_DAYS
        for day in _ends(held)
    )
    yield FactRead("financing_spread", f"{spec.family}.{series}", first, last)


def _ends(days: Ints) -> tuple[Day, Day]:
    """The first and the last of some days."""
    return int(days.min()), int(days.max())
