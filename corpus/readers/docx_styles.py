"""What a Word file's styles and a paragraph's own properties say: heading, quotation, hidden, list, page break."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from corpus.readers.docx_numbering import Numbering
from corpus.readers.docx_package import W, attribute, value
from corpus.readers.lines import Style

_HEADING = re.compile(
    r"(?:heading|titre|t[ií]tulo|заголовок|(?:ال)?عنوان|标题|標題|überschrift|_ ?H ?_?)[ _]*(?P<level>[1-9])", re.IGNORECASE
)
_TITLE = re.compile(r"title|titre|t[ií]tulo|название|(?:ال)?عنوان|标题|標題", re.IGNORECASE)
_QUOTATION = re.compile(
    r"(?:intense )?quot(?:e|ations?)|block ?(?:text|quote)|citation(?: intense)?|texte? de bloc|bloc de texte|cita(?: destacada)?"
    r"|texto de bloque|(?:выделенная )?цитата|(?:ال)?اقتباس(?: .+)?|(?:明显)?引用|引文",
    re.IGNORECASE,
)
_CONTENTS = re.compile(r"toc(?: heading| ?\d)|table of figures|contents \d", re.IGNORECASE)
_OUTLINES = tuple("0123456789")
_NO = ("0", "false", "off", "none")
_LONGEST_CHAIN = 20


@dataclass(frozen=True, slots=True)
class Look:
    """What holds for a paragraph. ``mark``: of its own end: "" shown, ``hidden`` or ``deleted``, and the text runs on."""

    style: Style = Style.PLAIN
    level: int = 0
    contents: bool = False  # a line of a table of contents
    hidden: bool = False
    breaks_before: bool = False
    list: str = ""
    list_level: int = -1
    tied: str = ""  # the style that names the list
    mark: str = ""
    ends_section: bool = False


class Styles:
    """The styles of a file, each looked up once."""

    def __init__(self, root: Any) -> None:
        found = list(root.iterfind(f"{W}style")) if root is not None else []
        self._by_id = {attribute(style, "styleId"): style for style in found}
        self._default = next(
            (
                attribute(style, "styleId")
                for style in found
                if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true", "on")
            ),
            "",
        )
        self._looks: dict[str, Look] = {}
        self._runs: dict[str, tuple[bool | None, str]] = {}

    def paragraph(self, properties: Any) -> Look:
        """What holds for a paragraph with these properties of its own (``w:pPr``, None for none)."""
        look = self._look(value(properties, "pStyle") or self._default)
        if properties is None:
            return look
        outline = value(properties, "outlineLvl")
        if outline in _OUTLINES:
            look = replace(look, **_outlined(outline))
        if (before := properties.find(f"{W}pageBreakBefore")) is not None:
            look = replace(look, breaks_before=_is_on(before))
        look = replace(look, **_listed(properties, ""))
        mark = properties.find(f"{W}rPr")
        if mark is not None and mark.find(f"{W}del") is not None:
            look = replace(look, mark="deleted")
        elif mark is not None and _is_on(mark.find(f"{W}vanish")):
            look = replace(look, mark="hidden")
        return replace(look, ends_section=properties.find(f"{W}sectPr") is not None)

    def run(self, properties: Any) -> tuple[bool | None, bool, str]:
        """Of a run: whether it is hidden (None: its paragraph says), whether it is raised, and its font."""
        if properties is None:
            return None, False, ""
        hidden, position = self._of_run(value(properties, "rStyle"))
        font = ""
        for own in properties:
            if own.tag == f"{W}vanish":
                hidden = _is_on(own)
            elif own.tag == f"{W}vertAlign":
                position = own.get(f"{W}val") or ""
            elif own.tag == f"{W}rFonts":
                font = str(own.get(f"{W}ascii") or own.get(f"{W}hAnsi") or "")
        return hidden, position == "superscript", font

    def _look(self, name: str) -> Look:
        if name not in self._looks:
            look = Look()
            for own in reversed(list(self._chain(name))):
                look = _styled(look, own)
            self._looks[name] = look
        return self._looks[name]

    def _of_run(self, name: str) -> tuple[bool | None, str]:
        if name not in self._runs:
            hidden, position = None, ""
            for style in reversed(list(self._chain(name))):
                properties = style.find(f"{W}rPr")
                own = properties.find(f"{W}vanish") if properties is not None else None
                hidden = hidden if own is None else _is_on(own)
                position = value(properties, "vertAlign") or position
            self._runs[name] = (hidden, position)
        return self._runs[name]

    def _chain(self, name: str) -> Iterator[Any]:
        """A style and those that it is based on."""
        for _ in range(_LONGEST_CHAIN):
            if name not in self._by_id:
                return
            yield self._by_id[name]
            name = value(self._by_id[name], "basedOn")


def marker(look: Look, numbering: Numbering) -> str:
    """The number or bullet that Word shows before a paragraph; it is counted by this."""
    if look.list in ("", "0"):
        return ""
    level = look.list_level
    if level < 0:
        level = numbering.level_of_style(look.list, look.tied) if look.tied else 0
    return numbering.next(look.list, level)


def _styled(look: Look, style: Any) -> Look:
    """What holds once a style has been added to those that it is based on."""
    name, own, letters = value(style, "name"), style.find(f"{W}pPr"), style.find(f"{W}rPr")
    if match := _HEADING.fullmatch(name):
        look = replace(look, style=Style.HEADING, level=int(match["level"]))
    elif _TITLE.fullmatch(name):
        look = replace(look, style=Style.HEADING, level=0)
    elif _QUOTATION.fullmatch(name):
        look = replace(look, style=Style.QUOTATION, level=0)
    elif (outline := value(own, "outlineLvl")) in _OUTLINES:
        look = replace(look, **_outlined(outline))
    if _CONTENTS.fullmatch(name):
        look = replace(look, contents=True)
    if letters is not None and (hidden := letters.find(f"{W}vanish")) is not None:
        look = replace(look, hidden=_is_on(hidden))
    if own is None:
        return look
    if (before := own.find(f"{W}pageBreakBefore")) is not None:
        look = replace(look, breaks_before=_is_on(before))
    return replace(look, **_listed(own, attribute(style, "styleId")))


def _outlined(outline: str) -> dict[str, Any]:
    level = int(outline) + 1
    return {"style": Style.HEADING, "level": level} if level <= 9 else {"style": Style.PLAIN, "level": 0}


def _listed(properties: Any, style: str) -> dict[str, Any]:
    """The list that properties name, and the level in it where they name one."""
    own = properties.find(f"{W}numPr")
    if own is None:
        return {}
    name, level = value(own, "numId"), value(own, "ilvl")
    found: dict[str, Any] = {"list": name} if name else {}
    if style and name:
        found |= {"tied": style, "list_level": -1}
    return found | ({"list_level": int(level)} if level in _OUTLINES else {})


def _is_on(element: Any) -> bool:
    return element is not None and (element.get(f"{W}val") or "1") not in _NO
