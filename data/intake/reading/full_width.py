"""Signs of Japanese and typeset text that stand for plain ones."""

_DASHES = (0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2212, 0x2500, 0x30FC)
_PLAIN = str.maketrans(
    {0xFEE0 + place: chr(place) for place in range(0x21, 0x7F)}
    | {0x3000: " ", 0xFFE5: "¥"}
    | dict.fromkeys(_DASHES, "-")
)


def narrow(text: str) -> str:
    """A text with full-width digits, letters and punctuation as plain ones, and every sort
    of dash as a hyphen; others stay.

    >>> narrow("\uff11\uff12\uff0c\uff13\uff14\uff15"), narrow("\u22121.5"), narrow("5.25\u00b9")
    ('12,345', '-1.5', '5.25¹')
    """
    return text if text.isascii() else text.translate(_PLAIN).strip()
