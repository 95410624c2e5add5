import importlib.util
import sys

import pytest


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
