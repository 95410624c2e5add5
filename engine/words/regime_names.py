"""What a regime is called: by its words, a band by its edges, one's own label as it stands."""

import re

from engine.words import Words

_BAND = re.compile(r"(vix|drawdown)_(?:(below|from)_([\d.e+-]+)|([\d.e+-]+)_to_([\d.e+-]+))")


def regime_name(name: str, say: Words) -> str:
    """The label of a table in words.

    >>> from engine.words import words
    >>> regime_name("crash", words()), regime_name("vix_18_to_25", words()), regime_name("my own", words())
    ('crash', 'VIX 18 to 25', 'my own')
    """
    known = say.told("regime", name)
    band = _BAND.fullmatch(name) if known == name else None
    if band is None:
        return known
    kind, side, edge, low, high = band.groups()
    return say(f"regime_band.{kind}_{side or 'to'}", low=low or edge, high=high or edge)
