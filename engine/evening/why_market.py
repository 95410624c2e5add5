"""What the market did on a session."""

from collections.abc import Iterator

from data.base.days import Day
from data.market.market import Market
from engine.evening.said import Said, said
from engine.results.run import RunResult


def market_on(run: RunResult, day: Day, market: Market | None) -> tuple[Said, ...]:
    """The index, implied volatility and bills of a session, and what of them was not quoted; without it
    only that it is not at hand.
    """
    if market is None:
        return (said("other_market"),)
    row = market.row_of(day)
    pair = run.config.kind.market == "dollar"
    return (*_index(market, row, pair=pair), *(() if pair else _volatility(market, row)), *_bills(market, row))


def _index(market: Market, row: int, *, pair: bool) -> Iterator[Said]:
    told = {name: market.values(name)[row] for name in ("open", "high", "low", "close")}
    told_before = market.values("close")[row - 1] if row else None
    if told_before is None:
        yield said("index_alone", index=market.index, **told)
        return
    yield said(
        "index", index=market.index, move=told["close"] / told_before - 1.0,
        points=told["close"] - told_before, before=told_before, **told,
    )  # fmt: skip
    if pair:
        return
    if market.values("open_is_real")[row]:
        yield said("opened", gap=told["open"] / told_before - 1.0, **told)
    else:
        yield said("no_open", **told)


def _volatility(market: Market, row: int) -> Iterator[Said]:
    vix = market.values("vix")
    yield said("vix" if row else "vix_alone", vix=vix[row], change=vix[row] - vix[row - 1] if row else None)
    if market.values("vix_modelled")[row]:
        yield said("vix_modelled")


def _bills(market: Market, row: int) -> Iterator[Said]:
    yield said("bills", bill_yield=market.values("bill_yield")[row])
    if market.values("bill_carried")[row]:
        yield said("bills_carried")
