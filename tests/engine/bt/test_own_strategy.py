"""Strategies of one's own are found in their files, and what is wrong with a file is told in a sentence."""

import sys
from pathlib import Path
from types import ModuleType

import backtrader as bt
import pytest

from data.base.errors import ConfigError
from engine.bt.own_strategy import code_hash, given_strategy, load_strategy

ONE = "import backtrader as bt\n\n\nclass Crossing(bt.Strategy):\n    params = (('fast', 10),)\n"
TWO = ONE + "\n\nclass Other(bt.Strategy):\n    pass\n"


def written(folder: Path, text: str, name: str = "mine.py") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def test_a_strategy_is_found_by_its_file_and_class(tmp_path):
    path = written(tmp_path, TWO)
    assert load_strategy(f"{path}:Other").kind.__name__ == "Other"
    assert load_strategy(f"{path}:Crossing").place == f"{path}:Crossing"
    assert load_strategy(f"{path}:Crossing").file == path


def test_the_only_strategy_of_a_file_needs_no_name(tmp_path):
    path = written(tmp_path, ONE + "\nSMA = bt.indicators.SMA\nBase = bt.Strategy\n")
    assert load_strategy(str(path)).place == f"{path}:Crossing"


def test_a_file_is_read_anew_each_time(tmp_path):
    path = written(tmp_path, ONE)
    assert load_strategy(str(path)).kind.params.fast == 10
    written(tmp_path, ONE.replace("10", "25"))
    assert load_strategy(str(path)).kind.params.fast == 25


def test_modules_beside_the_file_are_found_and_the_path_is_left_as_it_was(tmp_path):
    written(tmp_path, "PERIOD = 33\n", "beside_mine.py")
    before = list(sys.path)
    path = written(tmp_path, ONE.replace("import backtrader", "from beside_mine import PERIOD\nimport backtrader"))
    assert load_strategy(str(path)).kind.__name__ == "Crossing"
    assert sys.path == before


@pytest.mark.parametrize(
    ("text", "wanted", "told"),
    [
        (TWO, "", "name one of the strategies in .*mine.py \\(Crossing, Other\\), as FILE.py:Class"),
        (TWO, ":Thrid", "name one of the strategies in .*mine.py \\(Crossing, Other\\)"),
        ("X = 1\n", "", "no class on bt.Strategy is in"),
        ("X = 1\n", ":X", "is no Backtrader strategy; give a class on bt.Strategy"),
        ("import backtradr\n", "", "cannot be loaded: ModuleNotFoundError: No module named 'backtradr' \\(line 1\\)"),
        ("a = 1\nb = a / 0\n", "", "cannot be loaded: ZeroDivisionError: division by zero \\(line 2\\)"),
        ("def f(:\n", "", "cannot be loaded: SyntaxError: .*line 1"),
        ("raise SystemExit(3)\n", "", "cannot be loaded: SystemExit: 3"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_in_a_sentence(tmp_path, text, wanted, told):
    path = written(tmp_path, text)
    with pytest.raises(ConfigError, match=told) as refused:
        load_strategy(f"{path}{wanted}")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("place", ["nowhere.py:Crossing", "nowhere.py", "Crossing", "", "notes.txt:Crossing"])
def test_a_file_that_there_is_not_is_told(place):
    with pytest.raises(ConfigError, match=r"there is no such file; give FILE\.py:Class, such as crossing\.py:Crossing"):
        load_strategy(place)


def test_setup_of_a_file_comes_with_its_strategy(tmp_path):
    path = written(tmp_path, ONE + "\n\ndef setup(cerebro):\n    return 7\n")
    assert load_strategy(str(path)).setup(None) == 7
    assert load_strategy(str(written(tmp_path, ONE, "other.py"))).setup is None


class Given(bt.Strategy):
    """A class of this file, which has no `setup`."""


def test_a_class_of_a_session_is_told_by_the_file_it_stands_in():
    own = given_strategy(Given)
    assert own.place.endswith("test_own_strategy.py:Given")
    assert own.setup is None
    assert given_strategy(Given, len).setup is len
    assert given_strategy(type("Typed", (bt.Strategy,), {"__module__": "nowhere"})).file is None
    assert given_strategy(type("Made", (bt.Strategy,), {})).place == "Made"
    with pytest.raises(ConfigError, match="is no Backtrader strategy"):
        given_strategy(dict)


def test_files_of_one_name_in_two_folders_do_not_know_each_other(tmp_path):
    kinds = []
    for folder, period in (("one", 10), ("other", 20)):
        (tmp_path / folder).mkdir()
        written(tmp_path / folder, f"from sizes_of_mine import FAST\n{ONE.replace('10', 'FAST')}")
        written(tmp_path / folder, f"FAST = {period}\n", "sizes_of_mine.py")
        kinds.append(load_strategy(str(tmp_path / folder / "mine.py")).kind)
    assert [kind.params.fast for kind in kinds] == [10, 20]
    assert kinds[0].__module__ != kinds[1].__module__
    assert "sizes_of_mine" not in sys.modules


def test_a_module_beside_the_file_is_read_anew_too_and_that_of_the_session_stays(tmp_path, monkeypatch):
    theirs = ModuleType("sizes_of_mine")
    monkeypatch.setitem(sys.modules, "sizes_of_mine", theirs)
    path = written(tmp_path, f"from sizes_of_mine import FAST\n{ONE.replace('10', 'FAST')}")
    told = []
    for period in (10, 25):
        written(tmp_path, f"FAST = {period}\n", "sizes_of_mine.py")
        told.append(load_strategy(str(path)).kind.params.fast)
    assert told == [10, 25]
    assert sys.modules["sizes_of_mine"] is theirs


def test_a_class_with_a_setup_of_its_own_is_known_by_its_name_in_this_session():
    def setup(cerebro):
        return cerebro

    own = given_strategy(Given, setup)
    assert (own.place, own.file) == ("Given", None)
    assert load_strategy("Given") == own


def test_the_code_of_a_class_that_is_in_no_file_has_a_hash():
    def made(size):
        kind = type("Made", (bt.Strategy,), {"__module__": "nowhere", "next": next_of(size)})
        return code_hash(given_strategy(kind).place)

    assert made(1) == made(1) != made(2)


def next_of(size):
    code = f"def next(self):\n    self.buy(size={size})\n"
    known = {}
    exec(code, known)  # noqa: S102  (a cell of a notebook)
    return known["next"]
