"""What was meant by a name: looked for soon, whatever the name."""

from pathlib import Path

from data.base.meant import LONGEST, is_file_there, is_there, nearest, shortened


def test_nothing_is_near_a_name_that_nobody_writes():
    assert nearest("ratioo", ["ratio", "r" * 1_000_000]) == ["ratio"]
    assert nearest("r" * 1_000_000, ["ratio"]) == []


def test_among_very_many_names_only_the_first_are_looked_at():
    assert nearest("zzzzzzz", (f"a{place}" for place in range(10**12))) == []


def test_no_file_has_a_name_that_is_too_long_or_has_a_nul_in_it(tmp_path):
    for name in ("a" * 300, "a\0b"):
        assert not is_there(tmp_path / name)
        assert not is_file_there(tmp_path / name)
    assert is_there(tmp_path)
    assert not is_file_there(tmp_path)
    assert is_file_there(Path(__file__))


def test_a_long_text_is_told_by_its_beginning():
    assert shortened("a" * LONGEST) == "a" * LONGEST
    assert shortened("b" * 1_234, 3) == "bbb... (1,234 characters)"
