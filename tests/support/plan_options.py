"""Plans of the page about evenings, as options of a command."""

from validation.evenings_asked import BEGUN
from validation.stepped_plans import PLANS


def options(plan):
    given = [one for setting in PLANS[plan] if not setting.startswith("pattern") for one in ("--set", setting)]
    return ["--pattern", PLANS[plan][0].partition("=")[2], *given, "--set", f"period.start={BEGUN}"]
