"""In which encoding a web page is written: what it says itself, held to the letter."""

from __future__ import annotations

import re

from corpus.quality import Unreadable, decode

_DECLARED = re.compile(
    rb"""<meta\b[^>]{0,500}?\bcharset\s*=\s*["']?\s*(?P<meta>[\w.:-]+)|<\?xml\b[^>]{0,200}?\bencoding\s*=\s*["'](?P<xml>[\w.:-]+)""",
    re.IGNORECASE,
)
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_UTF_8 = b"\xef\xbb\xbf"
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")
_DECLARED_WITHIN = 4096
_ENCODINGS = {
    "iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252", "gb2312": "gb18030",
    "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030", "shift_jis": "cp932", "utf8": "utf-8",
    "utf-16": "utf-8",  # the declaration itself could not be read if it were true
}  # fmt: skip
_NAMED = re.compile(
    r"(?:windows-|cp)125[0-8]|iso-8859-(?:[2-9]|1[013-6])|koi8-[ru]|gb18030|big5|cp866|cp932|euc-(?:jp|kr)|utf-8"
)


def as_utf_8(data: bytes) -> bytes:
    """The page as UTF-8. A byte order mark decides, then what the page declares; without either it is UTF-8.

    Raises:
        Unreadable: an encoding that is not read, or bytes that are not of it. Nothing is guessed.
    """
    head = _COMMENT.sub(b"", data[:_DECLARED_WITHIN])
    declared = None if data.startswith((_UTF_8, *_WIDE)) else _DECLARED.search(head)
    named = (declared["meta"] or declared["xml"]).decode().lower() if declared else "utf-8"
    encoding = _ENCODINGS.get(named, named)
    if not _NAMED.fullmatch(encoding):
        raise Unreadable(
            f"the page declares the encoding {named}, which is not read; save it as UTF-8 and ingest it again"
        )
    if encoding == "utf-8":
        text = decode(data)
        return text.encode() if data.startswith(_WIDE) else data.removeprefix(_UTF_8)
    try:
        return data.decode(encoding).encode()
    except UnicodeDecodeError as error:
        raise Unreadable(
            f"the page declares the encoding {named}, but byte {error.start} is not of it; "
            "save the page as UTF-8 and ingest it again"
        ) from None
