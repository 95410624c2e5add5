"""Dollars on margin, 1999-2018: which leverage survived which broker, by runs on the embedded market.

python -m validation.fx_margin        writes docs/fx_margin.md
"""

from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from data.base.arrow import to_array
from data.base.days import day_of, iso
from data.contracts.fx_accounts import FxAccount, FxCommission, fx_account_days, fx_account_names
from data.contracts.fx_contracts import FxRequirement, fx_roots, fx_spec
from data.contracts.fx_pairs import fx_pair
from data.contracts.trading_hours import clock_time
from data.margin.fx_requirements import measured_shares
from data.market.embedded import embedded_market
from data.market.fx_market import fx_market
from data.signals.volatility import realised
from engine import RunResult, backtest, load_config
from validation.fx_leverage import rate_at_ratio
from validation.twenty_years import TWENTY_YEARS

PAGE = Path(__file__).parents[1] / "docs" / "fx_margin.md"
CAPITAL = 10_000_000.0
LEVERAGES = (1, 2, 3, 4, 5, 8, 10, 12, 15, 20, 25)
LEVELS = (0.2, 0.5, 1.0)
ALERT, DEADLINE = "account.profile=jp_retail_fx_2007", "account.profile=jp_retail_fx"
COLUMN_OF_2007 = (
    "period.start=2007-06-21",
    "period.end=2007-12-31",
    ALERT,
    "fx.requirement_yen=100000",
    "fx.contract=USDJPY10K",
)
ENTRIES = (
    *(f"{year}-01-04" for year in range(1999, 2007)),
    "2007-01-04",
    "2007-06-21",
    *(f"{year}-01-04" for year in range(2008, 2018)),
)
AT_ONCE = (f"capital.initial={CAPITAL}", "fx.leverage=1", "fx.voluntary_stop=0", ALERT)
PAIRS_IN_YEN = tuple(dict.fromkeys(fx_spec(root).index for root in fx_roots()))
SESSIONS = 252
PUBLISHED = (("2019-03-18", 80.0), ("2019-03-25", 81.0), ("2025-12-01", 66.66), ("2025-12-08", 66.66))
"""Leverage for the dollar that corporations were allowed from a Monday on: https://www.aft.co.jp/tradelink/leverage.html
(2019), https://www.sbifxt.co.jp/service/corp_leverage.html (2025).
"""
BROKERS = (
    "| account | since | requirement | call | loss-cut (choice) | commission | shares count |\n"
    "|---|---|---|---|---|---|---|"
)
TABLES = "| in force from | here | published | off by |\n|---|--:|--:|--:|"
FORCED = ("loss_cut", "deadline_missed", "ruin")


class Fate(NamedTuple):
    """What became of an account: the lowest equity / requirement and its day, when and why the broker closed it ("" for
    never), what was left of 1 yen, CAGR, and how often the strategy stopped itself.
    """

    worst: float
    worst_day: str
    closed: str
    why: str
    left: float
    cagr: float
    stops: int

    @property
    def survived(self) -> bool:
        """Whether the broker never closed it."""
        return not self.closed


@cache
def fate(*settings: str) -> Fate:
    """The fate of an account of 10,000,000 yen, held from the first session on, without a voluntary stop unless the
    settings have one.
    """
    chosen = (*TWENTY_YEARS, f"capital.initial={CAPITAL}", "fx.voluntary_stop=0", *settings)
    return fate_of(backtest(load_config(None, chosen, pattern="fx"), embedded_market()))


def fate_of(run: RunResult) -> Fate:
    """The fate of a run's account."""
    equity = run.table("equity")
    collateral, asked, worth = (to_array(equity[name]) for name in ("collateral", "maintenance", "equity"))
    ratios = np.divide(collateral, asked, out=np.full(len(asked), np.inf), where=asked > 0.0)
    place = int(ratios.argmin())
    events = run.table("events")
    told = list(zip(map(str, events["date"].to_pylist()), events["kind"].to_pylist(), strict=True))
    why = next((kind for _, kind in told if kind in FORCED), "")
    closed = str(run.table("fills")["date"].to_pylist()[-1]) if why else ""
    return Fate(
        float(ratios[place]), iso(int(to_array(equity["date"])[place])), closed, why, float(worth[-1] / worth[0]),
        run.metrics["cagr"] or 0.0, [kind for _, kind in told].count("voluntary_stop"),
    )  # fmt: skip


def at_level(leverage: int, level: float, *settings: str) -> Fate:
    """The fate at a loss-cut level. What never came down to a level has the fate that it has at a lower one."""
    lower = fate(f"fx.leverage={leverage}", f"fx.loss_cut_level={LEVELS[0]}", *settings)
    if lower.survived and lower.worst >= level:
        return lower
    return fate(f"fx.leverage={leverage}", f"fx.loss_cut_level={level}", *settings)


