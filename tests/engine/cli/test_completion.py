"""What a shell completes, and the page of all commands."""

import contextlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from engine.cli import cli
from engine.cli.completing import SETTINGS
from tests.support.commands import outside
from validation.setting_names import text


def completed(line, folder=None):
    """What bash is told of a line whose last word is begun."""
    environment = {"COMP_WORDS": line, "_OVERLAY_COMPLETE": "bash_complete"}
    with CliRunner().isolation(env=environment) as (out, _, _):
        with contextlib.suppress(SystemExit):
            cli.main([], prog_name="overlay", complete_var="_OVERLAY_COMPLETE")
        told = out.getvalue().decode()
    return [one.partition(",")[2] for one in told.splitlines()]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("overlay sho", ["show"]),
        ("overlay paper rem", ["remark"]),
        ("overlay run --se", ["--set"]),
        ("overlay run --set overlay.rat", ["overlay.ratio="]),
        ("overlay run --set execution.fill_at=", ["close", "open"]),
        ("overlay run --set halving=", ["on", "off"]),
        ("overlay run --set account.profile=us_fcm", ["us_fcm_tbill"]),
        ("overlay run --pattern fx_", ["fx_trades", "fx_range"]),
        ("overlay run --period 2020", ["2020-03"]),
        ("overlay compare --patterns core,fx_", ["core,fx_trades", "core,fx_range"]),
        ("overlay compare --profiles us_fcm_tbill,jp_retail_fut", ["us_fcm_tbill,jp_retail_futures"]),
        ("overlay completion z", ["zsh"]),
    ],
)
def test_a_word_is_completed(line, found):
    assert completed(line) == found


def test_what_is_saved_is_completed_where_the_command_looks(tmp_path, monkeypatch):
    for name in ("20260101T000000-A-abcdef", "20260102T000000-C-123456"):
        (tmp_path / "mine" / name).mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    assert completed("overlay show l") == ["latest"]
    assert completed("overlay show --in mine ") == ["latest", "20260102T000000-C-123456", "20260101T000000-A-abcdef"]
    assert completed("overlay audit --in mine A-") == ["20260101T000000-A-abcdef"]
    (tmp_path / "paper" / "spx").mkdir(parents=True)
    assert completed("overlay paper step ") == ["latest", "spx"]


def test_settings_that_are_completed_are_those_that_there_are():
    assert SETTINGS.read_text(encoding="utf-8") == text(), "python -m validation.setting_names writes it"


@pytest.mark.pages
def test_completing_loads_nothing_heavy():
    program = (
        "import os, sys; os.environ |= {'COMP_WORDS': 'overlay run --set over', '_OVERLAY_COMPLETE': 'bash_complete'}"
    )
    program += "\nfrom engine.cli import cli\ntry: cli(prog_name='overlay')\nexcept SystemExit: print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "overlay.ratio=" in done.stdout
    assert not {"numpy", "pyarrow", "backtrader", "pydantic", "pandas"} & set(done.stdout.split())


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_script_says_first_how_it_is_installed(shell):
    first, *script = CliRunner().invoke(cli, ["completion", shell]).stdout.splitlines()
    assert first.startswith(f"# to install: overlay completion {shell} > ~/")
    assert any("overlay" in line for line in script)


@pytest.mark.pages
@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_bash_completes_by_the_script(tmp_path):
    script = CliRunner().invoke(cli, ["completion", "bash"]).stdout
    line = "overlay run --set execution.fill_at=o"
    program = f"{script}\ncompopt() {{ :; }}\nCOMP_LINE='{line}' COMP_POINT={len(line)}\n"
    program += '_overlay_completion overlay; echo "${COMPREPLY[@]}"'
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    done = subprocess.run(["bash", "-c", program], env={"PATH": path}, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["open"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_what_is_completed_is_told_by_the_program_itself(shell):
    asked = {"_OVERLAY_COMPLETE": f"{shell}_complete", "COMP_WORDS": "overlay run --li", "COMP_CWORD": "2"}
    done = outside(env=asked)
    assert done.returncode == 0
    assert done.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
@pytest.mark.parametrize("more", [{}, {"COMP_CWORD": "x"}])
def test_a_shell_that_does_not_say_what_is_to_be_completed_is_told_so(shell, more):
    done = outside(env={"_OVERLAY_COMPLETE": f"{shell}_complete", **more})
    assert done.returncode == 2
    assert done.stderr.startswith(f"overlay: _OVERLAY_COMPLETE={shell}_complete: COMP_WORDS")


@pytest.mark.parametrize("asked", ["nonsense", "bash", "bash_nonsense", "nonsense_complete", "_"])
def test_what_no_shell_asks_is_told(asked):
    done = outside(env={"_OVERLAY_COMPLETE": asked})
    assert done.returncode == 2
    assert done.stderr.startswith(f"overlay: _OVERLAY_COMPLETE={asked}: is nothing that a shell asks; use the script")


def commands(group=cli, before="overlay"):
    """All commands as they are typed."""
    for name, command in group.commands.items():
        yield f"{before} {name}"
        if isinstance(command, click.Group):
            yield from commands(command, f"{before} {name}")


def test_the_page_has_each_command_once(root):
    page = (root / "docs/commands.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| [^*|]+\? \| `(overlay [\w -]+)` \|$", page, re.MULTILINE)
    assert sorted(told) == sorted(commands())
