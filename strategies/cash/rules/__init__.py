"""Rules of the cash ratio: pure, `(params, state, observation) -> (state, ratio or addition, reason)`.

No Backtrader, no pandas, no dates: numbers and small tuples in, numbers and small tuples out. A ratio is cash as a
share of the portfolio; what is not cash is in the index. Each input rule gives a ratio or adds to one;
`combination` says which counts.
"""