def rows_by_level(leverage: int, rebalance: str) -> list[str]:
    """Lines of the table of leverage and level, for one leverage: a broker whose call is only a mail. One line where no
    level was reached.
    """
    settings, lines = (ALERT, f"fx.rebalance={rebalance}"), list[str]()
    safe = at_level(leverage, LEVELS[-1], *settings).survived
    for level in LEVELS[-1:] if safe else LEVELS:
        found = at_level(leverage, level, *settings)
        lines.append(
            f"| {leverage}x | {'any' if safe else f'{level:.0%}'} | {_ending(found)} | {found.worst:.0%} | "
            f"{found.worst_day} | {_percent(found.left)} |{_at_the_level(found, leverage, level, *settings)} "
            f"{_growth(found)} |"
        )
    return lines


def _at_the_level(found: Fate, leverage: int, level: float, *settings: str) -> str:
    """What is left where the position is closed at the level itself; only asked of positions that are bought once."""
    if not settings[-1].endswith("never"):
        return ""
    closed = found if found.survived else at_level(leverage, level, *settings, "margin.test=intraday")
    return f" {_percent(closed.left)} |"


def row_of_entry(start: str) -> str:
    """Line of the table of entries: bought the session after the first from a day on, and held to the end of 2018."""
    run = held_at_1x(start)
    opened, lowest, day = lowest_rate(run)
    most = " | ".join(f"{min(largest_survivor(run, level), LEVERAGES[-1]):.1f}x" for level in LEVELS)
    bought = iso(int(to_array(run.table("fills")["date"])[0]))
    return f"| {bought} | {opened:.2f} | {lowest:.2f} | {day} | {most} |"


def held_at_1x(start: str) -> RunResult:
    """A run at 1x from a day on."""
    return backtest(
        load_config(None, [*TWENTY_YEARS, *AT_ONCE, f"period.start={start}"], pattern="fx"), embedded_market()
    )


def lowest_rate(run: RunResult) -> tuple[float, float, str]:
    """Rate at which a run bought, the lowest one since, and its day."""
    positions = run.table("positions")
    rates = to_array(positions["mark"])
    place = int(rates.argmin())
    return float(rates[0]), float(rates[place]), iso(int(to_array(positions["date"])[place]))


def largest_survivor(run: RunResult, level: float) -> float:
    """Leverage at which the account of a run at 1x would just have kept equity / requirement at a level, on every
    evening.

    With u dollars for a yen of equity, S the rate and G what a dollar has gained or lost since it was bought, swap
    points included: 1 + u G >= level x requirement x u x S, so that 1 / u is at least the highest of level x
    requirement x S - G.
    """
    equity = run.table("equity")
    held = to_array(equity["overlay_notional"]) > 0.0
    worth, value, asked = (to_array(equity[name])[held] for name in ("equity", "overlay_notional", "maintenance"))
    rates = to_array(run.table("positions")["mark"])
    dollars = value / rates
    needed = level * asked / dollars - (worth - worth[0]) / dollars
    return float(rates[0] / needed.max())


def row_with_deadline(leverage: int) -> str:
    """Line of the table of a broker whose call has a deadline."""
    found = fate(f"fx.leverage={leverage}", DEADLINE)
    return (
        f"| {leverage}x | {_ending(found)} | {found.why.replace('_', ' ')} | {found.worst:.0%} | {found.worst_day} | "
        f"{_percent(found.left)} | {_growth(found)} |"
    )


def row_with_stop(leverage: int) -> str:
    """Line of the table of a strategy that stops itself at 150 %."""
    found = fate(f"fx.leverage={leverage}", DEADLINE, "fx.voluntary_stop=1.5")
    return (
        f"| {leverage}x | {found.stops} | {_ending(found)} | {found.worst:.0%} | {found.worst_day} | "
        f"{_percent(found.left)} | {_growth(found)} |"
    )


def row_of_pair(pair: str) -> str:
    """Line of the table of pairs: volatility of the rates in the years of the page, and what became of 3x bought in
    June 2007, and in January 2009, at a loss-cut level of 50 %.
    """
    seen = fx_market(embedded_market(), pair)
    first, last = (seen.row_from(day_of(date.fromisoformat(day))) for day in ("1999-01-04", "2019-01-01"))
    measured = float(realised(seen.floats("close")[first:last], last - first - 1, SESSIONS)[-1])
    fates = [
        fate("fx.leverage=3", ALERT, f"fx.contract={pair}1K", f"period.start={start}")
        for start in ("2007-06-21", "2009-01-05")
    ]
    told = " | ".join(f"{_ending(found)} | {found.worst:.0%} | {_growth(found)}" for found in fates)
    return f"| {fx_pair(pair).shown} | {measured:.1%} | {told} |"


