"""A day of a run explained, in words for a terminal and as values for JSON."""

from collections.abc import Iterator
from typing import Any

from data.base.days import iso
from engine.evening.said import Chapter, Said, date_told
from engine.evening.why import Why
from engine.report.headlines import ENGLISH
from engine.words import Words


def sentence(one: Said, say: Words) -> str:
    """A sentence of a page in words."""
    told = say(f"why.{one.code}", **one.values)
    return told[:1].upper() + told[1:]


def heading(chapter: Chapter, say: Words) -> str:
    """What stands above a chapter; of the first evening and the last one there is no date."""
    undated = {"before": "before_first", "next": "next_last"}
    name = chapter.name if chapter.date else undated.get(chapter.name, chapter.name)
    return say(f"why_chapter.{name}", date=chapter.date)


def why_lines(why: Why, say: Words = ENGLISH) -> Iterator[str]:
    """The page, line by line: a heading, its sentences, an empty line between chapters."""
    for place, chapter in enumerate(why.chapters):
        if place:
            yield ""
        yield heading(chapter, say)
        yield from (f"  {sentence(one, say)}" for one in chapter.said)


def plain_why(why: Why) -> dict[str, Any]:
    """The same as values for JSON: codes and numbers with their English sentences (`text`), days in ISO form."""
    return {
        "date": iso(why.day),
        "before": date_told(why.before) or None,
        "after": date_told(why.after) or None,
        "chapters": [
            {
                "name": chapter.name,
                "date": chapter.date or None,
                "said": [
                    {"code": one.code, "values": dict(one.values), "text": sentence(one, ENGLISH)}
                    for one in chapter.said
                ],
            }
            for chapter in why.chapters
        ],
    }
