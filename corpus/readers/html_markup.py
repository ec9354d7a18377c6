"""A web page reduced to the few elements that bear on its text, so that parsing it comes to an end whatever it holds.

A parser for the web repairs anything, and what it repairs can cost it hours: a million elements inside each other, a
million attributes of one. So the page is first written anew in a small language (``ELEMENTS``), with the attributes
that say something, and refused when it is too large for a paper. What is never shown (scripts, styles, the head,
drawings) is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.limits import Limits
from corpus.quality import Unreadable
from corpus.readers.html_encoding import as_utf_8

_MOST_MEGABYTES = 50
_MOST_TAGS = 800_000
_MOST_ELEMENTS = 400_000
_MOST_ATTRIBUTES = 1_500_000
_TOO_MUCH = "the page holds more markup than any paper; save its text as plain text and ingest that"

_CODES = {  # one letter for each element; what is open is a string of these
    b"span": b"s", b"sup": b"x", b"cite": b"c", b"q": b"Q", b"p": b"p", b"div": b"d", b"footer": b"f",
    b"blockquote": b"q", b"pre": b"r", b"h1": b"h", b"h2": b"h", b"h3": b"h", b"h4": b"h", b"h5": b"h", b"h6": b"h",
    b"ul": b"u", b"ol": b"o", b"li": b"l", b"dl": b"m", b"dt": b"e", b"dd": b"e", b"table": b"T", b"caption": b"C",
    b"tr": b"R", b"td": b"D",
}  # fmt: skip
_EMPTY = frozenset([b"br", b"hr"])
ELEMENTS = frozenset({*_CODES, *_EMPTY})
_AS_BLOCK = frozenset(
    b"address article aside center details dialog fieldset figcaption figure form header hgroup main"
    b" optgroup search section summary".split()
)
_HIDDEN_BLOCK = frozenset(b"applet audio canvas datalist nav object select template video".split())
_HIDDEN_INLINE = frozenset(b"button rp rt".split())
_LEFT_OUT = frozenset(  # the tag, not what it holds
    b"area base basefont bgsound body col colgroup embed frame frameset head html img input keygen link meta param"
    b" source tbody tfoot thead track wbr".split()
)
_OPAQUE = frozenset(b"annotation iframe noembed noframes noscript script style svg textarea title xmp".split())
_OTHER_NAMES = {b"dir": b"ul", b"menu": b"ul", b"th": b"td", b"listing": b"pre", b"plaintext": b"pre"}

_TOKEN = re.compile(
    rb"""<(?:(?P<comment>!--)
        |(?P<end>/)?(?P<name>[A-Za-z][^\s/>]*+)(?P<attributes>(?:[^>="']++|=\s*+(?:"[^"]*+"|'[^']*+')?|["'])*+)(?:>|\Z)
        |[!?/][^>]*+(?:>|\Z))""",
    re.VERBOSE,
)
_COMMENT_END = re.compile(rb"--!?>")
_ATTRIBUTE = re.compile(rb"""([^\s=/>"']++)(?:\s*+=\s*+("[^"]*+"|'[^']*+'|[^\s>]*+))?""")
_KEPT = frozenset(b"aria-hidden epub:type hidden href id name reversed role start type value".split())
_TELLING = {
    b"class": re.compile(rb"note|page-?break|backref|soft-break", re.IGNORECASE),
    b"style": re.compile(rb"display|visibility|break|mso-list|list-style", re.IGNORECASE),
}


def reduced(data: bytes, limits: Limits) -> bytes:
    """The page in the small language, as UTF-8.

    Raises:
        Unreadable: over 50 MB, more markup than a paper has, or bytes that are not of the declared encoding.
    """
    if len(data) > _MOST_MEGABYTES * 1_000_000:
        raise Unreadable(f"the page is larger than {_MOST_MEGABYTES} MB; save its text as a smaller file")
    if data.count(b"<") > 2 * _MOST_TAGS:  # comments included
        raise Unreadable(_TOO_MUCH)
    return _Reducer(as_utf_8(data), limits).whole()


class _Reducer:
    """Writes one page anew."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._data, self._limits = data, limits
        self._written = bytearray(b"<!doctype html><body>")
        self._open = Open()
        self._tags = self._elements = self._attributes = 0
        self._endless: set[bytes] = set()
        self._xml = data.lstrip().startswith(b"<?xml")  # there a slash ends an element

    def whole(self) -> bytes:
        at = 0
        while token := _TOKEN.search(self._data, at):
            self._write(self._data[at : token.start()])
            at = self._after(token)
        self._write(self._data[at:])
        self._data = b""
        return bytes(self._written)

    def _write(self, text: bytes) -> None:
        self._written += text.replace(b"\0", b"").replace(b"<", b"&lt;")

    def _after(self, token: re.Match[bytes]) -> int:
        """Writes what stands for a tag or comment, and says where the page goes on."""
        if token["comment"]:
            end = _COMMENT_END.search(self._data, token.start() + 2)
            return end.end() if end else len(self._data)
        if token["name"] is None:
            return token.end()
        self._tags += 1
        if self._tags > _MOST_TAGS:
            raise Unreadable(_TOO_MUCH)
        name = token["name"].lower()
        if token["end"]:
            self._end(_written_as(name)[0])
            return token.end()
        ended = (self._xml or b":" in name) and token["attributes"].endswith(b"/")
        if name in _OPAQUE:
            return token.end() if ended else self._behind(name, token.end())
        self._start(name, token["attributes"])
        if ended:
            self._end(_written_as(name)[0])
        return token.end()

    def _behind(self, name: bytes, at: int) -> int:
        """Where an element ends that holds no text to read; a drawing that never ends is only a tag."""
        if name in self._endless:
            return at
        end = re.compile(rb"</" + re.escape(name) + rb"(?=[\s/>])[^>]*+>?", re.IGNORECASE).search(self._data, at)
        if end:
            return end.end()
        self._endless.add(name)
        return at if name in (b"svg", b"annotation") else len(self._data)

    def _start(self, name: bytes, attributes: bytes) -> None:
        element, hidden = _written_as(name)
        if not element:
            return
        self._elements += 1
        if self._elements > _MOST_ELEMENTS:
            raise Unreadable(_TOO_MUCH)
        self._written += b"<" + element
        for key, value in self._telling(attributes):
            self._written += b" " + key + b'="' + value + b'"'
        self._written += b" hidden>" if hidden else b">"
        if element not in _EMPTY and self._open.start(_CODES[element]) > self._limits.nesting:
            raise self._limits.deep("the page")

    def _end(self, element: bytes) -> None:
        if element and element not in _EMPTY:
            self._written += b"</" + element + b">"
            self._open.end(_CODES[element])

    def _telling(self, attributes: bytes) -> Iterator[tuple[bytes, bytes]]:
        if not attributes or attributes.isspace():
            return
        seen = set()
        for match in _ATTRIBUTE.finditer(attributes):
            self._attributes += 1
            if self._attributes > _MOST_ATTRIBUTES:
                raise Unreadable(_TOO_MUCH)
            name, value = match[1].lower(), (match[2] or b"").strip(b"\"'").replace(b'"', b"&quot;")
            telling = _TELLING.get(name)
            if name not in seen and (name in _KEPT or (telling and telling.search(value))):
                seen.add(name)
                yield name, value


def _written_as(name: bytes) -> tuple[bytes, bool]:
    """What an element is written as, and whether it is never shown; empty when only its content stays."""
    if name in ELEMENTS:
        return name, False
    if name in _AS_BLOCK or name in _HIDDEN_BLOCK:
        return b"div", name in _HIDDEN_BLOCK
    if name in _LEFT_OUT or name in _OPAQUE:
        return b"", False
    return _OTHER_NAMES.get(name, b"span"), name in _HIDDEN_INLINE


class Open:
    """The elements that are open, counted as a parser would, or more: never fewer."""

    _INLINE = b"sxcQ"

    def __init__(self) -> None:
        self._codes = bytearray()

    def start(self, code: bytes) -> int:
        """Opens an element, closing what it ends unasked; returns how many are open."""
        if code not in self._INLINE:
            self._cut(self._top(b"p", self._INLINE))
        if code in b"le":
            self._cut(self._top(code, b"sxcQpd"))
        elif code in b"DR":
            self._cut(self._within(code, b"T"))
        elif code == b"h":
            self._cut(self._top(code, b""))
        self._codes += code
        return len(self._codes)

    def end(self, code: bytes) -> None:
        """Closes an element, if its end tag is heeded where it stands."""
        if code in b"sxcQp":
            self._cut(self._top(code, self._INLINE))
        elif code in b"DRTC":
            self._cut(self._codes.rfind(code) if code == b"T" else self._within(code, b"T"))
        else:
            self._cut(self._within(code, b"uoTDC" if code == b"l" else b"TDC"))

    def _top(self, code: bytes, passing: bytes) -> int:
        """Where an element is open with nothing above it but ``passing``; -1 if it is not."""
        at = self._codes.rfind(code)
        return at if at >= 0 and not self._codes[at + 1 :].strip(passing or b"\0") else -1

    def _within(self, code: bytes, walls: bytes) -> int:
        at = self._codes.rfind(code)
        return at if at > max(self._codes.rfind(wall) for wall in walls) else -1

    def _cut(self, at: int) -> None:
        if at >= 0:
            del self._codes[at:]
