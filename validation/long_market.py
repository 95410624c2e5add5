"""The market since 1928: what its error is, and what the patterns would have gone through in 1929-32, 1937-38 and
1973-74, had they been possible.

python -m validation.long_market        writes docs/long_market.md
"""

from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from data.base.arrays import Floats
from data.base.arrow import to_array
from data.base.days import Day, date_of, day_of, iso
from data.base.sums import total
from data.contracts.underlying import SYNTHETIC
from data.fund.funds import bill_fund
from data.market.embedded import embedded_market, long_market
from data.market.market import Market
from data.pricing.rates import interest
from data.sessions.market_table import market_table
from data.signals.volatility import implied_proxy
from engine import RunResult, backtest, load_config
from validation.accounts import ACCOUNTS
from validation.long_file import yield_from_period_return
from validation.march_2020 import BARE, BOLD, FUND_COUNTS

PAGE = Path(__file__).parents[1] / "docs" / "long_market.md"
COSTS = ("commission", "spread", "roll_cost", "liquidation_cost")
JAPANESE = ("account.profile=jp_retail_futures", "cash.sleeve=0.3")
UNRULED = ("halving.enabled=false", "stops.monthly_loss=off", "stops.voluntary=false")


class Span(NamedTuple):
    """A period by name: first and last day, ISO."""

    name: str
    first: str
    last: str

    @property
    def settings(self) -> tuple[str, str]:
        """As settings of a run."""
        return f"period.start={self.first}", f"period.end={self.last}"


class Kind(NamedTuple):
    """A row: what it is called, its pattern, its settings."""

    name: str
    pattern: str
    settings: tuple[str, ...] = ()


CRASH = Span("1929-09-03 to 1932-07-29", "1929-09-03", "1932-07-29")
EPISODES = (CRASH, Span("1937-03-01 to 1938-12-30", "1937-03-01", "1938-12-30"),
    Span("1973-01-02 to 1974-12-31", "1973-01-02", "1974-12-31"))  # fmt: skip
WHOLE = (Span("1928 to 1981", "1928-01-03", "1981-12-31"), Span("1928 to July 2026", "1928-01-03", "2026-07-10"))
KNOWN = (Span("1982-04-21 to 1999-12-31", "1982-04-21", "1999-12-31"),
    Span("2000-01-03 to 2026-07-10", "2000-01-03", "2026-07-10"))  # fmt: skip
FAMILY = (Kind("core", "core"), Kind("A", "A"), Kind("B", "B"), Kind("C", "C"))
BILLS_OF = Span("1933 to 1947", "1933-01-03", "1947-12-31")
AUTUMN = Span("1929-09-03 to 1929-12-31", "1929-09-03", "1929-12-31")
OVERLAYS = (0.3, 1.0, 2.0, 3.0)
ROWS = (
    FAMILY[0],
    *(Kind(f"A, {ratio}", "A", (f"overlay.ratio={ratio}",)) for ratio in (0.1, 0.2, 0.3)),
    Kind("A, 0.3, no rules", "A", ("overlay.ratio=0.3", *UNRULED)),
    *FAMILY[2:],
)
WITH_CALLS = (*FAMILY, Kind("A jp", "A", JAPANESE))


@cache
def run(kind: Kind, span: Span, market: str = "long") -> RunResult:
    """A run of one kind over a period, on a market by name."""
    return backtest(load_config(None, (*kind.settings, *span.settings), pattern=kind.pattern), MARKETS[market]())


@cache
def as_if() -> Market:
    """The embedded market as if only closes and a bill's return by month were known: what the years before 1954 are
    made of.

    Its index is called made up, so that margins are the model's in years with a published table too.
    """
    known = embedded_market()
    closes = known.floats("close")
    columns = {name: known.floats(name) for name in known.table.column_names if name != "date"}
    columns |= {"open": np.concatenate([closes[:1], closes[:-1]]), "high": closes, "low": closes}
    columns |= {"vix": np.array(implied_proxy(closes.tolist())), "bill_yield": by_month(known),
        "bill_yield_1m": np.full(len(closes), np.nan)}  # fmt: skip
    flags = {"open_is_real": False, "vix_modelled": True, "bill_carried": False}
    columns |= {name: np.full(len(closes), value) for name, value in flags.items()}
    columns["dividend_derived"] = columns["dividend_derived"].astype(bool)
    table = market_table({"date": known.days, **columns})
    return Market(table, known.calendar, index=SYNTHETIC, bill_months=known.bill_months, starts=known.starts)


