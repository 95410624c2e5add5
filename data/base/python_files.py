"""A file of Python and the modules beside it that it imports: what its hash has to be of."""

import ast
from collections.abc import Iterator
from pathlib import Path

from data.base.bounded import read_bytes
from data.base.meant import is_file_there

MOST = 1 << 22
"""Bytes of a file of Python."""


def with_imports(path: Path) -> list[Path]:
    """A file, and those of its folder that it imports, and that these do, the file first; of what is no Python nothing
    but itself.
    """
    found = {path: None}
    waiting = [path]
    while waiting:
        for name in _imported(waiting.pop()):
            for beside in (path.parent / f"{name}.py", path.parent / name / "__init__.py"):
                if beside not in found and is_file_there(beside):
                    found[beside] = None
                    waiting.append(beside)
    return [path, *sorted(found.keys() - {path})]


def _imported(path: Path) -> Iterator[str]:
    """First names of the modules that a file imports, wherever in it."""
    try:
        tree = ast.parse(read_bytes(path, MOST))
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):  # the last two of what is nested too deeply
        return
    for one in ast.walk(tree):
        if isinstance(one, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in one.names)
        elif isinstance(one, ast.ImportFrom) and one.module and not one.level:
            yield one.module.partition(".")[0]
