"""Rules: pure state machines, `(params, state, observation) -> (state, multiplier or verdict, reason)`.

No Backtrader, no pandas, no dates: numbers and small tuples in, numbers and small tuples out. The overlay target is the
base target times the smallest multiplier, then capped. A reason is empty while nothing changes.
"""
