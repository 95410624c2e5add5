"""Text that others wrote, made fit to be shown: characters that steer a terminal, or hide or turn round what stands
beside them, as they would be typed.
"""

import re

_STEERING = re.compile(
    "[\0-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""Control characters but tab and line feed, marks and overrides of direction, what has no width, separators of lines;
and bytes that are no letter, as in names of files that are not UTF-8. What joins letters (U+200C, U+200D) stays.
"""
_BREAKING = re.compile("[\t\n]")


def visible(text: str) -> str:
    r"""The text with every such character as it would be typed; tabs and line feeds stay.

    >>> print(visible("a\x1b[31mb\u202ec"))
    a\x1b[31mb\u202ec
    """
    return text if text.isprintable() else _STEERING.sub(_typed, text)


def in_one_line(text: str) -> str:
    r"""The same of tabs and line feeds too, for a name within a table or a sentence.

    >>> print(in_one_line("a\nb"))
    a\nb
    """
    return _BREAKING.sub(_typed, visible(text))


def is_utf8(text: str) -> bool:
    r"""Whether the text has letters only, and no bytes that are none.

    >>> is_utf8("é"), is_utf8("\udcff")
    (True, False)
    """
    return not re.search("[\ud800-\udfff]", text)


def _typed(found: re.Match[str]) -> str:
    letter = found.group()
    short = {"\t": r"\t", "\n": r"\n", "\r": r"\r"}.get(letter)
    return short or (f"\\x{ord(letter):02x}" if letter < "\x80" else ascii(letter)[1:-1].replace(r"\x", r"\u00"))
