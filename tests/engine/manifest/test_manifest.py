"""What a manifest says of the program itself."""

import subprocess

from engine.manifest import manifest


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
