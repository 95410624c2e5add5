"""What the program says to people, one catalogue for each language; `en.toml` is the original."""

import re
import tomllib
from collections import ChainMap, defaultdict
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from data.base.errors import ConfigError

LANGUAGES = ("en", "ja")


class Words:
    """The catalogue of one language: sentences by key (`section.name`), with the values they speak of filled in."""

    def __init__(self, language: str, sentences: ChainMap[str, str]) -> None:
        self.language = language
        self.sentences = sentences

    def __call__(self, key: str, **values: object) -> str:
        """The sentence of a key. Raises `KeyError` for an unknown key or a value that is
        missing: a mistake in the program.
        """
        return self.sentences[key].format(**values)

    def speaks(self, key: str) -> bool:
        """Whether this language has words of its own for a key, and does not borrow the English ones."""
        return any(key in said for said in self.sentences.maps[:2])

    def section(self, name: str) -> dict[str, str]:
        """The sentences of a section, by name; none of a section there is none of."""
        prefix = f"{name}."
        return {key.removeprefix(prefix): text for key, text in self.sentences.items() if key.startswith(prefix)}

    def said(self, text: str) -> str:
        """A sentence kept in a result, in this language; as it stands where the English catalogue does not know it, and
        runs under the names they have. It never raises the `ConfigError` of `words`: the English catalogue is there.

        >>> words("ja").said("halving, loss stop")
        '半減, 月次損失停止'
        """
        if self.language == "en":
            return text
        for pattern, key in _spoken():
            found = pattern.fullmatch(text)
            if found:
                values = found.groupdict().items()
                return self(key, **{name: value if name == "run" else self.said(value) for name, value in values})
        # a list of reasons is kept as one text
        parts = text.split(", ")
        return ", ".join(self.said(part) for part in parts) if len(parts) > 1 else text


@cache
def words(language: str = "en") -> Words:
    """The catalogue of a language. Raises `ConfigError` for one there is none of."""
    if language not in LANGUAGES:
        raise ConfigError(f"unknown language {language!r}; known: {', '.join(LANGUAGES)}")
    text = files(__name__).joinpath(f"{language}.toml").read_text(encoding="utf-8")
    known = dict(_flat("", tomllib.loads(text)))
    return Words(language, ChainMap(known, _ADDED[language], _ADDED["en"]))


_ADDED: dict[str, dict[str, str]] = defaultdict(dict)
"""Words of plugs by language and key."""


def add_words(by_language: Mapping[str, Mapping[str, str]]) -> None:
    """Put the words of a plug beside the catalogues: sentences by language and key (`section.name`). A language that it
    has none for speaks its English; what a catalogue says itself stays.
    """
    for language, sentences in by_language.items():
        _ADDED[language].update(sentences)


def remove_words(by_language: Mapping[str, Mapping[str, str]]) -> None:
    """Take the words of a plug away again."""
    for language, sentences in by_language.items():
        for key in sentences:
            _ADDED[language].pop(key, None)


def _flat(prefix: str, table: Mapping[str, object]) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for key, value in table.items():
        pairs += _flat(f"{prefix}{key}.", value) if isinstance(value, Mapping) else [(f"{prefix}{key}", str(value))]
    return pairs


SPOKEN = ("note", "former", "reason", "label", "regime", "source", "rule")
"""Sections whose English sentences are kept in results, and so are recognised in them."""


@cache
def _spoken() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Patterns of the English sentences that results keep, the longest first."""
    # a value may be any text, and so a short sentence with one may fit a long sentence too
    english = words("en").sentences
    keys = sorted((key for key in english if key.split(".")[0] in SPOKEN), key=lambda key: -len(english[key]))
    return tuple((_pattern(english[key]), key) for key in keys)


def _pattern(sentence: str) -> re.Pattern[str]:
    """What recognises a sentence whatever its values are; counts are digits."""
    parts = re.split(r"\{(\w+)[^}]*\}", sentence)
    value = {"count": r"[\d,]+", "total": r"[\d,]+"}
    return re.compile(
        "".join(
            f"(?P<{part}>{value.get(part, '.+?')})" if place % 2 else re.escape(part)
            for place, part in enumerate(parts)
        ),
        re.DOTALL,
    )
