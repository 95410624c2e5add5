"""The Japanese README and limitations say what the English ones say: the same commands, code, links and names, and the
output as printed.
"""

import ast
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
IN_JAPANESE = "overlay compare --lang ja"


def text(name):
    return (ROOT / name).read_text(encoding="utf-8")


ENGLISH, JAPANESE = text("README.md"), text("README.ja.md")


def blocks(page, language):
    return re.findall(rf"^```{language}\n(.*?)^```", page, flags=re.DOTALL | re.MULTILINE)


def commands(page):
    lines = [line for block in blocks(page, "console") for line in block.splitlines()]
    return [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]


def prose(page):
    return re.sub(r"^```.*?^```", "", page, flags=re.DOTALL | re.MULTILINE)


def code_spans(page):
    return set(re.findall(r"`([^`\n]+)`", prose(page)))


def headings(page):
    return re.findall(r"^(#+) ", prose(page), flags=re.MULTILINE)


def links(page):
    return re.findall(r"\]\(([^)#]+)\)", page)


def paragraphs(page):
    """Paragraphs with a bold opening."""
    return [part for part in page.split("\n\n") if re.match(r"\*\*.+?\*\*", part, flags=re.DOTALL)]


def test_the_commands_are_the_same_and_one_more():
    assert commands(JAPANESE)[:2] == ["make run", "make test"]
    assert [command for command in commands(JAPANESE) if command != IN_JAPANESE] == commands(ENGLISH)
    assert commands(JAPANESE).count(IN_JAPANESE) == 1


def test_the_code_is_the_same_but_for_its_comments():
    (english,), (japanese,) = blocks(ENGLISH, "python"), blocks(JAPANESE, "python")
    assert ast.dump(ast.parse(japanese)) == ast.dump(ast.parse(english))


def test_the_structure_is_the_same():
    assert headings(JAPANESE) == headings(ENGLISH)
    rooms = [re.findall(r"^\w+/", blocks(page, "text")[1], flags=re.MULTILINE) for page in (ENGLISH, JAPANESE)]
    assert rooms[0] == rooms[1]


def test_the_same_settings_and_files_are_named():
    assert code_spans(JAPANESE) - {IN_JAPANESE, "OVERLAY_LANG=ja"} == code_spans(ENGLISH)


@pytest.mark.parametrize("name", ["README", "LIMITATIONS"])
def test_links_are_the_same_and_lead_somewhere(name):
    english, japanese = text(f"{name}.md"), text(f"{name}.ja.md")
    assert f"{name}.md" in links(japanese)
    assert all((ROOT / link).exists() for link in links(japanese))
    others = {link.replace(".ja.md", ".md") for link in links(japanese)} - {f"{name}.md"}
    assert others == {link for link in links(english) if link != f"{name}.ja.md"}


def test_a_reader_of_one_language_finds_the_other():
    assert ENGLISH.splitlines()[2] == "[日本語](README.ja.md)"
    assert JAPANESE.splitlines()[2] == "[English](README.md)"


def test_the_limitations_are_as_many_and_name_the_same_settings_in_the_same_order():
    english, japanese = paragraphs(text("LIMITATIONS.md")), paragraphs(text("LIMITATIONS.ja.md"))
    assert len(english) >= 10
    assert len(japanese) == len(english)
    assert [code_spans(part) for part in japanese] == [code_spans(part) for part in english]


@pytest.mark.parametrize("name", ["README.ja.md", "LIMITATIONS.ja.md"])
def test_emphasis_closes_where_markdown_sees_it(name):
    # CommonMark closes no emphasis between a punctuation mark and a letter, and Japanese has no space there.
    emphasised = re.findall(r"(\*\*?)([^*]+)\1", re.sub(r"`[^`\n]+`", "x", prose(text(name))))
    assert len(emphasised) >= 3
    assert [inner for _, inner in emphasised if re.search(r"\W$", inner)] == []
