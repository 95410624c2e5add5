"""Whether a family of underlyings is sound: its facts complete and of one mind, its margin and its dates possible, its
books right in a short run.
"""

from collections.abc import Iterator
from math import inf
from pathlib import Path
from typing import NamedTuple

from data.base.days import date_of, iso
from data.base.errors import DataError, OverlayError
from data.contracts.calendars import exchange
from data.contracts.contracts import FutureSpec, OptionSpec, future_spec, option_spec
from data.contracts.index_funds import FundSpec, fund_spec
from data.contracts.rolls import END, roll_schedule
from data.facts import facts
from data.facts.families import Family, add_family, known_families
from data.facts.family_check import problems_beside
from data.margin.margins import maintenance_schedule, modelled_schedule
from data.market.embedded import EMBEDDED, embedded_market
from data.market.market import Market
from data.synthetic.generator import Setting, markov_market, span
from engine.account.ledger import LedgerError
from engine.account.profiles import profile_names
from engine.audit.verdicts import LineStanding
from engine.runs.backtest import backtest
from engine.settings.run_config import parse_config

LEAST_MARGIN, MOST_MARGIN = 0.002, 0.60
"""Shares of notional between which an exchange's margin is believed."""
LONGEST_LEAD = 14
"""Calendar days before the settlement Friday, or sessions before a day of notice, beyond which nobody rolls."""
_TICKS = 10_000.0
"""Level of a made-up index in ticks of its future, at which its spreads are small."""
_NOT_CHECKED = frozenset({"large_moves", "fx"})
_CONTRACTS = ("futures", "options", "index_funds")
Spec = FutureSpec | OptionSpec | FundSpec


class Traded(NamedTuple):
    """What a family lets one trade."""

    futures: list[FutureSpec]
    options: list[OptionSpec]
    funds: list[FundSpec]

    @property
    def all(self) -> list[Spec]:
        """All of it, futures first."""
        return [*self.futures, *self.options, *self.funds]


def check_underlying(underlying: Path | str, market: Market | None = None) -> list[str]:
    """A sentence for everything that is not sound about a family of underlyings, none where all is: a file, or a name
    of an index or a contract that is known (`"SPX"`, `"MNQ"`).

    `market` is one of its index, on which published margins and a run are tried; without one a made-up market of that
    name stands in, for the S&P 500 also the market of the program.
    """
    known = next((one for one in known_families() if _is_called(one, str(underlying))), None)
    if known:
        return _problems(known, market)
    try:
        with add_family(underlying) as family:
            return _problems(family, market)
    except DataError as error:
        return str(error).splitlines()


def _is_called(family: Family, name: str) -> bool:
    return name in {family.path.stem, family.label, str(family.path)} or family.has(name)


def _problems(family: Family, market: Market | None) -> list[str]:
    rows = [row for row in family.rows if row.table not in _NOT_CHECKED]
    if not any(row.table in _CONTRACTS for row in rows):
        return [f"{family.label}: has no future, option or fund on an index"]
    beside = {
        (row.table, row.fact.name): one.label for one in known_families() if one is not family for row in one.rows
    }
    problems = problems_beside(rows, beside)
    if not problems:
        try:
            problems = [f": {one}" for one in _of_contracts(_traded(family), market)]
        except OverlayError as error:
            problems = [f": {one}" for one in str(error).splitlines()]
    return [f"{family.label}{one}" for one in dict.fromkeys(problems)]


def _traded(family: Family) -> Traded:
    roots = ({fact.name.partition(".")[0] for fact in family.facts(table)} for table in _CONTRACTS)
    futures, options, funds = map(sorted, roots)
    return Traded([*map(future_spec, futures)], [*map(option_spec, options)], [*map(fund_spec, funds)])


