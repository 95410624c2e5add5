"""The changelog is by version: newest first, each with its date, the newest being the one that is worked on."""

import re
import tomllib
from datetime import date
from itertools import pairwise
from pathlib import Path

from packaging.version import Version

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
HEADINGS = re.findall(r"^## (.*)$", TEXT, flags=re.MULTILINE)
GROUPS = ["Added", "Changed", "Fixed", "Numbers that changed"]
OURS = Version(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


def of_heading(heading):
    """Version and date of a heading; no date where it is unreleased."""
    version, told = re.fullmatch(r"(\S+) \((unreleased|\d{4}-\d{2}-\d{2})\)", heading).groups()
    return Version(version), None if told == "unreleased" else date.fromisoformat(told)


def test_the_newest_version_is_that_of_the_project():
    newest, released = of_heading(HEADINGS[0])
    assert str(newest) == OURS.base_version
    assert (released is None) == OURS.is_devrelease


def test_every_other_version_has_a_date_and_they_stand_newest_first():
    versions, released = zip(*map(of_heading, HEADINGS), strict=True)
    assert None not in released[1:]
    assert all(newer > older for newer, older in pairwise(versions))
    assert all(newer >= older for newer, older in pairwise(day for day in released if day))


def test_every_version_has_the_groups_in_their_order():
    for version in re.split(r"^## ", TEXT, flags=re.MULTILINE)[1:]:
        found = re.findall(r"^### (.*)$", version, flags=re.MULTILINE)
        assert found == [group for group in GROUPS if group in found] != []
