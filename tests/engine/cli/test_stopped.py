"""What Ctrl-C leaves behind."""

import os
import signal
import subprocess
import sys

import pytest

MONTH = ("--set", "period.start=2008-01-02", "--set", "period.end=2008-01-31")

STOPPED = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell hands on to what it runs behind that it is ignored
import sys
import engine.results.stored as stored, engine.runs.backtest as backtest
from engine.cli import main
def slow(*arguments, **more):
    print("busy", flush=True)
    sys.stdin.read()
if sys.argv.pop(1) == "writing":
    stored.write_parquet = slow
else:
    backtest.backtest = slow
main()
"""


@pytest.mark.pages
@pytest.mark.parametrize(
    ("busy", "language", "sentence"),
    [("writing", "en", "overlay: stopped; "), ("running", "ja", "overlay: 中断しました。")],
)
def test_ctrl_c_is_one_sentence_and_leaves_nothing(tmp_path, busy, language, sentence):
    command = [sys.executable, "-c", STOPPED, busy, "run", *MONTH, "--out", str(tmp_path), "--lang", language]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=environment,
    )
    assert process.stdout.readline() == "busy\n"
    process.send_signal(signal.SIGINT)
    _, said = process.communicate()
    assert process.returncode == 130
    assert said.startswith(sentence)
    assert said.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
