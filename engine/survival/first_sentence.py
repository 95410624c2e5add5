"""What a survival result says first, in one breath: how often the plan is thrown out, that this is not ruin, and which
overlay is safe.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from engine.survival.absence_rows import high_of, longest_safe, low_of, of_begins
from engine.survival.schemas import ALL
from engine.words import Words
from engine.words.sentence import percent

Row = dict[str, Any]
THROWN_OUT = "forced_sale"
"""The event that the first sentence and the heat maps are about."""
LAST_FUTURE = 90
"""Sessions without anybody after which no future is left: quarterly ones that were just rolled have expired."""


def in_focus(tables: Mapping[str, pa.Table]) -> Row:
    """The cell that is told first: the user's own plan, else the first of those that were tried."""
    cells = tables["cells"].to_pylist()
    first: Row = next((cell for cell in cells if cell["own"]), cells[0])
    return first


def first_sentence(tables: Mapping[str, pa.Table], request: Row, say: Words) -> str:
    """The first sentence of a result, of the cell in focus. `request` is what was asked for, as the manifest keeps
    it.
    """
    if "joint" in tables:
        return _of_accounts(tables, request, say).replace("。 ", "。")
    cell = in_focus(tables)
    told = [
        _left_alone(tables, cell, request, say),
        _thrown_out(tables, cell, request, say),
        _lived(tables, cell, request, say),
        _ruined(tables, cell, say),
        _safe(tables, cell, request, say),
    ]
    return " ".join(filter(None, told)).replace("。 ", "。")


def _of_accounts(tables: Mapping[str, pa.Table], request: Row, say: Words) -> str:
    """How often an account of a portfolio is thrown out, and all of them; how often one with the whole capital; and
    what is left of all together.
    """
    rows = {(row["of"], row["event"]): row for row in tables["joint"].to_pylist() if row["kind"] == ALL}
    one, every = ends_of(rows["any", THROWN_OUT]), ends_of(rows["every", THROWN_OUT])
    accounts = len(request["accounts"])
    ends = dict(zip(("any_low", "any_high", "low", "high"), (*one, *every), strict=True))
    left = {row["quantile"]: row for row in tables["whole"].to_pylist()}
    return " ".join([
        say("survive_accounts.sold", accounts=accounts, years=request["years"], **ends),
        *(_all_in(accounts + place, one["name"], tables, say) for place, one in enumerate(request["accounts"])),
        say("survive_accounts.left", worst=left[0.01]["wealth"], half=left[0.5]["wealth"], fund=left[0.5]["fund"]),
    ])  # fmt: skip


def _all_in(cell: int, name: str, tables: Mapping[str, pa.Table], say: Words) -> str:
    low, high = ends_of(by_kind(tables, cell)[ALL])
    return say("survive_accounts.all_in", name=name, low=low, high=high)


def ends_of(row: Row) -> tuple[float, float]:
    """The ends of an interval; those of simulation alone where no history was resampled."""
    kept = "simulation_" if row["low"] is None else ""
    return row[f"{kept}low"], row[f"{kept}high"]


def plan_of(cell: Row, tables: Mapping[str, pa.Table], say: Words) -> str:
    """A cell by its overlay and buffer, and where these differ among the cells by its pattern and account profile."""
    cells = tables["cells"]
    key = "survive.plan" if cell["overlay"] else "survive.plan_bare"
    told = say(key, overlay=cell["overlay"], buffer=cell["buffer"])
    if len(cells["profile"].unique()) > 1:
        told = say("survive.plan_at", plan=told, profile=cell["profile"])
    several = len(cells["pattern"].unique()) > 1
    return say("survive.plan_pattern", plan=told, name=cell["pattern"]) if several else told


def by_kind(tables: Mapping[str, pa.Table], cell: int, event: str = THROWN_OUT) -> dict[str, Row]:
    """The rows of `survival` of a cell and an event by kind of path."""
    wanted = {"cell": cell, "event": event}
    return {row["kind"]: row for row in tables["survival"].to_pylist() if wanted.items() <= row.items()}


