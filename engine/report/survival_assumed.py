"""What a survival result assumes and what it cannot see, in sentences, from what was asked for."""

from engine.survival.result import SurvivalResult
from engine.words import Words

LIMITS = ("survive.limit_source", "survive.limit_day", "survive.limit_broker", "survive.limit_crowd")


def assumed(result: SurvivalResult, say: Words) -> list[str]:
    """What the paths are made of, and what was put in by hand."""
    asked, market = result.request, result.manifest["market"]
    first, last = market["first"], market["last"]
    told = [
        say("survive.assumed_years", years=asked["years"], paths=asked["paths"], kinds=asked["kinds"]),
        *(say.told("assumed_kind", kind, first=first, last=last, block=asked["block"]) for kind in asked["kinds"]),
    ]
    if asked["histories"]:
        told.append(say("survive.assumed_histories", histories=asked["histories"]))
    else:
        told.append(say("survive.assumed_one_history"))
    told.append(say("survive.assumed_margin"))
    if asked.get("bills_open"):
        told.append(say("survive.assumed_bills", open=asked["bills_open"]))
    crashes = [say("survive.assumed_crash", **crash) for crash in asked["crashes"]]
    told += crashes or [say("survive.assumed_no_crash")]
    if asked["drift"] is None:
        return [*told, say("survive.assumed_own_drift")]
    return [*told, say("survive.assumed_drift", drift=asked["drift"])]


def limits(say: Words) -> list[str]:
    """What no number of paths can show."""
    return [say(name) for name in LIMITS]
