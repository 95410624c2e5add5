"""Links between the project's pages lead to a page, and to a heading where they name one."""

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("benchmarks/*.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)")


@cache
def anchors(page):
    """Anchors of a page's headings, as they are made from their words."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def is_there(page, target):
    path, _, anchor = target.partition("#")
    led = page.parent / path if path else page
    return led.exists() and (not anchor or anchor in anchors(led))


def test_every_link_leads_somewhere():
    found = [(page, target) for page in PAGES for target in LINK.findall(page.read_text(encoding="utf-8"))]
    ours = [(page, target) for page, target in found if "://" not in target]
    assert len(ours) > 100
    assert [f"{page.relative_to(ROOT)}: {target}" for page, target in ours if not is_there(page, target)] == []


def test_every_decision_is_in_their_list_under_its_number():
    listed = (ROOT / "docs/decisions/README.md").read_text(encoding="utf-8")
    told = re.findall(r"^(\d+)\. \[[^\]]+\]\(([^)]+)\)$", listed, flags=re.MULTILINE)
    assert [name for _, name in told] == sorted(path.name for path in (ROOT / "docs/decisions").glob("0*.md"))
    assert [f"{int(number):03}" for number, _ in told] == [name[:3] for _, name in told]


def listed(page):
    """Pages that a page leads to."""
    return {
        (page.parent / target.partition("#")[0]).resolve() for target in LINK.findall(page.read_text(encoding="utf-8"))
    }


def test_every_page_is_found_from_the_list_of_its_language():
    english, japanese = listed(ROOT / "docs/README.md"), listed(ROOT / "docs/README.ja.md")
    ours = {path for path in ROOT.glob("docs/*.md") if path.name not in {"README.md", "README.ja.md"}}
    in_japanese = {path for path in ours if path.name.endswith(".ja.md")}
    replaced = {path.with_name(path.name.replace(".ja.md", ".md")) for path in in_japanese}
    assert ours - in_japanese - english == set()
    assert (ours - replaced) - japanese == set()


def test_every_table_is_in_their_list():
    assert set(ROOT.glob("docs/tables/*.md")) - listed(ROOT / "docs/tables/README.md") == {
        ROOT / "docs/tables/README.md"
    }


@pytest.mark.parametrize("page", sorted(ROOT.glob("docs/*.md")), ids=lambda page: page.name)
def test_a_page_begins_with_what_it_answers(page):
    _, first, *_ = [part for part in page.read_text(encoding="utf-8").split("\n\n") if not part.startswith("[")]
    assert not first.startswith(("Written by", "`python", "```", "|", "A run is a folder", "#"))
    assert re.search(r"[.?:。か]", first)
