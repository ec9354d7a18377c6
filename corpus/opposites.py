"""Words that exclude each other, in six languages, from ``corpus/data/opposites.tsv``, and what denies them.

A row names a key ("stance"), one of its values ("for", "against") and the forms that say it; ``*`` stands for any
ending. Two values of a key do not go together in one statement: who supports a proposal does not oppose it. Where a
denial stands before a form, the hit is denied: "does not support", 不支持.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

from corpus.model import Language

_DENIALS = {
    Language.EN: r"(?<!\w)(?:not|no|never|neither|nor|none|cannot|without|nobody|nothing|hardly|\w+n['’]t)(?!\w)",
    Language.FR: r"(?<!\w)(?:ne(?!\w)|n['’]|ni(?!\w)|sans(?!\w)|aucune?(?!\w)|non(?!-)(?!\w)|jamais(?!\w))",
    Language.ES: r"(?<!\w)(?:no|ni|sin|nunca|jamás|ningún|ninguna|ninguno|tampoco)(?!\w)",
    Language.RU: r"(?<!\w)(?:не|ни|нет|без|никогда|нельзя|никак\w*|отсутств\w*)(?!\w)",
    Language.AR: r"(?<!\w)[وفأ]?(?:لا|لم|لن|ليس|ليست|ليسوا|غير|دون|بدون|عدم|بعدم|لعدم|ما لم)(?!\w)",
    Language.ZH: r"不是|不|未|没有|没|无|非|莫|勿|毫无|从未|并非|尚未",
}
# Words that hold a denial and deny nothing.
_NO_DENIALS = {
    Language.EN: r"not only|no later than|no less than|no fewer than|no more than|whether or not|no doubt|"
    r"without prejudice|without delay|nothing short of|no longer than",
    Language.FR: r"non seulement|sans délai|sans tarder|sans préjudice|n['’]importe|ne\s+\S+\s+que(?!\w)|sans doute",
    Language.ES: r"no (?:sólo|solo)|no obstante|sin demora|sin perjuicio|sin embargo|sin duda",
    Language.RU: r"не только|не позднее|не менее|не более|без промедления|тем не менее|без ущерба|"
    r"не (?:обладающ|имеющ)\w* ядерн\w*",
    Language.AR: r"لا سيما|ولا سيما|لا يزال|لا تزال|ما زال|دون تأخير|لا تقل|لا يقل|غير الحائزة|غير النووية|"
    r"دون إبطاء|عدم انتشار|عدم الانتشار|بعدم الانتشار|دون الإخلال",
    Language.ZH: r"不扩散|无核武器|无核|非核|不可逆转?|不仅|不但|不断|不久|不同|不可分割|不可或缺|不论|无论|不过|"
    r"不少于|不迟于|不晚于|非政府|不得不|无疑|非常|除非|不管|非洲|不公正|未来|不禁|非法|不结盟|不妨碍|不稳定|不平等|不足|无条件|"
    r"不歧视|非歧视|不受歧视|并非易事|非正式|不遗余力|不懈|不容|不确定",
}
_ATTACHED = "(?:[وفبلكس]{0,2}(?:ال|لل)?)"
_LEVEL = str.maketrans("أإآٱى’", "ااااي'")
_REACH = {Language.ZH: 6}  # characters between a denial and the first form after it: that one is denied
_WORDS_BETWEEN = 4
_CLAUSE_ENDS = re.compile(r"[.;:!?。；：！？،,，]")


@dataclass(frozen=True, slots=True)
class Said:
    """``text[start:end]`` says this value of a key, or denies it."""

    start: int
    end: int
    key: str
    value: str
    denied: bool


def find_opposites(text: str, language: Language) -> tuple[Said, ...]:
    """What a text says or denies, in its order; of two overlapping hits of one key the longer one.

    >>> [(said.value, said.denied) for said in find_opposites("Norway does not support it.", Language.EN)]
    [('for', True)]
    """
    level = _level(text)
    denials = find_denials(text, language)
    hits = [(*hit.span(), key, value) for key, value, says in _values(language) for hit in says.finditer(level)]
    kept: list[tuple[int, int, str, str]] = []
    for hit in sorted(hits, key=lambda hit: (hit[0] - hit[1], hit)):
        if all(hit[1] <= other[0] or hit[0] >= other[1] or hit[2] != other[2] for other in kept):
            kept.append(hit)
    starts = sorted({hit[0] for hit in kept})
    denied = {
        first
        for end in denials
        if (first := next((at for at in starts if at >= end), None)) is not None
        and _reaches(level[end:first], language)
    }
    return tuple(Said(*hit, hit[0] in denied) for hit in sorted(kept))


def find_denials(text: str, language: Language) -> tuple[int, ...]:
    """Where each denial of a text ends. "Non-proliferation" denies nothing, nor does "not only"."""
    level = _level(text)
    masked = _no_denials(language).sub(lambda hit: "_" * len(hit[0]), level)
    return tuple(hit.end() for hit in _denials(language).finditer(masked))


@cache
def values_of(key: str) -> tuple[str, ...]:
    """The values of a key. Where there are two, to deny the one is to say the other."""
    return tuple(dict.fromkeys(row["value"] for row in _rows() if row["key"] == key))


def _level(text: str) -> str:
    same = text.translate(_LEVEL)
    low = same.lower()
    return low if len(low) == len(same) else same


def _reaches(between: str, language: Language) -> bool:
    """Whether what lies between a denial and a form is short and of one clause."""
    if _CLAUSE_ENDS.search(between):
        return False
    return len(between) <= _REACH[language] if language in _REACH else len(between.split()) <= _WORDS_BETWEEN


@cache
def _rows() -> tuple[dict[str, str], ...]:
    source = resources.files("corpus") / "data" / "opposites.tsv"
    with source.open(encoding="utf-8") as file:
        return tuple(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def _values(language: Language) -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """(key, value, what says it) of each row of a language."""
    return tuple(
        (row["key"], row["value"], re.compile("|".join(_pattern(_level(form), language) for form in _longest(row))))
        for row in _rows()
        if row["language"] == language
    )


def _longest(row: dict[str, str]) -> list[str]:
    return sorted(row["forms"].split(" | "), key=len, reverse=True)


@cache
def _denials(language: Language) -> re.Pattern[str]:
    return re.compile(_DENIALS[language])


@cache
def _no_denials(language: Language) -> re.Pattern[str]:
    return re.compile(_NO_DENIALS[language])


def _pattern(form: str, language: Language) -> str:
    words = re.escape(form).replace(r"\*", r"\w*").replace(r"\ ", r"\s+")
    if language is Language.ZH:
        return words
    return rf"(?<!\w){_ATTACHED if language is Language.AR else ''}{words}(?!\w)"
