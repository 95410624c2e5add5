"""What the commands say of themselves in another language than English (`help_LANGUAGE.toml`)."""

import tomllib
from collections import ChainMap
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


def explained(text: str | None, language: str) -> str | None:
    """The help of a command or an option in a language, paragraphs with an empty line between; as it stands where that
    language has no words for it.
    """
    return None if text is None else helps(language).get(one_line(text), text)


def one_line(text: str) -> str:
    r"""A help as the catalogue knows it: in one line, without what only programmers read.

    >>> one_line("Run it.\n\n    Twice does no harm.\n\f\n    Raises nothing.")
    'Run it. Twice does no harm.'
    """
    return " ".join(text.partition("\f")[0].split())


@cache
def helps(language: str) -> Mapping[str, str]:
    """All helps of a language, by their English in one line; none where there is no catalogue of them."""
    file = files("engine.words").joinpath(f"help_{language}.toml")
    return ChainMap(*tomllib.loads(file.read_text(encoding="utf-8")).values()) if file.is_file() else {}
