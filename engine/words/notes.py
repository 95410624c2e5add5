"""What a result keeps of what it has to say: a code with the numbers behind it, never a sentence."""

from collections.abc import Mapping
from typing import Any

from data.base import finding
from data.base.errors import OverlayError
from engine.words import ORIGINAL, Words, words
from engine.words.refusals import refusal

Note = dict[str, Any]
"""`code`, a key of the section `note` of the catalogues, and `values`, what its sentence speaks of, by name."""


REFUSED = "refused"
"""The code of a refusal that is kept as the sentence of the program that it is."""


class Explained(OverlayError):  # noqa: N818  (reads as the sentence it prints)
    """A refusal that knows its code: what it says is `note.CODE`, in English."""

    def __init__(self, why: Note) -> None:
        super().__init__(spoken(why))
        self.why = why


def note(code: str, **values: Any) -> Note:
    """A note, as a manifest keeps it."""
    return {"code": code, "values": values}


def refused(error: OverlayError) -> Note:
    """A refusal as a manifest keeps it: by its code where it knows it, else as the sentence of the program that it
    is.
    """
    return error.why if isinstance(error, Explained) else note(REFUSED, sentence=str(error))


def spoken(one: Note | str, say: Words | None = None) -> str:
    """The sentence of a note, in English where no language is given; one that an earlier version kept as a sentence, as
    it stands.
    """
    say = say or words()
    if isinstance(one, str):
        return one
    sentence = say.told("note", one["code"], **one["values"])
    if one["code"] != REFUSED or say.language == ORIGINAL:
        return sentence
    return refusal(sentence, say.language)


def told(error: BaseException, language: str) -> str:
    """What an error says, in a language; in English where that language has no words for it."""
    if language == ORIGINAL:
        return str(error)
    if isinstance(error, finding.Refused):
        return finding.report(error.findings, language)
    if isinstance(error, Explained):
        return spoken(error.why, words(language))
    said = refusal(str(error), language)
    return f"{said}。" if "ぁ" <= said[-1:] <= "ん" else said


def plain_lines(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """What a manifest tells of the lines of a plan (`lines`), as values for JSON; nothing where it does not."""
    lines = manifest.get("lines")
    plain = [
        {**line, **({"refused": plain_note(line["refused"])} if "refused" in line else {})} for line in lines or ()
    ]
    return {} if lines is None else {"lines": plain}


def plain_note(one: Note | str) -> Note:
    """A note as values for JSON, with its English sentence (`text`), which is all there is of one of an earlier
    version.
    """
    known = {"code": "text", "values": {}} if isinstance(one, str) else one
    return {**known, "text": spoken(one)}