def by_month(known: Market) -> Floats:
    """What bills returned in the calendar month before each session's, as an annual rate; in the first month its own
    yields.
    """
    days, yields = known.days, known.values("bill_yield")
    earned: dict[tuple[int, int], list[float]] = {}
    for place, day in enumerate(days[1:], 1):
        at = date_of(day)
        earned.setdefault((at.year, at.month), []).append(interest(1.0, yields[place - 1], day - days[place - 1]))
    rates = {_next(month): yield_from_period_return(total(parts), _length(month)) for month, parts in earned.items()}
    return np.array([rates.get((at.year, at.month), yields[place]) for place, at in enumerate(map(date_of, days))])


def _next(month: tuple[int, int]) -> tuple[int, int]:
    return month[0] + month[1] // 12, month[1] % 12 + 1


def _length(month: tuple[int, int]) -> int:
    return day_of(date(*_next(month), 1)) - day_of(date(*month, 1))


@cache
def unscaled() -> Market:
    """The long market with costs, ticks and strikes in the points of today."""
    known = long_market()
    plain = Market(known.table, known.calendar, index=known.index, bill_months=known.bill_months, starts=known.starts)
    plain.scale = [1.0] * len(plain)
    return plain


MARKETS = {"long": long_market, "embedded": embedded_market, "as if": as_if, "unscaled": unscaled}


def count(made: RunResult, *kinds: str) -> int:
    """How many events of some kinds a run had."""
    return sum(kind in kinds for kind in made.table("events")["kind"].to_pylist())


def costs(made: RunResult) -> float:
    """What trading cost, of opening capital."""
    table = made.table("attribution")
    paid = [amount for kind,
        amount in zip(table["category"].to_pylist(), table["amount"].to_pylist(),
            strict=True) if kind in COSTS]  # fmt: skip
    return (0.0 - total(paid)) / made.opening


def grown(made: RunResult) -> float:
    """Return of the whole run."""
    worth = to_array(made.table("equity")["equity"])
    return float(worth[-1] / worth[0] - 1.0)


def per_cent(value: float | None, form: str = ".1%") -> str:
    """A figure that may be undefined."""
    return "n/a" if value is None else format(value, form)


