"""The Japanese README, index and limitations say what the English ones say: the same commands, links and names."""

import re

import pytest

from tests.support.doors import DOORS, ROOT, asked, blocks, commands, links, prose, text

MORE = {"overlay compare --lang ja", "OVERLAY_LANG=ja"}
"""What only a Japanese reader is told."""


def code_spans(page):
    return set(re.findall(r"`([^`\n]+)`", prose(page)))


def headings(page):
    return re.findall(r"^(#+) ", prose(page), flags=re.MULTILINE)


def paragraphs(page):
    """Paragraphs with a bold opening."""
    return [part for part in page.split("\n\n") if re.match(r"\*\*.+?\*\*", part, flags=re.DOTALL)]


@pytest.mark.parametrize("name", DOORS)
def test_commands_questions_and_structure_are_the_same(name):
    english, japanese = text(f"{name}.md"), text(f"{name}.ja.md")
    assert commands(japanese) == commands(english)
    assert asked(japanese) == asked(english)
    assert headings(japanese) == headings(english)


def test_the_rooms_are_the_same():
    rooms = [
        re.findall(r"^\w+/", blocks(text(f"README{end}"), "text")[1], flags=re.MULTILINE) for end in (".md", ".ja.md")
    ]
    assert rooms[0] == rooms[1]
    assert len(rooms[0]) == 8


@pytest.mark.parametrize("name", DOORS)
def test_the_same_settings_and_files_are_named(name):
    assert code_spans(text(f"{name}.ja.md")) - MORE == code_spans(text(f"{name}.md"))


@pytest.mark.parametrize("name", [*DOORS, "LIMITATIONS"])
def test_links_are_the_same_and_lead_somewhere(name):
    english, japanese = text(f"{name}.md"), text(f"{name}.ja.md")
    file, folder = f"{name}.md".rpartition("/")[2], (ROOT / f"{name}.md").parent
    assert file in links(japanese)
    assert all((folder / link).exists() for link in links(japanese))
    others = {without_language(link) for link in links(japanese)} - {file}
    assert others == {without_language(link) for link in links(english)} - {file}


def without_language(link):
    """Where a link leads, whatever its language and scheme of colours."""
    return re.sub(r"-(light|ja)\.png$", ".png", link.replace(".ja.md", ".md"))


@pytest.mark.parametrize("name", DOORS)
def test_a_reader_of_japanese_is_led_to_japanese_pages_where_there_are(name):
    folder = (ROOT / f"{name}.md").parent
    found = [link for link in links(text(f"{name}.ja.md")) if link.endswith(".md") and not link.endswith(".ja.md")]
    assert [link for link in found if (folder / link.replace(".md", ".ja.md")).exists()] == [
        f"{name}.md".rpartition("/")[2]
    ]


@pytest.mark.parametrize("name", DOORS)
def test_a_reader_of_one_language_finds_the_other(name):
    file = name.rpartition("/")[2]
    assert f"[日本語]({file}.ja.md)" in text(f"{name}.md").splitlines()[:6]
    assert f"[English]({file}.md)" in text(f"{name}.ja.md").splitlines()[:6]


def test_the_limitations_are_as_many_and_name_the_same_settings_in_the_same_order():
    english, japanese = paragraphs(text("LIMITATIONS.md")), paragraphs(text("LIMITATIONS.ja.md"))
    assert len(english) >= 10
    assert len(japanese) == len(english)
    assert [code_spans(part) for part in japanese] == [code_spans(part) for part in english]


@pytest.mark.parametrize("name", ["README.ja.md", "LIMITATIONS.ja.md", "docs/README.ja.md", "docs/first_run.ja.md"])
def test_emphasis_closes_where_markdown_sees_it(name):
    # CommonMark closes no emphasis between a punctuation mark and a letter, and Japanese has no space there.
    emphasised = re.findall(r"(\*\*?)([^*]+)\1", re.sub(r"`[^`\n]+`", "x", prose(text(name))))
    assert emphasised
    assert [inner for _, inner in emphasised if re.search(r"\W$", inner)] == []
