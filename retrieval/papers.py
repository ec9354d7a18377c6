"""The kinds of papers, statuses, language versions and articles of the treaty that a question names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from retrieval.cues import Cue

_KINDS = (
    (
        "status",
        "adopted",
        r"\badopted (?:text|document|decision|paragraph|language)s?|\b(?:text|document|decision)s? adopted"
        r"|\b(?:texte|document|décision|paragraphe)s? adoptée?s?"
        r"|\b(?:texto|documento|decisi[oó]n|párrafo)(?:es|s)? (?:aprobad|adoptad)[oa]s?"
        r"|\bпринят\w+ (?:текст|документ|решени|формулировк)\w*"
        r"|(?:ال)?(?:نص|نصوص|قرارات|مقررات|مقرر|وثائق|وثيقة) (?:ال)?معتمدة?"
        r"|(?:已|获得?)?通过的(?:案文|文本|文件|决定)",
    ),
    (
        "status",
        "chair",
        r"\b(?:chair|president|chairperson)['’]s (?:\w+ )?"
        r"(?:summary|text|draft(?! (?:final|outcome|decision|resolution|document))|paper|reflections)"
        r"|\b(?:résumé|texte|synthèse) (?:de la présidente?|du président|de la présidence)"
        r"|\b(?:resumen|texto) (?:de la president[ae]|del presidente|de la presidencia)"
        r"|\b(?:резюме|текст\w?) председателя|(?:موجز|ملخص|نص) (?:ال)?رئيسة?|主席的?(?:事实)?(?:摘要|总结|案文)",
    ),
    (
        "kind",
        "conference-room-paper",
        r"\bconference room papers?|\bdocuments? de séance|\bdocumentos? de sesión"
        r"|\bдокумент\w* зала заседаний|ورق(?:ة|ات) (?:غرفة )?(?:ال)?اجتماعات?|会议室文件",
    ),
    (
        "kind",
        "working-paper",
        r"\bworking papers?|\bdocuments? de travail|\bdocumentos? de trabajo|\bрабоч\w+ документ\w*"
        r"|(?:ال)?(?:ورقة|ورقات|أوراق) (?:ال)?عمل|工作文件",
    ),
    (
        "kind",
        "draft",
        r"\bdraft (?:decision|resolution|text|final document|document|outcome)s?"
        r"|\bprojets? de (?:décision|résolution|texte|document)"
        r"|\bproyectos? de (?:decisi[oó]n|resoluci[oó]n|texto|documento)"
        r"|\bпроект\w* (?:решени|резолюци|текст|заключительн|документ)\w*"
        r"|مشروع (?:مقرر|قرار|نص|الوثيقة|وثيقة)|(?:决定|决议|案文|最后文件)草案",
    ),
    (
        "kind",
        "summary-record",
        r"\bsummary records?|\bcomptes? rendus? analytiques?|\bactas? resumidas?|\bкратк\w+ отчет\w*"
        r"|محاضر موجزة|简要记录",
    ),
)
_NAMES = {
    "ar": r"arabic|arabe|árabe|арабск\w+|عربية?|阿拉伯[文语]",
    "en": r"english|anglaise?|ingles[a]?|inglés|английск\w+|إ?ا?نكليزية?|إنجليزية?|英[文语]",
    "es": r"spanish|espagnole?|español|española|испанск\w+|إسبانية?|西班牙[文语]",
    "fr": r"french|française?|francés|francesa|французск\w+|فرنسية?|法[文语]",
    "ru": r"russian|russe|ruso|rusa|русск\w+|روسية?|俄[文语]",
    "zh": r"chinese|chinoise?|chino|china|китайск\w+|صينية?|中[文语]",
}
_VERSION = tuple(
    (
        "language",
        code,
        rf"\b(?:{names}) (?:version|text|верси|текст)\w*|\b(?:version|versión|texte|texto) (?:en )?(?:{names})\b"
        rf"|\bверси\w+ на (?:{names}) языке|(?:النص|النسخة) (?:ال)?(?:{names})|(?:{names})(?:文本|版本|本|版)",
    )
    for code, names in _NAMES.items()
)
_PAPERS = tuple((field, value, re.compile(words, re.IGNORECASE)) for field, value, words in (*_KINDS, *_VERSION))
_LOOK = re.compile(
    r"(?:^|\b(?:in|from|of|which|what|do|does|did|by|dans|de|des|du|les|quels?|selon|en|según|qué|los|las|del"
    r"|в|во|из|какие|каких|согласно|في|من|ما|أي)\s+(?:(?:the|les|los|las|le|la|el|its|their|sa|ses|su|sus|an?|une?)\s+)?"
    r"|['’]s\s+|[\x01]\s*|在|从|哪些|什么|的|\b[تي]قوله?\s+)\W*$",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"\b(?:about|on|regarding|sur|au sujet d[eu]s?|sobre|об?|относительно|بشأن|عن|حول)\s+(?:\w+\s+)?$|关于\s*$",
    re.IGNORECASE,
)
_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")
_CHINESE = {
    sign: n
    for n, sign in enumerate(["", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三"])
}
_ARABIC = ("الأولى", "الثانية", "الثالثة", "الرابعة", "الخامسة", "السادسة", "السابعة", "الثامنة", "التاسعة", "العاشرة")
_ARTICLE = re.compile(
    r"\b(?:articles?|art\.|artículos?|стать\w{1,3}|ст\.)\s*(?P<n>(?-i:[IVX]{1,5})|\d{1,3})\b"
    rf"|(?:ال|لل|بال|وال)مادة\s+(?:(?P<ar>{'|'.join(_ARABIC)})|(?P<an>\d{{1,3}}|(?-i:[IVX]{{1,5}})))"
    r"|第\s*(?P<zh>[一二三四五六七八九十]{1,3}|\d{1,3})\s*条",
    re.IGNORECASE,
)


def find_papers(text: str) -> Iterator[Cue]:
    """A cue for every kind, status or language version of papers; hard where the question looks in them."""
    taken: list[tuple[int, int]] = []
    for field, value, pattern in _PAPERS:
        for match in pattern.finditer(text):
            start, end = match.span()
            if not any(start < stop and begin < end for begin, stop in taken):
                taken.append((start, end))
                before = text[max(start - 80, 0) : start]
                hard = field == "language" or (bool(_LOOK.search(before)) and not _ABOUT.search(before))
                yield Cue(field, value, start, end, hard)


def find_articles(text: str) -> Iterator[Cue]:
    """A cue for every article of a treaty, its number in Roman figures as treaties print it (up to XV)."""
    for match in _ARTICLE.finditer(text):
        yield Cue("article", _number(match), *match.span())


def _number(match: re.Match[str]) -> str:
    if match["ar"]:
        return _ROMAN[_ARABIC.index(match["ar"]) + 1]
    written = str(match["n"] or match["an"] or match["zh"])
    figure = _CHINESE.get(written) or (int(written) if written.isdigit() else 0)
    if not figure:
        return written
    return _ROMAN[figure] if figure < len(_ROMAN) else str(figure)
