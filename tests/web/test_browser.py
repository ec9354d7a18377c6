"""Ask, library and reader in a real browser: what scripts add, what is seen, who can use it."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from selenium.webdriver import ActionChains
from selenium.webdriver.common.keys import Keys

from app.wiring import Home
from tests.web.conftest import Browser

AVERLAND = "What does Averland say about a moratorium on new deployments?"
QUESTIONS = {
    "en": AVERLAND,
    "ar": "ماذا تقول أفرلاند عن الوقف الاختياري لعمليات النشر الجديدة؟",
    "zh": "阿弗兰如何看待暂停新部署？",
}
PAPER = "/library/" + quote("LT/CONF.2031/PC.I/WP.3@en", safe="")
ARABIC = quote("LT/CONF.2031/PC.I/WP.3@ar", safe="")
PAGES = ("/", f"/?q={quote(AVERLAND)}", "/library", f"{PAPER}?p=10&cite=0-40#10", f"{PAPER}?beside={ARABIC}")
NEW = """LT/CONF.2031/PC.I/WP.98

Working paper submitted by Norrund

1. Norrund proposes that a common fund be set up for the upkeep of buoys, that every port pay into it by its tonnage,
and that the fund be managed by the coastal States of each sea in turn.
"""


def ask(browser: Browser, question: str, line: str = "#q") -> None:
    field = browser.find(line)
    field.clear()
    field.send_keys(question + Keys.ENTER)


def answered(browser: Browser, turns: int = 1) -> None:
    """Waits for the last of so many answers to be whole."""
    whole = "#thread > .turn:not([aria-busy]) .about"
    browser.until(lambda: len(browser.all(whole)) == turns, f"{turns} answers")


@pytest.mark.parametrize("language", QUESTIONS)
def test_an_answer_is_streamed_and_its_citation_opens_the_words(browser: Browser, language: str) -> None:
    browser.open("/", ui=language)
    ask(browser, QUESTIONS[language])
    answered(browser)
    assert "/c/" in browser.driver.current_url
    mark = browser.find("a.mark")
    identity = mark.get_attribute("data-paragraph")
    assert identity == f"LT/CONF.2031/PC.I/WP.3#10@{language}"
    ActionChains(browser.driver).move_to_element(mark).perform()
    quoted = browser.text("#peek mark")
    assert browser.find("#peek blockquote").get_attribute("lang") == language
    mark.click()
    assert browser.text("main mark") == quoted
    block = browser.find(".block.cited")
    assert block.get_attribute("id") == "10"
    assert block.get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    shown = browser.runs("const r = arguments[0].getBoundingClientRect(); return [r.top, r.bottom]", block)
    assert shown[0] >= 0
    assert shown[0] < 900


def test_sentences_come_before_the_answer_is_whole(browser: Browser) -> None:
    browser.open("/")
    browser.runs(
        "window.seen = []; document.addEventListener('htmx:sseMessage', e => window.seen.push(e.detail.type));"
    )
    ask(browser, AVERLAND)
    answered(browser)
    seen = browser.runs("return window.seen")
    assert seen[0] == "passages"
    assert seen[1] == "sentence"
    assert seen[-2:] == ["cues", "done"]


def test_by_keyboard_alone(browser: Browser) -> None:
    browser.open(f"/?q={quote(AVERLAND)}")
    for _ in range(60):
        ActionChains(browser.driver).send_keys(Keys.TAB).perform()
        if "mark" in str(browser.driver.switch_to.active_element.get_attribute("class")):
            break
    assert browser.text("#peek mark")
    ActionChains(browser.driver).send_keys(Keys.ESCAPE).perform()
    assert not browser.all("#peek")[0].is_displayed()
    ActionChains(browser.driver).send_keys(Keys.ENTER).perform()
    assert browser.text("main mark")


def test_the_first_tap_shows_the_paragraph_and_the_second_opens_it(browser: Browser) -> None:
    browser.size(390)
    browser.driver.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": True})
    try:
        browser.open(f"/?q={quote(AVERLAND)}")
        mark = browser.find("a.mark")
        browser.runs("arguments[0].scrollIntoView({block: 'center'})", mark)
        place = browser.runs("const r = arguments[0].getBoundingClientRect(); return [r.x + 6, r.y + 6]", mark)
        for _ in range(2):
            assert browser.driver.current_url.endswith(quote(AVERLAND))
            touch = {"touchPoints": [{"x": place[0], "y": place[1]}]}
            browser.driver.execute_cdp_cmd("Input.dispatchTouchEvent", {"type": "touchStart", **touch})
            browser.driver.execute_cdp_cmd("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
            if browser.driver.current_url.endswith(quote(AVERLAND)):
                assert browser.text("#peek mark")
                assert browser.overflow() == 0
        assert browser.text(".block.cited mark")
    finally:
        browser.driver.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": False})


def test_a_conversation_goes_on_is_read_again_and_deleted(browser: Browser) -> None:
    browser.open("/")
    ask(browser, AVERLAND)
    answered(browser)
    ask(browser, "and Norrund?", "#follow")
    answered(browser, 2)
    last = "#thread > .turn:last-child"
    assert "What does Norrund say about a moratorium" in browser.text(f"{last} .standing")
    assert "Norrund" in browser.text(f"{last} .chip")
    browser.find(f"{last} .chip").click()
    answered(browser, 3)
    assert browser.find(f"{last} .chip.unused")
    address = browser.driver.current_url
    browser.driver.get("about:blank")
    browser.driver.get(address)
    answered(browser, 3)
    assert browser.find(f"{last} .chip.unused")
    browser.driver.get(f"{address}/delete")
    browser.find("button.danger").click()
    browser.until(lambda: browser.driver.current_url.endswith("/"))
    assert address not in [link.get_attribute("href") for link in browser.all(".earlier a")]


def test_what_cannot_be_asked_is_said_where_it_was_asked(browser: Browser) -> None:
    browser.open("/", ui="fr")
    ask(browser, "?!")
    assert "ne contient aucun mot" in browser.text("#thread .fault")
    assert all("422" in fault for fault in browser.faults())
    ask(browser, AVERLAND)
    answered(browser)
    assert browser.all(".fault") == []


def test_a_reader_says_what_an_answer_is_worth(browser: Browser, web_home: Home) -> None:
    browser.open(f"/?q={quote(AVERLAND)}")
    browser.find(".rate summary").click()
    browser.find(".rate textarea").send_keys("Exact.")
    browser.find(".rate button[value=right]").click()
    assert browser.text(".rate.told") == "Noted. Thank you."
    rating = web_home.results.ratings(1)[0][0]
    assert (rating["rating"], rating["comment"]) == ("right", "Exact.")


def test_a_paper_is_uploaded_asked_about_and_removed(browser: Browser, tmp_path: Path) -> None:
    file, empty = tmp_path / "buoys.txt", tmp_path / "nothing.pdf"
    file.write_text(NEW, encoding="utf-8")
    empty.write_bytes(b"%PDF-1.7")
    browser.open("/library")
    browser.find(".add summary").click()
    browser.find("#upload input[type=file]").send_keys(f"{file}\n{empty}")
    browser.find("#upload button").click()
    rows = browser.text(".upload .rows")
    assert "added buoys.txt" in rows
    assert "refused nothing.pdf" in rows
    browser.until(lambda: "WP.98" in browser.text("#shelf"), "the list to show the new paper")
    assert not [each for each in browser.all(".upload button") if each.is_displayed()]
    browser.driver.get(browser.base + "/")
    ask(browser, "What does Norrund say about a fund for the upkeep of buoys?")
    answered(browser)
    assert browser.find("a.mark").get_attribute("data-paragraph") == "LT/CONF.2031/PC.I/WP.98#1@en"
    browser.driver.get(f"{browser.base}/library?q=WP.98")
    browser.find(".papers .remove").click()
    browser.find("button.danger").click()
    assert "LT/CONF.2031/PC.I/WP.98@en" in browser.text(".told")
    assert "WP.98" not in browser.text("#shelf")


def test_an_upload_can_be_cancelled(browser: Browser, tmp_path: Path, web_home: Home) -> None:
    paths = [tmp_path / f"{n}.txt" for n in range(60)]
    for n, path in enumerate(paths):
        path.write_text(NEW.replace("WP.98", f"WP.{200 + n}").replace("buoys", f"buoys of the sea {n}"))
    browser.open("/library")
    browser.find(".add summary").click()
    browser.find("#upload input[type=file]").send_keys("\n".join(map(str, paths)))
    browser.find("#upload button").click()
    assert browser.find(".upload progress").get_attribute("aria-label") == "Progress"
    browser.find(".upload .cancel").click()
    assert "Cancelled" in browser.text(".upload .final")
    left = {each.id for each in web_home.store.documents() if "/WP.2" in each.id}
    assert len(left) < 60
    for name in left:
        web_home.remove(name)


def test_the_list_is_filtered_as_one_types(browser: Browser) -> None:
    browser.open("/library")
    before = len(browser.all(".papers > li"))
    browser.find(".filters input[name=q]").send_keys("averland")
    browser.until(lambda: 0 < len(browser.all(".papers > li")) < before, "fewer papers")
    assert "q=averland" in browser.driver.current_url


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_grave_stands_in_anybodys_way(browser: Browser, language: str, scheme: str) -> None:
    browser.colours(scheme)
    found = {}
    for path in PAGES:
        browser.open(path, ui=language)
        found[path] = browser.grave_findings()
    assert not [finding for findings in found.values() for finding in findings], found


@pytest.mark.parametrize("language", ["en", "ar", "ru", "zh"])
def test_a_phone_shows_every_page_without_sideways_scrolling(browser: Browser, language: str) -> None:
    browser.size(390, 844)
    for path in PAGES:
        browser.open(path, ui=language)
        assert browser.overflow() == 0, path
