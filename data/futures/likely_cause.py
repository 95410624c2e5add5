"""What probably happened to a price that stands wrong beside its neighbours."""

import numpy as np

from data.base.saying import UNSAID, Saying, said
from data.futures.carry import Carried

SLIP, DIGIT = 0.02, 0.006
"""Log distance within which a price with its point moved, or with one digit changed, fits."""


def likely(beside: Carried, row: int) -> Saying:
    """The likely cause of a price that stands wrong, a part of a sentence; empty where nothing fits."""
    target = float(beside.fair[row] * np.exp(beside.gap[row] - beside.own[row]))
    if abs(np.log(target / beside.fair[row])) > SLIP:
        target = float(beside.fair[row])
    price = float(beside.rows.settlement[row])
    return _slip(price, target) or _digits(price, target)


def _slip(price: float, target: float) -> Saying:
    for power in (-4, -3, -2, -1, 1, 2, 3, 4):
        if abs(np.log(price * 10.0**power / target)) < SLIP:
            code = "futures.point_off" if abs(power) > 1 else "futures.point_off_one"
            return said(code, value=price * 10.0**power, places=abs(power))
    return UNSAID


def _digits(price: float, target: float) -> Saying:
    """Whether two neighbouring digits exchanged, or one digit changed, would make a price fit."""
    text = f"{price:.10g}"
    swapped = [text[:at] + text[at + 1] + text[at] + text[at + 2 :] for at in range(len(text) - 1)]
    changed = [
        text[:at] + digit + text[at + 1 :] for at, old in enumerate(text) if old.isdigit() for digit in "0123456789"
    ]
    for texts, what in ((swapped, said("futures.digits_exchanged")), (changed, said("futures.digit_wrong"))):
        fits = [(abs(np.log(float(one) / target)), one) for one in texts if one != text and _positive(one)]
        if fits and min(fits)[0] < DIGIT:
            return said("futures.would_fit", value=min(fits)[1], what=what)
    return UNSAID


def _positive(text: str) -> bool:
    try:
        return float(text) > 0.0
    except ValueError:
        return False
