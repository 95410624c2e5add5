"""What commands answer, asked from Python: of a run, of a plan, of an account, of a folder."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from data.base.days import day_of, iso
from data.market.embedded import named_market
from engine.assembly.market_seen import market_for
from engine.notebook.answer import Answer
from engine.report.headlines import name_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from data.market.market import Market
    from engine.audit.chapters import Chapter
    from engine.audit.plan import PlanLine
    from engine.evening.why import Why
    from engine.journal.judge import Judgement
    from engine.nearest.disaster import BreakTerms, Disaster
    from engine.notebook.answer import Part
    from engine.questions.plan_check import PlanCheck
    from engine.results.best_looks import Best
    from engine.results.run import RunResult
    from engine.settings.run_config import RunConfig
    from engine.sizing.sheet import Sheet
    from engine.stress.of_run import StressTest
    from engine.words import Words


def audit_of(run: "RunResult") -> "Answer[list[Chapter]]":
    """Did an accident happen, and was the plan kept? A verdict on each thing that must have held, by what was held, as
    `overlay audit` tells it.
    """
    from engine.audit.chapters import chapters  # noqa: PLC0415
    from engine.report.audit_table import audit_table  # noqa: PLC0415

    found = chapters(run)
    return Answer(found, lambda say: [audit_table(found, say)])


def why_of(run: "RunResult", day: date, market: "Market | None" = None) -> "Answer[Why]":
    """One session of a run explained, as `overlay why` does, on the market it was made on (default: the one of the
    program that the run names). Raises `ConfigError` for a day that is no session of the run.
    """
    from engine.evening.why import why_of as explained  # noqa: PLC0415
    from engine.report.why_page import why_lines  # noqa: PLC0415

    made_on = market or named_market(run.shipped_market)
    found = explained(run, day_of(day), market_for(run.config, made_on))
    return Answer(found, lambda say: [say("why.title", date=day, run=name_of(run)), "", *why_lines(found, say)])


def stress_of(run: "RunResult", day: date | None = None, market: "Market | None" = None) -> "Answer[StressTest]":
    """What becomes of the account of a run, on a day of it (default: the last on which it held anything), if index,
    currency, margin and late money move together, as `overlay stress` tells it. Raises `ConfigError` for a day that is
    no session, and for a run without futures or options on a fund.
    """
    from engine.stress.of_run import stress_test  # noqa: PLC0415

    made_on = market or named_market(run.shipped_market)
    found = stress_test(run, made_on, day_of(day) if day else None)
    return Answer(found, lambda say: _stress(found, run, say))


def _stress(found: "StressTest", run: "RunResult", say: "Words") -> "Iterable[Part]":
    from engine.report import stress_tables as shown  # noqa: PLC0415

    currency = run.config.capital.currency
    yield shown.state_line(found, name_of(run), currency, say)
    yield from filter(None, [shown.idle_line(found, say)])
    for table in shown.grid_tables(found, say):
        yield from ("", table)
    yield from (shown.legend(say), shown.fatal_line(found.cells, say), "", shown.replay_table(found, currency, say))
    yield from filter(None, [shown.not_covered(found, say)])


def break_of(
    run: "RunResult", day: date | None = None, market: "Market | None" = None, terms: "BreakTerms | None" = None
) -> "Answer[Disaster]":
    """What exactly would end the account of a run, on a day of it (default: the last on which it held anything): the
    least unlikely path on which the broker sells it, how often any does, and what would stand it, as `overlay break`
    tells it. Raises what `stress_of` does, `ConfigError` for terms out of range, and `MissingFact` for an index that no
    model was fitted to.
    """
    from engine.nearest.disaster import nearest_disaster  # noqa: PLC0415
    from engine.report.nearest_told import nearest_lines  # noqa: PLC0415

    made_on = market or named_market(run.shipped_market)
    found = nearest_disaster(run, made_on, day_of(day) if day else None, terms)
    return Answer(found, lambda say: nearest_lines(found, run, say))


def judgement_of(run: "RunResult", month: str | None = None) -> "Answer[Judgement]":
    """Whether a month of a run, such as "2020-03" (default: the last that is over), passed without an accident, and
    what follows, as `overlay paper judge` tells it of a saved run. Raises `ConfigError` for a run without a plan on a
    fund and a month that it does not have.
    """
    from engine.journal.judge import judged, seen_in  # noqa: PLC0415
    from engine.report.judge_lines import judge_lines  # noqa: PLC0415

    found = judged(seen_in(run, month), None, is_trial=False)
    return Answer(found, lambda say: judge_lines(found, say))


def plan_of(config: "RunConfig") -> "Answer[list[PlanLine]]":
    """The plan of a config in lines, as `overlay rules` prints it; none of a pattern without a fund as its core."""
    from engine.audit.plan import plan  # noqa: PLC0415
    from engine.report.console import plan_lines  # noqa: PLC0415

    found = list(plan(config))
    return Answer(found, lambda say: plan_lines(found, say))


def check_plan(config: "RunConfig", market: "Market | None" = None, *, paths: int = 500) -> "Answer[PlanCheck]":
    """What a plan must answer before it is followed, with numbers, as `overlay rules check` tells it; `paths` made-up
    histories of each kind (0: none). Raises `ConfigError` for a strategy of one's own, and what `backtest` raises.
    """
    from engine.questions.plan_check import Asked, check  # noqa: PLC0415
    from engine.report.plan_told import check_lines  # noqa: PLC0415
    from engine.survival.listener import listener_of  # noqa: PLC0415

    found = check(config, market or named_market(""), Asked(paths=paths), listener_of())
    return Answer(found, lambda say: check_lines(found, say))


def size_of(
    config: "RunConfig", allowed_loss: float, fall: float, market: "Market | None" = None, day: date | None = None
) -> "Answer[Sheet]":
    """How large the overlay of a plan may be where a fall of the index (a decimal, 0.35) may take a share of equity
    (0.05), at prices and terms of a day (default: the last), as `overlay size --pattern` tells it; amounts are in the
    investor's currency. Raises `ConfigError` for a number out of range, and for a plan without an overlay.
    """
    from engine.sizing.overlay_account import Fall  # noqa: PLC0415
    from engine.sizing.overlay_market import OverlayMarket  # noqa: PLC0415
    from engine.sizing.overlay_sheet import LossAsked  # noqa: PLC0415
    from engine.sizing.plan_size import SECTIONS, plan_size, sized_setting  # noqa: PLC0415

    seen = OverlayMarket(config, market or named_market(""), day_of(day) if day else None, None)
    found, section = plan_size(seen, LossAsked(allowed_loss, Fall(fall))), SECTIONS[sized_setting(config)]
    return _of_sheet(section, found)


def streak(loss: float, losses: int, *, win_rate: float = 0.5, trades: int = 100) -> "Answer[Sheet]":
    """What a row of losses of a share each leaves, and how likely one is within a number of trades, as `overlay streak`
    tells it. Raises `ConfigError` for a share out of range.
    """
    from engine.sizing.streak_sheet import streak_sheet  # noqa: PLC0415

    found = streak_sheet(loss, losses, win_rate=win_rate, trades=trades)
    return _of_sheet("streak", found)


def _of_sheet(section: str, found: "Sheet") -> "Answer[Sheet]":
    """Numbers by name in a table, and what they assume below it."""
    from engine.report.sheet_table import sheet_table  # noqa: PLC0415

    return Answer(
        found, lambda say: [sheet_table(section, {"": found}, say), say("said.note", note=say(f"sizing.{section}"))]
    )


def terms_of(account: str, day: date | None = None, core: str = "mmf") -> "Answer[list[dict[str, object]]]":
    """The terms of an account by its name on a day (default: today), with clock times, as `overlay account` tells them.
    Raises `ConfigError` for an account or a core that is not known.
    """
    from engine.account.profile_file import profile_table  # noqa: PLC0415
    from engine.questions.account_terms import Asked, account_terms, plain_terms  # noqa: PLC0415
    from engine.questions.fx_account_terms import with_fx_accounts  # noqa: PLC0415
    from engine.report.account_table import term_table  # noqa: PLC0415

    when = day_of(day or datetime.now(UTC).date())
    found = plain_terms(account_terms(Asked(account, when, core, with_fx_accounts(profile_table(None)))))

    def told(say: "Words") -> "Iterable[Part]":
        terms = [{**one, "text": say(f"account.{one['code']}", **one["values"])} for one in found]
        yield term_table(terms, say("account.title", name=account, date=iso(when)), say)

    return Answer(found, told)


def looks_in(folder: Path | str = "results") -> "Answer[list[Best]]":
    """How many plans were tried into a folder, by market, and how sure the best of them still is, as `overlay looks`
    tells it.
    """
    from engine.report.looks_table import looks_told  # noqa: PLC0415
    from engine.results.best_looks import best_looks  # noqa: PLC0415
    from engine.results.trials import ledger  # noqa: PLC0415

    path, known = Path(folder), ledger(folder)
    found = best_looks(path, known)
    return Answer(found, lambda say: looks_told(found, known.unreadable, path, say))
