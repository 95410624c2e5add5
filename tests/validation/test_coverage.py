"""What the documents ask for: every claim has its command and its test, or the limitation that says what is lacking."""

import ast
import re
from itertools import pairwise

import pytest

from validation import coverage
from validation.coverage import PAGE, Kept, claims, counted, laid_out, told

NUMBERS = (
    {6, 10, 15, 17, 18, 20, 23, 26, 34, 37, 44, 46, 49, 50, 51, 55, 59, 61, 62, 63, 69, 70, 71, 72, 73, 75, 79, 82, 85}
    | {87, 90, 92, 94, 96, 98, 99, 100, 106, 108, 109, 114, 116, 118, 119, 120, 125, 130, 131, 135, 137, 140, 142, 150}
    | {152, 160, 163, 164, 165, 168, 170, 174, 175, 185, 187, 189, 193, 194, 197, 200, 201, 202, 207, 208, 209, 216}
    | {217, 220, 221, 222, 223}
)


def paragraphs():
    """What the page tells about each claim, by its number."""
    text = PAGE.read_text(encoding="utf-8")
    starts = [found.start() for found in re.finditer(r"^\*\*\d+\*\* \(", text, re.MULTILINE)]
    cut = [text[start:end].removesuffix("\n") for start, end in pairwise([*starts, len(text)])]
    return {int(one[2:].partition("*")[0]): one for one in cut}


def functions(file):
    return {node.name for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.FunctionDef)}


def test_every_claim_is_there_once():
    assert len(NUMBERS) == 80
    assert [one.number for one in claims()] == sorted(NUMBERS)


def test_what_is_kept_has_commands_lines_and_tests_and_what_is_not_has_its_limitation():
    odd = [one.number for one in claims() if len({bool(one.commands), bool(one.shows), bool(one.tests)}) != 1]
    assert odd == []
    assert [one.number for one in claims() if not (one.commands or one.lacks)] == []


@pytest.mark.pages
def test_every_test_that_is_named_is_there(root):
    named = [test.partition("::") for one in claims() for test in one.tests]
    assert len(named) > 60
    missing = [file for file, _, _ in named if not (root / file).exists()]
    assert missing == []
    assert [name for file, _, name in named if name and name not in functions(root / file)] == []


@pytest.mark.parametrize(("name", "ends"), [("LIMITATIONS.md", ".**"), ("LIMITATIONS.ja.md", "**")])
def test_every_limitation_stands_among_them_in_both_languages(root, name, ends):
    text = (root / name).read_text(encoding="utf-8")
    quoted = [one.lacks_ja if "ja" in name else one.lacks for one in claims() if one.lacks or one.lacks_ja]
    assert quoted
    assert [sentence for sentence in quoted if f"**{sentence}{ends}" not in text] == []


def test_the_page_counts_them_and_has_each():
    text = PAGE.read_text(encoding="utf-8")
    assert counted(claims()) in text
    assert list(paragraphs()) == sorted(NUMBERS)
    assert [
        one.number for one in claims() if f"**{one.number}** ({one.at}) {one.says}: *{one.kept}*.\n" not in text
    ] == []


def test_what_a_claim_is():
    plain = claims()[0]._replace(lacks="", commands=["overlay run"])
    kinds = [plain, plain._replace(lacks="x"), plain._replace(lacks="x", commands=[])]
    assert [one.kept for one in kinds] == [Kept.WHOLE, Kept.PART, Kept.NOT]
    assert counted(kinds).startswith("1 of 3 claims are kept, 1 in part, and 1 are not there")


def test_every_command_that_prints_something_else_is_told(monkeypatch):
    plain = next(one for one in claims() if one.commands == ["overlay rules --pattern A"])
    wrong = [plain._replace(number=number, shows=[f"^{number}\\. "]) for number in (98, 99)]
    monkeypatch.setattr(coverage, "claims", lambda: [plain, *wrong])
    with pytest.raises(ValueError, match=r"(?s)^98: .*no line matches \^98.*\n99: .*no line matches \^99"):
        coverage.page()


def test_the_page_is_its_template_with_a_paragraph_for_each_claim():
    assert PAGE.read_text(encoding="utf-8") == laid_out(list(paragraphs().values()))


@pytest.mark.pages
@pytest.mark.parametrize("number", sorted(NUMBERS))
def test_a_claim_is_shown_as_its_commands_print_it(number):
    claim = next(one for one in claims() if one.number == number)
    assert paragraphs()[number] == "\n".join(told(claim))
