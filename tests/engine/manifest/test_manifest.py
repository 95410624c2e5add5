"""What a manifest says of the program itself."""

import subprocess

from data.futures.quotes import FuturesQuotes
from data.market.market import Market
from engine.manifest import manifest
from engine.manifest.manifest import market_digest
from tests.support.quoted_futures import quoted


def test_a_copy_inside_somebody_elses_repository_does_not_take_its_commit_for_its_own(tmp_path, monkeypatch):
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org", "-C", tmp_path]
    for command in (["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "theirs"]):
        subprocess.run([*git, *command], check=True)
    installed = tmp_path / "site-packages"
    installed.mkdir()
    monkeypatch.setattr(manifest, "ROOT", installed)
    assert manifest.code_revision.__wrapped__() == "unknown"
    monkeypatch.setattr(manifest, "ROOT", tmp_path)
    assert len(manifest.code_revision.__wrapped__()) == 40


def test_a_question_knows_a_market_by_its_quotes_too(market):
    priced = quoted(market)
    fewer = FuturesQuotes(priced.table.slice(0, 10))
    own, other = (Market(market.table, futures=one, index=market.index) for one in (priced, fewer))
    assert own.digest == other.digest == market_digest(market)
    assert len({market_digest(one) for one in (market, own, other)}) == 3
