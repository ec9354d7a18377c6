"""Number words of English, French, Spanish, Russian and Arabic: tables, and the lexicon built from them.

A table is `value form form; value form …`. Forms are written folded: see `fold`. Chinese is in `numeral_han`.
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache
from typing import Literal

Kind = Literal["cardinal", "ordinal", "hundred", "scale", "loose"]


@dataclass(frozen=True, slots=True)
class Word:
    """What one word adds to a number. `alone`: it is a number by itself; `joined`: it carries the Arabic "and"."""

    value: Fraction
    kind: Kind
    alone: bool = True
    joined: bool = False


_CARDINALS = {
    "en": "0 zero; 1 one; 2 two; 3 three; 4 four; 5 five; 6 six; 7 seven; 8 eight; 9 nine; 10 ten; 11 eleven;"
    "12 twelve; 13 thirteen; 14 fourteen; 15 fifteen; 16 sixteen; 17 seventeen; 18 eighteen; 19 nineteen; 20 twenty;"
    "30 thirty; 40 forty; 50 fifty; 60 sixty; 70 seventy; 80 eighty; 90 ninety",
    "fr": "0 zero; 1 un une; 2 deux; 3 trois; 4 quatre; 5 cinq; 6 six; 7 sept; 8 huit; 9 neuf; 10 dix; 11 onze;"
    "12 douze; 13 treize; 14 quatorze; 15 quinze; 16 seize; 20 vingt vingts; 30 trente; 40 quarante; 50 cinquante;"
    "60 soixante; 70 septante; 80 huitante; 90 nonante",
    "es": "0 cero; 1 un uno una; 2 dos; 3 tres; 4 cuatro; 5 cinco; 6 seis; 7 siete; 8 ocho; 9 nueve; 10 diez; 11 once;"
    "12 doce; 13 trece; 14 catorce; 15 quince; 16 dieciseis; 17 diecisiete; 18 dieciocho; 19 diecinueve; 20 veinte;"
    "21 veintiun veintiuno veintiuna; 22 veintidos; 23 veintitres; 24 veinticuatro; 25 veinticinco; 26 veintiseis;"
    "27 veintisiete; 28 veintiocho; 29 veintinueve; 30 treinta; 40 cuarenta; 50 cincuenta; 60 sesenta; 70 setenta;"
    "80 ochenta; 90 noventa; 100 cien ciento; 200 doscientos doscientas; 300 trescientos trescientas;"
    "400 cuatrocientos cuatrocientas; 500 quinientos quinientas; 600 seiscientos seiscientas;"
    "700 setecientos setecientas; 800 ochocientos ochocientas; 900 novecientos novecientas",
    "ru": "0 ноль нуля нулю; 3/2 полтора полторы полутора;"
    "1 один одна одно одного одной одному одним одном одну; 2 два две двух двум двумя двое;"
    "3 три трех трем тремя трое; 4 четыре четырех четырем четырьмя; 5 пять пяти пятью; 6 шесть шести шестью;"
    "7 семь семи; 8 восемь восьми восемью; 9 девять девяти девятью; 10 десять десяти десятью; 40 сорок сорока;"
    "50 пятьдесят пятидесяти; 60 шестьдесят шестидесяти; 70 семьдесят семидесяти; 80 восемьдесят восьмидесяти;"
    "90 девяносто девяноста; 100 сто ста; 200 двести двухсот; 300 триста трехсот; 400 четыреста четырехсот;"
    "500 пятьсот пятисот; 600 шестьсот шестисот; 700 семьсот семисот; 800 восемьсот восьмисот; 900 девятьсот девятисот",
    "ar": "0 صفر; 1 واحد واحده احد احدي; 2 اثنان اثنين اثنتان اثنتين اثنا اثني اثنتا اثنتي; 3 ثلاثه ثلاث; 4 اربعه اربع;"
    "5 خمسه خمس; 6 سته ست; 7 سبعه سبع; 8 ثمانيه ثماني ثمان; 9 تسعه تسع; 10 عشره عشر; 20 عشرون عشرين; 30 ثلاثون ثلاثين;"
    "40 اربعون اربعين; 50 خمسون خمسين; 60 ستون ستين; 70 سبعون سبعين; 80 ثمانون ثمانين; 90 تسعون تسعين;"
    "200 مائتان مائتين مائتا مائتي مئتان مئتين مئتا مئتي; 300 ثلاثمائه ثلاثمئه; 400 اربعمائه اربعمئه;"
    "500 خمسمائه خمسمئه; 600 ستمائه ستمئه; 700 سبعمائه سبعمئه; 800 ثمانمائه ثمانمئه ثمانيمائه; 900 تسعمائه تسعمئه;"
    "2000 الفان الفين الفي; 2000000 مليونان مليونين مليوني; 2000000000 ملياران مليارين ملياري بليونان بليونين بليوني",
}
_ORDINALS = {
    "en": "1 first; 2 second; 3 third; 4 fourth; 5 fifth; 6 sixth; 7 seventh; 8 eighth; 9 ninth; 10 tenth; 11 eleventh;"
    "12 twelfth; 13 thirteenth; 14 fourteenth; 15 fifteenth; 16 sixteenth; 17 seventeenth; 18 eighteenth;"
    "19 nineteenth; 20 twentieth; 30 thirtieth; 40 fortieth; 50 fiftieth; 60 sixtieth; 70 seventieth; 80 eightieth;"
    "90 ninetieth; 100 hundredth",
    "fr": "1 premier premiere premiers premieres unieme; 2 deuxieme deuxiemes second seconde; 3 troisieme troisiemes;"
    "4 quatrieme; 5 cinquieme; 6 sixieme; 7 septieme; 8 huitieme; 9 neuvieme; 10 dixieme; 11 onzieme; 12 douzieme;"
    "13 treizieme; 14 quatorzieme; 15 quinzieme; 16 seizieme; 20 vingtieme; 30 trentieme; 40 quarantieme;"
    "50 cinquantieme; 60 soixantieme; 100 centieme",
    "es": "1 primer primer@; 2 segund@; 3 tercer tercer@; 4 cuart@; 5 quint@; 6 sext@; 7 septim@ setim@; 8 octav@;"
    "9 noven@; 10 decim@; 11 undecim@ decimoprimer@; 12 duodecim@ decimosegund@; 13 decimotercer decimotercer@;"
    "14 decimocuart@; 15 decimoquint@; 16 decimosext@; 17 decimoseptim@; 18 decimoctav@; 19 decimonoven@;"
    "20 vigesim@; 30 trigesim@; 40 cuadragesim@; 50 quincuagesim@; 60 sexagesim@; 70 septuagesim@; 80 octogesim@;"
    "90 nonagesim@; 100 centesim@",
    "ru": "1 перв@; 2 втор@; 4 четверт@; 5 пят@; 6 шест@; 7 седьм@; 8 восьм@; 9 девят@; 10 десят@; 11 одиннадцат@;"
    "12 двенадцат@; 13 тринадцат@; 14 четырнадцат@; 15 пятнадцат@; 16 шестнадцат@; 17 семнадцат@; 18 восемнадцат@;"
    "19 девятнадцат@; 20 двадцат@; 30 тридцат@; 40 сороков@; 50 пятидесят@; 60 шестидесят@; 70 семидесят@;"
    "80 восьмидесят@; 90 девяност@; 100 сот@; 3 третий третья третье третьего третьему третьим третьем третьей третью"
    " третьи третьих третьими",
    "ar": "1 اول اولي; 2 ثاني ثانيه; 3 ثالث ثالثه; 4 رابع رابعه; 5 خامس خامسه; 6 سادس سادسه; 7 سابع سابعه;"
    "8 ثامن ثامنه; 9 تاسع تاسعه; 10 عاشر عاشره; 1 حادي حاديه",
}
_SCALES = {  # those marked + are numbers without a numeral before them
    "en": "12 dozen; 1000 thousand; 1000000 million mn; 1000000000 billion bn; 1000000000000 trillion tn",
    "fr": "1000 +mille; 1000000 million millions; 1000000000 milliard milliards; 1000000000000 billion billions",
    "es": "1000 +mil; 1000000 millon millones; 1000000000 millardo millardos; 1000000000000 billon billones",
    "ru": "1000 +тысяча +тысячу тысячи тысяче тысячей тысяч тысячам тысячами тысячах тыс;"
    "1000000 +миллион миллиона миллиону миллионом миллионе миллионы миллионов миллионам миллионами миллионах млн;"
    "1000000000 +миллиард миллиарда миллиарду миллиардом миллиарде миллиарды миллиардов миллиардам миллиардами млрд;"
    "1000000000000 +триллион триллиона триллионы триллионов трлн",
    "ar": "1000 +الف الفا الاف; 1000000 +مليون مليونا ملايين; 1000000000 +مليار +بليون مليارا بليونا مليارات بلايين;"
    "1000000000000 +تريليون تريليونا تريليونات",
}
_HUNDREDS = {"en": "100 hundred", "fr": "100 +cent cents", "ar": "100 +مائه +مئه"}
_LOOSE = {  # near-numbers: they can bear a claim out, and are no claim themselves
    "en": "2 both twice double doubled dual pair biennial biennium; 3 triple tripled triennial; 5 quinquennial;"
    "10 decade",
    "fr": "2 double doubler biennal; 3 tiers triple; 5 quinquennal quinquennale; 10 decennie dizaine; 12 douzaine;"
    "15 quinzaine; 20 vingtaine; 30 trentaine; 50 cinquantenaire cinquantaine; 100 centaine centenaire",
    "es": "2 ambos ambas doble bienal bienio; 3 triple trienio; 5 quinquenal quinquenio; 10 decenio decada decena;"
    "12 docena; 20 veintena; 50 cincuentenario; 100 centenar centenario",
    "ru": "2 оба обе обоих обеих обоим обеим обоими обеими вдвое дважды пара двойного; 3 втрое трижды; 10 десяток;"
    "12 дюжина; 100 сотня; 1 впервые",
    "ar": "2 كلا كلتا كلاهما ضعف عامين عامان يومين شهرين اسبوعين طرفين جانبين بلدين صكين قرارين هدفين تقريرين"
    " اجتماعين مجالين بروتوكولين; 20 عقدين عقدان; 10 عقد",
}
_ENDINGS = {
    "es": ("o", "a", "os", "as"),
    "ru": ("ый", "ой", "ий", "ая", "ое", "ого", "ому", "ым", "ом", "ую", "ые", "ых", "ыми"),
}
_TEENS = ("одинна", "двена", "трина", "четырна", "пятна", "шестна", "семна", "восемна", "девятна")
_ARABIC_PREFIXES = ("", "ال", "ب", "ل", "ك", "بال", "لل", "كال")
_PLAIN = str.maketrans("áàâäéèêëíìîïóòôöúùûüñçё", "aaaaeeeeiiiioooouuuunce")
_PLAIN_RU = str.maketrans("ё", "е")
_PLAIN_AR = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "ـ": None} | dict.fromkeys("ًٌٍَُِّْ"))
_DUAL = re.compile(r"\w{3,}ت(?:ين|ان)$")


def fold(word: str, language: str) -> str:
    """The word as the tables write it: lower case, without accents, hamza seats and short vowels."""
    if language == "ar":
        return word.translate(_PLAIN_AR)
    return word.lower().translate(_PLAIN_RU if language == "ru" else _PLAIN)


@lru_cache(maxsize=8192)
def look_up(word: str, language: str) -> Word | None:
    """What `word` adds to a number, or None when it is no number word of `language`."""
    key = fold(word, language)
    hit = _lexicon(language).get(key)
    if hit or language not in ("ar", "ru"):
        return hit
    if language == "ar":
        return Word(Fraction(2), "loose") if _DUAL.match(key) else None
    years = key.find("лет")  # the Russian for "five-year" is one word
    stem = _lexicon(language).get(key[:years]) if years > 1 else None
    return Word(stem.value, "loose") if stem and stem.kind == "cardinal" else None


@cache
def _lexicon(language: str) -> dict[str, Word]:
    words: dict[str, Word] = {}
    sources: tuple[tuple[Kind, dict[str, str]], ...] = (
        ("loose", _LOOSE),
        ("ordinal", _ORDINALS),
        ("cardinal", _CARDINALS),
        ("scale", _SCALES),
        ("hundred", _HUNDREDS),
    )
    for kind, tables in sources:
        for value, form in _rows(tables.get(language, ""), language):
            alone = kind not in ("scale", "hundred") or form.startswith("+")
            words[form.lstrip("+")] = Word(value, kind, alone)
    if language == "ru":
        tens = [*((n, stem + "дцат") for n, stem in enumerate(_TEENS, 11)), (20, "двадцат"), (30, "тридцат")]
        words |= {stem + end: Word(Fraction(n), "cardinal") for n, stem in tens for end in ("ь", "и", "ью")}
    return _with_prefixes(words) if language == "ar" else words


def _rows(table: str, language: str) -> list[tuple[Fraction, str]]:
    rows: list[tuple[Fraction, str]] = []
    for row in filter(str.strip, table.split(";")):
        value, *forms = row.split()
        for form in forms:
            endings = _ENDINGS[language] if form.endswith("@") else ("",)
            rows += [(Fraction(value), form.removesuffix("@") + ending) for ending in endings]
    return rows


def _with_prefixes(words: dict[str, Word]) -> dict[str, Word]:
    """Arabic writes "and", "the", "by", "for" and "as" onto the word."""
    out: dict[str, Word] = {}
    for prefix in _ARABIC_PREFIXES:
        for form, word in words.items():
            if prefix == "ل" and form == "ست":  # "I am not"
                continue
            out.setdefault(prefix + form, word)
            out.setdefault("و" + prefix + form, Word(word.value, word.kind, word.alone, joined=True))
            out.setdefault("ف" + prefix + form, word)
    out["الاثنين"] = Word(Fraction(2), "loose")  # also Monday
    return out
