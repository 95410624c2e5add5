"""`docs/fast.md`: its code runs, its columns are there, and it names whatever is refused."""

import re
from pathlib import Path

import numpy as np
import pytest

from engine import PATTERNS
from engine.fast.books import MOST_OPTIONS, MOST_ORDERS
from engine.fast.plan import Plan
from engine.fast.reach import reachable
from engine.fast.records import record_dtype
from engine.fast.refused import REFUSALS
from engine.fast.session import run_from

PAGE = (Path(__file__).parents[2] / "docs" / "fast.md").read_text(encoding="utf-8")


def table(heading):
    """First and second cells of the rows of the table under a heading."""
    rows = re.findall(
        r"^\| (.+?) \| (.+?) (?:\| .* )?\|$", PAGE.split(f"{heading}\n")[1].split("\n## ")[0], re.MULTILINE
    )
    return rows[1:]


@pytest.mark.pages
def test_its_code_runs(capsys):
    pytest.importorskip("numba")
    (code,) = re.findall(r"^```python\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    here = {}
    exec(code, here)  # noqa: S102
    assert len(here["found"]) == 1_000
    assert here["run"].summary == here["found"][-1]
    assert len(here["run"].equity) == len(here["run"].days) > 700
    assert len(capsys.readouterr().out.splitlines()) >= 2


def test_a_column_that_it_names_is_there():
    named = [name for _, columns in table("## How it is called") for name in re.findall(r"`([\w.]+\.\w+)`", columns)]
    columns = [name for name in named if name != "overlay.max_total_exposure"]
    assert len(columns) > 8
    for name in [*columns, "rules.halving.halve_above", "rules.halving.factor"]:
        place = record_dtype(Plan)
        for part in name.split("."):
            assert part in (place.names or ()), name
            place = place[part]
    assert record_dtype(Plan)["rules"]["halves"] == np.dtype("?")


def test_what_is_refused_stands_there():
    refused = " ".join(first for first, _ in table("## What it refuses"))
    named = [one.setting for one in REFUSALS if "." in one.setting]
    assert [name for name in named if f"`{name}" not in refused] == []
    ours = ("core", "A", "B", "C", "fx", "fx_trades", "cash")
    assert [name for name in ours if f"`{name}`" in refused] == [name for name in ours if not PATTERNS[name].loop]
    assert len(table("## What it refuses")) == len(REFUSALS) + 3


def test_its_numbers_are_those_of_the_loop():
    assert f"({MOST_ORDERS} orders or {MOST_OPTIONS} options at once" in PAGE
    told = int(re.search(r"The loop comes to (\d+) functions", PAGE)[1])
    assert told == pytest.approx(len(reachable(run_from)), rel=0.1)


def test_what_cannot_be_compiled_is_not_in_the_loop():
    named = {name for first, _ in table("## What cannot be compiled, and why that does not matter")
             for name in re.findall(r"`(\w+)`", first)}  # fmt: skip
    assert len(named) > 8
    assert named & {one.__name__ for one in reachable(run_from)} == set()
