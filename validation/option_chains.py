"""The volatility surfaces held against real option chains: quoted and modelled implied volatility by moneyness.

Chains: SPX of 2013-04-19 and 2013-06-24 with both sides quoted (CRAN package RND), and QuantConnect's samples: chains
with a closing price per option, and snapshots with both sides. Volatilities are annual decimals, in the tables
volatility points.
"""

from collections.abc import Callable
from functools import cache
from math import exp, log1p
from typing import NamedTuple

import numpy as np
import pandas as pd

from data.base.days import date_of, day_of
from data.base.right import Right
from data.contracts.calendars import expiry, xnys
from data.market.embedded import embedded_market
from data.pricing.black76 import implied_volatility
from data.pricing.fitted_surface import FALL_SESSIONS
from data.pricing.surface import SURFACES, AnySurface, surface
from validation.public_data import BILL_DAYS, file

FEWEST_DAYS, MOST_DAYS = 5, 120
FUND = "SPY"
NEAR = 0.05
"""Parity is read off strikes this close to the index, as a share of it."""
SAME_DAY = 0.001
"""How far a file's underlying may lie from the index's close of its date before its prices count as another day's."""
LAST_SNAPSHOT = "15:58"
EDGES = (0.0, 0.80, 0.90, 0.95, 0.975, 1.0, 1.025, 1.05, 1.10, np.inf)
RND_EXPIRIES = {"2013-04-19": (2013, 6), "2013-06-24": (2013, 8)}
"""Months of the expiries of the RND chains, which the package gives as 62 and 53 days ahead."""
RND, UNIVERSES, SNAPSHOTS = "spx_chain_2013_rnd.csv", "lean_option_universes.csv", "lean_option_quotes_snapshots.csv"
SHOCK = "spxw_chain_2018_jan_feb.csv"
SHOCK_PERIODS = (("2018-01-02", "2018-02-02"), ("2018-02-05", "2018-02-09"), ("2018-02-12", "2018-02-28"))
"""Sessions before the shock of 2018-02-05, those of its week, and those after."""
FIELDS = ["file", "root", "date", "expiry", "strike", "right", "bid", "ask", "price", "file_volatility", "underlying"]
KEY = ["file", "date", "expiry"]
CELLS = "--:|" * (2 * len(SURFACES))
USED, INSIDE, NO_VOLATILITY = "compared", "in the money: only the other right counts", "no implied volatility"
REASONS = (
    "on a fund, not on the index",
    "the prices are not of the date in the file",
    f"expiry not {FEWEST_DAYS} to {MOST_DAYS} days ahead",
    "crossed",
    "no bid, or no price",
)


class Chain(NamedTuple):
    """One expiry on one day: forward, how many strikes it was read off, discount, years to expiry, VIX, fall of the
    index from its high.
    """

    forward: float
    parity_strikes: int
    discount: float
    years: float
    vix: float
    fall: float


def rnd_quotes() -> pd.DataFrame:
    """The chains of 2013, one row per option."""
    table = pd.read_csv(file(RND), parse_dates=["date"])
    ends = {pd.Timestamp(text): pd.Timestamp(date_of(expiry(*month, xnys()))) for text, month in RND_EXPIRIES.items()}
    table = table.assign(file=RND, root="SPX", expiry=table["date"].map(ends), underlying=np.nan)
    return pd.concat([_rnd_side(table, right) for right in ("C", "P")], ignore_index=True)


def _rnd_side(table: pd.DataFrame, right: str) -> pd.DataFrame:
    bid, ask, own = (table[f"{name}.{right.lower()}"] for name in ("bid", "ask", "impvol"))
    return table.assign(right=right, bid=bid, ask=ask, price=0.5 * (bid + ask), file_volatility=own / 100.0)[FIELDS]


def universe_quotes() -> pd.DataFrame:
    """QuantConnect's chains: no quotes, but a closing price per option that is the middle of its last ones."""
    table = _dated(UNIVERSES)
    of_index = table[table["strike"].isna()].groupby(["date", "root"])["close"].first().rename("underlying")
    options = table[table["strike"].notna()].join(of_index, on=["date", "root"])
    names = {"close": "price", "implied_volatility": "file_volatility"}
    return options.rename(columns=names).assign(bid=np.nan, ask=np.nan)[FIELDS]


def snapshot_quotes() -> pd.DataFrame:
    """QuantConnect's snapshots, the last of each day."""
    table = _dated(SNAPSHOTS)
    last = table[table["time_et"] == LAST_SNAPSHOT]
    right = last["right"].map({"call": "C", "put": "P"})
    middle = 0.5 * (last["bid"] + last["ask"])
    return last.assign(right=right, price=middle, file_volatility=np.nan, underlying=np.nan)[FIELDS]


def _dated(name: str) -> pd.DataFrame:
    table = pd.read_csv(file(name), dtype={"date": str, "expiry": str})
    days = {column: pd.to_datetime(table[column], format="%Y%m%d") for column in ("date", "expiry")}
    return table.assign(file=name, **days)


