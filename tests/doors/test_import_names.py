"""A file of a user's own that hides a package of ours is named in one sentence; one that hides nothing needed is left
alone.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

ROOT = Path(__file__).parents[2]
HIDING = ["strategies.py", "data.py", "strategies/__init__.py", "data/__init__.py"]
ALONE = "from engine import backtest"
SCRIPTS = {
    "the script itself": [ALONE],
    "ours first": [ALONE, "import {name}"],
    "the user's first": ["import {name}", ALONE],
    "without the public names": ["from engine.results.run import RunResult"],
    "the command line": ["from engine.cli import main"],
}


def written(folder, path, text="raise SystemExit('the file of the user was run')\n"):
    file = folder / path
    file.parent.mkdir(exist_ok=True)
    file.write_text(text)
    return file


def python(folder, *arguments, **environment):
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, cwd=folder, env=os.environ | environment, capture_output=True, text=True, check=False
    )


def sentence(folder, path):
    name = path.removesuffix(".py").partition("/")[0]
    what, kind = (folder / name, "folder") if "/" in path else (folder / path, "file")
    return (
        f"{what} hides the package `{name}` of mmf-overlay, which stands in {ROOT / name}; rename or move that {kind}"
    )


def imports(lines, path):
    return "\n".join(lines).format(name=path.removesuffix(".py").partition("/")[0])


@pytest.mark.parametrize("lines", SCRIPTS.values(), ids=SCRIPTS)
@pytest.mark.parametrize("path", HIDING)
def test_an_error_says_what_hides_what(tmp_path, path, lines):
    written(tmp_path, path, "mine = 1\n")
    written(tmp_path, "script.py", imports(lines, path))
    done = python(tmp_path, "script.py")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == f"ImportError: {sentence(tmp_path, path)}"


@pytest.mark.parametrize("path", HIDING)
def test_the_file_that_hides_is_not_run(tmp_path, path):
    written(tmp_path, path)
    written(tmp_path, "script.py", ALONE)
    assert python(tmp_path, "-m", "script").stderr.splitlines()[-1] == f"ImportError: {sentence(tmp_path, path)}"


def test_a_script_that_has_the_name_hides_too(tmp_path):
    script = written(tmp_path, "data.py", ALONE)
    assert sentence(tmp_path, "data.py") in python("/", str(script)).stderr


def test_strategies_alone_say_that_data_is_hidden(tmp_path):
    written(tmp_path, "data.py")
    done = python(tmp_path, "-c", "import strategies.rules.leverage_cap")
    assert done.stderr.splitlines()[-1] == f"ImportError: {sentence(tmp_path, 'data.py')}"


def test_a_module_without_a_file_hides_too(tmp_path):
    code = "import sys, types; sys.modules['data'] = types.ModuleType('data'); import engine"
    told = python(tmp_path, "-c", code).stderr.splitlines()[-1]
    assert told.startswith("ImportError: a module `data` that is no file hides the package `data` of mmf-overlay,")
    assert told.endswith("; give it another name")


@pytest.mark.parametrize("path", [*HIDING, "engine.py", "engine/__init__.py"])
def test_the_command_says_it_without_a_traceback(tmp_path, path):
    written(tmp_path, path)
    done = python(tmp_path, "-m", "mmf_overlay", "--version")
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"overlay: {sentence(tmp_path, path)}\n")


@pytest.mark.parametrize("path", HIDING)
def test_the_room_of_the_command_line_says_it_in_one_line(tmp_path, path):
    written(tmp_path, path)
    done = python(tmp_path, "-m", "engine.cli", "--version")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert sentence(tmp_path, path) in done.stderr


@pytest.mark.pages
@pytest.mark.parametrize(
    ("path", "lines"),
    [
        ("data/prices.csv", [ALONE, "import data; print(data.__file__)"]),
        ("strategies.py", ["import strategies, data.base.days", "print(data.__file__); print(strategies.mine)"]),
        (
            "engine.py",
            ["import engine, strategies.rules.leverage_cap, data", "print(data.__file__); print(engine.mine)"],
        ),
        ("validation.py", ["import validation", ALONE, "import data; print(data.__file__); print(validation.mine)"]),
    ],
    ids=["a folder of files", "strategies beside data", "engine beside strategies", "a name that is not ours"],
)
def test_a_file_that_hides_nothing_needed_is_left_alone(tmp_path, path, lines):
    written(tmp_path, path, "mine = 1\n")
    written(tmp_path, "script.py", "\n".join(lines))
    done = python(tmp_path, "script.py")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split() in ([str(ROOT / "data" / "__init__.py")], [str(ROOT / "data" / "__init__.py"), "1"])


@pytest.mark.pages
def test_another_folder_later_hides_nothing(tmp_path):
    written(tmp_path, "data.py")
    code = f"import os, sys; sys.path.insert(0, ''); import engine; os.chdir({str(tmp_path)!r}); engine.backtest"
    assert python("/", "-c", code).stderr == ""


def test_a_checkout_reached_by_another_path_is_the_same_one(tmp_path):
    (tmp_path / "link").symlink_to(ROOT, target_is_directory=True)
    code = f"import sys; sys.path.insert(0, {str(tmp_path / 'link')!r}); import data; sys.path.pop(0); import engine"
    assert python("/", "-c", code).stderr == ""


@pytest.mark.pages
def test_a_copy_of_the_three_packages_is_whole_in_itself(tmp_path):
    for package in ("data", "strategies", "engine"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    done = python(tmp_path, "-c", "import engine, data; print(engine.__file__, data.__file__)")
    assert done.stdout.split() == [str(tmp_path / name / "__init__.py") for name in ("engine", "data")], done.stderr


@pytest.mark.pages
@pytest.mark.parametrize("path", HIDING[:2])
def test_a_notebook_says_it_too(tmp_path, monkeypatch, path):
    for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    (tmp_path / "work").mkdir()
    written(tmp_path / "work", path)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(ALONE)])
    client = NotebookClient(notebook, resources={"metadata": {"path": str(tmp_path / "work")}})
    with pytest.raises(CellExecutionError) as told:
        client.execute()
    assert told.value.ename == "ImportError"
    assert told.value.evalue == sentence(tmp_path / "work", path)
