"""Pages as tests read them."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser as Page
from selectolax.lexbor import LexborNode

__all__ = ["LexborNode", "Page", "one"]


def one(page: Page | LexborNode, css: str) -> LexborNode:
    """The first element that matches; there is one."""
    found = page.css(css)
    assert found, css
    return found[0]