def shock_quotes() -> pd.DataFrame:
    """SPXW of every session of January and February 2018, both sides: `moving` and `fitted` were fitted to them."""
    table = pd.read_csv(file(SHOCK), parse_dates=["date", "expiry"])
    middle = 0.5 * (table["bid"] + table["ask"])
    return table.assign(file=SHOCK, price=middle, file_volatility=np.nan, underlying=table["index"])[FIELDS]


@cache
def options() -> pd.DataFrame:
    """Every option of the files but those of the shock: what became of it (`state`), and quoted and modelled volatility
    where it is compared.
    """
    return _set_against(pd.concat([rnd_quotes(), universe_quotes(), snapshot_quotes()], ignore_index=True))


@cache
def shock_options() -> pd.DataFrame:
    """The same of the weeks around the shock of 2018-02-05."""
    return _set_against(shock_quotes())


def _set_against(table: pd.DataFrame) -> pd.DataFrame:
    table = _with_chains(table.assign(state=_states(table)))
    outside = (table["right"] == "C") == (table["strike"] >= table["forward"])
    table["state"] = table["state"].mask((table["state"] == USED) & ~outside, INSIDE)
    used = table["state"] == USED
    table["quoted"] = _each(table[used], _quoted)
    table["state"] = table["state"].mask(used & table["quoted"].isna(), NO_VOLATILITY)
    return table.assign(**{name: _each(table[table["state"] == USED], _modelled(surface(name))) for name in SURFACES})


def compared() -> pd.DataFrame:
    """The options compared."""
    return options()[options()["state"] == USED]


def shock_near(first: str, last: str) -> pd.DataFrame:
    """The options of sessions around the shock whose strike is within 10 % of the forward."""
    table = shock_options()[shock_options()["state"] == USED]
    return table[table["date"].between(first, last) & ((table["strike"] / table["forward"] - 1.0).abs() <= 0.10)]


def _states(table: pd.DataFrame) -> pd.Series:
    """Why an option is not compared, the first of `REASONS` that holds; else `USED`."""
    days = (table["expiry"] - table["date"]).dt.days
    closes = by_date("close").reindex(table["date"]).to_numpy()
    holds = [
        table["root"] == FUND,
        (table["underlying"] / closes - 1.0).abs() > SAME_DAY,
        ~days.between(FEWEST_DAYS, MOST_DAYS),
        table["bid"] > table["ask"],
        (table["bid"] <= 0.0) | ~(table["price"] > 0.0),
    ]
    return pd.Series(np.select(holds, list(REASONS), USED), index=table.index)


@cache
def by_date(column: str) -> pd.Series:
    """A column of the market by date; `fall` is a close below the highest of the last `FALL_SESSIONS`, as a share."""
    market = embedded_market()
    values = market.fall_within(FALL_SESSIONS) if column == "fall" else market.values(column)
    return pd.Series(values, index=pd.DatetimeIndex([date_of(day) for day in market.days]))


def _with_chains(table: pd.DataFrame) -> pd.DataFrame:
    """The table with the fields of each option's `Chain`, NaN where none of its chain is used."""
    chains = {key: _chain(group) for key, group in table[table["state"] == USED].groupby(KEY)}
    rows = pd.DataFrame(chains, index=pd.Index(Chain._fields)).T
    return table.join(rows, on=KEY)


def _chain(group: pd.DataFrame) -> Chain:
    """Forward by put-call parity, median over the strikes near the index; cost of carry where none has both sides."""
    date, years = group["date"].iloc[0], (group["expiry"].iloc[0] - group["date"].iloc[0]).days / 365.0
    view, spot = embedded_market().as_of(day_of(date.date())), float(by_date("close")[date])
    rate = log1p(view.value("bill_yield") * BILL_DAYS / 365.0) * 365.0 / BILL_DAYS
    parity = _parity(group[(group["strike"] / spot - 1.0).abs() <= NEAR], exp(-rate * years))
    carried = spot * exp((rate - view.value("dividend_yield")) * years)
    forward = float(np.median(parity)) if parity else carried
    vix, fall = float(by_date("vix")[date]), float(by_date("fall")[date])
    return Chain(forward, len(parity), exp(-rate * years), years, vix, fall)


def _parity(group: pd.DataFrame, discount: float) -> list[float]:
    """Forwards that put-call parity gives, one per strike with both rights."""
    sides = group.pivot_table(index="strike", columns="right", values="price").reindex(columns=["C", "P"]).dropna()
    return [strike + (call - put) / discount for strike, call, put in sides.itertuples()]


class Option(NamedTuple):
    """What an implied or a modelled volatility needs: price in points, discount, years to expiry, VIX points, fall of
    the index.
    """

    price: float
    strike: float
    right: Right
    forward: float
    discount: float
    years: float
    vix: float
    fall: float


def _each(table: pd.DataFrame, value: Callable[[Option], float]) -> pd.Series:
    rows = zip(*(table[name] for name in Option._fields), strict=True)
    return pd.Series([value(Option(*row)) for row in rows], index=table.index, dtype=float)


