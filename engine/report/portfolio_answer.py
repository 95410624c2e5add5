"""What a portfolio came to, in sentences: the whole, the same capital in one account, and falls at once."""

from collections.abc import Iterator

import numpy as np

from data.base.days import iso
from data.base.sums import total
from engine.report.portfolio_moved import transfers_told
from engine.report.portfolio_rows import share
from engine.report.portfolio_seen import Row, Seen


def answer(seen: Seen) -> str:
    """The whole in one sentence."""
    say, row = seen.say, seen.together
    annual = row["cagr"] is not None
    key, grown = ("portfolio_page.in_a_year", row["cagr"]) if annual else ("report.in_all", seen.growth(row["account"]))
    return say(
        "portfolio_page.answer", count=len(seen.names), capital=f"{row['opening']:,.0f}", currency=seen.currency,
        final=f"{row['final']:,.0f}", growth=say(key, size=share(grown, say)), fall=_fall(row), date=_low(seen),
        accidents=_accidents(seen),
    )  # fmt: skip


def _fall(row: Row) -> str:
    return f"{abs(row['max_drawdown']):.1%}"


def _low(seen: Seen) -> str:
    return iso(int(seen.days[int(np.argmin(seen.whole("drawdown")))]))


def _accidents(seen: Seen) -> str:
    say, row = seen.say, seen.together
    lost = [name for name in seen.names if seen.figures[name]["ruined_on"]]
    told = (
        say("portfolio_page.lost", names=say("portfolio_page.and").join(lost))
        if lost
        else say("portfolio_page.none_lost")
    )
    if not row["margin_calls"] and not row["forced_sales"]:
        return say("portfolio_page.no_accidents", lost=told)
    return say("portfolio_page.accidents", calls=row["margin_calls"], sales=row["forced_sales"], lost=told)


def sentences(seen: Seen) -> list[str]:
    """What stands below the answer."""
    return [*_alone(seen), *_at_once(seen), *_flows(seen), *transfers_told(seen)]


def _alone(seen: Seen) -> Iterator[str]:
    """The same capital in one account: the ends and the falls that it would have had."""
    rows = seen.alone
    if len(rows) > 1:
        worst, best = (pick(rows, key=lambda name: rows[name]["final"]) for pick in (min, max))
        wild, calm = (pick(rows, key=lambda name: rows[name]["max_drawdown"]) for pick in (min, max))
        yield seen.say(
            "portfolio_page.alone_told", worst=worst, low=f"{rows[worst]['final']:,.0f}", best=best,
            high=f"{rows[best]['final']:,.0f}", currency=seen.currency, calm=calm, least=_fall(rows[calm]), wild=wild,
            most=_fall(rows[wild]),
        )  # fmt: skip


def _at_once(seen: Seen) -> Iterator[str]:
    """All accounts at their own lows on one day, by what each began with, against the fall of the whole."""
    if len(seen.names) > 1:
        rows = [seen.figures[name] for name in seen.names]
        begun = total(row["opening"] for row in rows)
        fall = -total(row["opening"] * row["max_drawdown"] for row in rows) / begun
        yield seen.say("portfolio_page.at_once", fall=f"{fall:.1%}", whole=_fall(seen.together))


def _flows(seen: Seen) -> Iterator[str]:
    flows = seen.whole("flow")
    if flows.any():
        came, went = float(flows[flows > 0.0].sum()), -float(flows[flows < 0.0].sum())
        yield seen.say("portfolio_page.flows", came=f"{came:,.0f}", went=f"{went:,.0f}", currency=seen.currency)
