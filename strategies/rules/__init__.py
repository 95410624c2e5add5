"""Rules: pure state machines, `(params, state, observation) -> (state, multiplier or verdict, code)`.

No Backtrader, no pandas, no dates: numbers and small tuples in, numbers and small tuples out. A code is an integer
constant of its rule, 0 while nothing changes, and `CHANGES` beside it has its word. A `Rule` asks one every evening;
the overlay target is the base target times the smallest multiplier, then capped.
"""