def rows_of(headers: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """A table of text, all but the first column aligned to the right."""
    head = [" | ".join(headers), "|".join(["---", *["--:"] * (len(headers) - 1)])]
    return "\n".join(f"| {line} |" if place != 1 else f"|{line}|" for place,
        line in enumerate([*head, *(" | ".join(one) for one in lines)]))  # fmt: skip


def episode(span: Span) -> str:
    """One line for each kind of account through a period."""
    headers = ("account", "return", "a year", "worst fall", "on", "halved", "stops", "calls", "forced", "costs")
    return rows_of(headers, [_episode_line(kind, span) for kind in ROWS])


def _episode_line(kind: Kind, span: Span) -> tuple[str, ...]:
    made = run(kind, span)
    drawdown, days = to_array(made.table("equity")["drawdown"]), to_array(made.table("equity")["date"])
    lowest = iso(int(days[int(drawdown.argmin())])) if drawdown.min() < 0.0 else ""
    return (
        kind.name, per_cent(grown(made)), per_cent(made.metrics["cagr"]), per_cent(float(drawdown.min())), lowest,
        per_cent(made.metrics["days_halved"], ".0%"), str(count(made, "loss_stop")), str(count(made, "margin_call")),
        str(count(made, "liquidation")), per_cent(costs(made), ".2%"),
    )  # fmt: skip


def profiles() -> str:
    """A without the rules at every broker through the autumn of 1929, from a modest overlay to a reckless one."""
    headers = ("profile", *(f"overlay {overlay:g}" for overlay in OVERLAYS))
    return rows_of(headers, [(f"`{name}`", *(_fate(name, overlay) for overlay in OVERLAYS)) for name in ACCOUNTS])


def _fate(profile: str, overlay: float) -> str:
    buffer = () if profile in FUND_COUNTS else ("cash.sleeve=0.3",)
    settings = (f"account.profile={profile}", f"overlay.ratio={overlay}", *buffer, *BARE, *BOLD)
    made = run(Kind(profile, "A", settings), AUTUMN)
    calls, forced = count(made, "margin_call"), count(made, "liquidation")
    return f"{grown(made):+.0%}, " + (f"{calls} called, {forced} forced" if calls + forced else "no call")


def below_the_fee() -> float:
    """Share of the sessions of a period on which bills yielded less than the fund's fee."""
    market, (_, fee) = long_market(), bill_fund(load_config(None, (), pattern="core").fund.kind).expenses[0]
    rows = slice(market.row_from(_day(BILLS_OF.first)), market.row_from(_day(BILLS_OF.last)) + 1)
    return float((market.floats("bill_yield")[rows] < fee).mean())


def october() -> str:
    """Pattern A at 0.2 of equity without the rules, from 23 October to 14 November 1929, in the run from
    September on.
    """
    table, closes = run(Kind("A whole", "A", ("overlay.ratio=0.2", *UNRULED)), CRASH).table("equity"), long_market()
    days = to_array(table["date"])
    equity, notional, margin = (to_array(table[name]) for name in ("equity", "overlay_notional", "maintenance"))
    index = np.array([closes.values("close")[closes.row_from(day)] for day in days.tolist()])
    chosen = np.flatnonzero((days >= _day("1929-10-23")) & (days <= _day("1929-11-14")))
    lines = [
        (
            iso(int(days[place])), f"{index[place]:.2f}", f"{index[place] / index[place - 1] - 1.0:+.1%}",
            f"{equity[place] / equity[place - 1] - 1.0:+.2%}", f"{notional[place] / equity[place]:.1%}",
            f"{margin[place] / notional[place]:.1%}", f"{margin[place] / equity[place]:.1%}",
        )
        for place in chosen
    ]  # fmt: skip
    headers = ("session", "index", "move", "equity", "overlay", "margin of notional", "margin of equity")
    return rows_of(headers, lines)


def _day(text: str) -> Day:
    return day_of(date.fromisoformat(text))


def errors(span: Span) -> str:
    """Known beside as if only closes were known, for each kind of account."""
    headers = (
        "account",
        "CAGR",
        "as if",
        "volatility",
        "as if",
        "worst fall",
        "as if",
        "stops",
        "as if",
        "calls",
        "as if",
    )
    return rows_of(headers,
        [(kind.name,
                *_pairs(run(kind, span, "embedded"), run(kind, span, "as if"))) for kind in WITH_CALLS])  # fmt: skip


def _pairs(known: RunResult, other: RunResult) -> list[str]:
    told = [per_cent(made.metrics[name], ".2%") for name in ("cagr", "volatility", "max_drawdown") for made in (known,
            other)]  # fmt: skip
    return told + [str(count(made, kind)) for kind in ("loss_stop", "margin_call") for made in (known, other)]


def wholes() -> str:
    """The long run of each pattern, in its two parts."""
    lines = [
        (f"{kind.name}, {span.name}",
            *(per_cent(run(kind, span).metrics[name], ".2%") for name in ("cagr", "volatility", "max_drawdown")),
            per_cent(run(kind, span).metrics["sharpe"], ".2f"))
        for span in WHOLE
        for kind in FAMILY
    ]  # fmt: skip
    return rows_of(("pattern", "CAGR", "volatility", "worst fall", "Sharpe over bills"), lines)


def page() -> str:
    """The whole page."""
    plain = ROWS[2]
    ours, todays = run(plain, CRASH), run(plain, CRASH, "unscaled")
    return Path(__file__).with_name("long_market.template.md").read_text(encoding="utf-8").format(
        first=iso(long_market().days[0]), starts=iso(long_market().starts),
        until=iso(long_market().hypothetical_until or 0),
        errors_known=errors(KNOWN[0]), errors_later=errors(KNOWN[1]), crash=episode(EPISODES[0]),
        recession=episode(EPISODES[1]),
        inflation=episode(EPISODES[2]), profiles=profiles(), october=october(), wholes=wholes(),
        cost=per_cent(costs(ours), ".2%"), cost_unscaled=per_cent(costs(todays), ".1%"),
        idle=per_cent(below_the_fee(), ".0%"), idle_span=BILLS_OF.name,
        growth=per_cent(grown(ours)), growth_unscaled=per_cent(grown(todays)),
    )  # fmt: skip


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
