"""What tests ask of an audit, and how they tamper with what it looks at."""

from math import isclose

from data.base.arrow import to_array, to_column
from data.base.days import iso
from engine.audit.chapters import audit
from engine.audit.verdicts import LineStanding


def failed(run):
    """Checks that were not kept, or could not be."""
    return [one.check for one in audit(run) if one.standing in {LineStanding.NOT_KEPT, LineStanding.COULD_NOT}]


def standings(run):
    """How each check stands."""
    return {one.check: str(one.standing) for one in audit(run)}


def verdict(run, check):
    """The verdict on one check."""
    return next(one for one in audit(run) if one.check == check)


def changed(run, table, column, change):
    """The run with one column of a table changed."""
    old = run.table(table)
    place = old.column_names.index(column)
    values = change(to_array(old[column]).copy())
    new = old.set_column(place, old.schema.field(place), to_column(values, old.schema.field(place).type))
    return with_tables(run, **{table: new})


def with_tables(run, **tables):
    """The run with other tables."""
    return type(run)(run.config, run.tables | tables, run.manifest)


def unlike(one, derived):
    """What a verdict says otherwise than it was `derived`, as text."""
    for name in ("standing", "sessions", "longest"):
        if getattr(one, name) != getattr(derived, name):
            yield f"{name} {getattr(one, name)}, should be {getattr(derived, name)}"
    for name in ("first", "worst"):
        told = getattr(one, name)
        if (None if told is None else iso(told)) != getattr(derived, name):
            yield f"{name} {told and iso(told)}, should be {getattr(derived, name)}"
    if not same(one.figure, derived.figure):
        yield f"figure {one.figure}, should be {derived.figure}"


def same(told, derived):
    """Whether two figures are the same, but for rounding."""
    if told is None or derived is None:
        return told is derived
    return isclose(told, derived, rel_tol=1e-9, abs_tol=1e-12)
