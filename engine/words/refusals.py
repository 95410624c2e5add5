"""What is refused, in another language than English: sentences are made in English where something is found wrong, and
known again at the edge by their templates (`errors_LANGUAGE.toml`).
"""

import re
import tomllib
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import NamedTuple

HOLE = "{}"
FEW = 5
"""Letters of its own below which a template is a mere turn of phrase, whose values are one word or known themselves."""
LONGEST = 4_000
"""Letters of a sentence beyond which it is left as it is: the time it takes grows faster than they do."""
APPENDED = r"((?:[;,( ].*)?)"
"""A value right behind another one: more of the sentence, or nothing."""
CHOICE = re.compile(r"(?s)(.+?)(?:, or | or |, and | and )(\S+)")
LISTED = ", "
OR_ELSE = " or should be "
WANTED, MEANT = ": should be ", "; did you mean "
"""Behind what can be chosen a question after the nearest of it."""


class Template(NamedTuple):
    """A sentence of the program as it stands around its values, and what it is in the language."""

    parts: tuple[str, ...]
    said: str

    @property
    def letters(self) -> int:
        """How much of it is its own."""
        return sum(map(str.isalpha, "".join(self.parts)))

    def values(self, sentence: str) -> list[tuple[str, ...]]:
        """The values of a sentence that is made by this template, in each way; none where it is not."""
        if not all(part in sentence for part in self.parts):
            return []
        ways = ["(.*)", "(.*?)"] if LISTED in self.parts[1:-1] else ["(.*?)"]
        found = [re.fullmatch(self._pattern(way), sentence, re.DOTALL) for way in ways]
        return [one.groups() for one in found if one]

    def _pattern(self, listed: str) -> str:
        """The whole of it; a value before a comma, which may be a list, is `listed`."""
        pattern = re.escape(self.parts[0])
        for place, (before, after) in enumerate(pairwise(self.parts)):
            hole = listed if after == LISTED else "(.*?)"
            pattern += (APPENDED if place and not before else hole) + re.escape(after)
        return pattern


def refusal(sentence: str, language: str) -> str:
    """An English sentence of the program in another language; as it stands where that language has no words for it.

    >>> refusal("unknown fund 'zz'; known: mmf, bills", "ja")
    "ファンド 'zz' は知られていません。使えるもの: mmf, bills"
    """
    if len(sentence) > LONGEST:
        return sentence
    if lines := _alike(sentence):
        return "\n".join(refusal(one, language) for one in lines)
    first, either, second = sentence.partition(OR_ELSE)
    if either:
        others = refusal(OR_ELSE.removeprefix(" or ") + second, language)
        return f"{refusal(first, language).removesuffix('。')}、または{others}"
    first, meant, name = sentence.rpartition(MEANT)
    if meant and WANTED in first:
        return refusal(first, language).removesuffix("。") + refusal(meant + name, language)
    return _known(sentence, language) or _in_parts(sentence, language)


def _alike(sentence: str) -> list[str]:
    """The lines of a sentence where each tells of the same place: several sentences; none where they do not."""
    lines = sentence.split("\n")
    places = {one.partition(": ")[0] for one in lines}
    return lines if len(lines) > 1 and len(places) == 1 and all(": " in one for one in lines) else []


def _known(sentence: str, language: str) -> str | None:
    """By the template that has most in common with all of it, or with what stands behind a place."""
    starts = [0, *(found.end() for found in re.finditer(": ", sentence))]
    for template in _templates(language):
        for start in starts:
            ways = [(values, [_value(one, language) for one in values]) for values in template.values(sentence[start:])]
            if not ways:
                continue
            values, filled = max(ways, key=lambda way: sum(one != said for one, said in zip(*way, strict=True)))
            known = (" " not in one or one != said for one, said in zip(values, filled, strict=True))
            if template.letters >= FEW or all(known):
                head = refusal(sentence[: start - 2], language) + ": " if start else ""
                return head + re.sub(r"。+(?=[。、)])", "", template.said.format(*filled))
    return None


def _value(text: str, language: str) -> str:
    """A value of a sentence: a sentence itself, several of which one is to be chosen, or what it is."""
    said = refusal(text, language)
    if said != text:
        return said
    whole = _known_whole(language)
    for mark in re.finditer("[,;] ", text):
        head = text[: mark.start()]
        if text[mark.start() :] in whole:
            return head + whole[text[mark.start() :]]
        if text[mark.end() :] in whole:
            return f"{head}、{whole[text[mark.end() :]]}"
    choice = CHOICE.fullmatch(text)
    return f"{choice[1].replace(', ', '、')}、{choice[2]}" if choice else text


@cache
def _known_whole(language: str) -> dict[str, str]:
    """Sentences without values."""
    return {one.parts[0]: one.said for one in _templates(language) if len(one.parts) == 1}


def _in_parts(sentence: str, language: str) -> str:
    """Line by line, or clause by clause."""
    for mark, between in (("\n", "\n"), ("; ", "。")):
        if mark in sentence:
            clauses = sentence.split(mark)
            said = [refusal(one, language) for one in clauses]
            return between.join(said) if said != clauses else sentence
    return sentence


@cache
def _templates(language: str) -> tuple[Template, ...]:
    """Those of a language, the most particular first."""
    file = files("engine.words").joinpath(f"errors_{language}.toml")
    if not file.is_file():
        return ()
    rooms = tomllib.loads(file.read_text(encoding="utf-8")).values()
    every = [Template(tuple(key.split(HOLE)), said) for room in rooms for key, said in room.items()]
    return tuple(sorted(every, key=lambda one: (-one.letters, -len("".join(one.parts)))))
