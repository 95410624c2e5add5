"""Numbers in a sentence that sets one against the other."""

EXACT = 17
"""Significant digits with which no two floats look the same."""


def apart(one: float, other: float, digits: int = 6) -> tuple[str, str]:
    """Both numbers with so many significant digits, or as many more, up to `EXACT`, as it takes to tell them apart.

    >>> apart(15.0, 14.9925, digits=3)
    ('15', '14.99')
    >>> apart(1.3, 1.3)
    ('1.3', '1.3')
    """
    while f"{one:.{digits}g}" == f"{other:.{digits}g}" and one != other and digits < EXACT:
        digits += 1
    return f"{one:.{digits}g}", f"{other:.{digits}g}"
