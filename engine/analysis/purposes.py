"""What the orders and fills of a run were for, also of a run that was saved before its tables had a column for it."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data.arrow import to_codes
from strategies.purposes import Purpose


def purposes(table: pa.Table) -> pa.ChunkedArray:
    """Words of `Purpose` by row of `orders` or `fills`; of older tables the reasons, which then were those words or others."""
    return table["purpose" if "purpose" in table.column_names else "reason"]


def meant_for(table: pa.Table, *wanted: Purpose) -> NDArray[np.bool_]:
    """Whether each row of `orders` or `fills` had one of some purposes."""
    codes, words = to_codes(purposes(table))
    known = {purpose.word for purpose in wanted}
    return np.array([word in known for word in words], dtype=np.bool_)[codes]