def _of_contracts(traded: Traded, market: Market | None) -> Iterator[str]:
    disagreeing = [*_of_one_mind(traded), *_of_futures(traded.futures), *_of_options(traded.options)]
    yield from disagreeing
    if disagreeing:
        return
    tried = market or _made_up(traded)
    heads = dict.fromkeys(spec.family for spec in traded.futures)
    for head in heads:
        yield from _of_margin(future_spec(head), tried if market else None)
        yield from _of_rolls(future_spec(head), tried)
    yield from _of_runs(traded, tried, made_up=market is None)


def _of_one_mind(traded: Traded) -> Iterator[str]:
    """One index, one calendar and one currency."""
    first = traded.all[0]
    for spec in traded.all:
        for what in ("index", "calendar", "currency"):
            one, other = getattr(spec, what), getattr(first, what)
            if one != other:
                yield f"{what} of {spec.root} is {one}, that of {first.root} {other}; a family has one"
        costs = facts("costs").latest(f"{spec.cost_root}.commission").unit.partition(" ")[0]
        if costs != spec.currency:
            yield f"{spec.cost_root}.commission is in {costs}, {spec.root} in {spec.currency}; they should agree"


def _of_futures(specs: list[FutureSpec]) -> Iterator[str]:
    margins, costs = facts("exchange_margin"), facts("costs")
    for spec in specs:
        head = future_spec(spec.family)
        share = spec.multiplier / head.multiplier
        if spec.multiplier <= 0.0 or spec.tick <= 0.0 or not 0.0 < spec.spread_tick <= spec.tick:
            yield f"{spec.root}: multiplier, tick and spread_tick should be above 0, spread_tick no more than tick"
        elif abs(spec.margin_share - share) > 1e-9:
            yield (
                f"{spec.root}.margin_share is {spec.margin_share:g}, but its multiplier is {share:g} of that of "
                f"{head.root}; they should agree"
            )
        if f"{spec.root}.maintenance" in margins.names:
            currency = margins.latest(f"{spec.root}.maintenance").unit.partition(" ")[0]
            if currency != spec.currency:
                yield f"{spec.root}.maintenance is in {currency}, {spec.root} in {spec.currency}; they should agree"
        if spec.root == head.root:
            half = {name: row.value or 0.0 for name, row in costs.group(spec.root).items() if "spread" in name}
            yield from _of_spreads(spec, half if spec.rolls.months else half | {"roll_half_spread": inf})


def _of_spreads(spec: FutureSpec, half: dict[str, float]) -> Iterator[str]:
    for name, least in (
        ("half_spread", 0.5 * spec.tick),
        ("roll_half_spread", 0.5 * spec.spread_tick),
        ("stress_half_spread", half["half_spread"]),
        ("liquidation_half_spread", half["half_spread"]),
    ):
        if half.get(name, least) < least - 1e-9:
            yield f"{spec.root}.{name} is {half[name]:g} index points; it should be {least:g} or more"


def _of_options(specs: list[OptionSpec]) -> Iterator[str]:
    for spec in specs:
        if min(spec.multiplier, spec.index_share, spec.tick, spec.tick_above, spec.strike_step) <= 0.0:
            yield f"{spec.root}: multiplier, index_share, tick, tick_above and strike_step should be above 0"


def _of_margin(head: FutureSpec, market: Market | None) -> Iterator[str]:
    """Maintenance as a share of notional, published where the market is the index's own, else modelled."""
    own = market or (embedded_market() if head.index == EMBEDDED else None)
    market = own or _market_of(head)
    closes = market.values("close")
    margins = (
        maintenance_schedule(market.days, closes, head.root, market.index, implied=market.values("vix"))
        if own
        else modelled_schedule(market.days, closes, head.root, implied=market.values("vix"))
    )
    for day, close, margin in zip(market.days, closes, margins, strict=True):
        share = margin / (head.multiplier * close)
        if not LEAST_MARGIN <= share <= MOST_MARGIN:
            yield (
                f"maintenance of {head.root} on {iso(day)} is {share:.2%} of its value; an exchange asks "
                f"{LEAST_MARGIN:.1%} to {MOST_MARGIN:.0%}"
            )
            return


