"""What commands print with --json: one vocabulary, a published schema for each kind, and mistakes as objects too."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from datetime import date
from functools import cache
from pathlib import Path

import click
import pytest
from jsonschema import Draft202012Validator, FormatChecker

from engine.cli import cli
from engine.cli.showing import VERSION
from engine.fast import compiled as machine
from tests.support.commands import outside, overlay
from tests.support.json_examples import QUICK, SLOW, files_for, lines, market_for_journals, told
from validation.json_schemas import FOLDER, PAGE, kinds, pages, rows, table

GONE = {"run_dir", "today", "wrong", "lacks", "roll_date", "content_sha256", "due_day"}
"""Names that other words of the vocabulary have taken the place of."""

SCRIPTS = {"completion"}
"""Commands that print a script for a shell."""


@cache
def validator(kind):
    schema = json.loads((FOLDER / f"{kind}.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=FormatChecker())


def checked(examples, subtests):
    for kind, line in lines(examples):
        with subtests.test(line):
            found = told(line)
            assert found["schema"] == f"overlay.{kind}/{VERSION}"
            assert [f"{[*one.absolute_path]}: {one.message}" for one in validator(kind).iter_errors(found)] == []
            assert mistimed(found) == []


def mistimed(value, place=""):
    """Places of a first and a last day that are no `period`; what people or files name themselves is left."""
    if isinstance(value, list):
        return [one for row in value for one in mistimed(row, place)]
    if not isinstance(value, dict) or place in {"tables", "rows", "values", "feeds"}:
        return []
    here = [place] if {"first", "last"} <= value.keys() and place != "period" else []
    return here + [one for key, row in value.items() for one in mistimed(row, key)]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    files_for(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(machine, "will_compile", lambda *, wish: False)
    return tmp_path


@pytest.mark.pages
@pytest.mark.usefixtures("folder")
def test_what_is_printed_is_what_its_schema_says(subtests):
    checked(QUICK, subtests)


@pytest.mark.pages
def test_what_is_printed_by_all_other_commands_is_what_its_schema_says(folder, subtests):
    market_for_journals(folder)
    first = lines(QUICK)[0][1]
    told(first)
    (run,) = (folder / "runs" / "c").glob("2*")
    (folder / "state.toml").write_text(overlay("state", "of", run, "--on", "2018-02-07"), encoding="utf-8")
    checked(SLOW, subtests)


def commands(of, *named):
    """Names of all commands that do something."""
    if not isinstance(of, click.Group):
        return [(" ".join(named), of)]
    own = [(" ".join(named), of)] if of.invoke_without_command else []
    return own + [one for name, command in of.commands.items() for one in commands(command, *named, name)]


def test_every_command_has_json_a_schema_and_an_example():
    examples = [line for _, line in lines(QUICK + SLOW)]
    for name, command in commands(cli):
        if name in SCRIPTS:
            continue
        assert any("--json" in one.opts for one in command.params), f"{name} prints no JSON"
        assert any(f"{line} ".startswith(f"{name} ") for line in examples), f"{name} has no example"
        told_by = [row["command"] for row in rows().values() if "command" in row]
        assert any(name in [one.split(" --")[0] for one in said.split(", ")] for said in told_by), f"{name}: no schema"
    assert {kind for kind, _ in lines(QUICK + SLOW)} | {"error"} == {*kinds()}


def test_schemas_are_published_as_they_are_told():
    assert {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.json")} == pages()


def test_a_key_that_is_renamed_is_found():
    found = told("config")
    assert validator("config").is_valid(found)
    for key in found:
        named = {("other" if one == key else one): value for one, value in found.items()}
        assert not validator("config").is_valid(named), key


def test_every_key_has_a_meaning_and_none_an_old_name():
    for kind in kinds():
        text = (FOLDER / f"{kind}.json").read_text(encoding="utf-8")
        assert not [name for name in GONE if f'"{name}": {{' in text]
        objects = [json.loads(text), *json.loads(text).get("$defs", {}).values()]
        assert all(one["description"].strip(" .") for row in objects for one in row["properties"].values())


@pytest.mark.parametrize(
    ("arguments", "kind", "part"),
    [
        (("run", "--set", "overlay.rati=0.3"), "ConfigError", "did you mean overlay.ratio"),
        (("show", "nothing"), "ResultError", "is not a run folder"),
        (("run", "--market", "nowhere.parquet"), "DataError", "nowhere.parquet"),
        (("run", "--pattern", "Z"), "UsageError", "'Z' is not one of"),
        (("run", "--nonsense"), "UsageError", "No such option"),
        (("nonsense",), "UsageError", "No such command"),
        (("show",), "UsageError", "Missing argument"),
    ],
)
def test_a_mistake_is_one_object_too(arguments, kind, part, tmp_path):
    done = outside(*arguments, "--json", cwd=tmp_path)
    found = json.loads(done.stdout)
    assert validator("error").is_valid(found)
    assert (done.returncode, found["error"]["kind"], found["error"]["status"]) == (2, kind, 2)
    assert part in found["error"]["message"]
    assert done.stderr == f"overlay: {found['error']['message']}\n"


def test_ctrl_c_is_an_object_too(monkeypatch):
    def stopped(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("engine.settings.run_config.load_config", stopped)
    done = outside("config", "--json")
    found = json.loads(done.stdout)["error"]
    assert (done.returncode, found["kind"], found["status"]) == (130, "Interrupted", 130)


def test_days_are_told_in_iso_form():
    assert told("config --set period.start=2018-01-02")["settings"]["period"]["start"] == date(2018, 1, 2).isoformat()


@pytest.fixture
def saved(folder, monkeypatch):
    """A folder with a run, in which a terminal stands."""
    told(lines(QUICK)[0][1].replace("runs/c", "results"))
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    return folder


@pytest.mark.pages
@pytest.mark.usefixtures("saved")
def test_the_page_shows_code_that_works(capsys):
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    exec(compile(code, PAGE.name, "exec"), {})  # noqa: S102
    assert re.search(r"^A +-?\d", capsys.readouterr().out, re.MULTILINE)


@pytest.mark.pages
@pytest.mark.skipif(not shutil.which("jq"), reason="jq is not here")
def test_the_page_shows_filters_that_find_something(saved):
    shown = re.findall(r"^\$ overlay (.*?) --json \| (jq .*)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(shown) == 5
    for line, asked in shown:
        more = {"compare": " --period 2018-02 --no-report", "tonight": " --as-of 2018-02-06 --period 2018"}
        found = told(line.replace("RUN", str(next((saved / "results").glob("2*-C-*")))) + more.get(line.split()[0], ""))
        done = subprocess.run(shlex.split(asked), input=json.dumps(found), capture_output=True, text=True, check=True)
        assert done.stdout.strip() or ".orders" in asked or "kept" in asked, asked


def test_the_page_tells_every_kind():
    assert table() in PAGE.read_text(encoding="utf-8")