def rows_of_2007(leverage: int) -> list[str]:
    """Lines of the table of June 2007: the column's requirement of 100,000 yen, bought at 124.06 on 22 June."""
    lines = []
    for level in (0.2, 0.3, 0.5):
        found = fate(f"fx.leverage={leverage}", f"fx.loss_cut_level={level}", *COLUMN_OF_2007)
        cut = rate_at_ratio(leverage, 124.06, level, FxRequirement(0.0, 100_000.0))
        lines.append(
            f"| {leverage}x | {level:.0%} | {cut:.2f} | {_ending(found)} | {found.worst:.0%} | "
            f"{found.worst_day} | {_percent(found.left)} |"
        )
    return lines


def row_of_broker(name: str) -> str:
    """Line of the table of brokers, as each stands now."""
    account, since = FxAccount.named(name), iso(fx_account_days(name)[0])
    choice, commission = account.choice, account.commission
    chosen = f" ({choice.lowest:.0%} to {choice.highest:.0%})" if choice.highest else ""
    call = "below 100 %" if account.call.level else "none"
    call += f", by {clock_time(account.call.deadline_hour)}" if account.call.deadline_hour else ""
    call += "; closing part answers it" if account.call.reduction_counts else ""
    taken = f"{1.0 - account.securities_haircut:.0%}" if account.securities_haircut < 1.0 else ""
    return (
        f"| `{name}` | {since} | {_asked(account)} | {call} | {account.loss_cut_level:.0%}{chosen} | "
        f"{_charged(commission)} | {taken} |"
    )


def _asked(account: FxAccount) -> str:
    if account.measured:
        return "weekly tables"
    if account.band:
        end = f", at most {1_000 * account.highest_per_unit:,.0f}" if account.highest_per_unit else ""
        return f"{1_000 * account.requirement_per_unit:,.0f} yen a band of {account.band:g} yen{end}"
    return f"{account.requirement:.0%}"


def _charged(asked: FxCommission) -> str:
    if asked.share:
        return f"{asked.share:.1%}"
    if not asked.tier:
        return "0"
    return f"{1_000 * asked.per_unit:.0f}, from {asked.tier:,.0f} on {1_000 * asked.in_tier:.0f}"


def row_of_table(day: str, published: float) -> str:
    """Line of the weekly tables: the leverage that one in force on a day allows, and what is published of it."""
    market = fx_market(embedded_market())
    shares = measured_shares(market.days, market.floats("close").tolist())
    share = shares[market.row_from(day_of(date.fromisoformat(day)))]
    assert share is not None  # noqa: S101  (the market has rates for decades)
    return f"| {day} | {1.0 / share:.1f}x | {published:g}x | {1.0 / (share * published) - 1.0:+.1%} |"


def _ending(found: Fate) -> str:
    return "yes" if found.survived else f"no, closed {found.closed}"


def _percent(share: float) -> str:
    return f"{share:.0%}"


def _growth(found: Fate) -> str:
    return "lost" if found.left <= 0.0 else f"{found.cagr:+.1%}"


def _lines(groups: Iterable[list[str]]) -> str:
    return "\n".join(line for group in groups for line in group)


def page() -> str:
    """The whole page."""
    return Path(__file__).with_name("fx_margin.template.md").read_text(encoding="utf-8").format(
        brokers="\n".join((BROKERS, *map(row_of_broker, fx_account_names()))),
        corporate="\n".join((TABLES, *(row_of_table(*one) for one in PUBLISHED))),
        levels=_lines(rows_by_level(leverage, "never") for leverage in LEVERAGES),
        monthly=_lines(rows_by_level(leverage, "monthly") for leverage in LEVERAGES),
        entries="\n".join(map(row_of_entry, ENTRIES)),
        deadline="\n".join(map(row_with_deadline, LEVERAGES)),
        stopped="\n".join(row_with_stop(leverage) for leverage in (*LEVERAGES[:8], 16)),
        lowest=f"{lowest_rate(backtest(load_config(None, [*AT_ONCE, *COLUMN_OF_2007[:2]], pattern='fx')))[1]:.2f}",
        pairs="\n".join(map(row_of_pair, PAIRS_IN_YEN)),
        summer=_lines(rows_of_2007(leverage) for leverage in (2, 3, 4, 12)),
    )  # fmt: skip


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
