import pytest

from data.base.errors import ConfigError
from engine.settings.grid import MOST, combinations, varied
from engine.settings.run_config import check_assignment, load_config
from engine.sweeps.sobol import sampled

PLAN = load_config(None, ["overlay.max_total_exposure=2.2", "overlay.acknowledge_high_leverage=true"])


def told(*vary, config=PLAN):
    return [cell.name for cell in varied(config, vary)]


def test_a_range_has_the_very_numbers_that_are_written():
    cells = varied(PLAN, ["overlay.ratio=0.1:1.0:0.1"])
    assert [cell.config.overlay.ratio for cell in cells] == [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]
    assert [cell.values["overlay.ratio"] for cell in cells] == [cell.config.overlay.ratio for cell in cells]


@pytest.mark.parametrize(
    ("told", "values"),
    [
        ("0:0.4:0.1", [0.0, 0.1, 0.2, 0.3, 0.4]),
        ("0.1:0.25:0.1", [0.1, 0.2]),
        ("0.3:0.1:-0.1", [0.3, 0.2, 0.1]),
        ("0.25:0.25:0.1", [0.25]),
        (" 0.1 : 0.2 : 0.05 ", [0.1, 0.15, 0.2]),
        ("0.4, 0.1", [0.4, 0.1]),
        ("0.3", [0.3]),
    ],
)
def test_values_are_those_that_are_said_in_their_order(told, values):
    assert [cell.config.cash.buffer for cell in varied(PLAN, [f"cash.buffer={told}"])] == values


def test_settings_are_combined_the_last_changing_fastest():
    assert told("overlay.ratio=0.1,0.2", "cash.buffer=0.2,0.3") == [
        "overlay.ratio=0.1 cash.buffer=0.2",
        "overlay.ratio=0.1 cash.buffer=0.3",
        "overlay.ratio=0.2 cash.buffer=0.2",
        "overlay.ratio=0.2 cash.buffer=0.3",
    ]


def test_what_is_not_varied_stays_as_it_was_set():
    config = load_config(None, ["halving.window=30", "capital.initial=50000"])
    (cell,) = varied(config, ["account.profile=jp_retail_futures"])
    assert (cell.config.halving.window, cell.config.capital.initial) == (30, 50_000.0)
    assert cell.config.account.profile == "jp_retail_futures"


def test_nothing_varied_is_one_cell_without_a_name():
    (cell,) = varied(PLAN, [])
    assert cell.name == ""
    assert cell.config.digest == PLAN.digest


def test_a_pattern_that_does_not_read_a_setting_is_one_cell_of_the_grid():
    assert told("pattern=B,A", "overlay.ratio=0.1,0.2") == [
        "pattern=B",
        "pattern=A overlay.ratio=0.1",
        "pattern=A overlay.ratio=0.2",
    ]


