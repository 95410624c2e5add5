"""Standard output and error to which nothing goes that steers a terminal, whoever wrote it: a name, a note, a file."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TextIO, cast

from data.base.visible import visible


class Guarded:
    """A stream of text that shows control characters as they would be typed. Tables go past it (`rich` asks for
    `rich_proxied_file`): what is in them is made visible before colours are added (`engine.report.console`).

    It has no `buffer`, by which click would go past it too.
    """

    def __init__(self, stream: TextIO) -> None:
        self.rich_proxied_file = stream

    def write(self, text: str | bytes) -> int:
        """Write a text, or bytes of one (click's completions are); how many characters it has."""
        text = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
        self.rich_proxied_file.write(visible(text))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write several texts."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        if name == "buffer":
            raise AttributeError(name)
        return getattr(self.rich_proxied_file, name)


@contextmanager
def guarded() -> Iterator[None]:
    """Both streams guarded, for as long as a `with` block lasts."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = (cast("TextIO", Guarded(one)) for one in before)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before
