"""The README is executed: its commands run, its output and its figures are what a run says."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from engine import load_comparison
from engine.cli import cli
from tests.support.doors import DOORS, ROOT, asked, blocks, commands, text
from validation.readme import folder_of, pages, renamed

README = text("README.md")
BIN = Path(sys.executable).parent
# These would run the tests from within the tests, or take minutes: that they are doors of the Makefile is checked
# instead.
ONLY_LOOKED_UP = {"make test"}
SHOWN = "make run"
"""The command whose output the README shows: it is run where that is compared."""
COMMANDS = [command for name in DOORS for command in commands(text(f"{name}.md"))]
RUNNABLE = [one for one in COMMANDS if one not in {*ONLY_LOOKED_UP, SHOWN} and not one.startswith(". ")]
SHORTER = {
    "overlay survive": " --paths 40 --histories 5",
    "overlay sweep": " --period 2020",
    "overlay compare": " --period 2020",
    "overlay worth": " --help",
    "overlay hand --to plan.html": " --help",
    "overlay plan": " --help",
}
"""What makes a command of the table of questions short that takes minutes, or asks."""


def run(command, folder):
    """Run a command of the README in this environment, writing below `folder`."""
    if command == SHOWN:
        command += f" VENV={BIN.parent} OUT={folder / 'results'}"
        folder = ROOT
    # The tests may themselves run under make, which would then announce the folders it enters.
    outside = {name: value for name, value in os.environ.items() if name not in {"MAKELEVEL", "MAKEFLAGS", "MFLAGS"}}
    environment = outside | {"PATH": f"{BIN}:{os.environ['PATH']}", "COLUMNS": "80"}
    return subprocess.run(command, shell=True, cwd=folder, env=environment, capture_output=True, text=True, check=False)  # noqa: S602


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    (tmp_path / "results").mkdir()
    return tmp_path


def test_there_are_commands_and_questions_to_run():
    assert commands(README) == ["make run", "make test"]
    assert len(RUNNABLE) >= 10
    assert len(asked(README)) >= 25


@pytest.mark.pages
@pytest.mark.parametrize("command", RUNNABLE)
def test_a_command_runs(command, folder):
    done = run(command, folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


def test_what_is_only_looked_up_is_a_door():
    told = subprocess.run(["make", "-n", "test"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (told.returncode, bool(told.stdout)) == (0, True)


def test_the_table_asks_what_the_program_knows():
    assert {one.split()[1] for one in asked(README)} <= set(cli.commands)


def test_the_excerpt_is_the_beginning_of_the_whole_output_in_both_languages():
    for ending in (".md", ".ja.md"):
        (whole,), excerpt = blocks(text(f"docs/first_run{ending}"), "text"), blocks(text(f"README{ending}"), "text")[0]
        assert whole.startswith(excerpt)
        assert 10 < len(excerpt.splitlines()) < 40


@pytest.mark.pages
def test_output_and_figures_are_those_of_the_run_in_both_languages(folder):
    done = run(SHOWN, folder)
    assert (done.returncode, done.stderr) == (0, "")
    saved = folder_of(done.stdout)
    japanese = run(f"overlay show {saved} --lang ja", folder).stdout
    told = {name: text.replace(f"{folder}{os.sep}", "") for name, text in (("en", done.stdout), ("ja", japanese))}
    expected = pages(told, load_comparison(folder / "results" / Path(saved).name))
    assert {path: path.read_text(encoding="utf-8") for path in expected} == expected


def test_the_time_of_a_run_is_no_part_of_what_is_shown():
    told = renamed("a \nsaved: results/20300101T000000-compare-abcdef\n")
    assert re.fullmatch(r"a\nsaved: results/2026\d{4}T\d{6}-compare-\w{6}", told)


@pytest.mark.pages
@pytest.mark.parametrize("page", ["docs/notebook.md"])
def test_the_code_runs(page, folder):
    (code,) = blocks(text(page), "python")
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.pages
@pytest.mark.parametrize("example", sorted(ROOT.glob("examples/*.py")), ids=lambda path: path.name)
def test_every_example_runs(example, folder):
    done = subprocess.run([sys.executable, str(example)], cwd=folder, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "equity" in done.stdout


@pytest.fixture(scope="module")
def filled_in(tmp_path_factory):
    """A folder with a saved run, the account of one of its days and a file of prices, and commands of the table of
    questions with their words in capitals filled in.
    """
    folder = tmp_path_factory.mktemp("asked")
    (folder / "examples").symlink_to(ROOT / "examples")
    (folder / "index.csv").write_text("date,close\n2020-01-02,3257.85\n2020-01-03,3234.85\n")
    saved = run("overlay run --pattern A --period 2020", folder).stdout.split("saved: ")[1].splitlines()[0]
    (folder / "state.toml").write_text(run(f"overlay state of {saved} --on 2020-03-16", folder).stdout)
    known = {"state check FILE": "state check state.toml", "data check FILE": "data check --kind index index.csv"}
    known |= {
        "latest": saved,
        "PLAN": "examples/pattern_a.toml",
        "overlay tonight": "overlay tonight --as-of 2020-03-13",
    }

    def fill_in(command):
        for word, value in known.items():
            command = command.replace(word, value)
        return folder, command + next((more for begins, more in SHORTER.items() if command.startswith(begins)), "")

    return fill_in


@pytest.mark.pages
@pytest.mark.parametrize("command", asked(README))
def test_a_question_is_answered(command, filled_in):
    folder, command = filled_in(command)
    done = run(command, folder)
    assert (done.returncode, bool(done.stdout)) == (0, True), done.stderr