def _of_rolls(head: FutureSpec, market: Market) -> Iterator[str]:
    """Each contract is left before it expires, on a session."""
    sessions, rule = exchange(head.calendar), head.rolls
    if not rule.months:
        return
    for _, days in rule.leads:
        if not 1 <= days <= LONGEST_LEAD:
            yield f"{head.root}.{rule.lead} is {days}; it should be 1 to {LONGEST_LEAD}"
    settles, told, most = "settlement_friday", [rule.friday], 4
    if rule.delivery:
        settles, told, most = "delivery_day and notice_day", [rule.delivery, rule.notice], END
    if not 1 <= min(told) <= max(told) <= most or rule.last_trade < 0:
        yield f"{head.root}: {settles} should be 1 to {most}, last_trade 0 or more"
        return
    schedule = roll_schedule(market.days[0], market.days[-1], sessions, rule)
    if not schedule:
        yield f"{head.root} has no roll date from {iso(market.days[0])} to {iso(market.days[-1])}"
    for roll in schedule:
        last = min(rule.last_trading_day(roll.expiry, sessions), sessions.before(roll.expiry, 1))
        if roll.day not in sessions or roll.day > last:
            yield f"{head.root} is rolled on {iso(roll.day)}; it should be on a session up to {iso(last)}"
            return


def _of_runs(traded: Traded, market: Market, *, made_up: bool) -> Iterator[str]:
    """Short runs of pattern A with the smallest future, of C with each option, of `cash` with each fund."""
    smallest = min(traded.futures, key=lambda spec: spec.multiplier, default=None)
    close = max(market.values("close"))
    money = 100.0 * close * max(getattr(spec, "multiplier", 1.0) for spec in traded.all)
    shared: dict[str, object] = {
        "capital": {"initial": max(money, 1e4), "currency": traded.all[0].currency},
        "margin": {"source": "model" if made_up else "table_or_model"},
        "stops": {"monthly_loss": "off"},
    }
    overlay: dict[str, object] = {"overlay": {"contract": smallest.root}} if smallest else {}
    if smallest:
        overlay["account"] = {"profile": profile_names(smallest.dealt_as)[0]}
        yield from _of_run({**shared, **overlay, "pattern": "A"}, market, smallest.root)
        for option in traded.options:
            bought = {"insurance": {"contract": option.root}}
            yield from _of_run({**shared, **overlay, **bought, "pattern": "C"}, market, option.root)
    for fund in traded.funds:
        held: dict[str, object] = {"asset": "fund", "fund": fund.root, "constant": 0.3}
        yield from _of_run({"capital": shared["capital"], "cash_ratio": held, "pattern": "cash"}, market, fund.root)


def _of_run(settings: dict[str, object], market: Market, root: str) -> Iterator[str]:
    told = f"a run of pattern {settings['pattern']} with {root}"
    try:
        run = backtest(parse_config(settings, told), market)
    except (OverlayError, LedgerError) as error:
        yield f"{told}: {error}"
        return
    traded = {code for code in run.table("fills")["contract"].to_pylist() if code.startswith(root)}
    if not traded:
        yield f"{told} trades none of it"
    verdicts = run.table("verdicts")
    for check, standing in zip(verdicts["check"].to_pylist(), verdicts["standing"].to_pylist(), strict=True):
        if check == "books" and standing != LineStanding.KEPT:
            yield f"{told}: its books do not add up"


def _made_up(traded: Traded) -> Market:
    return _market_of(min(traded.futures, key=lambda spec: -spec.listed, default=traded.all[0]))


def _market_of(spec: Spec) -> Market:
    """Three years of a made-up market of the spec's index, from the year after it was listed on, or after the first of
    its exchange's sessions.
    """
    sessions = exchange(spec.calendar)
    year = date_of(max(spec.listed, sessions.sessions[0])).year + 1
    level = _TICKS * (future_spec(spec.family).tick if isinstance(spec, FutureSpec) else 1.0)
    over = span(date_of(spec.listed).replace(year=year, month=1, day=2), 3.0, sessions)
    return markov_market(1, over, setting=Setting(level=level, index_name=spec.index)).market
