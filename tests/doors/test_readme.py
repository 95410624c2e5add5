"""The README is executed: its commands run, its code runs, its output is what they print."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BIN = Path(sys.executable).parent
# These would run the tests from within the tests, or take minutes: that they are doors of the Makefile is checked
# instead.
ONLY_LOOKED_UP = {"make test", "make check", "make bench"}


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```", README, flags=re.DOTALL | re.MULTILINE)


COMMANDS = [
    line.removeprefix("$ ") for block in blocks("console") for line in block.splitlines() if line.startswith("$ ")
]
SHOWN = "make run"
"""The command whose output the README shows: it is run where that is compared."""
RUNNABLE = [command for command in COMMANDS if command not in {*ONLY_LOOKED_UP, SHOWN} and not command.startswith(". ")]


def run(command, folder):
    """Run a command of the README in this environment, writing below `folder`."""
    if command == "make run":
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


def test_there_are_commands_and_code_to_run():
    assert {"make run", "make test"} <= set(COMMANDS)
    assert len(RUNNABLE) >= 5
    assert len(blocks("python")) == 1


@pytest.mark.pages
@pytest.mark.parametrize("command", RUNNABLE)
def test_a_command_runs(command, folder):
    done = run(command, folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


@pytest.mark.parametrize("command", sorted(ONLY_LOOKED_UP))
def test_a_door_that_is_only_looked_up_is_a_door(command):
    assert command in COMMANDS
    done = subprocess.run(["make", "-n", command.split()[1]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, bool(done.stdout)) == (0, True)


def without_saved(text):
    """Lines of output but those that name run folders, which carry the time."""
    folders = ("saved:", "report:", "保存先:", "レポート:")
    return [line.rstrip() for line in text.splitlines() if not line.startswith(folders)]


@pytest.mark.pages
def test_the_output_shown_is_the_output_printed_in_both_languages(folder):
    done = run("make run", folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert without_saved(done.stdout) == without_saved(blocks("text")[0])
    (saved,) = (line.partition(" ")[2] for line in done.stdout.splitlines() if line.startswith("saved:"))
    japanese = run(f"overlay show {saved} --lang ja", folder).stdout
    shown = re.search(
        r"^```text\n(.*?)^```", (ROOT / "README.ja.md").read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    assert without_saved(japanese) == without_saved(shown[1])


@pytest.mark.pages
def test_the_code_runs(folder):
    done = subprocess.run(
        [sys.executable, "-c", blocks("python")[0]], cwd=folder, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_every_file_and_folder_it_links_to_exists():
    links = re.findall(r"\]\(([^)#]+)\)", README)
    assert len(links) >= 3
    assert all((ROOT / link).exists() for link in links)


@pytest.mark.pages
@pytest.mark.parametrize("example", sorted(ROOT.glob("examples/*.py")), ids=lambda path: path.name)
def test_every_example_runs(example, folder):
    done = subprocess.run([sys.executable, str(example)], cwd=folder, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "equity" in done.stdout
