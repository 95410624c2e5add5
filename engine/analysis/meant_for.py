"""What the orders and fills of a run were for."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data.base.arrow import to_codes
from strategies.events.purposes import Purpose


def meant_for(table: pa.Table, *wanted: Purpose) -> NDArray[np.bool_]:
    """Whether each row of `orders` or `fills` had one of some purposes; shape (rows,)."""
    codes, words = to_codes(table["purpose"])
    known = {purpose.word for purpose in wanted}
    return np.array([word in known for word in words], dtype=np.bool_)[codes]
