"""Whether a question asks of everyone who has spoken: "Who has said what about the hotline?". No model; six languages.

Such a question wants each author once, not the nearest passages, which may all be of one.
"""

from __future__ import annotations

import re

from corpus.language import detect_language
from retrieval.cue_words import VERBS
from retrieval.cues import Asked
from retrieval.words import tells_something

_ENGLISH_WHO = (
    r"(?:delegations?|states?(?: part(?:y|ies))?|countr(?:y|ies)|groups?|parties|members?|everyone|everybody)"
)
_ENGLISH_ALL = r"(?:(?:all|each|every|other|various|different|several|most|the|of)\s+)*"
_ENGLISH_HELD = r"(?:positions|views|opinions|stances|proposals|suggestions|arguments|concerns|objections|statements)"
_ENGLISH_OF = rf"(?:\s+(?:of|by|from|among|(?:held|taken|made|put forward) by)\s+{_ENGLISH_ALL}{_ENGLISH_WHO})"
_ENGLISH = (
    rf"\bwho(?:se)?\s+(?:(?:has|have|had|is|are|was|were|else|also)\s+)*"
    rf"(?:{VERBS}|spoken|spoke|commented|stands)(?!\s+that)\b"
    rf"|\b(?:what|which)\s+(?:other\s+)?{_ENGLISH_WHO}\s+(?:[\w-]+\s+){{0,2}}?{VERBS}\b"
    rf"|\b(?:what|where|how)\s+(?:do|does|did|has|have)\s+{_ENGLISH_ALL}{_ENGLISH_WHO}\s+(?:\w+\s+)?(?:{VERBS}|stand)\b"
    rf"|\b(?:what|which)\s+(?:(?:are|were|the|different|various|main|other)\s+)*{_ENGLISH_HELD}{_ENGLISH_OF}?\b"
    rf"|\b{_ENGLISH_HELD}{_ENGLISH_OF}\b"
    r"|\b(?:by|from) whom\b"
)
_FRENCH_WHO = r"(?:délégations|états|pays|groupes|parties|membres)"
_FRENCH_ALL = r"(?:(?:toutes|tous|chacune?|chaque|différente?s|diverse?s|autres|les|des|de|d['’])\s*)*"
_FRENCH_HELD = r"(?:positions|avis|vues|opinions|points de vue|propositions|arguments|préoccupations|objections)"
_FRENCH_OF = rf"(?:\s+{_FRENCH_ALL}{_FRENCH_WHO})"
_FRENCH = (
    rf"\bqui\s+(?:(?:a|ont|est|sont|était|s['’]est|s['’]|se|y|d['’]autre)\s*)*"
    rf"\b(?:{VERBS}|prononcée?s?|pour|contre|favorable)\b"
    rf"|\bquel(?:le)?s\s+(?:autres\s+)?{_FRENCH_WHO}\s+(?:[\w’'-]+\s+){{0,2}}?{VERBS}\b"
    rf"|\b(?:que|comment)\s+{VERBS}(?:-\w+)?\s+{_FRENCH_ALL}{_FRENCH_WHO}\b"
    rf"|\bqu['’]ont\s+(?:dit|déclaré|proposé)\s+{_FRENCH_ALL}{_FRENCH_WHO}\b"
    rf"|\bquel(?:le)?s\s+(?:(?:sont|ont été|les|différente?s|diverse?s|autres)\s+)*{_FRENCH_HELD}{_FRENCH_OF}?\b"
    rf"|\b{_FRENCH_HELD}{_FRENCH_OF}\b|\bpar qui\b"
)
_SPANISH_WHO = r"(?:delegaci(?:ón|ones)|estados?|pa[ií]s(?:es)?|grupos?|partes|miembros)"
_SPANISH_ALL = r"(?:(?:tod[ao]s|cada(?: una?)?|distint[ao]s|diferentes|divers[ao]s|demás|otr[ao]s|l[ao]s|de)\s+)*"
_SPANISH_HELD = r"(?:posiciones|posturas|opiniones|puntos de vista|propuestas|argumentos|preocupaciones|objeciones)"
_SPANISH_OF = rf"(?:\s+{_SPANISH_ALL}{_SPANISH_WHO})"
_SPANISH = (
    rf"\bquién(?:es)?\s+(?:(?:ha|han|había|está|están|se|más|no)\s+)*(?:{VERBS}|favor|contra)\b"
    rf"|\bqué\s+(?:otr[ao]s\s+)?{_SPANISH_WHO}\s+(?:\w+\s+){{0,2}}?{VERBS}\b"
    rf"|\b(?:qué|cómo)\s+(?:han?\s+)?{VERBS}\s+{_SPANISH_ALL}{_SPANISH_WHO}\b"
    rf"|\b(?:qué|cuáles)\s+(?:(?:son|eran|fueron|las|los|distint[ao]s|diferentes|divers[ao]s)\s+)*{_SPANISH_HELD}{_SPANISH_OF}?\b"
    rf"|\b{_SPANISH_HELD}{_SPANISH_OF}\b|\b(?:y quién(?:es)? l[ao]s?|por quién(?:es)?)\b"
)
_RUSSIAN_WHO = r"(?:делегаци\w+|государств\w*|стран\w*|групп\w*|участник\w*)"
_RUSSIAN_ALL = r"(?:(?:все[хм]?|кажд\w+|разн\w+|различн\w+|други[ех]|отдельны[ех])\s+)*"
_RUSSIAN_HELD = r"(?:позиции|мнения|взгляды|точки зрения|подходы|предложения|возражения|аргументы|доводы)"
_RUSSIAN_OF = rf"(?:\s+{_RUSSIAN_ALL}{_RUSSIAN_WHO})"
_RUSSIAN = (
    rf"\bкто\s+(?:(?:и|что|уже|ещё|еще|из|как)\s+)*(?:{VERBS}|за|против)\b"
    rf"|\bкакие\s+(?:друг\w+\s+)?{_RUSSIAN_WHO}\s+(?:\w+\s+){{0,2}}?{VERBS}\b"
    rf"|\b(?:что|как)\s+(?:уже\s+)?{VERBS}\s+{_RUSSIAN_ALL}{_RUSSIAN_WHO}\b"
    rf"|\b(?:какие|каковы)\s+(?:(?:были|есть|существуют|разн\w+|различн\w+|основн\w+)\s+)*{_RUSSIAN_HELD}{_RUSSIAN_OF}?\b"
    rf"|\b(?:позици|мнени|взгляд|подход|точ\w+ зрени|предложени)\w*\s+{_RUSSIAN_ALL}{_RUSSIAN_WHO}\b|\bи кем\b"
)
_ARABIC_WHO = r"(?:ال)?(?:وفود|وفد|دول|بلدان|مجموعات|أطراف|أعضاء)"
_ARABIC_ALL = r"(?:(?:جميع|كل|كافة|مختلف|سائر|بقية|من)\s+)*"
_ARABIC_HELD = r"(?:ال)?(?:مواقف|آراء|وجهات (?:ال)?نظر|مقترحات|اقتراحات|اعتراضات)"
_ARABIC_OF = rf"(?:\s+{_ARABIC_ALL}{_ARABIC_WHO})"
_ARABIC = (
    rf"(?:^|[،.؟]\s*)و?من\s+(?:الذي\s+|الذين\s+|غير\w*\s+)?(?:{VERBS}|أعلن\w*|أيد|عارض|دعا|تحدث\w*|اقترح|ذكر|رفض)\b"
    rf"|\b(?:أي|ما|ما هي)\s+{_ARABIC_WHO}\s+(?:التي\s+)?{VERBS}\b"
    rf"|\b(?:ماذا|كيف)\s+{VERBS}\s+{_ARABIC_ALL}{_ARABIC_WHO}\b"
    rf"|\bما\s+(?:هي\s+)?{_ARABIC_HELD}{_ARABIC_OF}?\b|\b{_ARABIC_HELD}{_ARABIC_OF}\b"
)
_CHINESE_HELD = r"(?:立场|看法|意见|主张|观点|态度|建议|提案)"
_CHINESE_SAID = r"(?:说|讲|谈|主张|支持|反对|赞成|提出|提议|建议|要求|呼吁|表示|发言|认为|看待|怎么看|如何看)"
_CHINESE_WHO = r"(?:国家?|代表团|缔约国|国家集团|集团|方|当事方)"
_CHINESE = (
    rf"(?:谁|何人)[^。？?，]{{0,6}}{_CHINESE_SAID}|(?:分别|都|各)是谁"
    rf"|(?:哪些|哪几个|哪个){_CHINESE_WHO}[^。？?]*{_CHINESE_SAID}"
    rf"|(?:各个?|所有|全体|每个|不同){_CHINESE_WHO}[^。？?]*(?:{_CHINESE_SAID}|{_CHINESE_HELD})"
    rf"|(?:哪些|不同)的?{_CHINESE_HELD}"
)
_ASKS = re.compile("|".join((_ENGLISH, _FRENCH, _SPANISH, _RUSSIAN, _ARABIC, _CHINESE)), re.IGNORECASE)


def asked_of_everyone(text: str, asked: Asked) -> str | None:
    """What a question wants to know each one's view of: its words without those that ask. None where it does not ask
    everyone, but names whom it asks, or where to look.

    >>> asked_of_everyone("Which delegations support the hotline?", Asked())
    'the hotline?'
    """
    named = asked.authors or asked.groups or asked.symbols or asked.values("status")
    if named or not _ASKS.search(text):
        return None
    left = " ".join(_ASKS.sub(" ", text).split())
    return left if tells_something(left, detect_language(text)) else text
