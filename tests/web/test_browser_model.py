"""Answers that a language model writes, in a browser: as they come, when it fails, when a reader stops it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys

from app.settings import Settings
from app.wiring import Home
from tests.app.conftest import served
from tests.app.test_model_mode import faithful, reply, says
from tests.builders.model_server import Peer, endless, peer
from tests.web.conftest import Browser

QUESTION = "What does Averland say about a moratorium on new deployments?"


@pytest.fixture(scope="module")
def model() -> Iterator[Peer]:
    """A model that does what it is told by ``act``."""
    with peer(says(faithful)) as server:
        yield server


@pytest.fixture(scope="module")
def base(specimen_home: Home, model: Peer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = Path(shutil.copytree(specimen_home.folder, tmp_path_factory.mktemp("written") / "home"))
    settings = Settings(home=folder, models=specimen_home.settings.models, model="openai:m", model_timeout=20)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPENAI_BASE_URL", model.url)
        patch.setenv("OPENAI_API_KEY", "none")
        with Home(settings) as home, served(home) as client:
            yield str(client.base_url).rstrip("/")


@pytest.fixture
def there(browser: Browser, base: str) -> Iterator[Browser]:
    """The browser at the service that has the model."""
    made = replace(browser, base=base)
    yield made
    assert made.faults() == []


def ask(there: Browser) -> None:
    there.open("/")
    assert there.find("select[name=mode]").get_attribute("value") == "model"
    there.find("#q").send_keys(QUESTION + Keys.ENTER)


def test_what_a_model_writes_is_shown_with_what_it_rests_on(there: Browser, model: Peer) -> None:
    model.act = says(faithful)
    ask(there)
    assert there.find(".sentence.written a.mark").get_attribute("data-paragraph")
    assert "openai:m" in there.text(".about")


def test_what_is_withheld_is_folded_with_its_reason(there: Browser, model: Peer) -> None:
    model.act = says(lambda _: reply(("Averland surrenders all its 900 mines to Norrund.", "P1")))
    ask(there)
    fold = there.find("details.withheld")
    assert "Withheld (1)" in fold.text
    assert "surrenders" not in there.text("main")
    fold.find_element("css selector", "summary").click()
    assert "surrenders" in fold.text
    assert fold.find_element("css selector", ".warning").text


def test_a_model_that_fails_is_said_in_a_line(there: Browser, model: Peer) -> None:
    model.act = lambda handler: handler.reply(500, b"out of order")
    ask(there)
    assert "The language model is not available" in there.text(".turn .fault")
    assert not [each for each in there.all(".busy, .stop") if each.is_displayed()]


def test_a_reader_stops_the_model_and_has_the_question_back(there: Browser, model: Peer) -> None:
    model.act = endless
    model.gone.clear()
    ask(there)
    there.until(lambda: "Passages found" in there.text(".turn .busy"), "the passages")
    there.find(".stop").click()
    assert model.gone.wait(5), "the model went on for nobody"
    assert there.all(".turn") == []
    assert there.find("#follow").get_attribute("value") == QUESTION


def test_a_connection_that_breaks_off_is_said(there: Browser, model: Peer) -> None:
    model.act = says(faithful)
    there.open("/")
    there.driver.execute_cdp_cmd("Network.enable", {})
    there.driver.execute_cdp_cmd("Network.setBlockedURLs", {"urls": ["*/events"]})
    try:
        there.find("#q").send_keys(QUESTION + Keys.ENTER)
        assert "The connection broke off" in there.text(".turn .lost")
        assert not [each for each in there.all(".busy, .stop") if each.is_displayed()]
    finally:
        there.driver.execute_cdp_cmd("Network.setBlockedURLs", {"urls": []})
    assert there.faults()  # the browser complains of what was kept from it
