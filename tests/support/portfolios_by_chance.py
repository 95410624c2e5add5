"""Portfolios drawn by chance: a plan, and the markets of its accounts."""

from contextlib import suppress
from datetime import date, timedelta

import numpy as np

from data.base.days import day_of
from data.base.errors import ConfigError, DataError
from data.contracts.calendars import exchange
from data.market.embedded import embedded_market
from data.market.market import Market
from data.synthetic.generator import Setting, shaped_market, span
from engine.portfolio.plan import parse_plan
from engine.portfolio.portfolio import run_portfolio
from tests.support.accounts_by_chance import FALLS

STARTS = (
    "1987-08-20", "1998-07-06", "2001-08-20", "2008-08-01", "2010-04-15", "2015-08-03", "2018-01-15", "2020-02-03",
    "2022-03-01", "2024-07-15",
)  # fmt: skip
IN_TOKYO = ("2012-01-05", "2023-07-10", "2024-07-15")
BEFORE_THE_FALL = ("1987-08-20", "1987-09-10", "1987-10-01")
STEEP = {
    "overlay": {"max_total_exposure": 20.0, "acknowledge_high_leverage": True},
    "halving": {"enabled": False},
    "stops": {"monthly_loss": "off", "voluntary": False},
}
LOST = {
    "pattern": "A", **STEEP, "overlay": {**STEEP["overlay"], "ratio": 6.0}, "account": {"profile": "us_fcm_tbill"},
    "cash": {"buffer": 0.0}, "execution": {"fill_at": "close"},
}  # fmt: skip
"""An account that October 1987 ends."""
TRANSFERS = {
    "every": ("never", "month", "month", "quarter", "year"),
    "band": (0.0, 0.0, 0.01, 0.05, 0.5),
    "days": (1, 2, 3, 10, 30),
    "conversion": (0.0, 0.001, 0.1),
}


def portfolio(random):
    """A plan, and markets by account, where one is not the embedded one."""
    while True:
        with suppress(ConfigError):  # settings that do not go together
            return _drawn(random)


def one_that_runs(random):
    """What such a plan makes, and the markets; others are drawn while sessions, dates and markets do not fit."""
    while True:
        plan, markets = portfolio(random)
        with suppress(ConfigError, DataError):
            return run_portfolio(plan, markets), markets


def _drawn(random):
    falls, tokyo = random.random() < 0.25, random.random() < 0.35
    starts = BEFORE_THE_FALL if falls else IN_TOKYO if tokyo else STARTS
    start = date.fromisoformat(random.choice(starts)) + timedelta(days=random.randrange(7))
    length = random.choice([60, 100, 200] if falls else [2, 5, 8, 14, 60, 100, 200, 300])
    end = start + timedelta(days=length)
    names = [f"{random.choice('abc')}{place}" for place in range(random.randint(1 if random.random() < 0.2 else 2, 5))]
    shares = [random.choice([0.02, 0.1, 0.3, 1.0]) for _ in names]
    accounts, markets = {}, {}
    for place, name in enumerate(names):
        here = tokyo and not falls and (random.random() < 0.5 or place == 1)
        settings = _in_tokyo(random) if here else _in_new_york(random, start)
        lost = falls and (place == 1 or random.random() < 0.3)
        settings = LOST if lost else _joined(settings, _anywhere(random, start, length))
        accounts[name] = {"share": shares[place] / sum(shares), **settings}
        if here:
            markets[name] = tokyo_market(random, start - timedelta(days=random.choice([3, 40])))
        elif random.random() < 0.1:
            markets[name] = part_of_market(random, start, end)
    transfers = {name: random.choice(values) for name, values in TRANSFERS.items()}
    transfers["rescue_from"] = random.choice(["", names[0], names[-1]])
    plan = {
        "currency": random.choice(["USD", "USD", "JPY"]),
        "capital": random.choice([3e5, 2e6, 5e7]),
        "period": {"start": start, "end": end},
        "transfers": transfers,
        "accounts": accounts,
    }
    plan["capital"] *= 100.0 if plan["currency"] == "JPY" else 1.0
    return parse_plan(plan), markets


