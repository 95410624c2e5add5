"""What a room may import: exactly what it imports, room for room, in the order of the floors.

An arrow that is new is a decision, and stands here; one that is gone is struck. No room imports one that stands below
it here.
"""

MAY_IMPORT = {
    "data/base": {},
    "data/facts": {
        "data": "base",
    },
    "data/fetch": {
        "data": "base",
    },
    "data/pricing": {
        "data": "base facts",
    },
    "data/signals": {
        "data": "base facts",
    },
    "data/contracts": {
        "data": "base facts signals",
    },
    "data/margin": {
        "data": "base facts signals contracts",
    },
    "data/sessions": {
        "data": "base pricing signals contracts",
    },
    "data/chains": {
        "data": "base pricing contracts sessions",
    },
    "data/futures": {
        "data": "base contracts sessions",
    },
    "data/market": {
        "data": "base facts pricing signals contracts sessions chains futures",
    },
    "data/curves": {
        "data": "base facts pricing contracts futures market",
    },
    "data/fund": {
        "data": "base facts market",
    },
    "data/intake": {
        "data": "base facts pricing signals contracts sessions chains futures market fund",
    },
    "data/renewal": {
        "data": "base fetch intake market",
    },
    "data/synthetic": {
        "data": "base facts signals contracts sessions market fund",
    },
    "strategies/events": {
        "data": "base",
    },
    "strategies/sizing": {
        "data": "base",
    },
    "strategies/rules": {
        "data": "base",
        "strategies": "events",
    },
    "strategies/base": {
        "data": "base contracts market",
        "strategies": "events rules",
    },
    "strategies/cash": {
        "data": "base signals",
        "strategies": "rules base",
    },
    "strategies/fx": {
        "data": "base contracts",
        "strategies": "events sizing rules base",
    },
    "strategies/overlay": {
        "data": "base signals contracts",
        "strategies": "events rules base",
    },
    "engine/words": {
        "data": "base",
    },
    "engine/plugs": {
        "data": "base",
        "strategies": "rules base",
        "engine": "words",
    },
    "engine/account": {
        "data": "base facts pricing contracts market fund",
        "strategies": "events",
    },
    "engine/tax": {
        "data": "base facts contracts market",
        "strategies": "events",
        "engine": "account",
    },
    "engine/settings": {
        "data": "base signals contracts market fund",
        "strategies": "rules cash overlay",
        "engine": "plugs account tax",
    },
    "engine/analysis": {
        "data": "base pricing signals contracts market synthetic",
        "strategies": "events sizing",
        "engine": "words account",
    },
    "engine/day": {
        "data": "base facts contracts margin market curves fund pricing",
        "strategies": "events rules",
        "engine": "account tax",
    },
    "engine/results": {
        "data": "base contracts signals",
        "strategies": "events",
        "engine": "words account settings analysis",
    },
    "engine/bt": {
        "data": "base pricing contracts market curves",
        "strategies": "events",
        "engine": "words account day results",
    },
    "engine/manifest": {
        "data": "base facts pricing contracts market curves fund intake",
        "strategies": "events",
        "engine": "words account settings analysis day results bt",
    },
    "engine/comparison": {
        "data": "base signals contracts market intake",
        "engine": "words account settings analysis results",
    },
    "engine/assembly": {
        "data": "base facts pricing signals contracts margin market curves fund intake",
        "strategies": "rules cash fx",
        "engine": "account tax settings comparison day bt",
    },
    "engine/fast": {
        "data": "base pricing signals contracts margin market curves fund synthetic",
        "strategies": "rules overlay",
        "engine": "words plugs account settings day bt assembly",
    },
    "engine/audit": {
        "data": "base facts contracts fund",
        "strategies": "events rules",
        "engine": "words plugs account settings analysis day results assembly",
    },
    "engine/stress": {
        "data": "base facts pricing contracts margin market curves fund",
        "strategies": "events",
        "engine": "account settings analysis day results assembly",
    },
    "engine/nearest": {
        "data": "base facts pricing signals contracts margin market synthetic",
        "engine": "account day results stress",
    },
    "engine/patterns": {
        "strategies": "rules fx overlay",
        "engine": "plugs account settings assembly audit",
    },
    "engine/runs": {
        "data": "base pricing contracts market curves",
        "strategies": "base",
        "engine": "words account tax settings analysis day results bt manifest comparison assembly audit",
    },
    "engine/portfolio": {
        "data": "base market",
        "engine": "words account settings analysis day results assembly runs",
    },
    "engine/tasks": {
        "data": "base market",
        "engine": "settings manifest",
    },
    "engine/survival": {
        "data": "base facts signals margin market synthetic",
        "engine": "words settings analysis results manifest assembly fast portfolio runs tasks",
    },
    "engine/sweeps": {
        "data": "base contracts market",
        "engine": "words settings analysis results manifest assembly fast runs tasks",
    },
    "engine/hand": {
        "data": "base market",
        "engine": "words settings survival tasks",
    },
    "engine/weighing": {
        "data": "base signals contracts market",
        "engine": "words account settings analysis results manifest assembly fast runs survival",
    },
    "engine/sizing": {
        "data": "base facts signals contracts margin market",
        "strategies": "sizing rules base overlay",
        "engine": ("words plugs account settings analysis day results manifest assembly fast stress survival weighing"),
    },
    "engine/questions": {
        "data": "base facts contracts market fund",
        "strategies": "events sizing rules overlay",
        "engine": "plugs account settings analysis results assembly audit stress runs survival sizing",
    },
    "engine/evening": {
        "data": "base signals contracts market intake",
        "strategies": "events rules base overlay",
        "engine": "words account settings analysis day results bt assembly audit stress",
    },
    "engine/saved": {
        "data": "base",
        "engine": "settings results comparison portfolio survival sweeps weighing",
    },
    "engine/journal": {
        "data": "base facts contracts market intake",
        "strategies": "overlay sizing base",
        "engine": "settings analysis day results bt manifest audit runs evening survival sizing questions",
    },
    "engine/report": {
        "data": "base fetch contracts intake",
        "strategies": "events",
        "engine": (
            "words plugs settings analysis results comparison audit stress nearest portfolio survival hand sweeps "
            "weighing saved sizing questions evening journal"
        ),
    },
    "engine/notebook": {
        "data": "base market",
        "engine": (
            "words account settings results comparison assembly audit stress nearest portfolio survival sweeps "
            "weighing sizing questions evening journal report"
        ),
    },
    "engine/kits": {
        "data": "base facts contracts margin market fund synthetic",
        "engine": "words plugs account settings results bt comparison assembly audit runs report",
    },
    "engine/cli": {
        "data": "base fetch contracts market intake renewal synthetic",
        "strategies": "sizing",
        "engine": (
            "words plugs account settings analysis day results comparison assembly fast audit stress nearest portfolio "
            "runs tasks survival hand sweeps weighing saved sizing questions evening journal report kits"
        ),
    },
    "engine": {
        "data": "facts intake",
        "strategies": "events rules base overlay",
        "engine": (
            "plugs settings analysis day results comparison assembly fast "
            "audit nearest runs portfolio evening journal report survival sweeps weighing notebook kits"
        ),
    },
}


def may_import(room):
    """The rooms a room may import, by their whole names."""
    return {f"{package}/{one}" for package, rooms in MAY_IMPORT.get(room, {}).items() for one in rooms.split()}
