"""A slice of what the page of the hostile world tries, in a process of its own: a child weighs what its parent does,
and more.
"""

import re
import subprocess
import sys

import pytest

from validation.hostile import FUZZERS

COUNT = 40


@pytest.mark.pages
@pytest.mark.skipif(sys.platform == "win32", reason="each is tried in a process that is forked")
@pytest.mark.parametrize("name", FUZZERS)
def test_bad_inputs_end_in_an_answer_or_a_sentence(name, root):
    asked = ["--only", name, "--count", str(COUNT), "--seed", "7001"]
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "validation.hostile", *asked],
        cwd=root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(rf"{name}: {COUNT} in \d+ s: \{{('(answered|refused)': \d+(, )?)+\}}\n", done.stdout), (
        done.stdout
    )
