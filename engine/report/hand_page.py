"""The page of a plan in the hand: one HTML file for a phone, with a grid of answers in it, in every language."""

import shlex
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from functools import reduce
from itertools import chain
from math import gcd
from pathlib import Path
from typing import Any

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from data.base.arrays import Floats
from data.base.days import iso
from engine.hand.axes import BUFFER, PROFILE, Axes, overlay_of
from engine.hand.grid import CURVES, EVENTS, HandGrid
from engine.hand.request import HandRequest, HandTerms
from engine.report import frame, palette
from engine.report.pack import pack
from engine.results.folders import write_text
from engine.words import LANGUAGES, Words, words
from engine.words.notes import spoken

SCRIPTS = ("state.js", "hand.js", "hand_drawing.js", "hand_page.js")
FINEST = 10_000
"""Settings are moved in steps that are whole multiples of one in so many."""
STEPS = {"options.budget": 0.0005}
STEP = 0.01


def write_hand_page(
    grid: HandGrid, path: Path, asked_as: Sequence[str] = (), language: str = "en", *, force: bool = True
) -> Path:
    """Write the page; a file of that name is replaced whole where that is forced. Raises `ResultError` when it cannot
    be written.
    """
    return write_text(path, hand_html(grid, asked_as, language), force=force)


def hand_html(grid: HandGrid, asked_as: Sequence[str] = (), language: str = "en") -> str:
    """The page, opening in a language. It loads nothing from outside. `asked_as` are the words of a command that say
    the plan, but for what is moved. Raises `ConfigError` for a language there is none of.
    """
    say = words(language)
    strokes = {f"line-{place}": stroke for place, stroke in enumerate(list(palette.PALETTE.values())[:3])}
    return frame.environment().get_template("hand.html").render(
        say=say, language=language, events=EVENTS,
        style=Markup(frame.colours(strokes) + frame.asset("style.css")),  # noqa: S704  (our own files)
        scripts=Markup("\n".join(map(frame.asset, SCRIPTS))),  # noqa: S704
        library="",
        payload=_payload(grid, asked_as, language),
        sliders=_sliders(grid), profiles=grid.asked.axes.profiles, pattern=grid.asked.plan.kind.name,
    )  # fmt: skip


def _sliders(grid: HandGrid) -> list[dict[str, Any]]:
    """Name, word and last place of each slider."""
    axes, terms = grid.asked.axes, grid.asked.terms
    values: dict[str, Sequence[float]] = {
        "overlay": _steps(axes.overlays, "overlay", axes), "buffer": _steps(axes.buffers, "buffer", axes),
        "years": terms.years, "rate": terms.rates,
    }  # fmt: skip
    words_of = {"overlay": _word(axes)}
    return [{"name": name, "word": words_of.get(name, name), "most": len(of) - 1} for name, of in values.items()]


def _word(axes: Axes) -> str:
    """What the size of an overlay is called."""
    return axes.setting.partition(".")[0].replace("options", "budget")


def _steps(values: Sequence[float], name: str, axes: Axes) -> list[float]:
    """The values through which a slider goes: fine steps from the first to the last, every computed one among them.

    >>> _steps((0.1, 0.125), "buffer", Axes("overlay.ratio", (), (), ()))[:3]
    [0.1, 0.105, 0.11]
    """
    step = STEPS.get(axes.setting, STEP) if name == "overlay" else STEP
    whole = [int(Decimal(repr(value)) * FINEST) for value in values]
    each = reduce(gcd, (one - whole[0] for one in whole), int(Decimal(repr(step)) * FINEST))
    found = {one / FINEST for one in range(whole[0], whole[-1] + 1, each)}
    return sorted(found | set(values))


