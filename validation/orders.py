"""The page about orders: random orders on this account, on Backtrader's own broker, and on engines of other people.

python -m validation.orders        writes docs/orders_compared.md; the environment's PEERS names the Python in which
                                   backtesting.py and ml4t-backtest are installed
"""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from data.base.errors import DataError
from validation.markdown import figures
from validation.order_backtrader import backtraders_own, on_contracts, on_the_account
from validation.order_contracts import both_contracts
from validation.order_dialects import FREE
from validation.order_peers import PEERS, of_peer, python
from validation.order_scripts import Script, script
from validation.order_spreads import TERMS, spreads
from validation.order_tables import TITLES, UNEXPLAINED, Fills, Outcome, comparison, met, outcomes, same
from validation.order_walk import Walk

PAGE = Path(__file__).parents[1] / "docs" / "orders_compared.md"
SCRIPTS = 300
WITH_SPREADS = 30
AS_FREE = ["costs.factor=0.0", "execution.fill_at=open"]


@cache
def scripts() -> list[Script]:
    """Random markets and what is done in them."""
    return [script(seed) for seed in range(SCRIPTS)]


def beside_backtrader(several: Sequence[Script]) -> list[Outcome]:
    """Orders on the account and on Backtrader's broker, free trades at the open."""
    return [one for each in several for one in beside("backtrader", each, backtraders_own(each).fills)]


def beside(engine: str, of: Script, theirs: Fills) -> list[Outcome]:
    """Orders on the account and on another engine that has made its fills."""
    return list(outcomes(engine, of, on_the_account(of, AS_FREE).fills, theirs).values())


def beside_peer(peer: str, several: Sequence[Script]) -> list[Outcome]:
    """Orders of the kinds a peer has, here and there. Raises `DataError` where it is not installed."""
    given = [PEERS[peer](one) for one in several]
    made = of_peer(peer, given)
    if made is None:
        raise DataError(f"{peer} is not installed in {python()}; set PEERS to a Python that has it")
    return [one for each, fills in zip(given, made, strict=True) for one in beside(peer, each, fills)]


def beside_model(several: Sequence[Script]) -> list[str]:
    """Lines of a table: fills with spreads and commissions against the model, on each path and price of fills, on a
    feed of one's own and of two contracts of the program's market.
    """
    rows = []
    for terms in TERMS:
        own, two = Counter[bool](), Counter[bool]()
        for one in several:
            settings, model = spreads(one, *terms)
            own += as_the_model(on_the_account(one, settings).fills, Walk(one, model))
            both, contracts = both_contracts(one.seed, terms[0])
            settings, model = spreads(both, *terms)
            two += as_the_model(on_contracts(both, contracts, settings).fills, Walk(both, model))
        other = str(own[False] + two[False])
        rows.append([f"`{terms[0]}`, `{terms[1]}`", f"{own[True]:,}", f"{two[True]:,}", other])
    return figures(["fills at, path", "equal, own feed", "equal, two contracts", UNEXPLAINED], rows)


def as_the_model(made: Fills, model: Walk) -> Counter[bool]:
    """How many orders fill as the model says, and not."""
    numbers = {*made, *model.book.fills}
    return Counter(same(made.get(number), model.book.fills.get(number)) for number in numbers)


def hard(several: Sequence[Script]) -> list[str]:
    """Lines of a table: how many fills there were of what."""
    found: Counter[str] = Counter()
    for one in several:
        found.update(met(one, Walk(one, FREE)))
    names = {**TITLES, "gaps": "gaps through a stop at the open", "both": "bars that touch a second leg"}
    return figures(["", "number"], [[name, f"{found[key]:,}"] for key, name in names.items()])


def page() -> str:
    """The page as a new run of all engines makes it. Raises `DataError` where a peer is not installed."""
    parts = {f"beside_{peer}": comparison(peer, beside_peer(peer, scripts())) for peer in PEERS}
    parts["beside_backtrader"] = comparison("backtrader", beside_backtrader(scripts()))
    parts |= {"hard": hard(scripts()), "beside_model": beside_model(scripts()[:WITH_SPREADS])}
    template = Path(__file__).with_name("orders.template.md").read_text(encoding="utf-8")
    words = {name: "\n".join(lines) for name, lines in parts.items()}
    return template.format(scripts=SCRIPTS, with_spreads=WITH_SPREADS, **words)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
