"""What a fall asks of an account: what is lost, what is left as collateral, and whether the broker calls or closes."""

from math import isfinite
from typing import NamedTuple

from data.base.errors import ConfigError
from engine.account.calls import LOSS_CUT, MARGIN_CALL, OK, Snapshot, after_test
from engine.account.margin import collateral_value, margin_deficit
from engine.account.profiles import AccountProfile
from engine.questions.term import Term

CENT = 2


class Held(NamedTuple):
    """What lies in an account and what it holds before the fall, account currency: cash, the fund, the value of its
    positions (negative: sold), and what the broker asks of them after the fall to keep and to open them: amounts, or
    shares of their value then, where they are 1 or less.
    """

    cash: float
    fund: float
    value: float
    required: float
    initial: float


def after_fall(held: Held, fall: float, profile: AccountProfile) -> Term:
    """The account at the test of the session that fell by `fall` (decimal, negative: rose): `called` with the amount,
    `closed_at_once` where nobody is asked, `cut` under the level without a deadline, `debt` where more is lost than
    lies there, or `quiet`.

    Raises `ConfigError` for a fall of everything or more, where nothing is held or asked, and for what is no amount.
    """
    if not all(map(isfinite, held)):
        wrong = next(name for name, amount in held._asdict().items() if not isfinite(amount))
        raise ConfigError(f"--{wrong} {getattr(held, wrong):g}: should be an amount")
    if not -1.0 < fall < 1.0 or held.value == 0.0 or held.required <= 0.0:
        raise ConfigError(
            f"a fall of {fall:g} with positions of {held.value:g} that ask {held.required:g}: should be a fall between "
            "-1 and 1, a value that is not 0, and a requirement above 0"
        )
    loss = round(held.value * fall, CENT)
    worth = abs(held.value - loss)
    required, initial = (round(one * worth, CENT) if one <= 1.0 else one for one in (held.required, held.initial))
    cash = held.cash - loss
    collateral = round(collateral_value(cash, held.fund, profile.fund_haircut), CENT)
    missing = margin_deficit(collateral, required, cash, profile.negative_cash)
    state, event = after_test(profile.margin_rules, OK, Snapshot(0, collateral, required, missing, initial))
    debt = max(-cash - held.fund, 0.0)
    code = {LOSS_CUT: "cut", MARGIN_CALL: "called" if profile.grace else "closed_at_once"}.get(event, "quiet")
    told = {"fall": fall, "loss": loss, "collateral": collateral, "required": required, "call": state.amount}
    return Term(f"fall_{'debt' if debt else code}", {**told, "spare": collateral - required, "debt": debt}, ())
