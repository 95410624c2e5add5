"""Holds an engine against the vectors: `python -m conformance.run --engine MODULE:CLASS`.

Nothing here needs more than Python itself: the folder can be copied.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from importlib import import_module
from numbers import Real
from pathlib import Path
from typing import Any, NamedTuple, Protocol

VECTORS = Path(__file__).parent / "margin_calls"
OURS = "conformance.overlay:Overlay"
CLOSE_ENOUGH = 0.005
"""How far a number may be off, in the unit of the vector: half of a cent, and a two-hundredth of a yen."""
ASKED = ("id", "title", "kind", "sessions")
"""What a vector needs to be run and told."""
WORDS = ("passed", "failed", "refused")
Vector = Mapping[str, Any]


class Engine(Protocol):
    """What an engine is asked."""

    def start(self, vector: Vector) -> str | None:
        """Begin with an account; the vector has no expected values. A sentence where the engine cannot play it."""

    def session(self, day: Vector) -> Mapping[str, Any]:
        """Run a session, and say how the account stands in its evening: the fields of `expect`."""


class Verdict(NamedTuple):
    """How an engine did on a vector: `wrong` says of each field that differs session, name, what was said and what is
    right; `refused` why the vector could not be played, "" where it was.
    """

    vector: Vector
    wrong: tuple[tuple[str, str, Any, Any], ...] = ()
    refused: str = ""

    @property
    def word(self) -> str:
        """`passed`, `failed` or `refused`."""
        return "refused" if self.refused else "failed" if self.wrong else "passed"


def vectors(folder: Path = VECTORS) -> list[Vector]:
    """All vectors of a folder, in the order of its files. Raises `SystemExit` for a file that holds none."""
    return [one for file in sorted(folder.glob("*.json")) for one in _vectors_in(file)]


def _vectors_in(file: Path) -> list[Vector]:
    try:
        found: list[Vector] = json.loads(file.read_text("utf-8"))["vectors"]
        lacking = [name for one in found for name in ASKED if name not in one]
        lacking += [
            "date or expect" for one in found for day in one["sessions"] if not {"date", "expect"} <= day.keys()
        ]
    except (ValueError, TypeError, KeyError, AttributeError, OSError) as error:
        raise SystemExit(f"{file}: should be JSON with a list of vectors, as schema.json says ({error!r})") from None
    if lacking:
        raise SystemExit(f"{file}: a vector has no {lacking[0]}; schema.json says what it needs")
    return found


def without_answers(vector: Vector) -> Vector:
    """What an engine is shown of a vector."""
    days = [{name: told for name, told in day.items() if name != "expect"} for day in vector["sessions"]]
    return {**vector, "sessions": days}


def same(said: Any, right: Any) -> bool:
    """Whether an answer is right."""
    if isinstance(right, Real) and isinstance(said, Real):
        return abs(float(said) - float(right)) <= CLOSE_ENOUGH
    return bool(said == right)


def judge(engine: Engine, vector: Vector) -> Verdict:
    """Run an engine on a vector. Where it raises, every field from there on is wrong."""
    shown, wrong, raised = without_answers(vector), [], ""
    try:
        if refused := engine.start(shown):
            return Verdict(vector, refused=refused)
    except Exception as error:  # noqa: BLE001  (an engine may raise anything)
        raised = f"raised {error!r}"
    for day, asked in zip(vector["sessions"], shown["sessions"], strict=True):
        told: Mapping[str, Any] = {}
        try:
            told = {} if raised else dict(engine.session(asked))
        except Exception as error:  # noqa: BLE001
            raised = f"raised {error!r}"
        for name, right in day["expect"].items():
            said = told.get(name, raised or "not answered")
            if not same(said, right):
                wrong.append((day["date"], name, said, right))
    return Verdict(vector, tuple(wrong))


def by_field(verdicts: Iterable[Verdict]) -> dict[str, tuple[int, int]]:
    """(evenings on which it was right, all of them) of each field, over the vectors that were played."""
    asked: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for one in verdicts:
        if not one.refused:
            asked.update(name for day in one.vector["sessions"] for name in day["expect"])
            missed.update(name for _, name, _, _ in one.wrong)
    return {name: (count - missed[name], count) for name, count in asked.items()}


def by_kind(verdicts: Iterable[Verdict]) -> dict[str, Counter[str]]:
    """How many vectors of each kind passed, failed, were refused."""
    counts: dict[str, Counter[str]] = {}
    for one in verdicts:
        counts.setdefault(one.vector["kind"], Counter())[one.word] += 1
    return counts


def markdown(verdicts: Iterable[Verdict]) -> str:
    """The counts of each kind as rows of a table."""
    counts = sorted(by_kind(verdicts).items())
    return "\n".join(f"| `{kind}` | {' | '.join(str(count[word]) for word in WORDS)} |" for kind, count in counts)


def as_json(verdicts: Iterable[Verdict]) -> str:
    """What was found, vector by vector."""
    rows = [
        {"id": one.vector["id"], "verdict": one.word, "refused": one.refused, "wrong": one.wrong} for one in verdicts
    ]
    return json.dumps(rows, indent=1, default=float)


def plain(value: Any) -> str:
    """A value as it is printed."""
    return f"{value:,.6f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def tell(verdicts: list[Verdict]) -> str:
    """A line for each vector and each first difference, then the fields and the kinds."""
    lines = []
    for one in verdicts:
        lines.append(f"{one.word:8}{one.vector['id']}: {one.vector['title']}")
        if one.refused:
            lines.append(f"        {one.refused}")
        elif one.wrong:
            date, name, said, right = one.wrong[0]
            more = f" (and {len(one.wrong) - 1} more)" if len(one.wrong) > 1 else ""
            lines.append(f"        {date} {name}: {plain(said)}, should be {plain(right)}{more}")
    lines += [
        "",
        *(f"{name:12}right on {right} of {asked} evenings" for name, (right, asked) in by_field(verdicts).items()),
    ]
    lines += ["", *(f"{kind:12}{_counted(counts)}" for kind, counts in sorted(by_kind(verdicts).items()))]
    total = Counter(one.word for one in verdicts)
    return "\n".join([*lines, "", f"{len(verdicts)} vectors: {_counted(total)}"])


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{counts.get(word, 0)} {word}" for word in WORDS)


def engine_of(name: str) -> type[Any]:
    """The class that `module:Class` names. Raises `SystemExit` with a sentence where there is none."""
    module, _, found = name.partition(":")
    sys.path.insert(0, str(Path.cwd()))
    try:
        kind: type[Any] = getattr(import_module(module), found)
    except (ImportError, AttributeError, ValueError) as error:
        raise SystemExit(f"--engine {name}: should be module:Class of an engine ({error})") from None
    lacking = [method for method in ("start", "session") if not callable(getattr(kind, method, None))]
    if lacking:
        raise SystemExit(f"--engine {name}: has no {' and no '.join(lacking)}; an engine has start and session")
    return kind


def main(arguments: list[str] | None = None) -> int:
    """Run an engine on all vectors, or on those named; 0 where none failed, 1 where one did."""
    parser = argparse.ArgumentParser(prog="conformance.run", description="Run an engine on margin call vectors.")
    parser.add_argument("ids", nargs="*", help="vectors to run (default: all)")
    parser.add_argument("--engine", default=OURS, help="module:Class, with start(vector) and session(day)")
    parser.add_argument("--folder", type=Path, default=VECTORS, help="folder of vectors")
    parser.add_argument("--json", action="store_true", help="print what was found as JSON")
    parser.add_argument("--markdown", action="store_true", help="print a table of the kinds")
    given = parser.parse_args(arguments)
    found = [one for one in vectors(given.folder) if not given.ids or one["id"] in given.ids]
    if unknown := set(given.ids) - {one["id"] for one in found}:
        raise SystemExit(f"no vector {', '.join(sorted(unknown))} in {given.folder}")
    if not found:
        raise SystemExit(f"{given.folder}: no file NAME.json with vectors is there")
    kind = engine_of(given.engine)
    verdicts = [judge(kind(), one) for one in found]
    say = as_json if given.json else markdown if given.markdown else tell
    sys.stdout.write(say(verdicts) + "\n")
    return int(any(one.wrong for one in verdicts))


if __name__ == "__main__":
    raise SystemExit(main())
