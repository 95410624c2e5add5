"""`--market`, `--futures` and `--chains` on the command line: runs on files of one's own, and what the manifest says of
them.
"""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data.intake.market_file import load_market, write_market
from data.market.market import Market
from engine import load_run
from tests.support.commands import outside as overlay
from tests.support.quoted_futures import quoted

PERIOD = ("--set", "period.start=2013-01-02", "--set", "period.end=2013-12-31")


@pytest.fixture(scope="module")
def folder(market, tmp_path_factory):
    folder = tmp_path_factory.mktemp("own")
    rows = market.table.slice(market.row_from(15340), 800)
    write_market(Market(rows, index="SPX"), folder / "market.parquet")
    pq.write_table(quoted(market).table, folder / "futures.parquet")
    return folder


def run(folder, tmp_path, *arguments):
    done = overlay(
        "run", "--no-lines", "--market", folder / "market.parquet", *PERIOD, "--json", "--out", tmp_path, *arguments
    )
    assert (done.returncode, done.stderr) == (0, "")
    return load_run(json.loads(done.stdout)["folder"])


@pytest.mark.pages
def test_a_market_file_is_run_on(folder, tmp_path):
    manifest = run(folder, tmp_path).manifest
    assert manifest["market"]["sessions"] == 800
    assert manifest["modelled"]["position_marks"] == 1.0


@pytest.mark.pages
def test_futures_prices_of_ones_own_are_marks(folder, tmp_path):
    result = run(folder, tmp_path, "--futures", folder / "futures.parquet", "--set", "futures.prices=quoted")
    assert result.manifest["modelled"]["position_marks"] == 0.0
    assert result.manifest["market"]["futures_sha256"]


@pytest.mark.pages
def test_option_quotes_of_ones_own_go_before_the_model_and_the_share_is_told(folder, tmp_path):
    plain = run(folder, tmp_path, "--pattern", "C")
    held = [row for row in plain.table("positions").to_pylist() if row["contract"].startswith("XSP")]
    lines = ["date,root,expiry,strike,right,bid,ask"]
    for row in held[:40]:
        expiry, right, strike = row["contract"][3:9], row["contract"][9], row["contract"][10:]
        lines.append(
            f"{row['date']},XSP,20{expiry[:2]}-{expiry[2:4]}-{expiry[4:]},{strike},{right},"
            f"{row['mark']:.4f},{row['mark'] + 0.02:.4f}"
        )
    chains = folder / "chains.csv"
    chains.write_text("\n".join(lines) + "\n")
    result = run(folder, tmp_path, "--pattern", "C", "--chains", chains)
    sources = [row["mark_source"] for row in result.table("positions").to_pylist() if row["contract"].startswith("XSP")]
    assert sources.count("quoted") >= 20
    assert 0.0 < result.manifest["modelled"]["position_marks"] < 1.0
    assert result.manifest["market"]["option_quotes_sha256"]


@pytest.mark.pages
def test_a_saved_run_on_a_market_of_ones_own_has_a_report_with_that_market_only(folder, tmp_path):
    result = run(folder, tmp_path)
    without = overlay("report", result.path)
    assert without.returncode == 2
    assert "was made on another market" in without.stderr
    assert overlay("report", result.path, "--market", folder / "market.parquet").returncode == 0


@pytest.mark.pages
def test_files_that_are_none_are_refused_in_a_sentence(folder, tmp_path):
    names = {"--market": ("nothing.csv", "a" * 5000), "--futures": ("nothing.csv",), "--chains": ("nothing.csv",)}
    for option, name in ((option, name) for option, found in names.items() for name in found):
        done = overlay("run", option, tmp_path / name, *PERIOD, "--out", tmp_path)
        assert (done.returncode, "cannot be read" in done.stderr, "Traceback" in done.stderr) == (2, True, False)


@pytest.mark.pages
def test_a_file_that_does_not_say_its_index_is_asked_for_it_and_told_it(folder, tmp_path):
    file = write_market(Market(load_market(folder / "market.parquet").table), tmp_path / "unnamed.parquet")
    asked = overlay("run", "--market", file, *PERIOD, "--out", tmp_path)
    assert (asked.returncode, len(asked.stderr.splitlines())) == (2, 1)
    assert "the market does not say which index it is of; say so with --index-name" in asked.stderr
    told = overlay("run", "--no-lines", "--market", file, "--index-name", "SPX", *PERIOD, "--json", "--out", tmp_path)
    assert (told.returncode, told.stderr) == (0, "")
    result = load_run(json.loads(told.stdout)["folder"])
    assert result.manifest["market"]["index"] == "SPX"
    assert overlay("stress", result.path, "--market", file, "--index-name", "SPX").returncode == 0
    assert "was made on the index SPX, not on unknown" in overlay("stress", result.path, "--market", file).stderr


def test_a_name_without_a_file_or_against_it_is_refused(folder, tmp_path):
    alone = overlay("run", "--index-name", "N225", "--out", tmp_path)
    assert (alone.returncode, "says which index a file of --market is of" in alone.stderr) == (2, True)
    other = overlay("compare", "--market", folder / "market.parquet", "--index-name", "N225", "--out", tmp_path)
    assert (other.returncode, "is of the index SPX, not of N225" in other.stderr) == (2, True)


@pytest.mark.pages
def test_a_file_that_no_build_wrote_is_refused_or_its_doubts_are_notes(folder, tmp_path):
    """With the row, the day's value and the column; a feed that stands still is told by the run."""
    table = pq.ParquetFile(folder / "market.parquet").read().replace_schema_metadata(None)
    rates = table["usdjpy"].to_pylist()
    still, absurd = [*rates[:300], *[rates[300]] * 8, *rates[308:]], [*rates[:300], 1e308, *rates[301:]]
    files = {}
    for name, values in (("still", still), ("absurd", absurd)):
        place = table.column_names.index("usdjpy")
        files[name] = tmp_path / f"{name}.parquet"
        pq.write_table(table.set_column(place, table.field(place), pa.array(values)), files[name])
    for command in ("run", "compare"):
        done = overlay(command, "--market", files["absurd"], "--index-name", "SPX", *PERIOD, "--out", tmp_path / "no")
        assert (done.returncode, "absurd.parquet line 301" in done.stderr, "Traceback" in done.stderr) == (
            2,
            True,
            False,
        )
        assert "usdjpy 1e+308 is not between" in done.stderr
    done = overlay(
        "run", "--no-lines", "--market", files["still"], "--index-name", "SPX", *PERIOD, "--json", "--out", tmp_path
    )
    assert (done.returncode, done.stderr) == (0, "")
    run = json.loads(done.stdout)["folder"]
    (note,) = [one for one in load_run(run).notes() if "still.parquet" in one]
    assert "line 301" in note
    for command in ("report", "stress"):
        refused = overlay(command, run, "--market", files["absurd"], "--index-name", "SPX")
        assert (refused.returncode, "absurd.parquet line 301" in refused.stderr) == (2, True)
