"""Words that stand beside a number and say what it counts, in six languages: tables, and patterns built from them."""

import re
from functools import cache

LANGUAGES = ("en", "fr", "es", "ru", "ar", "zh")

# Written as one sign before anything is read, so that the "cent" in them is never a hundred.
PERCENT_WORDS = {
    "en": r"per\s?cents?\b|percent(?:age points?)\b",
    "fr": r"points? de pourcentage|pour\s?cents?\b",
    "es": r"puntos? porcentuales|por\s?ciento\b",
    "ru": r"процентн\w+ пункт\w*|процент\w*",
    "ar": r"(?:في\s+ال|بال)(?:مائة|مئة)|نقط\w+ مئوية",
    "zh": r"个百分点",
}

# After the number. One row a unit; the columns are the languages above.
_AFTER: dict[str, tuple[str, str, str, str, str, str]] = {
    "percent": (r"%\x01*",) * 6,
    "decade": (r"(?<=\d)s\b", r"(?!)", r"(?!)", r"(?<=\d)-?(?:х|е|ые|ых)\s+год\w*", r"(?!)", r"年代"),
    "anniversary": (r"anniversar\w+", r"anniversaire\w*", r"aniversario\w*", r"лети\w+|годовщин\w+", r"(?!)", r"周年"),
    "ordinal": (
        r"(?<=\d)(?:st|nd|rd|th)\b",
        r"(?<=\d)(?:ers?|res?|èmes?|es?|ᵉ|de?|nde?)\b",
        r"(?<=\d)\.?(?:[ºª°]|(?:er|ro|ra|do|da|to|ta|mo|ma|vo|va|no|na)\b)",
        r"(?<=\d)-(?:й|я|е|го|му|м|ю|ой|ая|ый|ого)\b",
        r"(?!)",
        r"世纪",
    ),
    "currency:USD": (
        r"(?:(?:United States|US) )?dollars?\b|\$|USD\b",
        r"dollars?\b|\$|USD\b",
        r"dólar(?:es)?\b|\$|USD\b",
        r"долл(?:\.|ар\w*)|\$",
        r"(?:ال)?دولار\w*|\$",
        r"美元|\$",
    ),
    "currency:EUR": (r"euros?\b|€|EUR\b", r"euros?\b|€", r"euros?\b|€", r"евро\b|€", r"(?:ال)?يورو|€", r"欧元|€"),
    "currency:GBP": (
        r"pounds?(?: sterling)?\b",
        r"livres? sterling",
        r"libras? esterlinas?",
        r"фунт\w* стерлингов",
        r"جنيها? إسترليني\w*",
        r"英镑",
    ),
    "currency:RUB": (r"rou?bles?\b", r"roubles?\b", r"rublos?\b", r"руб(?:\.|л\w+)", r"روبل\w*", r"卢布"),
    "currency:JPY": (r"yen\b", r"yens?\b", r"yen(?:es)?\b", r"иен\w?\b", r"ين ياباني", r"日元"),
    "currency:CNY": (
        r"yuan\b|renminbi\b",
        r"yuans?\b|renminbi\b",
        r"yuan(?:es)?\b|renminbi\b",
        r"юан\w+",
        r"يوان\w*",
        r"元|人民币",
    ),
    "currency:CHF": (
        r"Swiss francs?",
        r"francs? suisses?",
        r"francos? suizos?",
        r"швейцарск\w+ франк\w*",
        r"فرنك\w* سويسري\w*",
        r"瑞士法郎",
    ),
    "time:decade": (
        r"decades?\b",
        r"décennies?\b",
        r"decenios?\b|décadas?\b",
        r"десятилети\w+",
        r"عق(?:ود|دا)\b",
        r"(?!)",
    ),
    "time:year": (
        r"years?\b",
        r"ans?\b|années?\b",
        r"años?\b",
        r"(?:лет|год)\w*|г\.",
        r"(?:سنة|سنوات|سنين|عاما|عام|أعوام)\b",
        r"年",
    ),
    "time:month": (r"months?\b", r"mois\b", r"mes(?:es)?\b", r"месяц\w*", r"(?:شهرا|شهر|أشهر|شهور)\b", r"个月"),
    "time:week": (r"weeks?\b", r"semaines?\b", r"semanas?\b", r"недел\w+", r"(?:أسبوعا|أسبوع|أسابيع)\b", r"周|个?星期"),
    "time:day": (
        r"(?:working |calendar |consecutive )?days?\b",
        r"jours?\b",
        r"días?\b",
        r"(?:рабоч\w+ |календарн\w+ )?(?:дн(?:я|ей|ям|ями)\b|день\b)",
        r"(?:يوما|يوم|أيام)\b",
        r"(?:个?工作)?[天日]",
    ),
    "time:hour": (
        r"(?:of an )?hours?\b",
        r"heures?\b",
        r"horas?\b",
        r"час(?:а|ов|ам)?\b",
        r"(?:ساعة|ساعات)\b",
        r"个?小时",
    ),
    "time:minute": (r"minutes?\b", r"minutes?\b", r"minutos?\b", r"минут\w?\b", r"(?:دقيقة|دقائق)\b", r"分钟"),
    "mass:kilotonne": (r"kilotons?\b|kt\b", r"kilotonnes?\b", r"kilotones?\b", r"килотонн\w*", r"كيلو ?طن\w*", r"千吨"),
    "mass:tonne": (
        r"(?:metric )?ton(?:ne)?s?\b",
        r"tonnes?\b",
        r"toneladas?\b",
        r"тонн\w?\b",
        r"(?:طنا|طن|أطنان)\b",
        r"吨",
    ),
    "mass:kilogram": (
        r"kilograms?\b|kg\b",
        r"kilogrammes?\b|kg\b",
        r"kilogramos?\b|kg\b",
        r"килограмм\w*|кг\b",
        r"كيلوغرام\w*",
        r"公斤|千克",
    ),
    "length:kilometre": (
        r"kilomet(?:re|er)s?\b|km\b",
        r"kilomètres?\b|km\b",
        r"kilómetros?\b|km\b",
        r"километр\w*|км\b",
        r"كيلومتر\w*",
        r"公里|千米",
    ),
    "power:gigawatt": (
        r"gigawatts?\b|GW\b",
        r"gigawatts?\b|GW\b",
        r"gigavatios?\b|GW\b",
        r"гигаватт\w*|ГВт\b",
        r"[جغ]يغ?ا ?واط",
        r"千兆瓦|吉瓦",
    ),
    "power:megawatt": (
        r"megawatts?\b|MW\b",
        r"mégawatts?\b|MW\b",
        r"megavatios?\b|MW\b",
        r"мегаватт\w*|МВт\b",
        r"ميغا ?واط",
        r"兆瓦",
    ),
}
_GAP = {
    "en": r"[\s\-]*(?:more\s+)?",
    "fr": r"[\s\-]*(?:de\s+|d['’])?",
    "es": r"[\s\-]*(?:de\s+)?",
    "ru": r"[\s\-.]*",
    "ar": r"\s*(?:من\s+)?",
    "zh": r"\s?[多余几]?\s?",
}
_MONEY_BEFORE = {
    "currency:USD": r"\$|USD|dollars",
    "currency:EUR": r"€|EUR",
    "currency:GBP": r"£|GBP",
    "currency:JPY": r"JPY",
}

