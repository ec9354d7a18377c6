"""Nothing that a paper holds is ever fetched, and a symbol or an address leads nowhere else (R13).

What a server may answer, and which addresses are public: tests/corpus/test_fetch.py.
"""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import pytest

from corpus.fetch_bounds import Refusal, addresses_of, is_public
from corpus.fetch_web import _base_url, _require_web
from corpus.limits import Limits
from corpus.plain import read_text
from corpus.quality import Unreadable
from corpus.symbol import parse_symbol
from tests.builders.sheets import objects, stream
from tests.hardening.bombs import word, zipped

HERE = "http://127.0.0.1:{port}/x"


def wanting(url: str) -> dict[str, bytes]:
    """Files of each format that ask their reader to fetch something."""
    rels = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    kinds = ("attachedTemplate", "image", "hyperlink", "frame", "oleObject", "officeDocument", "styles", "footnotes")
    outside = "".join(
        f'<Relationship Id="r{n}" Type="{kind}/{each}" Target="{url}" TargetMode="{mode}"/>'
        for n, (each, mode) in enumerate((each, mode) for each in kinds for mode in ("External", "Internal"))
    )
    said = b"<w:p><w:r><w:t>1. Words of a paper are here.</w:t></w:r></w:p>"
    main = word(said)
    action = b"<</S/URI/URI(%s)>>" % url.encode()
    page = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>/AA<</O %s>>>>"
    )
    file = b"<</Type/Filespec/FS/URL/F(%s)>>" % url.encode()
    return {
        "a.docx": main,
        "b.docx": zipped({
            "word/document.xml": f'<?xml-stylesheet href="{url}"?>'.encode()
            + b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
            + said + b"</w:body></w:document>",
            "word/_rels/document.xml.rels": f"{rels}{outside}</Relationships>".encode(),
        }),
        "c.docx": zipped({"word/document.xml": f'<!DOCTYPE w SYSTEM "{url}"><w/>'.encode()}),
        "a.html": f"<html><head><base href='{url}'><link rel=stylesheet href='{url}'><script src='{url}'></script>"
        f"<meta http-equiv=refresh content='0;url={url}'></head><body background='{url}'><img src='{url}'>"
        f"<iframe src='{url}'></iframe><object data='{url}'></object><p>1. Words of a paper are here.".encode(),
        "a.md": f"# Title\n\n![x]({url})\n\n[y]: {url}\n\n<img src='{url}'>\n\n1. Words of a paper.\n".encode(),
        "a.pdf": objects(
            b"<</Type/Catalog/Pages 2 0 R/OpenAction %s>>" % action,
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            page % action,
            stream(b"BT /F 12 Tf 72 700 Td (1. Words of a paper are here.) Tj ET"),
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            b"<</Length 0/FFilter/FlateDecode/F %s>>\nstream\n\nendstream" % file,
        ),
    }  # fmt: skip


def test_nothing_that_a_paper_names_is_fetched(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        read = 0
        for name, data in wanting(HERE.format(port=server.getsockname()[1])).items():
            (tmp_path / name).write_bytes(data + b"\n" * 40_000 * name.endswith((".html", ".md")))  # by a worker too
            try:
                read += "Words of a paper" in read_text(tmp_path / name, Limits()).text
            except Unreadable:
                assert name in ("b.docx", "c.docx", "a.html", "a.md")
        assert read >= 2
        with pytest.raises(BlockingIOError):
            server.accept()


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd", "ftp://example.org/", "gopher://127.0.0.1:70/_x", "data:text/plain,x", "http://a@b/",
        "http://user:word@example.org/", "http:///x", "http://example.org:0/", "http://example.org:99999/",
        "http://exa mple.org/", "http://example.org%2f@127.0.0.1/", "http://[::1", "http://%31%32%37.0.0.1%0d%0a/",
        "javascript:alert(1)", "//example.org/x", "http://ex\tample.org/", "http://127.0.0.1\\@example.org/",
    ],
)  # fmt: skip
def test_what_is_no_plain_address_of_the_web_is_refused(address: str) -> None:
    with pytest.raises(ValueError):  # its words are those of the setting
        _base_url(address)


@pytest.mark.parametrize(
    "host",
    [
        "0.0.0.0", "::", "127.1", "100.64.0.1", "169.254.169.254", "fe80::1%eth0", "::ffff:10.0.0.1", "2130706433",
        "0x7f000001", "0177.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "fc00::1", "ff02::1", "255.255.255.255",
        "192.0.2.1", "198.18.0.1", "240.0.0.1", "168.63.129.16", "::1", "fec0::1", "localhost", "127.0.0.1.",
    ],
)  # fmt: skip
def test_no_spelling_of_a_private_address_is_public(host: str) -> None:
    try:
        found = asyncio.run(addresses_of(host))
    except Refusal:
        return
    assert found and not any(is_public(address) for address in found)


@pytest.mark.parametrize(
    "symbol", ["LT/CONF.2031/1&s=X", "LT/CONF.2031/1?x=1", "LT/CONF.2031/1#x", "LT/../1", "LT/CONF.2031/1\r\nHost: x"]
)
def test_a_symbol_puts_nothing_into_the_address(symbol: str) -> None:
    parsed = parse_symbol(symbol)
    assert parsed is None or not set("&?#\r\n") & set(str(parsed))


def test_the_checks_of_an_address_are_those_of_a_redirect() -> None:
    import httpx2

    with pytest.raises(Refusal, match="only http and https"):
        _require_web(httpx2.URL("http://example.org/").join("file:///etc/passwd"))
