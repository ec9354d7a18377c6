"""The pages in a real browser."""

from __future__ import annotations

from tests.web.conftest import Browser


def test_look(browser: Browser) -> None:
    browser.open("/")
    assert browser.grave_findings() == []
    assert browser.overflow() == 0
