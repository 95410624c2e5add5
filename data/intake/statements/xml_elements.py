"""The elements of an XML file in order, with their attributes and lines: no entities, nothing from outside."""

from typing import NamedTuple
from xml.parsers import expat

from data.base.errors import DataError

DEEPEST = 32
MOST = 1_000_000
"""How deep elements may stand, and how many there may be."""


class Element(NamedTuple):
    """An element of XML: its name, its attributes, the line on which it begins, and the text in it."""

    name: str
    attributes: dict[str, str]
    line: int
    text: list[str]

    def get(self, *names: str) -> str:
        """The first of these attributes that says something, stripped; empty where none does."""
        return next((told for name in names if (told := self.attributes.get(name, "").strip())), "")


class _Reader:
    """What expat calls, element by element."""

    def __init__(self, name: str) -> None:
        self.name, self.found, self._open = name, list[Element](), list[Element]()
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = lambda _name: self._open.pop()
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._refuse

    def _refuse(self, *_: object) -> None:
        raise DataError(
            f"{self.name}, line {self.parser.CurrentLineNumber}: declares a document type, in which XML can hide "
            "entities; a broker's statement has none"
        )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        one = Element(name, attributes, self.parser.CurrentLineNumber, [])
        if len(self._open) >= DEEPEST or len(self.found) >= MOST:
            raise DataError(f"{self.name}, line {one.line}: has more elements, or deeper ones, than a statement")
        self._open.append(one)
        self.found.append(one)

    def _text(self, text: str) -> None:
        self._open[-1].text.append(text)


def elements(content: bytes, name: str) -> list[Element]:
    """The elements of XML in order. Raises `DataError` with one sentence for what is no XML, and for a document type,
    with which files can be made that fill the memory or read others.
    """
    reader = _Reader(name)
    try:
        reader.parser.Parse(content, True)
    except expat.ExpatError as error:
        raise DataError(f"{name}, line {error.lineno}: is damaged XML: {expat.ErrorString(error.code)}") from None
    except (LookupError, ValueError) as error:
        raise DataError(f"{name}: is in an encoding that XML here cannot have ({error})") from None
    return reader.found
