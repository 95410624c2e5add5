"""`check_strategy`: whether a Backtrader strategy of one's own may be believed, before its figures are looked at."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout, suppress
from datetime import datetime
from functools import partial
from io import StringIO
from typing import Any

from data.base.days import date_of
from data.base.errors import OverlayError
from data.market.embedded import embedded_market
from data.market.market import Market
from engine.assembly.own_account import LAST_MOMENT
from engine.assembly.own_settings import with_strategy
from engine.bt.feed import MarketFeed
from engine.bt.own_failure import TooFewBars
from engine.bt.own_strategy import OwnStrategy, Setup, Strategy, strategy_of
from engine.kits.check_pattern import PERIOD, of_the_run
from engine.kits.look_ahead import look_ahead
from engine.results.run import RunResult
from engine.runs.backtest import run_of
from engine.settings.run_config import RunConfig, parse_config
from engine.words import words

MOST_CUTS = 40
NOT_COMPARED = {"verdicts"}
REFUSALS = {"no_room", "no_collateral", "no_cash", "nothing_held", "no_premium", "over_budget"}
"""Why an order that the strategy could have sent otherwise was not filled."""
BY_THE_BROKER = ("margin_call", "loss_cut", "liquidation", "ruin")
Load = Callable[[], OwnStrategy]
"""Gives the strategy, of a file loaded anew each time."""


def check_strategy(
    strategy: Strategy | str, config: RunConfig | None = None, market: Market | None = None, /,
    *, setup: Setup | None = None, **params: Any,
) -> list[str]:  # fmt: skip
    """What is wrong with a Backtrader strategy, `FILE.py:Class` or a class, a sentence each; nothing of a sound one.

    check_strategy("crossing.py:Crossing", load_config(None, ["period=2007-2009"]), fast=10)

    It is run on `market` (default: the program's; where no period is set from June 2007 to June 2009), once more, and
    with the future cut off, and asked: does it run at all; does it trade, and how many of its orders are refused; does
    it stay within the limit on exposure; does the broker have to ask for money; is it the same each time; does it see
    nothing of the future. Nothing is saved, and no look is counted.
    """
    try:
        load, seen = partial(strategy_of, strategy, setup), market or embedded_market()
        asked = (config or RunConfig()).settings_for_all()
        usual = {"period": PERIOD} if seen.shipped and not asked.get("period") else {}
        return list(_findings(load, with_strategy(parse_config({**asked, **usual}), load(), params), seen))
    except OverlayError as error:
        return str(error).splitlines()


def _findings(load: Load, config: RunConfig, market: Market) -> Iterator[str]:
    own = load()
    whole = run_of(config, market, own)
    yield from of_the_run(whole)
    yield from _refused(whole)
    yield from _struck(whole)
    with redirect_stdout(StringIO()):  # what it prints was printed once
        again, anew = run_of(config, market, own), run_of(config, market, load())
        changes = list(_otherwise(whole, again, anew))
        ahead = look_ahead(config, market, whole, lambda cut, part: _until_then(cut, part, load()), MOST_CUTS)
        found = changes or list(ahead)
    yield from found


def _refused(run: RunResult) -> Iterator[str]:
    """Orders that were refused, where others were filled."""
    reasons = run.table("orders")["reason"].to_pylist()
    why = Counter(reason for reason in reasons if reason in REFUSALS)
    if run.table("fills").num_rows:
        for reason, times in why.most_common():
            yield f"{times} of its {len(reasons)} orders were refused: {words().told('ending', reason)}"


def _struck(run: RunResult) -> Iterator[str]:
    """What the broker had to do."""
    kinds = Counter(run.table("events")["kind"].to_pylist())
    if told := [f"{kind.replace('_', ' ')} {kinds[kind]}" for kind in BY_THE_BROKER if kinds[kind]]:
        yield f"the broker had to step in: {', '.join(told)}; trade less, or keep more cash"


def _otherwise(whole: RunResult, again: RunResult, anew: RunResult) -> Iterator[str]:
    """Whether it was something else when it ran again, its class as it was left, or loaded anew."""
    changed = [name for name in whole.tables if name not in NOT_COMPARED and again.tables[name] != whole.tables[name]]
    if changed and anew.tables[changed[0]] == whole.tables[changed[0]]:
        yield (
            f"it keeps something in its class from one run to the next: the table {changed[0]} of a second run is "
            "another; keep it in self"
        )
    elif changed:
        yield f"two runs of it differ, in the table {changed[0]}: give whatever is random a seed, in __init__"


def _until_then(config: RunConfig, market: Market, own: OwnStrategy) -> RunResult | None:
    """A run on a market that was cut off; feeds of its own are cut off alike. None where its indicators have no values
    until then.
    """
    last = datetime.combine(date_of(market.days[-1]), LAST_MOMENT)

    def setup(cerebro: Any) -> Any:
        returned = own.setup(cerebro) if own.setup else None
        for feed in cerebro.datas:
            if not isinstance(feed, MarketFeed):
                feed.p.todate = last
        return returned

    with suppress(TooFewBars):
        return run_of(config, market, own._replace(setup=setup))
    return None
