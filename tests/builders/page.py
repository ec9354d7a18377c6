"""A page as a reader without scripts gets it: its elements, its text, and what no page of ours may hold."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import httpx

VOID = {"br", "hr", "input", "link", "meta"}


class Page(HTMLParser):
    """The elements of a page, with their attributes, and its text; an element that is not closed is a fault."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(source)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in self._open:
            self.texts.setdefault(tag, []).append(data)

    def all(self, tag: str, **wanted: str) -> list[dict[str, str]]:
        """The elements of a tag; ``class_`` is one of an element's classes, other attributes are as they are."""
        kind = wanted.pop("class_", None)
        found = [attributes for name, attributes in self.elements if name == tag]
        found = [each for each in found if kind is None or kind in each.get("class", "").split()]
        return [each for each in found if all(each.get(name) == value for name, value in wanted.items())]

    def text(self, tag: str) -> str:
        """All text within elements of a tag."""
        return "".join(self.texts.get(tag, []))


def read_page(reply: httpx.Response, status: int = 200) -> Page:
    """A page of a reply; it must forbid what is not ours, and hold no script or style of its own."""
    assert (reply.status_code, reply.headers["content-type"]) == (status, "text/html; charset=utf-8")
    policy = {part.split()[0]: part.split()[1:] for part in reply.headers["content-security-policy"].split(";")}
    assert policy.pop("default-src") == policy.pop("base-uri") == policy.pop("frame-ancestors") == ["'none'"]
    assert policy
    assert all(sources == ["'self'"] for sources in policy.values())
    assert reply.headers["x-content-type-options"] == "nosniff"
    page = Page(reply.text)
    names = {name for _, attributes in page.elements for name in attributes}
    assert not any(name.startswith("on") or name in ("style", "srcdoc") for name in names)
    assert {"iframe", "object", "embed", "style", "base"}.isdisjoint(tag for tag, _ in page.elements)
    assert all(script["src"].startswith("/static/") for script in page.all("script"))
    assert page.text("script") == ""
    return page


def opened(client: httpx.Client, path: str, query: dict[str, Any] | None = None, *, status: int = 200) -> Page:
    """A page that is asked for."""
    return read_page(client.get(path, params=query), status)
