"""Files of account profiles of somebody's own, made from one of the program's."""

import csv
from io import StringIO

from data.base.days import iso
from data.facts import facts
from engine.account.profile_file import COLUMNS
from engine.account.profiles import TABLE


def profile_csv(model, name="mine", **values):
    """A profile of another name, as CSV; `values` are fields with another value, as text, None for a row left out."""
    rows = []
    for fact in facts(TABLE).under(model):
        field = fact.name.partition(".")[2]
        value = values.get(field, f"{fact.value:g}")
        if value is not None:
            rows.append((f"{name}.{field}", iso(fact.valid_from), value, fact.unit, fact.confidence, fact.source))
    return csv_of(rows)


def csv_of(rows, columns=COLUMNS):
    """Rows as CSV under the names of the columns."""
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows([columns, *rows])
    return text.getvalue()
