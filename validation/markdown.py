"""Tables of pages."""

from collections.abc import Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[str]], rule: str = "---") -> list[str]:
    """Lines of a table of words; `rule` stands below the heads after the first."""
    return [f"| {' | '.join(line)} |" for line in (head, ["---", *[rule] * (len(head) - 1)], *rows)]


def figures(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Lines of a table whose columns after the first are numbers."""
    return table(head, rows, "--:")
