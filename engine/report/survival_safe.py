"""The largest safe overlay, as rows of text."""

from typing import Any

from engine.report.survival_heat import axis_text
from engine.survival.first_sentence import THROWN_OUT, Row
from engine.survival.result import SurvivalResult
from engine.words import Words
from engine.words.sentence import chance, percent


def safe_rows(result: SurvivalResult, say: Words) -> dict[str, Any]:
    """Titles (`safe_titles`) and rows (`safe`) about forced sales: account and pattern, buffer, the largest safe
    overlay with the upper end of its interval, the smallest that is not safe, and what it costs. None where only one
    overlay was tried.
    """
    several = len(result.table("cells")["overlay"].unique()) > 1
    found = [row for row in result.table("safe").to_pylist() if row["event"] == THROWN_OUT]
    rows = sorted(found, key=lambda row: (row["profile"], row["pattern"], row["buffer"]))
    confidence = percent(result.request["confidence"])
    titles = ("buffer", "safe_overlay", "safe_high", "beyond", "carry")
    return {
        "safe_titles": ["", *(_title(name, confidence, say) for name in titles)],
        "safe": [_cells(row, say) for row in rows] if several else [],
    }


def _title(name: str, confidence: str, say: Words) -> str:
    return (
        say("survive_column.safe_overlay", confidence=confidence)
        if name == "safe_overlay"
        else say(f"survive_column.{name}")
    )


def _cells(row: Row, say: Words) -> list[str]:
    def text(name: str, form: Any, absent: str) -> str:
        return absent if row[name] is None else str(form(row[name]))

    none = say("survive.none")
    return [
        f"{row['profile']} · {say('survive.pattern', name=row['pattern'])}",
        axis_text(row["buffer"]),
        text("overlay", axis_text, none),
        text("high", chance, none),
        text("beyond", axis_text, none),
        text("carry_given_up", "{:.2%}".format, none),
    ]