# Before the number: it names a thing and does not count things. Articles and the like are ranks in every language.
_RANKED = {
    "en": r"\b(?:[Aa]rt(?:icles?|s?\.)|ARTICLES?|[Cc]hapters?|[Cc]ommittees?|World War|[Pp]rotocols?|[Aa]nnex(?:es)?)",
    "fr": r"(?i:\b(?:art(?:icles?|\.)|chapitres?|commissions?|protocoles?|annexes?|siècle))",
    "es": r"(?i:\b(?:art(?:ículos?|s?\.)|capítulos?|comisi(?:ón|ones)|protocolos?|anexos?|siglos?))",
    "ru": r"(?i:\b(?:стат(?:ь\w+|ей)|ст\.|глав\w*|комитет\w*|протокол\w*|приложени\w+))",
    "ar": r"(?:مواد|مادة|مادتين|مادتان|فصل|لجنة|بروتوكول|مرفق|قرن|دورة|مؤتمر|مرحلة|حرب العالمية)(?:\s+الرئيسية)?",
    "zh": r"(?:附件|附录)",
}
_LABELLED = {
    "en": r"\b(?i:para(?:graph)?s?\.?|actions?|steps?|sections?|parts?|principles?|items?|points?|phases?|stages?"
    r"|nos?\.|table|numbers?|options?|clusters?|pillars?|recommendations?)",
    "fr": r"(?i:\b(?:par(?:agraphes?|\.)|actions?|mesures?|étapes?|parties?|principes?|points?|phases?|nos?|n[°º]))",
    "es": r"(?i:\b(?:párr(?:afos?|s?\.)|medidas?|acci(?:ón|ones)|etapas?|partes?|principios?|puntos?|n[úu]ms?\.))",
    "ru": r"(?i:\b(?:пункт\w*|пп?\.|действи\w+|мер\w?|шаг\w*|част\w+|принцип\w*|этап\w*|рекомендаци\w+)|№)",
    "ar": r"(?:فقر(?:ة|ات|تين)|إجراء(?:ات)?|تدابير|تدبير|خطو(?:ة|ات)|جزء|مبد[أا]|بند|رقم|توصية)",
    "zh": r"(?:行动|项目|步骤|原则|阶段|建议|表|图|段落)",
}
_DECADE_BEFORE = {
    "en": r"(?!)",
    "fr": r"(?i:\bannées)",
    "es": r"(?i:\b(?:década|decenio) (?:de(?:l| los)?)|\baños)",
    "ru": r"(?!)",
    "ar": r"(?:عقد|سنوات)",
    "zh": r"(?!)",
}
_ANNIVERSARY_BEFORE = r"الذكرى(?:\s+السنوية)?"

