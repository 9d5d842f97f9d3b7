"""A browser with the exported page in it, opened from the disk; every request and every error is noted."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from convscope import lab

CHROMIUM = which("chromium") or which("google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-background-networking", "--allow-file-access-from-files=false"]


@dataclass
class Opened:
    """The page, and what it asked for and complained of."""

    page: Page
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def seen(self, words: str) -> Any:
        """Evaluate something of the page's own: ``seen("seen.output.height")``."""
        return self.page.evaluate(f"convscope.{words}")


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("chromium is not installed: tools/system-packages chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lab.export(tmp_path_factory.mktemp("lab") / "convolve.html").path


@pytest.fixture
def opened(browser: Browser, exported: Path) -> Iterator[Callable[..., Opened]]:
    """Open the page: ``opened("mode=max", width=390)``; at the end nothing was asked for and nothing failed."""
    all_opened: list[Opened] = []

    def open_at(address: str = "", width: int = 1280, height: int = 900) -> Opened:
        # playwright waits by eval, which the page forbids; that nothing is fetched is then seen without its policy
        page = browser.new_page(viewport={"width": width, "height": height}, bypass_csp=True)
        opened = Opened(page)
        page.on("request", lambda request: opened.requests.append(request.url))
        page.on("pageerror", lambda error: opened.errors.append(str(error)))
        page.on("console", lambda message: opened.errors.append(message.text) if message.type == "error" else None)
        page.goto(f"{exported.as_uri()}#lang=en&{address}")
        page.wait_for_function("document.documentElement.dataset.settled")
        all_opened.append(opened)
        return opened

    yield open_at
    for one in all_opened:
        one.page.close()
        outside = [url for url in one.requests if not url.startswith(("data:", "blob:", exported.as_uri()))]
        assert (outside, one.errors) == ([], [])
