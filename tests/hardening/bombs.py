"""Files made to take all the memory or time of who reads them, each in a few lines. Small on disk where they can be."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from tests.builders.sheets import objects, stream
from tests.hardening.bombs_of_text import MARKDOWN, MEGABYTE, PAGE, TEXT, Bomb

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_OPENED = f"<w:document {_W}><w:body>".encode()
_CLOSED = b"</w:body></w:document>"
_MAIN = "word/document.xml"
_PARAGRAPH = b"<w:p><w:r><w:t>Words of a paper.</w:t></w:r></w:p>"
_CATALOGUE = b"<</Type/Catalog/Pages 2 0 R>>"
_PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
_PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>%s>>>>"
HELLO = b"BT /F 12 Tf 72 700 Td (Hello there) Tj ET\n"


def zipped(parts: dict[str, bytes], way: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", way) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def word(body: bytes, way: int = zipfile.ZIP_DEFLATED, **parts: bytes) -> bytes:
    """A Word file with this body, and further parts of the text by kind (``styles``, ``header``)."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    named = "".join(f'<Relationship Id="r{n}" Type="{kind}/{n}" Target="{n}.xml"/>' for n in parts)
    relations = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    return zipped(
        {
            _MAIN: _OPENED + body + _CLOSED,
            "word/_rels/document.xml.rels": f"{relations}{named}</Relationships>".encode(),
            **{f"word/{name}.xml": data for name, data in parts.items()},
        },
        way,
    )


def one_page(content: bytes, more: bytes = b"", *others: bytes, packed: bool = True) -> bytes:
    """A PDF of one page that draws this, with more resources and further objects from number 6."""
    return objects(_CATALOGUE, _PAGES, _PAGE % more, stream(content, packed=packed), _FONT, *others)


def filtered(content: bytes, times: int) -> bytes:
    """The same, packed so many times over."""
    for _ in range(times):
        content = zlib.compress(content, 9)
    names = b"/FlateDecode" * times
    held = b"<</Length %d/Filter[%s]>>\nstream\n%s\nendstream" % (len(content), names, content)
    return objects(_CATALOGUE, _PAGES, _PAGE % b"", held, _FONT)


def overlapping(entries: int = 2000, unpacked: int = MEGABYTE) -> bytes:
    """A zip whose parts all share one packed body."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = packer.compress(b" " * unpacked) + packer.flush()
    code = zlib.crc32(b" " * unpacked)
    facts = struct.pack("<HHHHHLLL", 20, 0, 8, 0, 33, code, len(body), unpacked)
    data = b"PK\x03\x04" + facts + struct.pack("<HH", len(_MAIN), 0) + _MAIN.encode() + body
    table = b""
    for number in range(entries):
        name = _MAIN if not number else f"w{number}.xml"
        table += b"PK\x01\x02" + struct.pack("<H", 20) + facts
        table += struct.pack("<HHHHHLL", len(name), 0, 0, 0, 0, 0, 0) + name.encode()
    end = struct.pack("<HHHHLLH", 0, 0, entries % 65536, entries % 65536, len(table), len(data), 0)
    return data + table + b"PK\x05\x06" + end


def lying_sizes() -> bytes:
    """A zip with one part of 900 MB that says it has one."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(_MAIN, "w") as part:
        for _ in range(900):
            part.write(b" " * MEGABYTE)
    return buffer.getvalue().replace(struct.pack("<L", 900 * MEGABYTE), struct.pack("<L", MEGABYTE))


