"""A package that brings a pattern and fails: one sentence on the command line, with its place in the package."""

import os
import subprocess
import sys

import pytest

from tests.plugins.trials import ROOT

HEAD = "from dataclasses import replace\nfrom engine import PATTERNS\n"
FAILS = f"{HEAD}def params(config, profile):\n    return {{}}[1]\nZ = replace(PATTERNS['A'], name='Z', params=params)\n"


@pytest.mark.pages
@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (FAILS, "overlay: the package zed fails with KeyError (1) in zed_pattern.py, line 4; mend or remove it"),
        (
            "import sys\nsys.exit(3)\n",
            "overlay: pattern 'Z' of the package zed cannot be loaded (SystemExit(3)); mend or remove it",
        ),
    ],
)
def test_it_is_one_sentence(tmp_path, body, sentence):
    (tmp_path / "zed_pattern.py").write_text(body)
    about = tmp_path / "zed-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: zed\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[mmf_overlay.patterns]\nZ = zed_pattern:Z\n")
    done = subprocess.run(
        [sys.executable, "-m", "mmf_overlay", "run", "--pattern", "Z", "--period", "2020-03"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr.strip()) == (2, "", sentence)