@pytest.mark.parametrize(
    ("vary", "sentence"),
    [
        (["overlay.ratio"], "--vary overlay.ratio: should read key=first:last:step or key=value,value, such as"),
        (["overlay.ratio="], "--vary overlay.ratio=: should read key=first:last:step"),
        (["=0.1"], "--vary =0.1: should read key=first:last:step"),
        (["overlay.ratio=0.1,,0.2"], "--vary overlay.ratio=0.1,,0.2: lacks a value"),
        (["overlay.ratio=0.1,0.1"], "--vary overlay.ratio=0.1,0.1: says 0.1 twice"),
        (["overlay.ratio=0.1:0.3:0"], "--vary overlay.ratio=0.1:0.3:0: should read first:last:step in numbers"),
        (["overlay.ratio=0.1:0.3:-0.1"], "--vary overlay.ratio=0.1:0.3:-0.1: should read first:last:step in numbers"),
        (["overlay.ratio=a:b:c"], "--vary overlay.ratio=a:b:c: should read first:last:step in numbers"),
        (["overlay.ratio=0:nan:0.1"], "--vary overlay.ratio=0:nan:0.1: should read first:last:step in numbers"),
        (["overlay.ratio=0:inf:0.1"], "--vary overlay.ratio=0:inf:0.1: should read first:last:step in numbers"),
        (["overlay.ratio=0:1:1e-9"], f"--vary overlay.ratio=0:1:1e-9: has 1000000001 values, more than {MOST} cells"),
        (["overlay.ratio=0:0.3:0.01", "cash.buffer=0:0.4:0.01"], f"makes 1271 cells, more than {MOST}; vary less"),
        (["overlay.ratio=0.1", "overlay.ratio=0.2"], "--vary overlay.ratio=0.2: overlay.ratio is varied twice"),
        (["overlay.ratoi=0.1,0.2"], "unknown key overlay.ratoi; did you mean overlay.ratio?"),
        (["overlay.ratio=-0.1:0.1:0.1"], "--vary: overlay.ratio = -0.1: should be greater than or equal to 0"),
        (["overlay.ratio=1.2,1.3"], "--vary overlay.ratio=1.3: overlay.ratio 1.3 makes total exposure 2.3, above"),
        (["insurance.hedge_ratio=0.5,1"], "--vary insurance.hedge_ratio: pattern A does not read it; leave it out"),
        (["pattern=A,core", "insurance.hedge_ratio=0.5,1"], "insurance.hedge_ratio: pattern A, core does not read it"),
        (["overlay.ratio=0:1e999999999:1"], "should read first:last:step in numbers"),
        (["overlay.ratio=1e999999999:1e999999999:1"], "should read first:last:step in numbers"),
        (["overlay.ratio=0:1:1e-5000"], "should read first:last:step in numbers"),
        (["pattern=A,Z"], "--vary pattern=Z: pattern = 'Z': should be"),
    ],
)
def test_a_mistake_is_one_sentence(vary, sentence):
    with pytest.raises(ConfigError) as error:
        varied(PLAN, vary)
    assert sentence in str(error.value)
    assert len(str(error.value).splitlines()) == 1


@pytest.mark.pages
@pytest.mark.parametrize("told", ["0.1:0.2:0.00000101", ",".join(f"0.{place:05}" for place in range(1, 40_000))])
def test_very_many_values_are_refused_before_one_is_read(told, monkeypatch):
    monkeypatch.setattr("engine.settings.grid.check_assignment", None)
    with pytest.raises(ConfigError, match=r"makes \d+ cells, more than 100000; vary less"):
        combinations([f"{setting}={told}" for setting in ("overlay.ratio", "halving.factor")], 100_000)


@pytest.mark.pages
def test_of_very_many_values_those_that_are_drawn_are_read(monkeypatch):
    grid, read = [f"{setting}=0.1:0.2:0.0000011" for setting in ("overlay.ratio", "halving.factor")], []

    def checked(told, option):
        read.append(told)
        return check_assignment(told, option)

    monkeypatch.setattr("engine.settings.grid.check_assignment", checked)
    drawn = combinations(grid, 100_000, sampled(4, 1))
    assert len(drawn) == 4
    assert len(read) <= 2 * (4 + 2)
    assert {f"{setting}={value}" for cell in drawn for setting, value in cell.items()} <= {
        f"{told.partition('=')[0]}={float(told.partition('=')[2])}" for told in read
    }
    with pytest.raises(ConfigError, match=r"halving\.factor = 2\.0"):
        combinations([grid[0], "halving.factor=0.1:2:0.001"], 100_000, sampled(4, 1))


def test_a_grid_that_is_refused_is_told_by_its_beginning():
    told = ",".join(f"0.{place:05}" for place in range(1, 2_000))
    with pytest.raises(ConfigError) as error:
        combinations([f"overlay.ratio={told}", f"halving.factor={told}"])
    assert len(str(error.value)) < 400
    assert str(error.value).endswith("makes 3996001 cells, more than 500; vary less")
