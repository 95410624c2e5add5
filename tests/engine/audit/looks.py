"""What tests ask of an audit, and how they tamper with what it looks at."""

from data.base.arrow import to_array, to_column
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