def _payload(grid: HandGrid, asked_as: Sequence[str], language: str) -> str:
    """Everything the scripts of the page show, packed."""
    asked, terms = grid.asked, grid.asked.terms
    axes, plan = asked.axes, asked.plan
    moved = {axes.setting, BUFFER, PROFILE}
    facts = {
        "axes": {
            "overlay": axes.overlays, "buffer": axes.buffers, "profile": axes.profiles, "years": terms.years,
            "rate": terms.rates,
        },
        "steps": {"overlay": _steps(axes.overlays, "overlay", axes), "buffer": _steps(axes.buffers, "buffer", axes)},
        "names": {"overlay": axes.setting, "buffer": BUFFER if plan.reads(BUFFER) else "", "profile": PROFILE},
        "what": _word(axes),
        "own": {
            "overlay": overlay_of(plan, axes.setting), "buffer": plan.cash.buffer, "profile": plan.account.profile,
        },
        "higher": [_others(cell.values, moved) for cell in asked.cells[: len(axes.overlays)]],
        "command": shlex.join(["overlay", "survive", *asked_as]), "made": made_by(asked, asked_as),
        "drawn": _drawn(terms), "paths": terms.paths, "histories": terms.histories, "seed": terms.seed,
        "crash": terms.crash, "first": iso(grid.market[0]), "last": iso(grid.market[1]), "events": EVENTS,
        "curves": CURVES,
        "language": language, "languages": {one: _language(grid, words(one)) for one in LANGUAGES},
    }  # fmt: skip
    columns: dict[str, NDArray[Any]] = {}
    for name, values in grid.columns.items():
        columns |= dict(zip((f"{name}/0", f"{name}/1"), exact(values), strict=True))
    columns |= {f"curve/{event}": (1.0 - values).astype(np.float32) for event, values in grid.curves.items()}
    return pack(columns, facts)


def made_by(asked: HandRequest, asked_as: Sequence[str]) -> str:
    """The command that asks for the same: the plan, what is moved around it, and the histories. `asked_as` as in
    `hand_html`.
    """
    axes, terms = asked.axes, asked.terms
    values = {axes.setting: axes.overlays, BUFFER: axes.buffers, PROFILE: axes.profiles}
    words_of = [["--set", f"{name}={own}", "--vary", f"{name}={_listed(values[name])}"] for name, own in _own(asked)]
    lists = ["--years", _listed(terms.years), "--rates", _listed(terms.rates), "--crash-year", str(terms.crash)]
    command = ["overlay", "hand", *asked_as, *chain(*words_of), *lists, *_drawn(terms).split(), "--to", "plan.html"]
    return shlex.join(command)


def _own(asked: HandRequest) -> list[tuple[str, float | str]]:
    """What is moved, by setting, as the plan itself has it."""
    plan, setting = asked.plan, asked.axes.setting
    buffer = [(BUFFER, plan.cash.buffer)] if plan.reads(BUFFER) else []
    return [(PROFILE, plan.account.profile), (setting, overlay_of(plan, setting)), *buffer]


def _listed(values: Sequence[object]) -> str:
    return ",".join(map(str, values))


def _drawn(terms: HandTerms) -> str:
    """How histories are drawn, as a command says it."""
    options = {"paths": terms.paths, "histories": terms.histories, "seed": terms.seed}
    options |= {name: getattr(terms, name) for name in ("block", "drift") if getattr(terms, name) is not None}
    return " ".join(f"--{name} {value}" for name, value in options.items())


def _others(values: Mapping[str, Any], moved: Collection[str]) -> dict[str, Any]:
    """What a cell sets beside what is moved, as a command line has it."""
    return {name: str(value).lower() for name, value in values.items() if name not in moved}


def exact(values: Floats) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The low and the high halves of doubles, so that a page has them to the last bit."""
    halves = np.ascontiguousarray(values, "<f8").view("<i4").reshape(-1, 2)
    return halves[:, 0].astype(np.int32), halves[:, 1].astype(np.int32)


def _language(grid: HandGrid, say: Words) -> dict[str, str]:
    """All sentences of the page in a language, by key."""
    footer = {name: say(f"report.{name}") for name in ("footer", "too_old")}
    others = {
        "pattern": say.told("pattern", grid.asked.plan.kind.name),
        "notes": "\n".join(spoken(one, say) for one in grid.notes),
    }
    return {**say.section("hand"), **say.section("happened"), **footer, **others}