def simulation(rows: Mapping[str, Row]) -> float:
    """How far the number of paths alone leaves a probability open, in points: on the kind of path on which it does so
    most. That kinds differ is no matter of their number.
    """
    kinds = [row for kind, row in rows.items() if kind != ALL] or list(rows.values())
    widths: list[float] = [row["simulation_high"] - row["simulation_low"] for row in kinds]
    return 100.0 * max(widths)


def _left_alone(tables: Mapping[str, pa.Table], cell: Row, request: Row, say: Words) -> str:
    """For how long a cell does without anybody, and what a margin call makes of that; "" where nobody asked."""
    if "absence" not in tables:
        return ""
    rows, confidence = of_begins(tables["absence"], "any", cell["cell"]), request["confidence"]
    safe = longest_safe(rows, confidence)
    told = rows[0] if safe is None else safe
    counted = {name: told[name] for name in ("sessions", "sold", "starts")}
    first = say(_how_safe(rows, safe, confidence), confidence=percent(confidence), high=high_of(told), **counted)
    expired = [say("survive.alone_expired")] if safe and cell["overlay"] and safe["sessions"] > LAST_FUTURE else []
    called = of_begins(tables["absence"], "call", cell["cell"])
    then = [
        say("survive.alone_call", share=row["probability"], **{name: row[name] for name in _CALLED})
        for row in called
        if row["sessions"] == told["sessions"]
    ]
    return " ".join([first, *expired, *then])


_CALLED = ("sessions", "starts", "attended")


def _how_safe(rows: Sequence[Row], safe: Row | None, confidence: float) -> str:
    """Whether the longest absence is safe, some are, none is, or histories are too few to tell."""
    if safe is None:
        return "survive.alone_unknown" if low_of(rows[0]) <= 1.0 - confidence else "survive.alone_never"
    return "survive.alone_all" if safe is rows[-1] else "survive.alone"


def _thrown_out(tables: Mapping[str, pa.Table], cell: Row, request: Row, say: Words) -> str:
    rows, plan = by_kind(tables, cell["cell"]), plan_of(cell, tables, say)
    row, years = rows[ALL], request["years"]
    if not request["histories"]:
        low, high = row["simulation_low"], row["simulation_high"]
        return say("survive.simulation_only", plan=plan, years=years, low=low, high=high)
    points = simulation(rows)
    return say("survive.thrown_out", plan=plan, years=years, low=row["low"], high=row["high"], points=points)


def _lived(tables: Mapping[str, pa.Table], cell: Row, request: Row, say: Words) -> str:
    """How often an account that is lived from does not carry that, and how often the fund alone does not."""
    told = []
    for event, key in (("not_lived", "survive.not_lived"), ("fund_poor", "survive.fund_poor")):
        rows = by_kind(tables, cell["cell"], event)
        if rows:
            row = rows[ALL]
            ends = ("simulation_low", "simulation_high") if row["low"] is None else ("low", "high")
            told.append(say(key, low=row[ends[0]], high=row[ends[1]], poor=request["poor"]))
    return " ".join(told)


def _ruined(tables: Mapping[str, pa.Table], cell: Row, say: Words) -> str:
    rows = [row for row in tables["terminal"].to_pylist() if row["cell"] == cell["cell"]]
    worst = min(rows, key=lambda row: float(row["quantile"]))
    return say("survive.not_ruined", among=round(1.0 / worst["quantile"]), wealth=worst["wealth"])


def _safe(tables: Mapping[str, pa.Table], cell: Row, request: Row, say: Words) -> str:
    wanted = {name: cell[name] for name in ("profile", "pattern", "buffer")} | {"event": THROWN_OUT}
    rows = [row for row in tables["safe"].to_pylist() if wanted.items() <= row.items()]
    if not rows or not cell["overlay"]:
        return ""
    row, confidence = rows[0], percent(request["confidence"])
    if row["overlay"] is None:
        return say("survive.none_safe", confidence=confidence)
    if row["beyond"] is None:
        return say("survive.all_safe", confidence=confidence, overlay=row["overlay"])
    return say("survive.safe", confidence=confidence, overlay=row["overlay"], beyond=row["beyond"])
