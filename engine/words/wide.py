"""Lines of text in which a character may be two columns wide, and a word has no space around it."""

import re
import unicodedata
from collections.abc import Iterator

KANA = "ァ-ヺー"
CLOSING = "、。,.:;?!)」』】ー々ぁぃぅぇぉっゃゅょ"
OPENING = "「『【("
PARTICLES = "をはがのにでともへやて"
"""After one of these a word has ended, where none of the same letters follows."""
BREAK = re.compile(
    rf"(?<=[、。」』】)])(?![{CLOSING}])"
    rf"|(?<=[{PARTICLES}])(?![\u3041-\u3096{CLOSING}])"
    rf"|(?<=[\u3041-\u3096\u4e00-\u9fff{KANA}])(?=[{OPENING}])"
    r"|(?<= )(?![\u3041-\u3096])"
)


def width(text: str) -> int:
    """How many columns of a console a text takes."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def lines(text: str, columns: int) -> list[str]:
    """A paragraph in lines of so many columns, words whole where they are no longer than that.

    >>> lines("値は 100 個までです。設定を減らしてください。", 24)
    ['値は 100 個までです。', '設定を減らしてください。']
    """
    told, here = [], ""
    for piece in _pieces(" ".join(text.split()), columns):
        if here and width(here + piece.rstrip()) > columns:
            told.append(here.rstrip())
            here = ""
        here += piece
    return [*told, here.rstrip()]


def _pieces(text: str, columns: int) -> Iterator[str]:
    """What stays together; a piece that is too long for any line, letter by letter."""
    for piece in BREAK.split(text):
        yield from [piece] if width(piece.rstrip()) <= columns else piece
