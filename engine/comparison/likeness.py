"""What is said of runs that are not alike in everything: why some stand apart, and what differs within."""

from data.base.days import iso
from engine.comparison.comparable import Group, Runs, same_market, span_of
from engine.words.notes import Note, note


def other_capital(runs: Runs) -> list[Note]:
    """That runs which are compared have other capital, where they have."""
    told = [run.opening for run in runs.values()]
    currency = next(iter(runs.values())).config.capital.currency
    return [note("other_capital", least=min(told), most=max(told), currency=currency)] if len({*told}) > 1 else []


def other_program(runs: Runs) -> list[Note]:
    """That runs were made by another version of the program, or on other facts, than the newest, where they were."""
    made = {name: [run.manifest.get(key) for key in ("facts_sha256", "code_revision")] for name, run in runs.items()}
    newest = max(runs, key=lambda name: str(runs[name].manifest["started"]))
    others = [name for name in runs if made[name] != made[newest]]
    return [note("other_program", runs=others, newest=newest)] if others else []


def other_file(group: Group) -> list[Note]:
    """That runs which are compared were made on several files of one market, where they were."""
    told = {"runs": list(group.elsewhere), "first": next(iter(group.runs))}
    return [note("other_file", **told)] if group.elsewhere else []


def said_apart(group: Group, first: Group) -> Note:
    """Why runs stand apart from the first ones."""
    run, other = next(iter(group.runs.values())), next(iter(first.runs.values()))
    names = {"runs": list(group.runs), "others": list(first.runs)}
    market = group.market
    if not same_market(market, first.market):
        days = {"first": iso(market.days[0]), "last": iso(market.days[-1])}
        return note("apart_market", **names, index=market.index, **days)
    if run.currency != other.currency or run.config.capital.currency != other.config.capital.currency:
        return note("apart_currency", **names, told=run.currency, account=run.config.capital.currency)
    days = dict(zip(("first", "last"), map(iso, span_of(run)), strict=True))
    if group.runs.keys() <= first.runs.keys():
        return note("apart_whole", runs=names["runs"], **days)
    return note("apart_sessions", **names, **days)
