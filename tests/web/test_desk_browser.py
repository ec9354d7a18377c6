"""The draft desk, evaluations, the form for a key and the description of the API in a real browser."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import docx
import httpx
import pytest
from selenium.webdriver.common.keys import Keys

from app.settings import Settings
from app.store.keys import Role
from app.wiring import Home
from app.workspaces import Workspaces
from tests.app.conftest import served
from tests.builders.model_server import endless, peer
from tests.web.conftest import Browser
from tests.web.test_desk import with_model, written
from tests.web.test_evals import write_run

LOOKS = [("en", "light"), ("en", "dark"), ("ar", "light"), ("ar", "dark")]


@pytest.fixture(scope="module")
def runs(web_home: Home) -> Iterator[Path]:
    """Two runs and a folder that holds none."""
    folder = web_home.folder / "evals"
    write_run(folder, "before", [1.0, 0.0, 1.0, 0.0])
    write_run(folder, "after", [1.0, 1.0, 1.0, None])
    (folder / "broken").mkdir()
    yield folder
    shutil.rmtree(folder)


def version(browser: Browser, before: str = "") -> str:
    """The address of the draft that is shown, as soon as it is another than before."""
    place = browser.until(lambda: _draft_place(browser, before), "a new version")
    browser.find("article.draft")
    return str(place)


def _draft_place(browser: Browser, before: str) -> str:
    path = browser.driver.current_url.removeprefix(browser.base)
    known = path.count("/") == 2 and path.startswith("/draft/") and path != before
    return path if known else ""


def test_a_draft_is_written_read_edited_revised_compared_and_taken_away(browser: Browser, web: httpx.Client) -> None:
    browser.open("/draft")
    browser.find("textarea[name=task]").send_keys("a moratorium on new deployments")
    browser.find("input[value='working-paper']").click()
    browser.find("#write").click()
    first = version(browser)
    shown = [each.text for each in browser.all(".sentence")]
    assert any("Averland" in text for text in shown)

    summary = browser.find(".verdict summary")
    assert "Supported" in summary.text
    assert "Quotation" in summary.text
    browser.runs("arguments[0].focus()", summary)
    summary.send_keys(Keys.ENTER)
    assert "own" in browser.text(".verdict[open] .detail")

    mark = browser.find("a.mark")
    browser.runs("arguments[0].focus()", mark)
    assert browser.find(".peek mark").text
    mark.send_keys(Keys.ESCAPE)

    browser.find("a[href$='/edit']").click()
    field = browser.until(lambda: next((each for each in browser.all("textarea") if "Averland" in each.text), None))
    field.send_keys(Keys.CONTROL, Keys.END)
    field.send_keys(" Averland supports a moratorium on new deployments until 2034.")
    browser.find("#save").click()
    second = version(browser, first)
    assert "Averland supports a moratorium" in browser.text(".changed ins")
    assert "Averland supports a moratorium" in browser.text("article.draft")

    browser.find("textarea[name=instruction]").send_keys("remove paragraph 1")
    browser.find("#send").click()
    third = version(browser, second)
    assert browser.find(".changed p del").text

    browser.find(".tools a[href$='/compare']").click()
    browser.find("select[name=before]").send_keys("Version 1")
    browser.find("form[action='/draft/compare'] button").click()
    browser.until(lambda: f"before={first.rpartition('/')[2]}" in browser.driver.current_url)
    assert browser.find(".comparison p del").text
    assert browser.runs("return getComputedStyle(document.querySelector('p del')).textDecorationLine") == "line-through"
    browser.open(third)
    link = browser.find(".exports a").get_dom_attribute("href")
    assert docx.Document(io.BytesIO(web.get(link).content)).paragraphs


def test_what_is_wrong_is_said_in_the_page_and_what_was_typed_stays(browser: Browser) -> None:
    browser.open("/draft")
    browser.find("textarea[name=task]").send_keys("a moratorium on new deployments")
    browser.find("input[name=on_behalf_of]").send_keys("Averlnd")
    browser.find("#write").click()
    assert "not a State" in browser.text("#wrong [role=alert]")
    assert browser.find("textarea[name=task]").get_property("value") == "a moratorium on new deployments"
    assert browser.driver.current_url == f"{browser.base}/draft"
    assert any("422" in fault for fault in browser.faults())
    browser.find("button[name=suggested][value=Averland]").click()
    version(browser)
    assert "Averland" in browser.text("h1")


def test_the_model_can_be_stopped(browser: Browser, specimen_home: Home, tmp_path: Path) -> None:
    with peer(endless) as server, with_model(specimen_home, tmp_path, server.url) as home, served(home) as client:
        own = Browser(browser.driver, str(client.base_url).rstrip("/"))
        own.open("/draft")
        own.find("textarea[name=task]").send_keys("a moratorium on new deployments")
        own.find("#write").click()
        assert "being written" in own.text("#going-on")
        own.until(lambda: server.bodies, "the model is asked")
        own.find("[data-stop]").click()
        own.until(server.gone.is_set, "the model is let go")
        own.until(lambda: not own.driver.find_element("id", "going-on").is_displayed())
        assert own.find("textarea[name=task]").get_property("value") == "a moratorium on new deployments"
        assert own.find("#write").is_enabled()
        assert all("htmx.min.js" in fault for fault in own.faults())  # it notes what was broken off
        own.driver.get("about:blank")


def test_it_can_be_used_without_a_script(browser: Browser) -> None:
    browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.open("/draft")
        browser.find("textarea[name=task]").send_keys("a moratorium on new deployments")
        browser.find("#write").click()
        first = version(browser)
        browser.find("textarea[name=instruction]").send_keys("remove paragraph 1")
        browser.find("#send").click()
        assert version(browser, first) != first
    finally:
        browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_two_runs_are_compared(browser: Browser, runs: Path) -> None:
    browser.open("/evals")
    browser.find(".choice button").click()
    assert "0.500" in browser.text("table.sides")
    browser.until(lambda: "a=before&b=after" in browser.driver.current_url)
    assert browser.find("svg.plot.second").size["width"] > 100


def test_who_has_no_key_signs_in(browser: Browser, specimen_home: Home, tmp_path: Path) -> None:
    folder = shutil.copytree(specimen_home.folder, tmp_path / "home")
    with Home(Settings(home=Path(folder), models=specimen_home.settings.models)) as home:
        _, key = Workspaces(home.settings, home).keys.create("default", Role.DRAFT)
        with served(home) as client:
            own = Browser(browser.driver, str(client.base_url).rstrip("/"))
            own.open("/draft?task=mines")
            assert own.grave_findings() == []
            own.find("#key").send_keys("wrong", Keys.ENTER)
            assert "not known" in own.text("[role=alert]")
            own.find("#key").send_keys(key, Keys.ENTER)
            assert own.find("textarea[name=task]").get_property("value") == "mines"
            assert "rapporteur_key" not in own.runs("return document.cookie")
            own.find("form.account button").click()
            assert own.find("#key")
            assert all("401" in fault for fault in own.faults())
            own.driver.delete_all_cookies()
            own.driver.get("about:blank")


@pytest.fixture(scope="module")
def addresses(web: httpx.Client, runs: Path) -> dict[str, str]:
    """Every page of these, by name."""
    first = written(web, "chair-summary")
    second = web.post(f"{first}/revise", data={"instruction": "remove paragraph 1"}).headers["location"]
    typed = {"role": ["numbered"] * 2, "text": ["Averland supports a moratorium.", "Averland wants 731 submarines."]}
    third = web.post(f"{first}/edit", data=typed).headers["location"]
    near = written(web, on_behalf_of="Sweden")
    desk = {"desk": "/draft", "draft": second, "withheld": third, "near": near, "edit": f"{second}/edit"}
    arabic = {"arabic": written(web, "working-paper", "ar"), "compare": f"{second}/compare"}
    evals = {"evals": "/evals", "run": "/evals/before", "runs": "/evals?a=before&b=after"}
    return {**desk, **arabic, **evals, "docs": "/docs"}


@pytest.mark.parametrize(("ui", "scheme"), LOOKS, ids=["-".join(look) for look in LOOKS])
def test_everybody_can_use_them(browser: Browser, addresses: dict[str, str], ui: str, scheme: str) -> None:
    browser.colours(scheme)
    found = {}
    for name, address in addresses.items():
        browser.open(address, ui=ui)
        browser.runs("for (const each of document.querySelectorAll('main details')) each.open = true")
        found[name] = browser.grave_findings()
        for width in (1280, 390):
            browser.size(width)
            found[f"{name} {width}"] = [f"{browser.overflow()} pixels too wide"] if browser.overflow() else []
        browser.size(1280)
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_a_page_that_is_not_there_can_be_read(browser: Browser) -> None:
    browser.open("/nope", ui="ar")
    assert browser.grave_findings() == []
    assert all("404" in fault for fault in browser.faults())