def _in_new_york(random, start):
    of_yen = ["fx_trades", "fx_range", "fx"] if start > date(1998, 4, 1) else []
    pattern = random.choice(["core", "core", "A", "A", "A", "B", "C", "AB", "cash", "hedge", *of_yen])
    settings = {"pattern": pattern}
    if pattern in ("fx_trades", "fx_range", "fx"):
        return settings
    if pattern == "A" and random.random() < 0.7:
        steep = {**STEEP, "overlay": {**STEEP["overlay"], "ratio": random.choice([0.3, 1.5, 4.0, 12.0])}}
        profile = random.choice(["us_fcm_tbill", "jp_retail_futures", "cme_fcm", "ibkr"])
        settings |= {**steep, "account": {"profile": profile}, "cash": {"buffer": random.choice([0.0, 0.1])}}
    if pattern == "A" and random.random() < 0.2:
        settings = _joined(settings, {"overlay": {"contract": "US500"}, "account": {"profile": "gmo_click_cfd"}})
    if pattern == "hedge":
        settings["short"] = {"when": random.choice(["always", "downtrend"])}
    if random.random() < 0.2 and start > date(1998, 1, 1):
        settings["tax"] = {"regime": random.choice(["japan", "us_1256"])}
    if random.random() < 0.2 and start > date(1998, 4, 1):
        settings["investor"] = {"currency": "JPY"}
    return settings


def _in_tokyo(random):
    ratio = random.choice([0.2, 1.0, 4.0, 12.0])
    steep = {**STEEP, "overlay": {**STEEP["overlay"], "contract": "NK225M", "ratio": ratio}}
    own = {"capital": {"currency": "JPY"}, "fund": {"kind": random.choice(["mmf", "deposit"])}}
    if random.random() < 0.3:
        return {"pattern": "core", **own}
    return {"pattern": "A", **own, **steep, "account": {"profile": random.choice(["sbi_futures", "matsui_futures"])}}


def _anywhere(random, start, length):
    later = start + timedelta(days=random.randrange(max(length, 2)))
    may = [
        {"flows": {"withdraw": random.choice([10.0, 3_000.0, 1e5]), "every": random.choice(["month", "quarter"])}},
        {"flows": {"contribute": random.choice([10.0, 3_000.0]), "withdraw_share": random.choice([0.0, 0.1])}},
        {"fund": {"kind": "prime", "event": "reserve_2008", "event_start": later}},
        {"broker": {"fails_on": later, "like": random.choice(["mf_global", "jp_trust"])}},
        {"faults": {"missed_rolls": 0.3, "late": 0.2}},
        {"absence": {"start": later, "sessions": random.choice([1, 5, 30])}},
        {"outage": {"start": later, "sessions": random.choice([1, 5])}},
        {"execution": {"fill_at": "close"}},
    ]
    found = {}
    for one in may:
        if random.random() < 0.12:
            found = _joined(found, one)
    return found


def _joined(settings, more):
    found = dict(settings)
    for name, value in more.items():
        found[name] = {**found.get(name, {}), **value} if isinstance(value, dict) else value
    return found


def tokyo_market(random, first):
    """A market of Tokyo of about a year, with falls."""
    over = span(first, 1.0, exchange("XTKS"))
    steps = np.array([random.gauss(0.0, 0.012) for _ in over.days])
    for _ in range(random.randrange(1, 5)):
        fall = random.choice(FALLS)
        place = random.randrange(5, len(steps) - 20)
        steps[place : place + len(fall)] = fall
    return shaped_market(over, np.exp(np.cumsum(steps)), Setting(level=20_000.0, index_name="N225", usdjpy=110.0))


def part_of_market(random, start, end):
    """The embedded market, which begins or ends within a period."""
    market = embedded_market()
    if random.random() < 0.5:
        return market.until(day_of(end - timedelta(days=random.randrange(1, 60))))
    later = market.row_from(day_of(start + timedelta(days=random.randrange(1, 20))))
    return Market(
        market.table.slice(later - 300), market.calendar, index=market.index, starts=market.days[later],
        hypothetical_until=market.hypothetical_until,
    )  # fmt: skip
