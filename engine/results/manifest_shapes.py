"""The shapes of manifests: of a run, of what all kinds of results have in common."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, get_type_hints

from engine.account.profiles import BOUNDS, AccountProfile
from engine.results.shapes import Shape, is_count, is_day, is_moment, is_note, is_number, misfit
from engine.words.notes import spoken

TABLES: Shape = {str: {"rows?": is_count, "content_sha256": str, "version?": is_count}}
MARKET: Shape = {
    "content_sha256": str, "index?": str, "calendar": str, "first": is_day, "last": is_day, "sessions?": is_count,
    "shipped?": str, "option_quotes_sha256?": str, "futures_sha256?": str, "origin?": {str: object},
}  # fmt: skip
MADE_OF: Shape = {"market": MARKET, "code_revision?": str, "inputs?": {str: str}, "software?": {str: str}}
"""What a result was made of."""
COMMON: Shape = {"settings_version?": is_count, "tables": TABLES, "started": is_moment, "notes": [is_note]}
"""What every manifest has."""


def _of_profile() -> Shape:
    """Fields of a profile, which those of earlier versions may lack where they have a default."""
    kinds = get_type_hints(AccountProfile)
    by_kind: Mapping[Any, Shape] = {float: is_number, int: is_count, bool: bool, str: str}
    return {
        f"{one.name}{'' if one.name in BOUNDS else '?'}": by_kind.get(kinds[one.name], (is_number, None))
        for one in fields(AccountProfile)
    }


PROFILE = _of_profile()
NUMBERS: Shape = {str: (is_number, None, str, bool, {str: object}, [object])}
LINE: Shape = {"line": str, "refused?": is_note}
RUN: Shape = {
    **COMMON,
    **MADE_OF,
    "pattern": str,
    "seconds?": is_number,
    "config_digest": str,
    "terms": {
        "profile": PROFILE, "later?": [[object]], "costs": {str: NUMBERS}, "fill_at?": str, "margin_test?": str,
    },
    "facts_sha256?": str,
    "hypothetical_until?": (is_day, None),
    "metrics": {str: (is_number, is_day, None)},
    "modelled?": {str: is_number},
    "own?": {str: object},
    "own_labels?": [[str]],
    "given?": {is_day: [[object]]},
    "replay?": {str: (str, is_count)},
    "lines?": [{str: object}],
}  # fmt: skip


def require_shape(manifest: Mapping[str, Any], shape: Shape) -> None:
    """Raise `ValueError` where a manifest is not of its shape, or has a note that says nothing."""
    wrong = misfit(dict(manifest), shape)
    if wrong:
        raise ValueError(f"its manifest does not fit: {wrong}")
    for place, one in enumerate(manifest["notes"]):
        try:
            spoken(one)
        except (KeyError, ValueError, TypeError, AttributeError, IndexError):
            raise ValueError(f"its manifest does not fit: notes[{place}] says nothing") from None
