"""Files of quotes given to a run: refused with line, date, contract and neighbours, or used, and how much of it was
used is said.
"""

from pathlib import Path

import pytest

from data.base.days import iso
from data.base.finding import Refused
from data.contracts.calendars import xnys
from data.contracts.contracts import FutureContract, OptionContract, future_spec, option_spec
from data.contracts.rolls import roll_schedule
from data.curves.futures_curve import FuturesCurve
from data.curves.option_curve import OptionCurve
from data.market.embedded import embedded_market
from data.pricing.option_spread import OptionSpreads
from data.pricing.surface import surface
from engine import backtest, load_config
from engine.cli.markets import MarketFiles
from tests.support.commands import outside

FUTURES = (
    "overlay.contract=ES",
    "capital.initial=10000000",
    "period.start=2012-04-02",
    "period.end=2012-06-29",
    "futures.roll_sessions_earlier=3",
)
QUOTED = "futures.prices=quoted"
OPTIONS = ("insurance.contract=SPX", "capital.initial=10000000", "period.start=2014-01-02", "period.end=2014-02-28")


@pytest.fixture(scope="module")
def rows():
    """(day, expiry, price) of two contracts at their cost of carry on each session of the run."""
    market, spec = embedded_market(), future_spec("ES")
    curve, found = FuturesCurve(market, "flat"), []
    schedule = roll_schedule(15_400, 15_700, xnys(), spec.rolls)
    for place in range(market.row_from(15_432), market.row_from(15_521)):
        day = market.days[place]
        expiries = sorted({one for roll in schedule for one in (roll.expiry, roll.next_expiry) if one >= day})[:2]
        found += [(day, one, round(curve.price(FutureContract(spec, one), place), 2)) for one in expiries]
    return found


def lines(rows, form=iso):
    return "".join(f"{form(day)},{iso(expiry)},{price:.2f}\n" for day, expiry, price in rows)


def save(tmp_path, text):
    file = tmp_path / "quotes.csv"
    file.write_text("date,expiry,settlement\n" + text, encoding="utf-8")
    return str(file)


def run(files, *settings, pattern="A"):
    return backtest(load_config(None, settings, pattern=pattern), files.open())


def notes(files, *settings, pattern="A"):
    return run(files, *settings, pattern=pattern).notes()


def changed(rows, day, factor):
    """(rows with the front contract's price of a day times a factor, the line on which it stands)."""
    place = next(place for place, (when, _, _) in enumerate(rows) if iso(when) == day)
    when, expiry, price = rows[place]
    return [*rows[:place], (when, expiry, price * factor), *rows[place + 1 :]], place + 2


def test_one_wrong_price_refuses_the_run_with_line_date_contract_value_and_neighbours(rows, tmp_path):
    wrong, line = changed(rows, "2012-05-10", 0.1)
    file = save(tmp_path, lines(wrong))
    settings = [one for setting in (*FUTURES, QUOTED) for one in ("--set", setting)]
    done = outside("run", *settings, "--futures", file, "--out", tmp_path)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    for part in (
        f"quotes.csv line {line}, 2012-05-10",
        "ESM12",
        "on 2012-05-09",
        "on 2012-05-11",
        "1357.99",
        "decimal point",
    ):
        assert part in done.stderr
    with pytest.raises(Refused) as error:
        MarketFiles(futures=file).open()
    assert [(one.check, one.line) for one in error.value.findings] == [("settlement-far-off", line)]


def test_a_good_file_says_that_every_mark_is_quoted(rows, tmp_path):
    result = run(MarketFiles(futures=save(tmp_path, lines(rows))), *FUTURES, QUOTED)
    held = result.table("positions").num_rows
    assert f"all {held} marks of futures held are quotes of the file" in result.notes()


def test_a_file_with_gaps_says_how_many_marks_are_modelled(rows, tmp_path):
    gaps = [row for row in rows if iso(row[0]) not in {"2012-05-10", "2012-05-11"}]
    said = notes(MarketFiles(futures=save(tmp_path, lines(gaps))), *FUTURES, QUOTED)
    (told,) = (note for note in said if "marks of futures" in note)
    assert " of " in told
    assert "are modelled" in told


