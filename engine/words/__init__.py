"""What the program says to people, one catalogue for each language; `en.toml` is the original."""

import re
import tomllib
from collections import ChainMap, defaultdict
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from data.base import finding
from data.base.errors import ConfigError
from data.base.flat import flat
from data.base.meant import hint
from engine.words.money import short, told
from engine.words.sentence import Sentence

ORIGINAL = "en"


def _languages() -> tuple[str, ...]:
    found = (re.fullmatch(r"([a-z]+)\.toml", one.name) for one in files(__name__).iterdir())
    return (ORIGINAL, *sorted({one[1] for one in found if one} - {ORIGINAL}))


LANGUAGES = _languages()
"""Languages by their catalogues, the files `NAME.toml` beside this one; the original first. What is
refused and explained beside English has catalogues of its own, `errors_NAME.toml` and `help_NAME.toml`."""


class Wordless(ConfigError, KeyError):  # noqa: N818  (reads as the sentence it prints)
    """A plug lacks words for what it says, or they speak of what is not told; the message says which."""

    __str__ = Exception.__str__


class Words:
    """The catalogue of one language: sentences by key (`section.name`), with the values they speak of filled in."""

    def __init__(self, language: str, sentences: ChainMap[str, str]) -> None:
        self.language = language
        self.sentences = sentences
        self._sentence = Sentence(self._speak, sentences["codes.between"])
        self._money = {name: sentences[f"money.{name}"] for name in ("scale", "JPY", "USD")}

    def __call__(self, key: str, /, **values: object) -> str:
        """The sentence of a key. Raises `KeyError` for an unknown key or a value that is missing: a mistake in the
        program, or in a plug (`Wordless`).
        """
        try:
            return told(self._sentence.vformat(self.sentences[key], (), values), self._money)
        except (KeyError, IndexError, ValueError) as error:
            if key in catalogue(ORIGINAL):
                raise
            raise Wordless(self._lacking(key, values, error)) from None

    def _lacking(self, key: str, values: Mapping[str, object], error: Exception) -> str:
        if key not in self.sentences:
            return f"there are no words for {key!r}; the plug that says it should bring them in its `words`"
        told = ", ".join(values) or "nothing"
        return f"the words of {key!r}, {self.sentences[key]!r}, cannot be said ({error!r}); they are told {told}"

    def in_words(self, text: str) -> str:
        """A text with its amounts of yen and dollars as the language tells them.

        >>> words("ja").in_words("12,345,678 JPY")
        '1,234万5,678円'
        """
        return told(text, self._money)

    def amount(self, value: float, currency: str) -> str:
        """An amount of money in a narrow cell, whose currency stands above it; in Japanese yen are rounded to 万.

        >>> words("ja").amount(123_456_789.0, "JPY"), words("en").amount(123_456_789.0, "JPY")
        ('1億2,346万', '123,456,789')
        """
        return short(value, currency, self._money)

    def speaks(self, key: str) -> bool:
        """Whether this language has words of its own for a key, and does not borrow the English ones."""
        return any(key in said for said in self.sentences.maps[:2])

    def section(self, name: str) -> dict[str, str]:
        """The sentences of a section, by name; none of a section there is none of."""
        prefix = f"{name}."
        return {key.removeprefix(prefix): text for key, text in self.sentences.items() if key.startswith(prefix)}

    def told(self, section: str, code: str, /, **values: object) -> str:
        """What a result keeps as a code of a section, with the values it speaks of; as it stands where it has no words,
        which a strategy's own word has not, nor a sentence that an earlier version kept.

        >>> words("ja").told("reason", "roll"), words("ja").told("reason", "my own word")
        ('決められたロール(限月交代)の日', 'my own word')
        """
        try:
            return self(f"{section}.{code}", **values)
        except KeyError:
            return code

    def _speak(self, section: str, one: Any) -> str:
        """A code by its words, or a code that brings its values (`code`, `values`); what was found in a file by those
        of `data`.
        """
        if section == "finding":
            return finding.sentence(one, self.language)
        return self.told(section, one) if isinstance(one, str) else self.told(section, one["code"], **one["values"])


@cache
def words(language: str = "en") -> Words:
    """The catalogue of a language. Raises `ConfigError` for one there is none of."""
    if language not in LANGUAGES:
        raise ConfigError(f"unknown language {language!r}; {hint(language, LANGUAGES)}")
    original = {} if language == ORIGINAL else catalogue(ORIGINAL)
    return Words(language, ChainMap(catalogue(language), _ADDED[language], original, _ADDED[ORIGINAL]))


@cache
def catalogue(language: str) -> dict[str, str]:
    """The sentences of the file of a language, by key, and nothing else."""
    text = files(__name__).joinpath(f"{language}.toml").read_text(encoding="utf-8")
    return flat(tomllib.loads(text))


_ADDED: dict[str, dict[str, str]] = defaultdict(dict)
"""Words of plugs by language and key."""
_BROUGHT: list[Mapping[str, Mapping[str, str]]] = []
"""The same plug by plug, in the order in which they came."""


def add_words(by_language: Mapping[str, Mapping[str, str]]) -> None:
    """Put the words of a plug beside the catalogues: sentences by language and key (`section.name`). A language that it
    has none for speaks its English; what a catalogue says itself stays.
    """
    _BROUGHT.append(by_language)
    _lay_beside(by_language)


def remove_words(by_language: Mapping[str, Mapping[str, str]]) -> None:
    """Take the words of a plug away again; another that has some of their keys keeps its own."""
    if by_language in _BROUGHT:
        _BROUGHT.remove(by_language)
    for sentences in _ADDED.values():
        sentences.clear()
    for words_of in _BROUGHT:
        _lay_beside(words_of)


def _lay_beside(by_language: Mapping[str, Mapping[str, str]]) -> None:
    for language, sentences in by_language.items():
        _ADDED[language].update(sentences)