def huge_64() -> bytes:
    """A zip that says, in its 64-bit fields, that a part has 16 exabytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive, archive.open(_MAIN, "w", force_zip64=True) as part:
        part.write(b"x" * 77_777)
    return buffer.getvalue().replace(struct.pack("<Q", 77_777), b"\xff" * 7 + b"\x7f")


def nested(levels: int = 6) -> bytes:
    """A zip of ten zips of ten zips …"""
    data = zipped({"0": b"\x00" * 10 * MEGABYTE})
    for _ in range(levels):
        data = zipped({f"{n}.zip": data for n in range(10)})
    return data


def laughs(declared: bytes, used: bytes) -> bytes:
    """A Word file whose text is made of entities."""
    text = b"<w:p><w:r><w:t>" + used + b"</w:t></w:r></w:p>"
    return zipped({_MAIN: b"<!DOCTYPE w [" + declared + b"]>" + _OPENED + text + _CLOSED})


def tree_of_forms(depth: int = 30, wide: int = 10) -> bytes:
    """A page that draws a form ten times, which draws the next one ten times …"""
    forms = []
    for n in range(depth):
        last = n == depth - 1
        inner = b"" if last else b"/Resources<</XObject<</N %d 0 R>>>>" % (n + 7)
        form = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]" + inner
        forms.append(stream(HELLO if last else b"/N Do " * wide, more=form))
    return one_page(b"/N Do " * wide, b"/XObject<</N 6 0 R>>", *forms)


def form_of_itself() -> bytes:
    """A form that draws itself."""
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</N 6 0 R>>>>"
    return one_page(b"/N Do", b"/XObject<</N 6 0 R>>", stream(b"/N Do " * 9, more=form))


def objects_within() -> bytes:
    """A PDF whose catalogue lies in a part that goes on in itself."""
    held = stream(b"1 0 <</Type/Catalog/Pages 2 0 R>>", more=b"/Type/ObjStm/N 1/First 4/Extends 3 0 R")
    table = struct.pack(">" + "BHB" * 4, 0, 0, 255, 2, 3, 0, 2, 3, 1, 2, 3, 0)
    start = b"%PDF-1.7\n3 0 obj\n" + held + b"\nendobj\n"
    more = b"/Type/XRef/Size 4/W[1 2 1]/Root 1 0 R"
    return start + b"4 0 obj\n" + stream(table, more=more) + b"\nendobj\nstartxref\n%d\n%%%%EOF" % len(start)


def wide_tree() -> bytes:
    """A page tree in which every node has ten branches, twelve levels deep, all the same objects."""
    nodes = [b"<</Type/Pages/Kids[%s]/Count 1000000>>" % (b"%d 0 R " % (n + 3) * 10) for n in range(12)]
    return objects(_CATALOGUE, *nodes, b"<</Type/Page/MediaBox[0 0 595 842]>>")


WORD: dict[str, Bomb] = {
    "one-huge-part": lambda: word(b" " * (300 * MEGABYTE)),
    "many-parts": lambda: zipped({_MAIN: _OPENED + _CLOSED, **{f"{n}.xml": b" " * MEGABYTE for n in range(1000)}}),
    "sixty-thousand-parts": lambda: zipped({_MAIN: _OPENED, **dict.fromkeys(map(str, range(60_000)), b"")}),
    "nested-zips": nested,
    "lying-sizes": lying_sizes,
    "huge-64": huge_64,
    "overlapping": overlapping,
    "laughs": lambda: laughs(
        b'<!ENTITY a "ha">' + b"".join(b'<!ENTITY %c "%s">' % (n, b"&%c;" % (n - 1) * 10) for n in range(98, 110)),
        b"&m;",
    ),
    "quadratic": lambda: laughs(b'<!ENTITY a "' + b"x" * 100_000 + b'">', b"&a;" * 100_000),
    "outside-entity": lambda: laughs(b'<!ENTITY a SYSTEM "file:///dev/zero">', b"&a;"),
    "outside-rules": lambda: zipped({_MAIN: b'<!DOCTYPE w SYSTEM "http://127.0.0.1:9/x.dtd">' + _OPENED + _CLOSED}),
    "huge-attribute": lambda: word(b'<w:p w:rsidR="' + b"x" * (60 * MEGABYTE) + b'"/>', zipfile.ZIP_STORED),
    "many-attributes": lambda: word(b"<w:p " + b" ".join(b'w:a%d="1"' % n for n in range(1_000_000)) + b"/>"),
    "deep": lambda: word(b"<w:sdt><w:sdtContent>" * 500_000),
    "empty-paragraphs": lambda: word(b"<w:p/>" * 1_000_000),
    "packed-paragraphs": lambda: word(_PARAGRAPH * 180_000),
    "huge-table": lambda: word(
        b"<w:tbl>" + (b"<w:tr>" + b"<w:tc><w:p/></w:tc>" * 60 + b"</w:tr>") * 3_000 + b"</w:tbl>"
    ),
    "huge-row": lambda: word(
        b"<w:tbl><w:tr>" + b"<w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc>" * 90_000 + b"</w:tr></w:tbl>"
    ),
    "deep-tables": lambda: word(b"<w:tbl><w:tr><w:tc>" * 80 + _PARAGRAPH * 500 + b"</w:tc></w:tr></w:tbl>" * 80),
    "one-paragraph": lambda: word(
        b"<w:p>" + b"<w:r><w:t>word word </w:t></w:r>" * 200_000 + b"</w:p>", zipfile.ZIP_STORED
    ),
    "many-notes": lambda: word(
        b"<w:p>" + b"<w:r><w:footnoteReference w:id='1'/></w:r>" * 300_000 + b"</w:p>",
        footnotes=f"<w:footnotes {_W}><w:footnote w:id='1'><w:p/></w:footnote></w:footnotes>".encode(),
    ),
    "styles-of-styles": lambda: word(
        _PARAGRAPH * 100,
        styles=f"<w:styles {_W}>".encode()
        + b"".join(
            b'<w:style w:styleId="s%d"><w:basedOn w:val="s%d"/></w:style>' % (n, n + 1) for n in range(200_000)
        )
        + b"</w:styles>",
    ),
    "huge-picture": lambda: zipped({
        _MAIN: _OPENED + _PARAGRAPH + _CLOSED,
        "word/media/1.png": b"\x89PNG" + b"\x00" * (150 * MEGABYTE),
    }),
}  # fmt: skip

PDF: dict[str, Bomb] = {
    "deflated-zeros": lambda: one_page(b"\x00" * (400 * MEGABYTE)),
    "deflated-text": lambda: one_page(HELLO * 3_000_000),
    "deflated-letters": lambda: one_page(b"BT /F 12 Tf 72 700 Td " + b"(abcdefgh) Tj " * 5_000_000),
    "one-string": lambda: one_page(b"BT /F 1 Tf 72 700 Td (" + b"word " * 20_000_000 + b") Tj ET"),
    "chained-filters": lambda: filtered(b"\x00" * (400 * MEGABYTE), 3),
    "fifty-filters": lambda: filtered(HELLO, 50),
    "brackets": lambda: one_page(b"[" * 50_000_000),
    "dictionaries": lambda: one_page(b"<<" * 20_000_000),
    "states": lambda: one_page(b"q " * 30_000_000),
    "paths": lambda: one_page(b"0 0 m 1 1 l " * 5_000_000 + b"S"),
    "forms": tree_of_forms,
    "form-of-itself": form_of_itself,
    "wide-tree": wide_tree,
    "objects-within": objects_within,
    "huge-page": lambda: one_page(HELLO).replace(b"[0 0 595 842]", b"[0 0 9999999 9999999]"),
    "page-of-contents": lambda: one_page(HELLO).replace(b"/Contents 4 0 R", b"/Contents[" + b"4 0 R " * 200_000 + b"]"),
    "many-pages": lambda: objects(
        _CATALOGUE,
        b"<</Type/Pages/Kids[%s]/Count 1000000>>" % (b"3 0 R " * 1_000_000),
        _PAGE % b"",
        stream(HELLO),
        _FONT,
    ),
    "deep-arrays": lambda: objects(_CATALOGUE, b"<</Type/Pages/Kids" + b"[" * 5_000_000 + b"]" * 5_000_000 + b">>"),
    "picture": lambda: one_page(
        b"595 0 0 842 0 0 cm /I Do",
        b"/XObject<</I 6 0 R>>",
        stream(
            b"\x00" * (200 * MEGABYTE),
            packed=True,
            more=b"/Type/XObject/Subtype/Image/Width 60000/Height 60000/BitsPerComponent 8/ColorSpace/DeviceRGB",
        ),
    ),
    "pattern": lambda: one_page(
        b"/Pattern cs /P scn 0 0 595 842 re f " + HELLO,
        b"/Pattern<</P 6 0 R>>",
        stream(
            b"0 0 1 1 re f", more=b"/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]/XStep 0.00001/YStep 0.00001"
        ),
    ),
    "letters-map": lambda: (
        one_page(b"BT /G 12 Tf 72 700 Td (Hello) Tj ET", b"/G 6 0 R").replace(
            b"/Font<</F 5 0 R>>/G 6 0 R", b"/Font<</F 5 0 R/G 6 0 R>>"
        )[:-1]
        + b"\n"
    ),
    "marks": lambda: one_page(b"/Span <</ActualText (" + b"a" * 1000 + b")>> BDC " * 1 + HELLO * 10 + b"EMC"),
    "letters-in-a-row": lambda: one_page(
        b"BT /F 10 Tf " + b"".join(b"1 0 0 1 %d 500 Tm (x) Tj " % (n % 590) for n in range(400_000)) + b"ET"
    ),
}


KINDS = {"docx": WORD, "pdf": PDF, "html": PAGE, "md": MARKDOWN, "txt": TEXT}
