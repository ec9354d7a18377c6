"""A browser in front of the service: one for the whole session, and one served home that tests may write to."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from axe_selenium_python import Axe
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from app.settings import Settings
from app.wiring import Home
from tests.app.conftest import served

_WAIT = 20  # seconds; a slow machine shall not fail a test
_FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
)


@dataclass(frozen=True, slots=True)
class Browser:
    """A browser at the service."""

    driver: webdriver.Chrome
    base: str

    def open(self, path: str, *, ui: str = "en") -> None:
        """A page in a language of the interface, from a clean start."""
        self.driver.get(self.base + path)
        self.driver.add_cookie({"name": "rapporteur_ui", "value": ui})
        self.driver.get("about:blank")  # a page that differs in its fragment alone would not be loaded again
        self.driver.get(self.base + path)

    def find(self, css: str) -> WebElement:
        """The first element that matches, as soon as there is one that can be seen."""
        found: WebElement = self.until(lambda: next((each for each in self.all(css) if each.is_displayed()), None), css)
        return found

    def all(self, css: str) -> list[WebElement]:
        """The elements that match now."""
        return self.driver.find_elements(By.CSS_SELECTOR, css)

    def until(self, condition: Any, what: str = "") -> Any:
        """What the condition gives as soon as it gives something."""
        from selenium.common.exceptions import StaleElementReferenceException as Gone

        waiting = WebDriverWait(self.driver, _WAIT, poll_frequency=0.05, ignored_exceptions=[Gone])
        return waiting.until(lambda _driver: condition(), f"waited for {what}")

    def text(self, css: str) -> str:
        """What stands in the first element that matches."""
        return str(self.find(css).text)

    def runs(self, script: str, *values: Any) -> Any:
        """What a script gives."""
        return self.driver.execute_script(script, *values)

    def size(self, width: int, height: int = 900) -> None:
        """The window, in pixels of the page."""
        facts = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", facts)

    def colours(self, scheme: str) -> None:
        """``light`` or ``dark``, as a reader's system asks for."""
        wanted = [{"name": "prefers-color-scheme", "value": scheme}]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": wanted})

    def grave_findings(self) -> list[str]:
        """What axe finds serious or critical on this page."""
        axe = Axe(self.driver)
        axe.inject()
        found = axe.run()["violations"]
        return [
            f"{each['id']}: {node['html'][:200]} {node.get('failureSummary', '')[:200]}"
            for each in found
            if each["impact"] in ("serious", "critical")
            for node in each["nodes"]
        ]

    def overflow(self) -> int:
        """How many pixels the page is wider than the window."""
        root = "document.documentElement"
        return int(self.runs(f"return {root}.scrollWidth - {root}.clientWidth"))

    def faults(self) -> list[str]:
        """What the console complained of, and requests to other hosts, since this was last asked."""
        log = [entry["message"] for entry in self._log("browser") if entry["level"] == "SEVERE"]
        return log + [url for url in self._requests() if not self._ours(url)]

    def _requests(self) -> Iterator[str]:
        for entry in self._log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                yield message["params"]["request"]["url"]

    def _log(self, kind: str) -> list[dict[str, str]]:
        entries: list[dict[str, str]] = self.driver.execute("getLog", {"type": kind})["value"]
        return entries

    def _ours(self, url: str) -> bool:
        return url.startswith((f"{self.base}/", "about:", "data:", "blob:")) or urlsplit(url).scheme == "chrome"


@pytest.fixture(scope="session")
def web_home(specimen_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A home with three papers in six languages, of which tests may write to."""
    folder = shutil.copytree(specimen_home.folder, tmp_path_factory.mktemp("web") / "home")
    with Home(Settings(home=Path(folder), models=specimen_home.settings.models)) as home:
        yield home


@pytest.fixture(scope="session")
def web(web_home: Home) -> Iterator[httpx.Client]:
    """A client of the service over that home."""
    with served(web_home) as client:
        yield client


@pytest.fixture(scope="session")
def _driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    chromedriver = shutil.which("chromedriver")
    if chromium is None or chromedriver is None:
        pytest.skip("the pages are tried in a browser where chromium and chromedriver are installed; here they are not")
    options = Options()
    options.binary_location = chromium
    for flag in (*_FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('browser')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options, Service(chromedriver))
    driver.set_script_timeout(60)
    yield driver
    driver.quit()


@pytest.fixture
def browser(_driver: webdriver.Chrome, web: httpx.Client) -> Iterator[Browser]:
    """The browser, as wide as a desk, in light colours. A complaint in its console or a request to another host fails
    the test; one that provokes complaints takes them away itself with ``faults``."""
    made = Browser(_driver, str(web.base_url).rstrip("/"))
    made.size(1280)
    made.colours("light")
    made.faults()
    yield made
    assert made.faults() == []
    _driver.get("about:blank")
