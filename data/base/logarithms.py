"""Natural logarithms that are the same on every processor."""

from collections.abc import Sequence
from math import log

import numpy as np

from data.base.arrays import Floats


def logs(values: Floats | Sequence[float]) -> Floats:
    """Natural logarithm of each value, shape (n,) in, (n,) out; NaN of NaN. Raises `ValueError` for one that is not
    above 0.

    `numpy.log` has another last bit where the processor has wider registers (AVX-512), and tables of a run are told by
    a hash of their bits.

    >>> logs([1.0, 0.5]).tolist()
    [0.0, -0.6931471805599453]
    """
    return np.array([log(value) for value in values], dtype=np.float64)
