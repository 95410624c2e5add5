"""Files of Python with the modules beside them, also those that are none."""

import os
import sys

import pytest

from data.base.python_files import MOST, with_imports


def test_modules_beside_a_file_go_with_it(tmp_path):
    (tmp_path / "one.py").write_text("import two\nimport json\n")
    (tmp_path / "two.py").write_text("from three import a\n")
    (tmp_path / "three").mkdir()
    (tmp_path / "three" / "__init__.py").write_text("a = 1\n")
    assert {one.name for one in with_imports(tmp_path / "one.py")} == {"one.py", "two.py", "__init__.py"}


@pytest.mark.parametrize(
    "content",
    [
        "a = " + "(" * 5_000,
        "a = " + "-" * 20_000 + "1",
        f"import {'a' * 300}",
        "import two\0",
        "#" * (MOST + 1),
    ],
)
def test_of_what_cannot_be_read_as_python_there_is_nothing_but_the_file(tmp_path, content):
    (tmp_path / "one.py").write_text(content)
    (tmp_path / "two.py").touch()
    assert with_imports(tmp_path / "one.py") == [tmp_path / "one.py"]


@pytest.mark.skipif(sys.platform == "win32", reason="has no such pipes")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "one.py")
    assert with_imports(tmp_path / "one.py") == [tmp_path / "one.py"]
