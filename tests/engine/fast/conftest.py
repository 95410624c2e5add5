import importlib.util
import sys
from functools import cache

import pytest

from data.market.embedded import embedded_market
from engine import load_config
from engine.fast.prepare import prepare
from engine.fast.simulate import Loop


@pytest.fixture
def written(tmp_path, monkeypatch):
    """Writes a module of the engine that is there for the length of a test, and imports it."""

    def write(name, text):
        path = tmp_path / f"{name}.py"
        path.write_text(text, encoding="utf-8")
        spec = importlib.util.spec_from_file_location(f"engine.fast.{name}", path)
        module = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, spec.name, module)
        spec.loader.exec_module(module)
        return module

    return write


@pytest.fixture(scope="session")
def prepared():
    """Sessions and plan of a pattern with settings as assignments, on the market that comes with the program."""

    @cache
    def made(pattern, *settings):
        return prepare(load_config(None, list(settings), pattern=pattern), embedded_market())

    return made


@pytest.fixture(scope="session")
def loop(prepared):
    """Loops over prepared sessions, each made once; compiled code is that of the whole process."""

    @cache
    def made(pattern, *settings, compiled):
        if compiled:
            pytest.importorskip("numba")
        return Loop(prepared(pattern, *settings), compiled=compiled)

    return made
