"""Small PDFs for one question each: text put at a place on a page, or the bare objects of a file."""

from __future__ import annotations

import importlib.resources
import itertools
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from fpdf import FPDF

HEIGHT = 842.0  # points
_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


@dataclass(frozen=True)
class Text:
    """Words at ``x`` from the left and ``y`` from the foot of the page, in points. ``turned``: degrees to the left."""

    x: float
    y: float
    words: str
    size: float = 10.0
    bold: bool = False
    turned: float = 0.0


def sheets(*pages: Sequence[Text], unicode: bool = False) -> bytes:
    """A PDF of pages of text. ``unicode``: in a font that has more than the letters of western Europe."""
    file = FPDF(unit="pt", format=(595.0, HEIGHT))
    file.set_auto_page_break(False)
    family = "Helvetica"
    if unicode:
        family = "Noto"
        font = importlib.resources.files("fontpkg_noto_sans") / "files/NotoSans[wdth,wght].ttf"
        with importlib.resources.as_file(font) as path:
            file.add_font(family, fname=path)
    for page in pages:
        file.add_page()
        for text in page:
            file.set_font(family, "B" if text.bold else "", text.size)
            with file.rotation(text.turned, text.x, HEIGHT - text.y):
                file.text(text.x, HEIGHT - text.y, text.words)
    return bytes(file.output())


def lines(*words: str, x: float = 72.0, top: float = 700.0, pitch: float = 12.0, size: float = 10.0) -> list[Text]:
    """Lines under each other."""
    return [Text(x, top - n * pitch, each, size) for n, each in enumerate(words)]


def objects(*bodies: bytes) -> bytes:
    """A PDF of numbered objects, of which the first is the catalogue."""
    parts = [b"%PDF-1.7\n", *(b"%d 0 obj\n%s\nendobj\n" % numbered for numbered in enumerate(bodies, start=1))]
    *places, end = itertools.accumulate(map(len, parts))
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(bodies) + 1
    parts += (
        b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table),
        b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, end),
    )
    return b"".join(parts)


def stream(content: bytes, *, packed: bool = False, more: bytes = b"") -> bytes:
    """A stream object."""
    held = zlib.compress(content, 9) if packed else content
    return b"<<%s/Length %d%s>>\nstream\n%s\nendstream" % (
        more, len(held), b"/Filter/FlateDecode" if packed else b"", held,
    )  # fmt: skip


def drawn(content: bytes, *, pages: int = 1, packed: bool = False, font: bytes = _FONT) -> bytes:
    """A PDF whose pages all draw one content stream, with one font ``/F``."""
    kids = b" ".join(b"%d 0 R" % (n + 5) for n in range(pages))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 3 0 R/Resources<</Font<</F 4 0 R>>>>>>"
    return objects(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, pages),
        stream(content, packed=packed),
        font,
        *[page] * pages,
    )
