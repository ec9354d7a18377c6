"""The parts of a Word file that hold no words of the draft: styles, settings, relations. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.export.blocks import is_rtl
from app.export.docx_xml import HEAD, escaped, part, tag
from corpus.model import Language

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_CORE_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"
_PARTS = {"document": "document.main", "styles": "styles", "settings": "settings", "footnotes": "footnotes"}
_CODES: Mapping[Language, str] = {
    Language.EN: "en-GB",
    Language.FR: "fr-FR",
    Language.ES: "es-ES",
    Language.RU: "ru-RU",
    Language.AR: "ar-SA",
    Language.ZH: "zh-CN",
}
_SIZE, _ARABIC_SIZE = 22, 26  # half points; Arabic letters are small for their size
_INDENT = 720  # twentieths of a point


def content_types() -> bytes:
    """What kind each part is of."""
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_TYPE}{kind}+xml"/>' for name, kind in _PARTS.items()
    )
    return (
        f'{HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'{overrides}<Override PartName="/docProps/core.xml" ContentType="{_CORE_TYPE}"/></Types>'
    ).encode()


def package_relations() -> bytes:
    """Where the file's text and its properties are."""
    return _relations(
        [
            (f"{_OFFICE}/officeDocument", "word/document.xml"),
            (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ]
    )


def document_relations() -> bytes:
    """Where the parts are that belong to the text."""
    return _relations([(f"{_OFFICE}/{name}", f"{name}.xml") for name in _PARTS if name != "document"])


def properties(title: str, author: str, language: Language, date: str) -> bytes:
    """Title, author and language; the date of making, where there is one."""
    dates = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{escaped(date)}</dcterms:{name}>'
        for name in ("created", "modified")
    )
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escaped(title)}</dc:title><dc:creator>{escaped(author)}</dc:creator>"
        f"<cp:lastModifiedBy>{escaped(author)}</cp:lastModifiedBy>{dates if date else ''}"
        f"<dc:language>{_CODES[language]}</dc:language></cp:coreProperties>"
    ).encode()


def footnotes(notes: Iterable[str], language: Language) -> bytes:
    """The part of the footnotes: the two lines that part them from the text, then the notes."""
    kinds = (("separator", -1), ("continuationSeparator", 0))
    look = tag("pPr", tag("bidi") if is_rtl(language) else "", tag("spacing", after=0, line=240, lineRule="auto"))
    lines = [tag("footnote", tag("p", look, tag("r", tag(kind))), type=kind, id=name) for kind, name in kinds]
    return part("footnotes", *lines, *notes)


def settings(language: Language) -> bytes:
    """Word's settings: the file is of today's kind, and which footnotes are no notes."""
    uri = "http://schemas.microsoft.com/office/word"
    modern = tag("compatSetting", name="compatibilityMode", uri=uri, val=15)
    return part(
        "settings",
        tag("defaultTabStop", val=_INDENT),
        tag("footnotePr", tag("footnote", id=-1), tag("footnote", id=0)),
        tag("compat", modern),
        _lang("themeFontLang", language),
    )


def section(language: Language) -> str:
    """The page: A4 with usual margins."""
    edges = dict.fromkeys(("top", "right", "bottom", "left"), 1440)
    return tag(
        "sectPr",
        tag("pgSz", w=11906, h=16838),
        tag("pgMar", **edges, header=708, footer=708, gutter=0),
        tag("bidi") if is_rtl(language) else "",
    )


def styles(language: Language) -> bytes:
    """The styles, in fonts that most machines hold."""
    fonts = tag("rFonts", ascii="Times New Roman", hAnsi="Times New Roman", eastAsia="SimSun", cs="Times New Roman")
    letters = tag("rPr", fonts, *_sizes(_SIZE, _ARABIC_SIZE), _lang("lang", language))
    lines = tag("pPr", tag("spacing", after=120, line=264, lineRule="auto"))
    hanging = tag("pPr", tag("tabs", tag("tab", val="left", pos=_INDENT)), tag("ind", left=_INDENT, hanging=_INDENT))
    small = tag("pPr", tag("spacing", after=40, line=240, lineRule="auto"))
    return part(
        "styles",
        tag("docDefaults", tag("rPrDefault", letters), tag("pPrDefault", lines)),
        _style("Normal", "Normal", based="", default=True),
        tag("style", tag("name", val="Default Paragraph Font"), type="character", default=1, styleId="DefaultFont"),
        _style("Title", "Title", _kept(240), _bold(30, 34)),
        _style("Heading1", "heading 1", _kept(120, before=240, outline=0), _bold(24, 28)),
        _style("Numbered", "Numbered Paragraph", hanging),
        _style("Reason", "Reason", "", tag("rPr", tag("i"), tag("iCs"))),
        _style("Cell", "Table Cell", tag("pPr", tag("spacing", before=40, after=40, line=240, lineRule="auto"))),
        _style("HeadCell", "Table Head", tag("pPr", tag("keepNext")), tag("rPr", tag("b"), tag("bCs")), based="Cell"),
        _style("FootnoteText", "footnote text", small, tag("rPr", *_sizes(18, 22))),
        tag(
            "style",
            tag("name", val="footnote reference"),
            tag("rPr", tag("vertAlign", val="superscript")),
            type="character",
            styleId="FootnoteReference",
        ),
    )


def _style(name: str, shown: str, *own: str, based: str = "Normal", default: bool = False) -> str:
    head = [tag("name", val=shown), tag("basedOn", val=based) if based else "", tag("qFormat")]
    kind: dict[str, str | int] = {"type": "paragraph", "styleId": name} | ({"default": 1} if default else {})
    return tag("style", *head, *own, **kind)


def _kept(after: int, before: int = 0, outline: int | None = None) -> str:
    """A paragraph that stays on the page of the next."""
    level = "" if outline is None else tag("outlineLvl", val=outline)
    return tag("pPr", tag("keepNext"), tag("keepLines"), tag("spacing", before=before, after=after), level)


def _bold(size: int, arabic: int) -> str:
    return tag("rPr", tag("b"), tag("bCs"), *_sizes(size, arabic))


def _sizes(size: int, arabic: int) -> tuple[str, str]:
    return tag("sz", val=size), tag("szCs", val=arabic)


def _lang(name: str, language: Language) -> str:
    """The language for each of Word's three kinds of script."""
    latin = _CODES[Language.EN if language in (Language.AR, Language.ZH) else language]
    return tag(name, val=latin, eastAsia=_CODES[Language.ZH], bidi=_CODES[Language.AR])


def _relations(targets: Iterable[tuple[str, str]]) -> bytes:
    inner = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'.encode()
