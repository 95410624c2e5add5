"""The pages as a site: every page in one tree, every link of what is built leads somewhere, nothing comes from
elsewhere.
"""

import re
import subprocess
import sys
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from validation.site import LANGUAGES, ROOT, Tree, language_of, name_of, pages


class Led(HTMLParser):
    """Where a page of HTML leads, what it loads, and what in it can be led to."""

    def __init__(self, path):
        super().__init__()
        self.links, self.loads, self.names = [], [], set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        self.names |= {told[key] for key in ("id", "name") if told.get(key)}
        if tag == "a" and told.get("href"):
            self.links.append(told["href"])
        self.loads += [told[key] for key in ("src", "srcset") if told.get(key)]
        if tag == "link" and told.get("rel") not in {"canonical", "index", "search", "next", "prev"}:
            self.loads.append(told["href"])


@pytest.fixture(scope="module", params=LANGUAGES)
def tree(request, tmp_path_factory):
    tree = Tree(request.param, tmp_path_factory.mktemp(request.param))
    tree.lay_out()
    return tree


def test_every_page_is_in_the_navigation_of_its_language_once(tree):
    lists = [
        (path, name)
        for path in tree.folder.rglob("*.md")
        for block in re.findall(r"```\{toctree\}\n(.*?)```", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        for name in block.split("\n\n")[-1].split()
    ]
    told = [(path.parent / f"{name}.md").relative_to(tree.folder).as_posix() for path, name in lists]
    assert sorted(told) == sorted({f"{name_of(page)}.md" for page in tree.mine} - {"index.md"})


def test_a_link_to_a_page_of_the_other_language_leads_across(tree):
    other = next(one for one in LANGUAGES if one != tree.language)
    (line,) = [
        one for one in (tree.folder / "docs/first_run.md").read_text(encoding="utf-8").splitlines() if "<a " in one
    ][:1]
    assert f'href="../../{other}/docs/first_run.html"' in line


def test_pages_are_those_of_the_project_in_one_tree_each():
    assert len(pages()) > 150
    assert {language_of(page) for page in pages()} == set(LANGUAGES)
    assert {name_of("README.ja.md"), name_of("docs/state.ja.md")} == {"index", "docs/state"}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The site as `make site` builds it, which installs what that needs where it is not there yet."""
    target = tmp_path_factory.mktemp("site") / "built"
    command = ["make", "-s", "site", f"VENV={Path(sys.executable).parents[1]}", f"BUILT={target}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return target


@cache
def led(path):
    return Led(path)


@pytest.mark.pages
def test_every_link_of_the_site_leads_somewhere(built):
    lost = [
        f"{path.relative_to(built)}: {link}"
        for path in built.rglob("*.html")
        for link in led(path).links
        if "://" not in link and not is_there(path, link)
    ]
    assert len(list(built.rglob("*.html"))) > 150
    assert lost == []


def is_there(page, link):
    path, _, anchor = unquote(link).partition("#")
    target = (page.parent / path).resolve() if path else page
    return target.exists() and (not anchor or target.suffix != ".html" or anchor in led(target).names)


@pytest.mark.pages
def test_the_site_takes_nothing_from_elsewhere(built):
    asked = [one for path in built.rglob("*.html") for one in led(path).loads]
    assert len(asked) > 1000
    assert [one for one in asked if re.match(r"(https?:)?//", one)] == []
    styles = [path.read_text(encoding="utf-8") for path in built.rglob("*.css")]
    assert [one for style in styles for one in re.findall(r"url\(['\"]?(?:https?:)?//|@import", style)] == []
