"""Trials rehearsed in four months of history, at several sizes and brokers: what was seen, and what followed.

python -m validation.trials        writes docs/trials.md and docs/trials.ja.md
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import NamedTuple

from data.base.days import date_of, day_of
from data.facts import facts
from data.market.embedded import embedded_market
from engine import RunResult, backtest, load_config
from engine.audit.held import days_of
from engine.journal.judge import WAITED_FOR, Judgement, judged, seen_in
from engine.journal.lessons import lessons
from engine.journal.next_size import Paths, next_size
from engine.journal.points import Point, Sight
from engine.journal.trial import Trial, sized, trial_of
from engine.settings.run_config import RunConfig, parse_config
from engine.survival.listener import listener_of
from engine.words import Words, words
from validation.markdown import table
from validation.two_languages import pages, template, words_of, write

PAGES = pages("trials")
MONTHS = {"2018-02": "2018-01", "2020-03": "2020-02", "2022-06": "2022-03", "2017-05": "2017-04"}
"""The month that is judged, and that on whose first session the account is opened; the last one is the calm one."""
WITHOUT = ("halving.enabled=false", "stops.voluntary=false", "stops.monthly_loss=off")
"""The rules that make the overlay smaller, left out."""
BOLD = ("overlay.ratio=1.5", "overlay.max_total_exposure=2.6", "overlay.acknowledge_high_leverage=true")
TOKYO, THIN = "account.profile=sbi_futures", "cash.buffer=0.04"


class Way(NamedTuple):
    """A way to go through a month: contracts of the trial (None: the plan's own size), and settings besides the
    plan's.
    """

    contracts: int | None
    settings: tuple[str, ...] = ()

    @property
    def options(self) -> str:
        """Options of `overlay paper rehearse` that say the same."""
        size = "--full" if self.contracts is None else "" if self.contracts == 1 else f"--contracts {self.contracts}"
        return " ".join(filter(None, [size, *(f"--set {one}" for one in self.settings)]))


WAYS = {
    "one": Way(1),
    "two": Way(2),
    "full": Way(None),
    "tokyo": Way(None, (TOKYO,)),
    "thin": Way(None, (TOKYO, THIN, *BOLD)),
    "bare": Way(None, (TOKYO, THIN, *BOLD, *WITHOUT)),
}


class Cell(NamedTuple):
    """A way through a month."""

    way: str
    month: str

    @property
    def command(self) -> str:
        """How to see it for oneself."""
        begun = MONTHS[self.month]
        return " ".join(filter(None, [f"overlay paper rehearse --from {begun} --month {self.month}",
            WAYS[self.way].options]))  # fmt: skip


def _day(month: str, *, last: bool = False) -> date:
    first = date.fromisoformat(f"{month}-01")
    return first.replace(day=monthrange(first.year, first.month)[1]) if last else first


@cache
def tried(cell: Cell) -> tuple[RunResult, Trial | None]:
    """The run of a cell, and the terms of its trial."""
    way, market = WAYS[cell.way], embedded_market()
    plan, begun = load_config(None, way.settings, pattern="A"), day_of(_day(MONTHS[cell.month]))
    first = market.days[market.row_from(begun)]
    trial = None if way.contracts is None else trial_of(plan, market, first, way.contracts)
    config = plan if trial is None else sized(plan, trial, trial.capital, trial.contracts)
    return backtest(_within(config, first, cell.month), market), trial


def _within(config: RunConfig, first: int, month: str) -> RunConfig:
    period = {"start": date_of(first), "end": _day(month, last=True)}
    return parse_config({**config.settings(), "period": period}, "rehearsal")


@cache
def judgement(cell: Cell) -> Judgement:
    """What is said of a cell."""
    run, trial = tried(cell)
    seen = seen_in(run, cell.month)
    if trial is None:
        return judged(seen, None, is_trial=False)
    quiet = listener_of(lambda _text: None)
    return judged(seen, next_size(run, trial, embedded_market(), Paths(), quiet), is_trial=True)


def _told(one: Point, say: Words) -> str:
    sentences = " ".join(say(said.key, **said.values) for said in one.said).replace("。 ", "。")
    return f"{say.told('judge_ask', one.question)} {sentences}"


def row(cell: Cell, language: str) -> tuple[str, ...]:
    """A cell as a row: the way, accident or not, what was seen, what follows and why."""
    say, told, found = words(language), words_of("trials", language), judgement(cell)
    wrong = [one for one in found.seen.points if one.standing in {Sight.ACCIDENT, Sight.OFF}]
    shown = wrong or [one for one in found.seen.points if one.question in {"held", *WAITED_FOR}]
    accident = say("judge.accident" if found.seen.accident else "judge.no_accident")
    reasons = "<br>".join(say(one.key, **one.values) for one in found.reasons)
    seen = "<br>".join(_told(one, say) for one in shown)
    return told[cell.way], accident, seen, f"**{say.told('ruling', found.ruling)}**<br>{reasons}"


def month(name: str, language: str) -> list[str]:
    """The table of a month: a row for each way."""
    told = words_of("trials", language)
    heads = [told[head] for head in ("head", "accident", "seen", "follows")]
    return table(heads, (row(Cell(way, name), language) for way in WAYS))


def not_learned(language: str) -> Iterator[str]:
    """What cannot be learned with one contract and with two, as a list."""
    say, told = words(language), words_of("trials", language)
    for way in ("one", "two"):
        run, trial = tried(Cell(way, "2020-03"))
        assert trial is not None  # noqa: S101  (both are trials)
        yield f"* **{told[way]}**"
        first = int(days_of(run)[0])
        yield from (f"  * {say(one.key, **one.values)}" for one in lessons(run.config, trial, embedded_market(), first))


def criteria(language: str) -> list[str]:
    """What a month is judged by, from the facts."""
    told = words_of("trials", language)
    rows = ((told["criteria"][one.name.replace(".", "_")], f"{one.value:g}", one.confidence) for one in facts("trial"))
    return table([told["criterion"], told["value"], told["sure"]], rows)


def page(language: str) -> str:
    """A whole page."""
    tables = {f"month_{name.replace('-', '_')}": "\n".join(month(name, language)) for name in MONTHS}
    return template("trials", language).format(
        not_learned="\n".join(not_learned(language)),
        criteria="\n".join(criteria(language)),
        ways="\n".join(_ways(language)),
        **tables,
    )


def _ways(language: str) -> list[str]:
    told = words_of("trials", language)
    rows = ((told[way], f"`{Cell(way, '2020-03').command}`") for way in WAYS)
    return table([told["head"], told["command"]], rows)


if __name__ == "__main__":
    write(PAGES, page)
