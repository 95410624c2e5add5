"""Rules: pure state machines, `(params, state, observation) -> (state, multiplier or verdict, code)`.

No Backtrader, no pandas, no dates: numbers and small tuples in, numbers and small tuples out. A code names a change and
is empty while nothing changes. A `Rule` asks one every evening; the overlay target is the base target times the
smallest multiplier, then capped.
"""
