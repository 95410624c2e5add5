"""A strategy in a file is a program: it is said before it runs, and nothing that only looks runs it."""

import pytest

from tests.support.commands import outside

CODE = """import pathlib

import backtrader as bt

pathlib.Path("ran").touch()


class Quiet(bt.Strategy):
    pass
"""
OWN = ("--strategy", "quiet.py:Quiet", "--period", "2018-01")
SAID = "code: quiet.py is a program in Python; it may do all that you may do\n"
RUN = "results/mine"
LOOKING = [
    ("ls",), ("ls", "--json"), ("show", RUN), ("show", RUN, "--json"), ("audit", RUN), ("looks",),
    ("diff", RUN, RUN), ("export", RUN, "--to", "t.csv"), ("config", "--config", "plan.toml"),
    ("export", RUN, "--what", "equity", "--to", "c.csv"), ("show", RUN, "--table", "events"),
    ("rules", "plan.toml"),
]  # fmt: skip
SLOWLY = [("report", RUN), ("stress", RUN), ("compare", RUN, "core.toml")]
RUNNING = [("rerun", RUN), ("state", "of", RUN), ("run", "plan.toml"), ("check-strategy", *OWN[1:])]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with a run of such a strategy."""
    place = tmp_path_factory.mktemp("code")
    (place / "quiet.py").write_text(CODE)
    (place / "plan.toml").write_text('pattern = "own"\nperiod = "2018-01"\n[own]\nstrategy = "quiet.py:Quiet"\n')
    (place / "core.toml").write_text('pattern = "core"\nperiod = "2018-01"\n')
    done = outside("run", *OWN, "--no-lines", cwd=place)
    assert (done.returncode, done.stderr, (place / "ran").exists()) == (0, SAID, True)
    next((place / "results").glob("*-Quiet-*")).rename(place / RUN)
    return place


def ran(folder, command):
    (folder / "ran").unlink(missing_ok=True)
    done = outside(*command, cwd=folder)
    return done, (folder / "ran").exists()


@pytest.mark.parametrize("command", LOOKING, ids=" ".join)
def test_what_only_looks_runs_no_code(folder, command):
    done, there = ran(folder, command)
    assert (there, "code:" in done.stderr, done.returncode) == (False, False, 0), done.stderr


@pytest.mark.pages
@pytest.mark.parametrize("command", SLOWLY, ids=" ".join)
def test_what_reckons_with_a_saved_run_runs_no_code_of_it(folder, command):
    done, there = ran(folder, command)
    assert (there, "code:" in done.stderr, done.returncode) == (False, False, 0), done.stderr


@pytest.mark.pages
@pytest.mark.parametrize("command", RUNNING, ids=" ".join)
def test_what_runs_code_says_so_once_also_where_a_saved_run_or_a_plan_names_it(folder, command):
    done, there = ran(folder, command)
    assert (there, done.stderr.count(SAID)) == (True, 1), done
