"""No file, no answer and no name becomes a program."""

import re

import pytest

MAKES_CODE = re.compile(
    r"(?<![.\w])(?:eval|exec|compile|__import__)\(|\bos\.(?:system|popen)\(|\bimport_module\(|\bexec_module\("
    r"|^ *(?:import|from) (?:pickle|marshal|shelve|dill|cloudpickle|joblib|yaml|jsonpickle)\b"
    r"|allow_pickle=(?!False)|shell=True|\bread_pickle\(|(?<!\w)Unpickler",
    re.MULTILINE,
)
SEEN = (
    "eval(", "exec(", "compile(", "__import__(", "os.", "_module(", "pickle", "marshal", "shelve", "joblib", "yaml",
    "shell=",
)  # fmt: skip
"""Without any of these a file is not looked at more closely."""
ALLOWED = {
    "engine/__init__.py": "our own names, when they are first asked for",
    "engine/bt/own_strategy.py": "a strategy that somebody names; it is said before",
    "engine/fast/compiled.py": "code that the same program compiled, bit for bit as it was kept",
    "engine/plugs/pattern.py": "the class that a plug of an installed package names",
    "engine/plugs/registry.py": "our own plugs; those of packages are loaded by their entry points",
    "engine/tasks/market_ref.py": "a market that the program that asks hands to its own worker",
}
"""Files that may, and what they run."""


@pytest.mark.pages
def test_nothing_that_is_read_is_run(root):
    texts = {
        one.relative_to(root).as_posix(): one.read_text(encoding="utf-8")
        for room in ("data", "engine", "strategies")
        for one in (root / room).rglob("*.py")
    }
    near = {file: text for file, text in texts.items() if any(word in text for word in SEEN)}
    found = {file: told for file, text in near.items() if (told := MAKES_CODE.findall(text))}
    assert {file: told for file, told in found.items() if file not in ALLOWED} == {}
    assert found.keys() == ALLOWED.keys()
