"""Many, some, a few: words for how many share a view, held to the authors that are cited. Pure."""

from __future__ import annotations

import re

from app.drafting.model import Check, Sentence
from corpus.model import Language

# How many authors each word takes. The bounds are this product's own: there is no agreed usage, so they are shown.
MANY, SOME, FEW = 6, 3, 2
_WHO = {
    Language.EN: r"(?:states?(?: part(?:y|ies))?|delegations?|countries|members|governments|groups|papers)",
    Language.FR: r"(?:états(?: parties)?|délégations?|pays|membres|gouvernements|groupes|documents)",
    Language.ES: r"(?:estados(?: partes?)?|delegaciones|países|miembros|gobiernos|grupos|documentos)",
    Language.RU: r"(?:государств\w*|делегаци\w*|стран\w*|участник\w*|правительств\w*|групп\w*)",
    Language.AR: r"(?:ال)?(?:دول|وفود|بلدان|اعضاء|أعضاء|حكومات|مجموعات)",
    Language.ZH: r"(?:国家|缔约国|代表团|成员|政府|集团)",
}
_WORDS = {
    Language.EN: {
        MANY: "many|most|numerous|the majority of",
        SOME: "some|several|various|a number of",
        FEW: "a few|a couple of",
    },
    Language.FR: {
        MANY: "de nombreux|de nombreuses|nombre de|la plupart des|la majorité des|beaucoup de",
        SOME: "certains|certaines|plusieurs|un certain nombre de|divers|diverses",
        FEW: "quelques|quelque",
    },
    Language.ES: {
        MANY: "muchos|muchas|numerosos|numerosas|la mayoría de (?:los|las)",
        SOME: "algunos|algunas|varios|varias|diversos|diversas",
        FEW: "unos pocos|unas pocas|un par de",
    },
    Language.RU: {
        MANY: "многие|множество|большинство|многих",
        SOME: "некоторые|ряд|несколько|различные",
        FEW: "немногие|пара",
    },
    Language.AR: {
        MANY: "العديد من|كثير من|الكثير من|معظم|غالبية|اغلبية|أغلبية",
        SOME: "بعض|عدة|عدد من|مختلف",
        FEW: "قلة من|القليل من",
    },
    Language.ZH: {MANY: "许多|很多|大多数|多数|众多", SOME: "一些|有些|若干|部分|多个", FEW: "少数|个别|几个"},
}
_BETWEEN = {Language.ZH: r"\w{0,4}?"}  # an adjective


def check_how_many(sentence: Sentence) -> Check:
    """Whether as many authors are cited as the sentence's subject speaks of; no say where it is no such number."""
    authors = len(set(sentence.authors))
    for least, words in _WORDS[sentence.language].items():
        between = _BETWEEN.get(sentence.language, r"(?:\s+\w+)?\s+")
        found = re.match(rf"\W*(?:{words}){between}{_WHO[sentence.language]}", sentence.claim, re.IGNORECASE)
        if found:
            detail = f"“{found[0].strip()}” takes {least} authors; cited: {authors}."
            return Check("attribution", authors >= least, detail)
    return Check("attribution", None, "It speaks of no number of authors.")