def _quoted(one: Option) -> float:
    return implied_volatility(one.price, one.forward, one.strike, one.years, one.right, one.discount)


def _modelled(own: AnySurface) -> Callable[[Option], float]:
    return lambda one: own.volatility(one.vix, one.forward, one.strike, one.years, one.fall)


def errors(table: pd.DataFrame) -> dict[str, tuple[float, float]]:
    """(mean absolute error, bias) of each surface over some options: modelled less quoted, volatility points."""
    gaps = {name: 100.0 * (table[name] - table["quoted"]) for name in SURFACES}
    return {name: (float(gap.abs().mean()), float(gap.mean())) for name, gap in gaps.items()}


def by_moneyness(table: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """The options by strike / forward, with the name of each class; empty classes are left out."""
    classes = pd.cut(table["strike"] / table["forward"], list(EDGES), right=False)
    return [(_class_name(kind), group) for kind, group in table.groupby(classes, observed=True)]


def _class_name(kind: pd.Interval) -> str:
    if kind.left <= EDGES[0]:
        return f"below {kind.right:g}"
    return f"{kind.left:g} and more" if kind.right == EDGES[-1] else f"{kind.left:g} to {kind.right:g}"


def error_table() -> list[str]:
    """Errors of both surfaces by strike / forward, and over all."""
    columns = " | ".join(f"`{name}` error | bias" for name in SURFACES)
    lines = [f"| strike / forward | options | quoted volatility | {columns} |", f"|---|--:|--:|{CELLS}"]
    groups = [*by_moneyness(compared()), ("within 10 % of the forward", near()), ("all", compared())]
    return lines + [f"| {name} | {len(group)} | {_error_cells(group)} |" for name, group in groups]


def _error_cells(group: pd.DataFrame) -> str:
    both = " | ".join(f"{error:.2f} | {bias:+.2f}" for error, bias in errors(group).values())
    return f"{100.0 * group['quoted'].mean():.1f} | {both}"


def chain_table() -> list[str]:
    """Each chain: where its forward comes from, and its errors within 10 % of the forward."""
    columns = " | ".join(f"`{name}` error | bias" for name in SURFACES)
    lines = [f"| day | expiry | days | VIX | forward | read off | options | quoted volatility | {columns} |"]
    lines += [f"|---|---|--:|--:|--:|---|--:|--:|{CELLS}"]
    return lines + [_chain_row(group) for _, group in near().groupby(KEY[1:])]


def _chain_row(group: pd.DataFrame) -> str:
    one = group.iloc[0]
    source = f"parity, {one['parity_strikes']:.0f} strikes" if one["parity_strikes"] else "cost of carry"
    days = (one["expiry"] - one["date"]).days
    return (
        f"| {one['date']:%Y-%m-%d} | {one['expiry']:%Y-%m-%d} | {days} | {one['vix']:.2f} | "
        f"{one['forward']:.1f} | {source} | "
        f"{len(group)} | {_error_cells(group)} |"
    )


def shock_table() -> list[str]:
    """Errors within 10 % of the forward before, in and after the shock of 2018-02-05, puts and calls apart."""
    columns = " | ".join(f"`{name}` error | bias" for name in SURFACES)
    lines = [f"| sessions | VIX | | options | quoted volatility | {columns} |", f"|---|--:|---|--:|--:|{CELLS}"]
    for first, last in SHOCK_PERIODS:
        table = shock_near(first, last)
        vix = f"{table['vix'].min():.1f} to {table['vix'].max():.1f}"
        for right, name in (("P", "puts"), ("C", "calls")):
            group = table[table["right"] == right]
            lines.append(f"| {first} to {last} | {vix} | {name} | {len(group)} | {_error_cells(group)} |")
    return lines


def state_table() -> list[str]:
    """What became of every option, by file."""
    order, files = [USED, *REASONS, INSIDE, NO_VOLATILITY], [RND, UNIVERSES, SNAPSHOTS]
    counts = pd.crosstab(options()["state"], options()["file"]).reindex(index=order, columns=files, fill_value=0)
    lines = [f"| | {' | '.join(f'`{name}`' for name in files)} |", "|---|--:|--:|--:|"]
    lines += [f"| {state} | {' | '.join(str(count) for count in counts.loc[state])} |" for state in order]
    return [*lines, f"| all | {' | '.join(str(count) for count in counts.sum())} |"]


def near() -> pd.DataFrame:
    """The options compared whose strike is within 10 % of the forward."""
    return compared()[(compared()["strike"] / compared()["forward"] - 1.0).abs() <= 0.10]


def file_gap(name: str) -> str:
    """Mean absolute difference between our implied volatility and the file's near the money, as told on the page."""
    table = near()[(near()["file"] == name) & near()["file_volatility"].gt(0.0)]
    gap = 100.0 * float((table["quoted"] - table["file_volatility"]).abs().mean())
    return f"{gap:.2f} points over {len(table)} options"
