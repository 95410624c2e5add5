"""What a page may load and run: itself, and nothing else; and whose code the library is."""

import base64
import hashlib
import re

from markupsafe import Markup

from engine.report import frame
from engine.words import words

PUBLISHED = "99784e3abfb07b142a15e521a439e6d9addceadb3f79553fd24c72774f0649ba"
"""SHA-256 of the library as its makers give it out; `plotly-SOURCE.txt` tells where."""
LOADS = re.compile(
    r"""\bsrc=["'](?!data:)|<link\b|@import|url\((?!["']?data:)|\bon[a-z]+=["']|javascript:|fetch\(|XMLHttp"""
)


def page(**more):
    """A page with nothing on it."""
    return frame.environment().get_template("base.html").render(language="en", style="", say=words("en"), **more)


def policy(html):
    told = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html).group(1)
    return {one.split()[0]: one.split()[1:] for one in told.split("; ")}


def test_the_library_is_the_one_that_was_published(root):
    assets = root / "engine" / "report" / "assets"
    content = (assets / frame.LIBRARY).read_bytes()
    source = (assets / "plotly-SOURCE.txt").read_text(encoding="utf-8")
    assert hashlib.sha256(content).hexdigest() == PUBLISHED
    assert PUBLISHED in source
    assert frame.LIBRARY in source
    assert [one.name for one in assets.iterdir() if one.name.endswith(".min.js")] == [frame.LIBRARY]


def test_a_page_without_scripts_runs_none_and_loads_nothing():
    assert policy(page()) == {
        "default-src": ["'none'"], "style-src": ["'unsafe-inline'"], "img-src": ["data:"], "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }  # fmt: skip


def test_a_page_runs_its_own_script_and_the_library_and_no_other():
    script = Markup("const a = 1 < 2;\n")
    html = page(scripts=script, library="packed", payload="")
    own, library = policy(html)["script-src"]
    assert re.findall(r"<script>(.*?)</script>", html, re.DOTALL) == [script]
    assert own == f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
    assert library == f"'sha256-{base64.b64encode(bytes.fromhex(PUBLISHED)).decode()}'"
    assert policy(page(scripts=script, library="", payload=""))["script-src"] == [own]


def test_every_page_stands_on_the_one_with_the_policy_and_loads_nothing(root):
    assets = root / "engine" / "report" / "assets"
    ours = [
        one for one in assets.rglob("*") if one.suffix in {".html", ".js", ".css", ".svg"} and one.name != frame.LIBRARY
    ]
    whole = [
        one for one in ours if one.parent == assets and one.suffix == ".html" and one.stem not in {"base", "macros"}
    ]
    assert {
        one.stem for one in whole if not one.read_text(encoding="utf-8").startswith('{% extends "base.html" %}')
    } == set()
    assert {one.name: found for one in ours if (found := LOADS.findall(one.read_text(encoding="utf-8")))} == {}


def test_what_turns_text_round_is_shown_as_it_would_be_typed():
    shown = frame.environment().from_string("{{ name }} {{ name | as_it_is }}").render(name="a\u202eb\x1b<b>")
    assert shown == r"a\u202eb\x1b&lt;b&gt; a\u202eb\x1b&lt;b&gt;"