# "The first session" is a claim; "the first" of many things is not.
_STRUCTURE = {
    "en": "session|article|committee|protocol|paragraph|conference|summit|meeting|phase|stage|round|chapter|annex"
    "|world war|review",
    "fr": "session|article|commission|comité|protocole|paragraphe|conférence|sommet|réunion|phase|étape|cycle|chapitre"
    "|annexe|guerre",
    "es": "per[íi]odo|artículo|comisi|comité|protocolo|párrafo|conferencia|cumbre|reunión|fase|etapa|ronda|capítulo"
    "|anexo|guerra",
    "ru": "сесси|стат|комитет|протокол|пункт|конференц|саммит|заседан|совещан|этап|раунд|глав|приложен|миров",
}
_TO = r"[-–—~～至到]|to|through|à|au|al?|до|по|إلى"
_OR = r"或|or|ou|o|или|أو"
_AND = r"[、和及与]|and|et|y|e|и|و"


@cache
def after(language: str) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """The pattern of a unit right after a number, and the unit of each of its groups."""
    column = LANGUAGES.index(language)
    groups = "|".join(f"({row[column]})" for row in _AFTER.values())
    return re.compile(f"{_GAP[language]}(?:{groups})"), tuple(_AFTER)


@cache
def before(language: str) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """The same for what stands right before a number; it is searched in the text that ends where the number starts."""
    rows = {
        **_MONEY_BEFORE,
        "ordinal": _RANKED[language],
        "label": _LABELLED[language],
        "decade": _DECADE_BEFORE[language],
        "anniversary": _ANNIVERSARY_BEFORE,
    }
    return re.compile(rf"(?:{'|'.join(f'({row})' for row in rows.values())})\s*$"), tuple(rows)


@cache
def structure(language: str) -> re.Pattern[str]:
    """What makes a claim of "first" when it follows. Arabic has it before; the reader of Chinese sees to its own."""
    nouns = _STRUCTURE.get(language, "(?!)")
    return re.compile(rf"(?!.(?:time|fois|vez|раз)\b)[\s-]+(?:\w+[\s-]+){{0,2}}?(?:{nouns})", re.IGNORECASE)


@cache
def percent_words(language: str) -> re.Pattern[str]:
    """Every way to write "per cent" in letters."""
    return re.compile(PERCENT_WORDS[language], re.IGNORECASE)


@cache
def link() -> dict[str, re.Pattern[str]]:
    """What may stand between two numbers of one series: `to` of a range, `or`, `and`, a `comma`."""
    rest = r"\s*(?:the\s+|l[ae]s?\s+|第)?$"
    return {
        "to": re.compile(rf"\s*(?:{_TO}){rest}"),
        "or": re.compile(rf"\s*(?:{_OR}){rest}"),
        "and": re.compile(rf"[\s,]*(?:{_AND}){rest}"),
        "comma": re.compile(r"\s*[,،]\s*$"),
    }
