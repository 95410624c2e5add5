"""Changes of the loop and of the steps that all drivers share, each of which has to be found."""

from typing import NamedTuple


class Mutant(NamedTuple):
    """One change: in a file, `was` becomes `becomes`, that is `what`; `shared` where all drivers call it, and then
    the tests that belong to it.
    """

    file: str
    was: str
    becomes: str
    what: str
    shared: bool = False
    tests: str = ""


LOOP = (
    Mutant("engine/fast/morning.py", "cash_accrual(money.cash, before.prices.bill,",
        "cash_accrual(money.cash, session.prices.bill,", "interest at the rate of the evening that comes"),
    Mutant("engine/fast/fills.py", "(idle and not closing) or locked(run)",
        "idle and not closing", "fills at the price limit"),
    Mutant("engine/fast/fills.py", "books.counts.orders == 0 or run.today.faults.cut_off", "books.counts.orders == 0",
        "orders fill while the broker cannot be reached"),
    Mutant("engine/fast/evening.py", "not (run.today.faults.away or run.today.faults.cut_off)",
        "not run.today.faults.cut_off", "money is moved while nobody is there"),
    Mutant("engine/fast/missed.py", "evening.behind = evening.behind or evening.switched", "pass",
        "what a rule asked for while nobody was there is forgotten"),
    Mutant("engine/fast/money.py", "books.redemptions[due].row <= row", "books.redemptions[due].row < row",
        "a redemption arrives a session late"),
    Mutant("engine/fast/closing.py", "keep_call(books, OK)\n        books.counts.orders = 0", "keep_call(books, OK)",
        "orders outlive a closing in mid-session"),
    Mutant("engine/fast/evening.py", "redeems_now(short, target, plan.cash.band, plan.broker.fund_counts)",
        "redeems_now(short, target, plan.cash.band, True)",
        "where only cash counts, money for orders waits for the band"),
    Mutant("engine/fast/option_fills.py", "if affordable(now - size * cost, asked) and not ruined:",
        "if affordable(now, asked) and not ruined:", "options are bought without the money for them"),
    Mutant("engine/fast/decide_options.py", "elif books.counts.orders == 0:\n        trim_options(run, 0.0)",
        "elif books.counts.orders < 0:\n        trim_options(run, 0.0)", "options that have grown are not trimmed"),
    Mutant("engine/fast/insure.py", "evening.switched or evening.unfinished or evening.behind",
        "evening.switched or evening.behind", "puts whose order did not fill are not decided again"),
    Mutant("engine/fast/currency.py", "hedge_is_due(session.dates.day, hedge.expiry,",
        "hedge_is_due(session.dates.day - 1, hedge.expiry,",
        "the currency hedge is rolled a session late"),
    Mutant("engine/fast/offered_rules.py", "    if change != 0:\n        books.evening.switched = True",
        "    if change > 1:\n        books.evening.switched = True", "halving waits for the no-trade band"),
    Mutant("engine/fast/evening.py", "max(held - books.call.contracts, 0.0)", "0.0 * max(held, 0.0)",
        "margin that fills have freed answers no call"),
    Mutant("engine/fast/run.py", "return run.before if run.plan.execution.evening else run.today",
        "return run.today", "fills are asked the amounts of the evening that comes"),
    Mutant("engine/fast/plan_of.py", "terms.watched_by(terms.profile)", 'terms.margin_test == "intraday"',
        "a broker that watches within the session does not"),
)  # fmt: skip
"""Changes of the loop: the event engine does not have them, so the runs differ."""
STEPS = (
    Mutant("data/pricing/rates.py", "return balance * rate * days / 365.0",
        "return balance * rate * days / 365.0 * 1.0001", "interest a ten-thousandth too high", shared=True),
    Mutant("engine/account/calls.py", "tested.session + rules.grace", "tested.session + rules.grace + 1",
        "the deadline of a call a session later",
        shared=True, tests="tests/engine/account/test_margin.py"),
    Mutant("data/contracts/rolls.py", "sessions_earlier)) for roll in rolls)\n    return tuple(roll for roll",
        "sessions_earlier)) for roll in rolls)\n    return tuple(replace(roll, day=roll.day + 1) for roll",
        "futures are rolled a day late", shared=True),
    Mutant("strategies/rules/volatility_halving.py", "if calm >= rule.restore_sessions:",
        "if calm > rule.restore_sessions:", "halving is taken back a session late", shared=True),
    Mutant("engine/account/closing.py", "ceil(policy * least)",
        "ceil(policy * least) + 1", "one contract more is closed",
        shared=True, tests="tests/engine/account/test_margin.py"),
    Mutant("engine/account/margin.py", "return cash + covered + (1.0 - fund_haircut) * fund",
        "return cash + (1.0 - fund_haircut) * fund", "money on its way covers no debt",
        shared=True, tests="tests/engine/account/test_margin.py"),
    Mutant("engine/account/settlement.py", "abs(cash - target) <= band * target",
        "abs(cash - target) < 0.9 * band * target",
        "cash drifts less far before it is swept",
        shared=True, tests="tests/engine/account/test_settlement.py"),
    Mutant("engine/account/margin.py", "max(maintenance - collateral, 0.0 if negative_cash else -cash)",
        "max(maintenance - collateral, 0.0)", "cash that may not be owed is owed overnight",
        shared=True, tests="tests/engine/account/test_margin.py"),
    Mutant("engine/account/calls.py", "return max(missing, short) if rules.to_initial and",
        "return max(missing, short) if", "every call is to initial margin",
        shared=True, tests="tests/engine/account/test_margin.py"),
    Mutant("engine/account/calls.py", "_at_deadline(rules, state, session, not rules.late)",
        "_at_deadline(rules, state, session, True)", "a deadline behind the fills passes before them",
        shared=True, tests="tests/engine/account/test_margin.py"),
)  # fmt: skip
"""Changes of what a day computes: every driver has them, so a test or a kept hash has to find them."""
