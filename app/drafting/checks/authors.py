"""All, many, some, a few: words for how many share a view, held to the authors that are cited. Pure."""

from __future__ import annotations

import re

from app.drafting.evidence import evidence
from app.drafting.model import Check, Sentence
from corpus.model import Language, Status

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


_ALL = {
    Language.EN: r"(?:all|every|each|no|none of the|everyone|everybody|nobody)\b",
    Language.FR: r"(?:tous|toutes|chaque|aucun|aucune|chacun|personne)\b",
    Language.ES: r"(?:todos|todas|cada|ningún|ninguno|ninguna|nadie)\b",
    Language.RU: r"(?:все|всех|всеми|каждое|каждая|каждый|ни одно|ни одна|никто)\b",
    Language.AR: r"(?:جميع|كل|كافة|كلها|لا أحد)(?!\w)",
    Language.ZH: r"(?:所有|全体|各|一致|无人|没有任何)",
}
_AGREE = {
    Language.EN: r"\b(?:agree|accept|approv|endors|consen|unanim|support|share|back|object|oppos|disagree)\w*",
    Language.FR: r"\b(?:accept|approuv|convien|consent|unanim|consensus|appui|soutien|d['’]accord|partag|oppos)\w*",
    Language.ES: r"\b(?:acept|aprueb|aprob|convien|acuerd|consen|unánim|unanim|apoy|respald|compart|opon)\w*",
    Language.RU: r"\b(?:соглас|одобр|поддерж|единоглас|единодуш|консенсус|разделя|возраж)\w*",
    Language.AR: r"(?:[وفيتنا]*(?:وافق|تفق|قبل|ؤيد|دعم|عترض|عارض)\w*|إجماع|توافق الآراء)",
    Language.ZH: r"(?:同意|赞成|一致|支持|接受|认可|反对)",
}
_BOTH_WAYS = 60  # characters between who and what they do


def check_everyone(sentence: Sentence) -> Check:
    """That all agree is said only of what all adopted, or where a cited paper says so itself; no say otherwise."""
    claimed = _of_everyone(sentence.claim, sentence.language)
    if claimed is None:
        return Check("attribution", None, "It does not say that all agree.")
    for citation in sentence.citations:
        paragraph = citation.paragraph
        adopted = citation.passage.document.status is Status.ADOPTED
        if adopted or _of_everyone(evidence(paragraph), paragraph.language):
            return Check("attribution", True, "That all agree stands in what it cites.")
    return Check("attribution", False, f"It says that all agree (“{claimed}”); nothing that it cites does.")


def _of_everyone(text: str, language: Language) -> str | None:
    who = rf"(?<!\w){_ALL[language]}\s*(?:\w+\s+){{0,3}}?{_WHO[language]}"
    near = rf"[^.;。；]{{0,{_BOTH_WAYS}}}?"
    for pattern in (rf"{who}{near}{_AGREE[language]}", rf"{_AGREE[language]}{near}{who}"):
        if found := re.search(pattern, text, re.IGNORECASE):
            return found[0].strip()
    return None
