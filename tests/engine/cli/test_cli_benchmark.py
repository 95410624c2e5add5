"""`--benchmark`: a file of levels or returns against which a page holds its runs."""

import pytest

from tests.support.commands import outside as overlay


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with a benchmark and a saved run."""
    folder = tmp_path_factory.mktemp("held")
    (folder / "mine.csv").write_text("date,level\n2018-06-29,100\n2018-07-31,103\n2018-08-31,99\n", encoding="utf-8")
    (folder / "old.csv").write_text("date,level\n1928-06-29,100\n1928-07-31,103\n", encoding="utf-8")
    done = overlay("run", "--period", "2018-06..2018-09", cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    return folder


def report(folder, *arguments):
    (run,) = (folder / "results").glob("*-A-*")
    return overlay("report", run, "--to", "page.html", "--force", *arguments, cwd=folder)


@pytest.mark.pages
def test_a_report_is_told_against_a_file(folder):
    done = report(folder, "--benchmark", "mine.csv:World index")
    assert (done.returncode, done.stdout, done.stderr) == (0, "page.html\n", "")
    assert 'id="benchmark" checked' in (folder / "page.html").read_text(encoding="utf-8")


@pytest.mark.pages
@pytest.mark.parametrize(
    ("benchmark", "told"),
    [
        ("none.csv", "none.csv: cannot be read (No such file or directory); check its name"),
        ("old.csv", "benchmark old: has values from 1928-06-29 to 1928-07-31, and the runs are of 2018-06-01 to "),
    ],
)
def test_a_file_that_cannot_be_used_is_one_sentence(folder, benchmark, told):
    done = report(folder, "--benchmark", benchmark)
    assert done.returncode != 0
    assert done.stderr.startswith(f"overlay: {told}")
    assert done.stderr.count("\n") == 1


def test_a_picture_is_held_against_a_file_where_it_shows_one(folder):
    (run,) = (folder / "results").glob("*-A-*")
    held = ("report", run, "--benchmark", "mine.csv:World index", "--force", "--picture", "one.svg")
    assert overlay(*held, "--what", "drawdown", cwd=folder).returncode == 0
    assert "World index" in (folder / "one.svg").read_text(encoding="utf-8")
    done = overlay(*held, "--what", "margin", cwd=folder)
    told = "--benchmark is drawn in equity, drawdown, outcomes, recoveries; --what margin shows nothing of it"
    assert (done.returncode, told in done.stderr) == (2, True)


def test_a_benchmark_of_other_days_is_refused_before_anything_is_saved(folder):
    done = overlay(
        "compare", "--patterns", "core,A", "--period", "2018-06..2018-09", "--benchmark", "old.csv", "--out", "none",
        cwd=folder,
    )  # fmt: skip
    assert done.stderr.startswith("overlay: benchmark old: has values from 1928-06-29 to 1928-07-31, and the runs are")
    assert not (folder / "none").exists()


def test_a_benchmark_without_a_page_is_refused_before_anything_runs(folder):
    done = overlay("compare", "--no-report", "--benchmark", "mine.csv", cwd=folder)
    assert done.returncode == 2
    assert "--benchmark is for the report, which --no-report leaves out; give one of them" in done.stderr


@pytest.mark.pages
def test_a_comparison_is_told_against_a_file(folder):
    done = overlay(
        "compare", "--patterns", "core,A", "--period", "2018-06..2018-09", "--benchmark", "mine.csv",
        "--out", "others", cwd=folder,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    (page,) = (folder / "others").glob("*-compare-*/report.html")
    assert 'id="benchmark" checked' in page.read_text(encoding="utf-8")
