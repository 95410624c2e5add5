"""A sweep from start to end: the same rows wherever it ran, and nothing lost when it was stopped."""

import json
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pyarrow.parquet as pq
import pytest

from data.base.errors import ConfigError, ResultError
from engine.settings.run_config import parse_config
from engine.sweeps.result import load_sweep
from engine.sweeps.sweep import sweep

YEAR = parse_config({"period": "2007"})
GRID = ["overlay.ratio=0.1:0.3:0.05", "stops.monthly_loss=0.01,0.02,off"]
SWEEP = """
import sys
from pathlib import Path
from engine.settings.run_config import parse_config
from engine.sweeps.sweep import sweep
if __name__ == "__main__":
    tell = lambda text: print(text, flush=True)
    sweep(parse_config({"period": "2007"}), sys.argv[3:], out=sys.argv[1], engine=sys.argv[2], tell=tell)
"""


def silent(_text):
    pass


def run(out, grid=GRID, plan=YEAR, **terms):
    return sweep(plan, grid, out=out, **({"tell": silent} | terms))


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return run(tmp_path_factory.mktemp("sweep"), curves=True)


def test_a_row_a_run_that_pandas_reads_in_a_line(made):
    table = pd.read_parquet(made.path / "runs.parquet")
    assert len(table) == 15
    assert table["own"].sum() == 1
    assert sorted(table["overlay.ratio"].unique()) == [0.1, 0.15, 0.2, 0.25, 0.3]
    assert {*table["stops.monthly_loss"]} == {"0.01", "0.02", "off"}
    assert table["refused"].isna().all()
    assert table["digest"].is_unique


def test_what_is_saved_is_what_is_loaded(made):
    again = load_sweep(made.path)
    assert again.tables == made.tables
    assert again.manifest == made.manifest
    assert again.table("curves") == made.table("curves")
    assert len(again.table("curves")) == 15 * 251
    assert again.request["months"] == [f"2007-{month:02d}" for month in range(1, 13)]
    with pytest.raises(ResultError, match="unknown table 'paths'; a sweep has runs, landscape"):
        again.table("paths")


def test_a_sweep_that_was_changed_is_refused(made, tmp_path):
    copy = tmp_path / "copy"
    copy.mkdir()
    for file in made.path.iterdir():
        if file.is_file():
            (copy / file.name).write_bytes(file.read_bytes())
    with pytest.raises(ResultError, match="is not what was written; run it again"):
        load_sweep(copy)
    with pytest.raises(ResultError, match=r"is not a sweep, sweep\.json is missing"):
        load_sweep(tmp_path)


@pytest.mark.pages
def test_an_executor_of_ones_own_gives_the_same_bits(made, tmp_path):
    with ThreadPoolExecutor(1) as pool:
        other = run(tmp_path, executor=pool, curves=True)
    assert other.tables == made.tables
    assert other.table("curves") == made.table("curves")


@pytest.mark.pages
def test_full_books_in_processes_tell_what_the_fast_driver_does_and_more(tmp_path):
    grid = ["overlay.ratio=0.1,0.3"]
    fast, full = run(tmp_path, grid), run(tmp_path, grid, engine="full")
    assert full.tables["runs"].select(fast.tables["runs"].column_names) == fast.tables["runs"]
    assert {"turnover", "closest_call", "cost_drag"} <= {*full.tables["runs"].column_names}


def test_where_every_cell_is_refused_it_says_why(tmp_path):
    with pytest.raises(ConfigError, match="has no session"):
        run(tmp_path, ["overlay.ratio=0.1,0.3"], plan=parse_config({"period": {"start": "2030-01-01"}}))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.pages
def test_a_single_setting_may_stand_alone(tmp_path):
    alone, listed = (run(tmp_path, grid) for grid in ("overlay.ratio=0.1,0.3", ["overlay.ratio=0.1,0.3"]))
    assert alone.tables == listed.tables


def test_refused_cells_stand_behind_those_that_ran(tmp_path):
    table = run(tmp_path, ["overlay.ratio=0.2:0.5:0.1"]).frame()
    assert table["overlay.ratio"].tolist() == [0.2, 0.3, 0.4, 0.5]
    assert table["refused"].notna().tolist() == [False, False, True, True]
    assert table["cell"].tolist() == [0, 1, 2, 3]


def started(out, engine, grid):
    command = [sys.executable, "-c", SWEEP, str(out), engine, *grid]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def killed(out, engine, grid, after):
    """Run a sweep in another process and kill it once so many of its runs are done; the files that are kept."""
    with started(out, engine, grid) as process:
        for line in process.stdout:
            if int(line.split(" of ")[0].replace(",", "")) >= after:
                process.send_signal(signal.SIGKILL)
                break
    return [path for folder in out.glob(".tmp-sweep-*") for path in folder.glob("part-*.parquet")]


FAST = "fast", ["overlay.ratio=0.1:0.3:0.01", "cash.buffer=0:0.4:0.04"], 100
FULL = "full", ["overlay.ratio=0.1:0.3:0.02"], 3


@pytest.mark.pages
@pytest.mark.parametrize(("engine", "grid", "after"), [FAST, FULL])
def test_killed_in_mid_run_nothing_is_lost_or_run_again(engine, grid, after, tmp_path):
    kept = killed(tmp_path, engine, grid, after)
    assert kept
    damaged, *whole = kept
    damaged.write_bytes(damaged.read_bytes()[:-40])
    runs = sum(pq.read_metadata(path).num_rows for path in whole)
    told = []
    result = run(tmp_path, grid, engine=engine, tell=told.append)
    assert told[0].startswith(f"{runs} of ")
    assert not list(tmp_path.glob(".tmp-*"))
    table = result.frame()
    assert table["digest"].is_unique
    assert table["cell"].tolist() == [*range(len(table))]
    assert run(tmp_path / "undisturbed", grid, engine=engine).tables == result.tables


def test_its_files_say_what_columns_mean(made):
    schema = pq.read_schema(made.path / "runs.parquet")
    assert schema.field("cagr").metadata[b"meaning"].startswith(b"`cagr` of docs/metrics.md")
    told = json.loads((made.path / "sweep.json").read_text())
    assert told["request"]["vary"] == GRID
    assert told["tables"]["runs"]["rows"] == 15
