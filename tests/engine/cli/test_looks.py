"""`overlay looks`: the ledger of a folder, by market."""

import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from data.base.errors import ResultError
from engine.analysis.months import Months
from engine.cli import cli
from engine.results.trials import Trial, record

MARKET = "abcdef0123456789" * 4


@pytest.fixture
def folder(tmp_path):
    random = np.random.default_rng(1)
    months = np.arange("1990-01", "2020-01", dtype="datetime64[M]")
    drawn = [Months(months, 0.03 * random.standard_normal(360) + gain) for gain in (0.0, 0.006, 0.0)]
    record(tmp_path, [Trial(f"plan {at}", MARKET, "A", 7305, 18261, one) for at, one in enumerate(drawn)], "sweep", "s")
    return tmp_path


def told(*arguments):
    found = CliRunner().invoke(cli, ["looks", *map(str, arguments)], catch_exceptions=False)
    assert found.exit_code == 0
    return found.stdout


def test_a_market_has_a_row_with_its_best_plan(folder):
    printed = told("--in", folder)

    assert "abcdef " in printed
    assert "A s " in printed
    assert "indep." in printed


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_name_of_a_folder_stands_in_one_line(folder, language):
    name = "20261129T075657-compare-0dfffc"
    (folder / "trials" / "s.parquet").rename(folder / "trials" / f"{name}.parquet")

    assert name in told("--in", folder, "--lang", language)


def test_json_has_all_of_it(folder):
    (one,) = json.loads(told("--in", folder, "--json"))["markets"]

    assert (one["market_sha256"], one["looks"], one["looks_known"]) == (MARKET, 3, True)
    best = one["best"]
    assert (best["config_digest"], best["folder"]) == ("plan 1", str(folder / "s"))
    assert best["probabilistic_sharpe"] > best["deflated_sharpe"] > 0.5


def test_in_japanese(folder):
    assert "最良の計画" in told("--in", folder, "--lang", "ja")


def test_a_folder_without_a_ledger_says_so(tmp_path):
    assert told("--in", tmp_path) == f"{tmp_path}: no looks are written down\n"


def edited(folder):
    """Of what was written of a sweep the returns are others, and of another one nothing is left but a name."""
    path = folder / "trials" / "s.parquet"
    table = pq.read_table(path)
    place, better = (
        table.schema.names.index("returns"),
        [[value + 0.01 for value in one] for one in table["returns"].to_pylist()],
    )
    pq.write_table(
        table.set_column(place, table.schema.field(place), pa.array(better, table.schema.field(place).type)), path
    )
    (folder / "trials" / "torn.parquet").write_bytes(b"PAR1")
    return folder


def test_which_files_are_not_what_was_written_is_told(folder):
    trials = edited(folder) / "trials"
    names = sorted(file.name for file in trials.iterdir())
    assert told("--in", folder) == (
        f"{trials}: files that cannot be read, or are not what was written: 2 ({', '.join(names)}); "
        "the looks in them are not counted, and verdicts stay unproven\n"
    )
    assert f"{folder / 'trials'}: 読み取れない" in told("--in", folder, "--lang", "ja")
    found = json.loads(told("--in", folder, "--json"))
    assert (found["unreadable_files"], found["unreadable_names"], found["markets"]) == (2, names, [])


def test_the_looks_that_can_be_read_stand_before_that(folder):
    (folder / "trials" / "torn.parquet").write_bytes(b"PAR1")
    printed = told("--in", folder)
    assert "A s " in printed
    assert (
        "trials: files that cannot be read, or are not what was written: 1 (torn.parquet)" in printed.splitlines()[-1]
    )


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ResultError, match="none: there is no such folder; name one that runs were saved in"):
        told("--in", tmp_path / "none")
