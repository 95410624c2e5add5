"""What the commands say of themselves in another language than English (`help_LANGUAGE.toml`)."""

import re
import tomllib
from collections import ChainMap
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


def explained(text: str | None, language: str) -> str | None:
    """The help of a command or an option in a language, paragraphs with an empty line between; as it stands where that
    language has no words for it.
    """
    if text is None or not any(one in helps(language) for one in paragraphs(text)):
        return text
    return "\n\n".join(helps(language).get(one, one) for one in paragraphs(text))


def paragraphs(text: str) -> list[str]:
    r"""A help as the catalogue knows it: each paragraph in one line, without what only programmers read.

    >>> paragraphs("Run it,\n    now.\n\n    Twice does no harm.\n\f\n    Raises nothing.")
    ['Run it, now.', 'Twice does no harm.']
    """
    return [" ".join(one.split()) for one in re.split(r"\n\s*\n", text.partition("\f")[0].strip()) if one]


@cache
def helps(language: str) -> Mapping[str, str]:
    """All paragraphs of helps of a language, by their English in one line; none where there is no catalogue of them."""
    file = files("engine.words").joinpath(f"help_{language}.toml")
    return ChainMap(*tomllib.loads(file.read_text(encoding="utf-8")).values()) if file.is_file() else {}
