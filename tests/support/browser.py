"""A browser for tests of pages, where the machine has one."""

import pytest

from engine.report.paper import browser

BROWSER = browser()
A_BROWSER = pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")
IN_A_BROWSER = [A_BROWSER, pytest.mark.pages]
"""Marks of such tests."""


def drawn(page, times):
    """Wait until a page has drawn so often."""
    for _ in range(1500):
        if int(page.evaluate("document.documentElement.dataset.drawn || 0")) >= times:
            return
        page.wait_for_timeout(20)
    pytest.fail(f"the page did not draw {times} times")


def then(page, action):
    """Do something that draws again, and wait for it."""
    times = int(page.evaluate("document.documentElement.dataset.drawn"))
    action()
    drawn(page, times + 1)
