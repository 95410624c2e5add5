"""`overlay data fetch`, from outside; no test asks a real server, because a proxy that is not there stands before them
all.
"""

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from data.base.told_periods import with_period
from data.fetch.store import Record, Store

NOWHERE = "http://127.0.0.1:9"
NO_NETWORK = {"HTTPS_PROXY": NOWHERE, "https_proxy": NOWHERE, "NO_PROXY": "", "no_proxy": ""}


@pytest.fixture
def fetch(tmp_path):
    def run(*arguments):
        command = [
            str(Path(sys.executable).with_name("overlay")),
            "data",
            "fetch",
            "--to",
            str(tmp_path / "kept"),
            *arguments,
        ]
        env = {**os.environ, **NO_NETWORK}
        return subprocess.run(command, capture_output=True, text=True, check=False, env=env, encoding="utf-8")

    return run


@pytest.mark.pages
def test_without_a_network_every_host_is_one_sentence_and_the_status_is_2(fetch, tmp_path):
    done = fetch()
    assert done.returncode == 2
    lines = done.stderr.splitlines()
    assert len(lines) == 6
    assert all(
        line.startswith("overlay: ") and line.endswith("(connection refused); is this machine online?")
        for line in lines
    )
    assert any(line.startswith("overlay: dtb3, dtb4wk") and "fred.stlouisfed.org could not" in line for line in lines)
    assert any(line.startswith("overlay: treasury-bills-2002 to treasury-bills-") for line in lines)
    assert "Traceback" not in done.stdout + done.stderr
    assert done.stdout.count("not reached") >= 15
    assert list((tmp_path / "kept").iterdir()) == []


@pytest.mark.pages
def test_the_outcome_is_one_json_object(fetch):
    done = fetch("vix", "--json")
    assert done.returncode == 2
    (told,) = json.loads(done.stdout)["series"]
    assert (told["name"], told["state"], told["kept"]) == ("vix", "unreachable", None)
    assert told["url"] == "https://cdn.cboe.com/api/global/us_indices/daily_prices/VIX_History.csv"


@pytest.mark.pages
def test_offline_lists_what_is_kept_and_asks_nobody(fetch):
    done = fetch("cboe", "--offline", "--lang", "ja")
    assert (done.returncode, done.stderr) == (0, "")
    assert "なし" in done.stdout


@pytest.mark.pages
def test_what_is_kept_is_told_with_its_origin(fetch, tmp_path):
    store, when = Store(tmp_path / "kept"), datetime(2024, 3, 15, 21, 5, tzinfo=UTC)
    content = b"DATE,OPEN,HIGH,LOW,CLOSE\n01/02/1990,17.24,17.24,17.24,17.24\n"
    day = date(1990, 1, 2)
    record = Record(
        "vix", "vix.csv", "https://x", when, when, sha256(content).hexdigest(), len(content), day, 1234, day, day
    )
    store.folder.mkdir()
    (store.folder / "vix.csv").write_bytes(content)
    store.note(record)
    (row,) = (line.split() for line in fetch("vix", "--offline").stdout.splitlines() if line.startswith("vix"))
    assert row == ["vix", "kept", "1,234", "1990-01-02", "1990-01-02", "2024-03-15", "21:05"]
    (told,) = json.loads(fetch("vix", "--offline", "--json").stdout)["series"]
    assert (told["state"], told["kept"], told["terms"][:14]) == ("kept", with_period(record.plain()), "copyright Cboe")


@pytest.mark.pages
def test_a_mistake_is_one_sentence(fetch):
    done = fetch("vix", "--since", "2999-01-01")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert done.stderr.startswith("overlay: --since 2999-01-01 is not before today")
