"""Pages in a browser, opened from disk with the network off."""

import pytest

from tests.support.browser import BROWSER, drawn


@pytest.fixture(scope="module")
def chromium():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def offline(chromium):
    """Open a page offline; the test fails where its console complains, or where it asks for anything."""
    contexts, complaints = [], []

    def open_page(address, width=1200, media=None, *, scripts=True, **settings):
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, offline=True, java_script_enabled=scripts, **settings
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        page.on(
            "request", lambda request: complaints.append(request.url) if not request.url.startswith("file:") else None
        )
        page.goto(address)
        if page.query_selector("#payload") and scripts:
            drawn(page, 1)
        if media:
            page.emulate_media(media=media)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