def test_dates_without_dashes_and_with_the_day_first_give_the_same_run(rows, tmp_path):
    texts = {
        "": lines(rows),
        " ": lines(rows, lambda day: iso(day).replace("-", "")),
        ":dmy": lines(rows, lambda day: "/".join(reversed(iso(day).split("-")))),
    }
    digests = [
        MarketFiles(futures=save(tmp_path, text) + word.strip()).open().futures.digest for word, text in texts.items()
    ]
    assert len(set(digests)) == 1


def test_days_that_could_be_months_are_asked_about(rows, tmp_path):
    early = [row for row in rows if int(iso(row[0])[-2:]) <= 12]
    file = save(tmp_path, lines(early, lambda day: "/".join(reversed(iso(day).split("-")))))
    with pytest.raises(Refused, match="add :mdy or :dmy to the file's name") as error:
        MarketFiles(futures=file).open()
    assert "\n" not in str(error.value)


def test_columns_can_be_named_on_the_command_line(rows, tmp_path):
    file = save(tmp_path, "")
    Path(file).write_text("Tag,Ende,Px\n" + lines(rows), encoding="utf-8")
    named = ("futures.date=Tag", "futures.expiry=Ende", "futures.settlement=Px")
    assert len(MarketFiles(futures=file, columns=named).open().futures) == len(rows)


@pytest.mark.pages
def test_what_is_doubtful_in_a_file_is_told_with_the_run_and_not_again_in_its_past(rows, tmp_path):
    doubtful, line = changed(rows, "2012-05-10", 1.03)
    market = MarketFiles(futures=save(tmp_path, lines(doubtful))).open()
    made = backtest(load_config(None, (*FUTURES, QUOTED)), market)
    (said,) = (note for note in made.notes() if note.startswith("market data: "))
    assert f"quotes.csv line {line}, 2012-05-10" in said
    assert sum(note.startswith("市場データ: quotes.csv") for note in made.notes("ja")) == 1
    assert market.until(market.days[-2]).quote_warnings == market.quote_warnings


def test_prices_that_the_settings_do_not_ask_for_are_told(rows, tmp_path):
    said = notes(MarketFiles(futures=save(tmp_path, lines(rows))), *FUTURES)
    assert "settlement prices of futures were given and not used: futures.prices is modelled" in said


def chain(tmp_path, strike):
    """Puts far below the index at what the model says."""
    market = embedded_market()
    curve, contract = option_curve(market), OptionContract(option_spec("SPX"), 16_150, strike, "P")
    text = "date,root,expiry,strike,right,bid,ask\n"
    for place in range(market.row_from(16_072), market.row_from(16_118)):
        mid = max(curve.at_close(contract, place).mid, 0.1)
        text += f"{iso(market.days[place])},SPX,2014-03-21,{strike:g},P,{mid * 0.97:.2f},{mid * 1.03:.2f}\n"
    file = tmp_path / "chain.csv"
    file.write_text(text, encoding="utf-8")
    return str(file)


def option_curve(market):
    return OptionCurve(market, FuturesCurve(market, "flat"), surface("fitted"), OptionSpreads(40.0))


def test_quotes_of_nothing_that_was_held_are_told_in_both_languages(tmp_path):
    made = run(MarketFiles(chains=chain(tmp_path, 1605.0)), *OPTIONS, pattern="C")
    (told,) = (note for note in made.notes() if "marks of options" in note)
    assert told.startswith("all ")
    assert told.endswith("are modelled: none of the quotes of the file is of a contract that was held")
    assert any(note.startswith("保有したオプションの評価") and "モデル価格" in note for note in made.notes("ja"))


def test_a_run_without_files_of_quotes_says_nothing_of_them():
    said = notes(MarketFiles(), *FUTURES)
    assert not [note for note in said if "marks of" in note or "quotes" in note]
