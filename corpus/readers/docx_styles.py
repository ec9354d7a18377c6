"""What a Word file's styles and a paragraph's own properties say: heading, quotation, hidden, list, page break."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from corpus.readers.docx_numbering import Numbering
from corpus.readers.docx_package import W, attribute, value
from corpus.readers.lines import Style

_HEADING = re.compile(  # the last two: templates of the UN itself
    r"(?:heading|titre|t[ií]tulo|заголовок|(?:ال)?عنوان|标题|標題|überschrift|_ ?H)[ _]*(?P<level>[1-9])(?:[ ,_/].*)?"
    r"|_ ?H[ _]*Ch(?:[ _].*)?",
    re.IGNORECASE,
)
_TITLE = re.compile(r"title|titre|t[ií]tulo|название|(?:ال)?عنوان|标题|標題|_ ?H[ _]*M(?:[ _].*)?", re.IGNORECASE)
_QUOTATION = re.compile(
    r"(?:intense )?quot(?:e|ations?)|block ?(?:text|quote)|citation(?: intense)?|texte de bloc"
    r"|cita(?: destacada)?|texto de bloque|(?:выделенная )?цитата|(?:ال)?اقتباس(?: .+)?|(?:明显)?引用|引文",
    re.IGNORECASE,
)
_CONTENTS = re.compile(r"toc(?: heading| ?\d)|table of figures|contents \d", re.IGNORECASE)
_LEVELS = tuple("012345678")
_NO = ("0", "false", "off", "none")
_LONGEST_CHAIN = 20


@dataclass(frozen=True, slots=True)
class Look:
    """What holds for a paragraph. ``mark``: its end is ``hidden`` or ``deleted``, and its text runs on."""

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
        self._owned: dict[tuple[object, ...], Look] = {}  # by style and what a paragraph says besides
        self._runs: dict[str, tuple[bool | None, str]] = {}

    def paragraph(self, properties: Any) -> Look:
        """What holds for a paragraph with these properties of its own (``w:pPr``, None for none)."""
        style, own = self._default, dict[str, Any]()
        for child in properties if properties is not None else ():
            if child.tag == f"{W}pStyle":
                style = attribute(child, "val") or style
            elif child.tag in _OWN:
                own |= _OWN[child.tag](child)
        key = (style, *own.items())
        if key not in self._owned:
            self._owned[key] = replace(self._look(style), **own)
        return self._owned[key]

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
        look = replace(look, style=Style.HEADING, level=int(match["level"] or 1))
    elif _TITLE.fullmatch(name):
        look = replace(look, style=Style.HEADING, level=0)
    elif _QUOTATION.fullmatch(name):
        look = replace(look, style=Style.QUOTATION, level=0)
    elif own is not None and (outline := own.find(f"{W}outlineLvl")) is not None:
        look = replace(look, **_outlined(outline))
    if _CONTENTS.fullmatch(name):
        look = replace(look, contents=True)
    if letters is not None and (hidden := letters.find(f"{W}vanish")) is not None:
        look = replace(look, hidden=_is_on(hidden))
    if own is None:
        return look
    before, listed = own.find(f"{W}pageBreakBefore"), own.find(f"{W}numPr")
    if before is not None:
        look = replace(look, breaks_before=_is_on(before))
    if listed is None or not (named := _listed(listed)):
        return look
    if "list" in named:
        look = replace(look, list_level=-1, tied=attribute(style, "styleId"))
    return replace(look, **named)


def _outlined(outline: Any) -> dict[str, Any]:
    level = attribute(outline, "val")
    if level not in _LEVELS:
        return {"style": Style.PLAIN, "level": 0} if level == "9" else {}
    return {"style": Style.HEADING, "level": int(level) + 1}


def _listed(properties: Any) -> dict[str, Any]:
    """The list that properties name, and the level in it where they name one."""
    name, level = value(properties, "numId"), value(properties, "ilvl")
    return ({"list": name} if name else {}) | ({"list_level": int(level)} if level in _LEVELS else {})


def _marked(letters: Any) -> dict[str, Any]:
    """What becomes of a paragraph's end."""
    if letters.find(f"{W}del") is not None:
        return {"mark": "deleted"}
    return {"mark": "hidden"} if _is_on(letters.find(f"{W}vanish")) else {}


def _is_on(element: Any) -> bool:
    return element is not None and (element.get(f"{W}val") or "1") not in _NO


def _framed(frame: Any) -> dict[str, Any]:
    """A large first letter stands in a paragraph of its own."""
    return {"mark": "hidden"} if attribute(frame, "dropCap") in ("drop", "margin") else {}


_OWN: Mapping[str, Callable[[Any], dict[str, Any]]] = {
    f"{W}outlineLvl": _outlined,
    f"{W}pageBreakBefore": lambda own: {"breaks_before": _is_on(own)},
    f"{W}numPr": _listed,
    f"{W}rPr": _marked,
    f"{W}framePr": _framed,
    f"{W}sectPr": lambda _: {"ends_section": True},
}
