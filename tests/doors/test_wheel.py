"""A wheel holds all that the program reads, and runs where there is no checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("data", "strategies", "engine")
LIMITATIONS = {f"engine/report/assets/{name}": name for name in ("LIMITATIONS.md", "LIMITATIONS.ja.md")}
"""Place in a wheel -> place in the checkout."""
COMPARE = ["compare", "--patterns", "core,A,B,C", "--period", "2008"]
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
USE = """
import sys
from pathlib import Path
import data, engine, mmf_overlay, strategies
print(*(Path(one.__file__).is_relative_to(sys.prefix) for one in (data, engine, mmf_overlay, strategies)))
run = engine.backtest(engine.load_config(None, ["period.start=2015-01-01", "period.end=2015-12-31"], pattern="C"))
print(len(engine.load_run(run.save("used").path).equity), len(run._repr_html_()) > 1000)
"""


def done(command, folder, **environment):
    """What a command printed; it succeeds and has nothing to complain about."""
    alone = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")} | environment
    ended = subprocess.run(command, cwd=folder, env=alone, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, ""), command
    return ended.stdout


def in_tree():
    """Files of the three folders, compiled ones apart."""
    paths = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.is_file()]
    return {path.relative_to(ROOT).as_posix() for path in paths if "__pycache__" not in path.parts}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    done([*PIP, "wheel", "-q", "--no-deps", "--no-index", "--no-build-isolation", "-w", str(folder), str(ROOT)], folder)
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """Runs a program of an environment into which the wheel was installed, in a folder of its own; packages of others
    come from here.
    """
    home = tmp_path_factory.mktemp("home")
    done([sys.executable, "-m", "venv", "--without-pip", str(home / "env")], home)
    python = home / "env" / "bin" / "python"
    done([*PIP, "--python", str(python), "install", "-q", "--no-deps", "--no-index", str(wheel)], home)
    (own,) = (home / "env").glob("lib/python*/site-packages")
    (own / "others.pth").write_text("\n".join(path for path in sys.path if Path(path).name == "site-packages"))

    def run(program, *arguments):
        return done([str(python.parent / program), *arguments], home, OVERLAY_CACHE=str(home / "cache"), COLUMNS="80")

    run.folder = home
    return run


def without_saved(text):
    return [line for line in text.splitlines() if not line.startswith(("saved:", "report:", "note: first run"))]


@pytest.mark.pages
def test_a_wheel_holds_the_files_of_the_three_folders_the_limitations_and_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as files:
        held = {name: files.read(name) for name in files.namelist() if ".dist-info/" not in name}
    assert {name for name in held if not name.endswith(".py")} == {
        *(name for name in in_tree() if not name.endswith(".py")),
        *LIMITATIONS,
    }
    assert set(held) == {*in_tree(), *LIMITATIONS, "mmf_overlay.py"}
    assert all(content == (ROOT / LIMITATIONS.get(name, name)).read_bytes() for name, content in held.items())


def test_every_package_carries_its_types(wheel):
    with zipfile.ZipFile(wheel) as files:
        assert {f"{folder}/py.typed" for folder in FOLDERS} <= set(files.namelist())


@pytest.mark.pages
def test_the_commands_say_outside_a_checkout_what_they_say_inside(installed):
    folder = installed.folder
    told = installed("overlay", *COMPARE)
    inside = done([sys.executable, "-m", "mmf_overlay", *COMPARE], folder, COLUMNS="80")
    assert without_saved(told) == without_saved(inside)
    assert without_saved(installed("overlay", "run", "--pattern", "A", "--period", "2020-03", "--lang", "ja"))
    assert without_saved(installed("overlay", "run", "--pattern", "core", "--period", "1973", "--market", "long"))


@pytest.mark.pages
def test_a_report_is_whole_outside_a_checkout(installed):
    made = installed("overlay", "run", "--pattern", "A", "--period", "2015", "--out", "kept")
    (run,) = (installed.folder / "kept").glob("2*")
    assert str(run.name) in made
    for language in ("en", "ja"):
        command = ["report", str(run), "--lang", language]
        installed("overlay", *command)
        page = (run / "report.html").read_text(encoding="utf-8")
        done([sys.executable, "-m", "mmf_overlay", *command], installed.folder)
        assert page == (run / "report.html").read_text(encoding="utf-8")


@pytest.mark.pages
def test_a_script_outside_a_checkout_uses_what_is_installed(installed):
    assert installed("python", "-c", USE).splitlines() == ["True True True True", "252 True"]


@pytest.mark.pages
@pytest.mark.parametrize("path", ["strategies.py", "data/__init__.py", "engine.py"])
def test_a_wheel_too_says_what_hides_it(installed, path):
    file = installed.folder / "hiding" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("mine = 1\n")
    python = installed.folder / "env" / "bin" / "python"
    ended = subprocess.run(
        [python, "-m", "mmf_overlay"], cwd=installed.folder / "hiding", capture_output=True, text=True, check=False
    )
    file.unlink()
    assert ended.returncode == 2
    assert (
        f"hides the package `{path.removesuffix('.py').partition('/')[0]}` of mmf-overlay, which stands in"
        in ended.stderr
    )
    assert ended.stderr.count("\n") == 1


@pytest.mark.pages
def test_a_type_checker_reads_the_types_of_an_installed_wheel(installed):
    python = installed.folder / "env" / "bin" / "python"
    file = ROOT / "tests" / "typing" / "public_api.py"
    strict = ["--strict", "--config-file=", "--cache-dir", str(installed.folder / "types")]
    told = done(
        [sys.executable, "-m", "mypy", *strict, "--python-executable", str(python), str(file)], installed.folder
    )
    assert told == "Success: no issues found in 1 source file\n"
