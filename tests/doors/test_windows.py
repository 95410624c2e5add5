"""The page for Windows has the commands of the Makefile, and the locks have what packages ask for there."""

import re
import subprocess
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "windows.md").read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r"^## ([^\n]+)\n\n```powershell\n(.*?)^```", PAGE, flags=re.DOTALL | re.MULTILINE))
DOORS = [title.removeprefix("make ") for title in BLOCKS if title.startswith("make ") and title != "make setup"]
ON_WINDOWS = {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "extra": ""}
ELSEWHERE = {"setup", "market", "lock"}
"""Doors that the page has in another form, or not at all."""


def recipe(*arguments):
    """Lines that make would run in an environment that is set up, as PowerShell has them."""
    command = ["make", "-n", "-s", "--no-print-directory", "VENV=.venv", "OUT=results", *arguments]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [
        line.replace(".venv/bin/", ".venv\\Scripts\\").replace(".venv-site/bin/", ".venv-site\\Scripts\\")
        for line in told.splitlines()
    ]


def installs(lines):
    """What pip installs, and with which options but the one that leaves compiling to another command."""
    return [line.partition(" --disable-pip")[2].replace(" --no-compile", "") for line in lines if " install " in line]


@pytest.mark.parametrize("door", DOORS)
def test_a_door_runs_what_make_runs(door):
    assert BLOCKS[f"make {door}"].splitlines() == recipe(
        "-o", ".venv/.ready", "-o", ".venv/.dev", "-o", ".venv-site/.ready", door
    )


def test_every_door_is_on_the_page():
    (phony,) = re.findall(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert set(phony.split()) - ELSEWHERE == set(DOORS)


def test_what_is_installed_is_what_make_installs():
    ready = recipe("-B", ".venv/.ready")
    assert installs(BLOCKS["make setup"].splitlines()) == installs(ready)
    assert len(installs(ready)) == 3
    site = recipe("-B", ".venv-site/.ready")
    assert installs(BLOCKS["What the site needs"].splitlines()) == installs(site)
    dev = recipe("-B", "-o", ".venv/.ready", ".venv/.dev")
    assert installs(BLOCKS["What tests, pages and checks need"].splitlines()) == installs(dev)


def test_both_readmes_lead_to_the_page():
    assert all(
        "(docs/windows.md)" in (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.ja.md")
    )


def pinned(lock):
    lines = re.findall(r"^[\w.-]+==[^\\\n]+", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE)
    return {canonicalize_name(Requirement(line).name) for line in lines}


def asked(name):
    """What a package asks for on Windows; nothing is known of one that is not installed here."""
    try:
        told = [Requirement(line) for line in requires(name) or ()]
    except PackageNotFoundError:
        return set()
    return {canonicalize_name(one.name) for one in told if one.marker is None or one.marker.evaluate(ON_WINDOWS)}


@pytest.mark.pages
@pytest.mark.parametrize("locks",
    [["requirements-setup.lock"], ["requirements.lock"],
        ["requirements.lock", "requirements-setup.lock", "requirements-dev.lock"]])  # fmt: skip
def test_a_lock_has_what_its_packages_ask_for_on_windows(locks):
    names = set().union(*map(pinned, locks))
    assert {one for name in names for one in asked(name)} - names == set()
