"""A file of `examples/`, imported as somebody would import a file of their own."""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "examples"


def example(name):
    """The module of `examples/NAME.py`, run anew."""
    spec = spec_from_file_location(f"example_{name}", FOLDER / f"{name}.py")
    module = sys.modules[spec.name] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
