"""A plan as a TOML file: each setting under the sentence that says what it means."""

from collections.abc import Mapping, Sequence
from typing import Any

import tomli_w


def plan_text(pattern: str, answers: Mapping[str, Any], meant: Mapping[str, Sequence[str]]) -> str:
    """The file of a plan: the pattern, then `section.key` by section, in the order of their first answers; above each
    the sentences that `meant` has for it (for the pattern under "pattern").

    >>> print(plan_text("A", {"overlay.ratio": 0.2}, {"overlay.ratio": ["a fifth"]}), end="")
    pattern = "A"
    <BLANKLINE>
    [overlay]
    # a fifth
    ratio = 0.2
    """
    lines = [*_comments(meant.get("pattern", ())), _line("pattern", pattern)]
    for section in dict.fromkeys(name.partition(".")[0] for name in answers):
        lines += ["", f"[{section}]"]
        for name, value in answers.items():
            if name.startswith(f"{section}."):
                lines += [*_comments(meant.get(name, ())), _line(name.partition(".")[2], value)]
    return "\n".join(lines) + "\n"


def _comments(sentences: Sequence[str]) -> list[str]:
    return [f"# {sentence}" for sentence in sentences]


def _line(key: str, value: Any) -> str:
    return tomli_w.dumps({key: value}).strip()
