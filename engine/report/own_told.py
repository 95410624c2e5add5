"""What a run of a strategy of one's own is: its file and class, params, and the feed it trades on."""

from typing import TYPE_CHECKING, Any

from engine.analysis.order_fates import Fate, order_fates
from engine.words import Words

if TYPE_CHECKING:
    from engine.results.run import RunResult


FEEDS = {"index": "summary.feed_index", "contracts": "summary.feed_contracts", "own": "summary.feed_own"}


def own_told(run: "RunResult", say: Words) -> dict[str, str]:
    """Strategy, params and feed in words, by the key of what each is called; empty of a pattern's run."""
    if not run.config.kind.is_free:
        return {}
    traded = ", ".join(feed["name"] for feed in run.own.get("feeds", ()) if feed["traded"])
    params = ", ".join(f"{name} = {value}" for name, value in _params(run).items())
    return {
        "summary.strategy": run.config.own.strategy,
        "summary.params": params,
        "summary.feed": say(FEEDS[run.config.own.feed], names=traded),
    }


def own_line(run: "RunResult", say: Words) -> str:
    """The same in one line; empty of a pattern's run."""
    told = own_told(run, say)
    return "; ".join(f"{say(key)}: {value}" for key, value in told.items() if value)


def order_rows(run: "RunResult", say: Words) -> tuple[list[str], list[list[str]]]:
    """(titles, rows) of what became of the orders of a run, a row for each kind."""
    titles = ["summary.order", "summary.sent", "summary.filled", "summary.not_filled"]
    return [say(title) for title in titles], [_fate(one, say) for one in order_fates(run.tables)]


def _fate(one: Fate, say: Words) -> list[str]:
    others = say("audit.joined").join(f"{say.told('ending', why)}: {count:,}" for why, count in one.others.items())
    return [say(f"order_kind.{one.kind}"), f"{one.sent:,}", f"{one.filled:,}", others]


def plain_own(run: "RunResult") -> dict[str, Any]:
    """The same as values for JSON, with what its manifest tells of it, as `own`; empty of a pattern's run."""
    if not run.config.kind.is_free:
        return {}
    orders = [one._asdict() for one in order_fates(run.tables)]
    return {"own": {**run.own, "params": _params(run), "feed": run.config.own.feed, "orders": orders}}


def _params(run: "RunResult") -> dict[str, Any]:
    return dict(run.config.params.model_extra or {})
