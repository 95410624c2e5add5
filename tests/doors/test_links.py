"""Links between the project's pages lead to a page, and to a heading where they name one."""

import re
from functools import cache
from pathlib import Path

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
