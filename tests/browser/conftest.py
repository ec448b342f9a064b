"""A real browser, or a visible reason why there is none."""

import shutil

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
# A browser that is driven by a test needs no card of its own, no updates and no news.
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")


@pytest.fixture(scope="module")
def browser():
    """Return a Chromium, or skip and say why."""
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("no Chromium on this machine: nothing was opened in a browser")
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield opened
        opened.close()
