"""Forms of one word: what a word of a table and a word of a text have in common. Pure functions on folded words.

Light on purpose. Of a word only one ending is taken, and two words are one when they share a stem. The stemmers of the
search go further: they make one of "security" and "secure" and two of some Russian cases, which a search forgives and
an offset does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from corpus.model import Language
from corpus.name_matching import fold_name

_SHORTEST = 3  # letters of a stem
_ARTICLE = "ال"
_RUSSIAN = (
    "а я о е ы и у ю ь й ов ев ей ам ям ом ем ами ями ах ях ью ия ие ии ий ию ией ием иям иями иях ый ой ая яя ое ее ые"
    " ого его ому ему ым им ую юю ых их ыми ими ья ье ьи ьям ьями ьях"
)
_ARABIC = "ة ي و ا ه ها هم هما ات ان ين ون تان تين ته تها تهم اته اتها اتهم"
_PLURALS = {
    Language.EN: ((re.compile(r"ies$"), "y"), (re.compile(r"(?<=ss|ch|sh|.x)es$|(?<![sui])s$"), "")),
    Language.FR: ((re.compile(r"(?<!e)aux$"), "al"), (re.compile(r"e?[sx]?$"), "")),
    Language.ES: ((re.compile(r"(?:es|s|e)$"), ""), (re.compile(r"z$"), "c")),
}
_ENDINGS = {
    language: tuple({fold_name(ending) for ending in endings.split()})
    for language, endings in ((Language.RU, _RUSSIAN), (Language.AR, _ARABIC))
}


@lru_cache(maxsize=8192)
def table_stems(word: str, language: Language) -> frozenset[str]:
    """Stems of a word of a table, folded with its case kept. Capitals throughout (NPT) match capitals only; an Arabic
    word with the article matches only with it."""
    initials = _initials(word)
    return frozenset({initials}) if initials else frozenset(_stems(word.lower(), language))


@lru_cache(maxsize=8192)
def text_stems(word: str, language: Language) -> Mapping[str, int]:
    """Stems of a word of a text, folded with its case kept, and where in it the word proper begins: Arabic writes
    "and", "with" and "to" together with what follows."""
    initials = _initials(word)
    found = {initials: 0} if initials else {}
    if language is not Language.AR:
        return found | dict.fromkeys(_stems(word.lower(), language), 0)
    for form, start in _detached(word):
        found |= dict.fromkeys(_stems(form, language), start)
    return found


def _detached(word: str) -> Iterator[tuple[str, int]]:
    """An Arabic word without what may be attached to it and without the article, and where in it that form begins."""
    starts = [0, 1] if word[0] in "وف" else [0]
    starts += [at + 1 for at in starts if word[at + 1 : at + 2] and word[at] in "بكل"]
    for at in reversed(starts):
        form = word[at:]
        if form.startswith("لل"):  # "to" melts into the article
            form = _ARTICLE + form[2:]
            yield form, at
        if form.startswith(_ARTICLE):
            yield form[len(_ARTICLE) :], at
        yield word[at:], at


def _initials(word: str) -> str:
    bare = word.removesuffix("s")
    return bare if len(bare) > 1 and bare.isupper() else ""


def _stems(word: str, language: Language) -> Iterable[str]:
    if language in _PLURALS:
        stem = word
        for pattern, instead in _PLURALS[language] if len(word) > _SHORTEST else ():
            stem = pattern.sub(instead, stem, count=1)
        return (stem,)
    bare = word.removesuffix("ся") if len(word) > 2 * _SHORTEST else word
    cut = (bare.removesuffix(ending) for ending in _ENDINGS.get(language, ()) if bare.endswith(ending))
    return {word, bare, *(stem for stem in cut if len(stem) >= _SHORTEST)}
