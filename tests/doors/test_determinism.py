"""The sentences of docs/determinism.md: what of a result is the same everywhere, and what is not."""

import ast
import hashlib
import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from pyarrow.types import is_floating

from data.market.embedded import embedded_market
from data.synthetic.moves import MOVES
from data.synthetic.path_kinds import BlockPaths, RegimePaths
from data.synthetic.regime_parameters import regime_parameters
from data.synthetic.stationary import stationary_indices
from engine import load_config
from engine.comparison.comparison_schemas import TABLES as COMPARED
from engine.results.schemas import TABLES
from engine.results.trials import COLUMNS
from strategies.sizing.expectancy import Bet
from strategies.sizing.simulation import simulate

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "determinism.md").read_text(encoding="utf-8")
COMPARE = ("compare", "--patterns", "A,C", "--period", "2008", "--block", "5", "--out")
PLAIN = {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C.UTF-8"}
WORLDS = {
    "another place": {"TZ": "Pacific/Kiritimati", "LC_ALL": "de_DE.UTF-8", "LANG": "ja_JP.UTF-8"},
    "another process": {"PYTHONHASHSEED": "4242", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
}
PROCESSORS = {
    "as numpy sees it": {"NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4 AVX512_ICL AVX512_SPR"},
    "as the C library sees it": {"GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-FMA"},
}
"""An older processor: without the newer instructions, with which exponentials and logarithms have other last bits."""
TIMES = (
    rb"\d{8}T\d{6}-",
    rb"[0-9a-f]{32}(?=.parquet)",
    rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00",
    rb'"seconds": [0-9.]+',
    rb'"seal": "[0-9a-f]+"',
)
"""The times in names of folders, when a run was started, how long it took, and the seal of that."""
SURROUNDINGS = {
    "datetime.now": {
        "data/base/moment.py", "engine/comparison/compared.py", "engine/comparison/retold.py", "engine/cli/account.py",
        "engine/cli/plan.py", "engine/sizing/bear.py", "engine/portfolio/portfolio.py", "engine/cli/calendars.py",
        "data/intake/build.py", "data/fetch/clock.py", "engine/journal/journal.py", "engine/notebook/asked.py",
    },
    "time.time": {"data/base/temporaries.py"},
    "time.monotonic": {
        "data/base/moment.py", "data/fetch/clock.py", "engine/survival/running.py", "engine/sweeps/running.py",
    },
    "random.SystemRandom": {"data/fetch/clock.py"},
    "os.environ": {
        "data/base/cache.py", "engine/report/console.py", "engine/cli/__init__.py", "engine/cli/completion.py",
        "engine/cli/language.py", "data/fetch/web.py",
    },
    "os.cpu_count": {"engine/tasks/workers.py"},
    "os.getpid": {"engine/cli/interrupt.py"},
    "uuid.uuid4": {"data/base/temporaries.py"},
    "np.random.default_rng": {
        "engine/analysis/uncertainty.py", "engine/analysis/effective_trials.py", "engine/analysis/overfitting.py",
        "engine/sweeps/sobol.py", "engine/nearest/chance.py",
    },
    "np.random.PCG64": {
        "data/synthetic/generator.py", "data/synthetic/path_kinds.py", "strategies/sizing/simulation.py",
        "engine/sizing/recorded_sheet.py",
    },
}  # fmt: skip
"""What the program asks of clock, chance and environment, and where."""
RUNS_IN_THREADS = {
    "engine/fast/simulate.py", "engine/fast/path_loop.py", "engine/survival/running.py", "engine/survival/starts.py",
    "engine/survival/survive.py", "engine/survival/alone.py", "engine/survival/listener.py", "engine/survival/part.py",
    "engine/sweeps/running.py", "engine/sweeps/sweep.py", "engine/cli/cluster.py",
    "engine/tasks/gathering.py", "engine/tasks/made_once.py", "engine/tasks/workers.py", "engine/sizing/bear_paths.py",
    "engine/bt/own_strategy.py", "engine/portfolio/turns.py",
    "engine/cli/interrupt.py", "data/fetch/deadline.py",
}  # fmt: skip
"""Where runs are divided among threads, processes or machines, or know that they are, and the
timer of a download; within a run there is one."""
NEVER = {
    "date.today", "datetime.today", "time.time", "time.perf_counter", "os.getenv", "os.listdir",
    "np.random.seed", "np.random.normal", "random.Random", "locale.setlocale",
}  # fmt: skip


def started(folder, **world):
    """A comparison on its way, in a folder of its own."""
    folder.mkdir(parents=True)
    command = [str(Path(sys.executable).with_name("overlay")), *COMPARE, "results"]
    where = os.environ | PLAIN | world
    return subprocess.Popen(command, cwd=folder, env=where, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def made(folder, process):
    """What it printed and every file that it wrote, as hashes, but for the times in them and lists of checksums."""
    printed, complaints = process.communicate()
    assert (process.returncode, complaints) == (0, b"")
    written = {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return {"printed": timeless(printed)} | {
        timeless(str(path).encode()): hashlib.sha256(plain(path, content)).hexdigest()
        for path, content in written.items()
        if path.name != "SHA256SUMS"
    }


def timeless(text):
    for pattern in TIMES:
        text = re.sub(pattern, b"", text)
    return text


def plain(path, content):
    return content if path.suffix == ".parquet" else timeless(content)


@pytest.fixture(scope="module")
def folder_here(tmp_path_factory):
    return tmp_path_factory.mktemp("determinism") / "here"


@pytest.fixture(scope="module")
def here(folder_here):
    return made(folder_here, started(folder_here))


@pytest.mark.pages
@pytest.mark.parametrize("world", WORLDS)
def test_every_file_of_a_comparison_is_the_same_but_for_times(here, world, tmp_path):
    folder = tmp_path / "a folder of another name, 別の場所"
    assert made(folder, started(folder, **WORLDS[world])) == here
    assert len(here) > 30


@pytest.mark.pages
def test_two_processes_at_once_that_fill_one_cache_write_the_same_files(here, tmp_path):
    folders = [tmp_path / name for name in ("one", "other")]
    both = [(folder, started(folder, OVERLAY_CACHE=str(tmp_path / "cache"))) for folder in folders]
    assert [made(folder, process) for folder, process in both] == [here, here]
    assert list((tmp_path / "cache").rglob("*.parquet"))


@pytest.mark.pages
@pytest.mark.parametrize("processor", PROCESSORS)
def test_another_processor_gives_the_same_runs_and_compares_them_to_twelve_digits(
    here, folder_here, processor, tmp_path
):
    folder = tmp_path / "there"
    there = made(folder, started(folder, **PROCESSORS[processor]))
    assert there["printed"] == here["printed"]
    assert {name for name in here if there[name] != here[name] and b"/compare-" not in name} == set()
    ours, theirs = (sorted(one.glob("results/*-compare-*/*.parquet")) for one in (folder_here, folder))
    for one, other in zip(ours, theirs, strict=True):
        assert_near(pq.ParquetFile(one).read(), pq.ParquetFile(other).read())


def assert_near(ours, theirs):
    """Tables that differ in the twelfth digit at most, and in nothing but numbers."""
    assert ours.schema == theirs.schema
    for name in ours.column_names:
        one, other = (table[name].to_pylist() for table in (ours, theirs))
        if is_floating(ours[name].type):
            np.testing.assert_allclose(np.array(other, float), np.array(one, float), rtol=1e-12, atol=1e-12)
        else:
            assert other == one


@cache
def trees():
    """Every source file, parsed."""
    return {
        path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for room in ("data", "strategies", "engine")
        for path in sorted((ROOT / room).rglob("*.py"))
    }


def nodes(*kinds):
    """(file, node) of those kinds."""
    return [(name, node) for name, tree in trees().items() for node in ast.walk(tree) if isinstance(node, kinds)]


@pytest.mark.pages
def test_clock_chance_and_environment_are_asked_in_these_places_alone():
    found = {}
    for name, node in nodes(ast.Attribute):
        found.setdefault(ast.unparse(node), set()).add(name)
    assert {asked: found[asked] for asked in found.keys() & (SURROUNDINGS.keys() | NEVER)} == SURROUNDINGS


@pytest.mark.pages
def test_a_run_is_one_process_and_one_thread():
    imported = [(path, alias.name) for path, node in nodes(ast.Import) for alias in node.names]
    imported += [(path, node.module or "") for path, node in nodes(ast.ImportFrom)]
    several = {"threading", "multiprocessing", "concurrent", "asyncio"}
    assert {path for path, module in imported if module.partition(".")[0] in several} == RUNS_IN_THREADS


@pytest.mark.pages
@pytest.mark.usefixtures("here")
def test_tables_and_columns_stand_in_one_order(folder_here):
    manifests = [json.loads(path.read_text(encoding="utf-8")) for path in folder_here.rglob("*.json")]
    orders = {tuple(manifest["tables"]) for manifest in manifests}
    assert (len(manifests), len(orders)) == (3, 3), "a run of futures, one with options, and the comparison"
    for path in folder_here.rglob("*.parquet"):
        known = COMPARED if "-compare-" in path.parent.name else TABLES
        declared = COLUMNS if path.parent.name == "trials" else known[path.stem]
        columns = pq.ParquetFile(path).schema_arrow.names
        assert columns == [column.name for column in declared if column.name in columns], path.name


def test_settings_have_one_digest_whatever_their_order_and_name():
    settings = ["overlay.ratio=0.1", "cash.sleeve=0.3", "halving.enabled=false"]
    one, other = (load_config(None, order, pattern="A").digest for order in (settings, settings[::-1]))
    named = load_config(None, [*settings, "name='mine'", "note='a note'"], pattern="A").digest
    assert one == other == named != load_config(None, settings[:2], pattern="A").digest


def test_the_seed_of_a_bootstrap_draws_these_sessions_with_every_numpy():
    drawn = stationary_indices(10, 3.0, 2, np.random.default_rng(1994))
    assert drawn.tolist() == [[0, 6, 7, 8, 5, 6, 5, 6, 7, 8], [8, 4, 5, 6, 5, 6, 7, 5, 6, 7]]


def test_the_seed_of_a_path_draws_these_sessions_with_every_numpy():
    numbered = BlockPaths(np.tile(np.arange(10.0)[:, np.newaxis], len(MOVES)), 3.0, 1994)
    drawn = {name: numbered.moves(*name, 10)[:, 0].tolist() for name in ((0, 0), (0, 1), (2, 0))}
    assert drawn == {
        (0, 0): [1, 2, 0, 1, 5, 6, 7, 8, 7, 0],
        (0, 1): [4, 5, 6, 4, 5, 6, 6, 7, 8, 9],
        (2, 0): [4, 5, 9, 0, 9, 0, 4, 4, 5, 3],
    }
    regimes = RegimePaths(regime_parameters(embedded_market()), 1.0, 1994)
    growths = [regimes.moves(history, 0, 300)[:3, 0] for history in (0, 2)]
    assert growths[0] == pytest.approx([1.017418642, 0.991914492, 1.065926457], abs=1e-9)
    assert growths[1] == pytest.approx([0.999868956, 1.005660413, 0.999916403], abs=1e-9)


def test_the_seed_of_a_simulation_plays_these_trades_with_every_numpy():
    assert simulate(Bet(0.5, 1.5, 0.02), 20, 6, 1).streak.tolist() == [4, 2, 8, 5, 3, 6]


def test_every_sentence_names_a_test_that_there_is():
    tests = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    named = re.findall(r"`(test_\w+)`", PAGE)
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and "| held by" not in line]
    assert len(named) >= 15
    assert [name for name in named if f"def {name}(" not in tests] == []
    assert [line for line in rows if "`test_" not in line] == []
