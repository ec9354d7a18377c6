"""Words for lexical search: stems by language, pairs of characters for Chinese. Pure.

Every term begins with two letters that say where it belongs: the language of a stem ("eninspect"), or "xx" for what is
the same in all of them: numbers, and Latin words as written in a text of another script. So a stem of one language
never meets a stem of another.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from corpus.language import detect_language, script_shares
from corpus.model import Language
from corpus.names import display_name, find_names
from corpus.terms import find_terms, terms
from retrieval.stems import stem

SHARED = "xx"
LATIN = (Language.EN, Language.FR, Language.ES)
_HAN = "\u3400-\u9fff\uf900-\ufaff"
_LETTER = rf"[^\W_{_HAN}]"
_TOKEN = re.compile(
    rf"(?P<number>(?<!{_LETTER})[0-9]{{1,3}}(?:[ ,.][0-9]{{3}})+(?![.,]?{_LETTER})|[0-9]+[.,][0-9]+(?![.,]?[0-9]))"
    rf"|(?P<han>[{_HAN}]+)|(?P<word>{_LETTER}+)"
)
_LATIN_WORD = re.compile(r"[a-z0-9\u00df-\u024f]+")
_ARABIC_MARKS = re.compile(r"[\u064b-\u065f\u0670\u0640\u200c-\u200f]")
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫یک", "01234567890123456789.يك")
_ARABIC_LETTERS = str.maketrans("أإآٱى", "ااااي")
_APOSTROPHES = str.maketrans("’ʼ＇", "'''")
_ELIDED = re.compile(r"\b(?:[cdjlmnst]|qu|lorsqu|puisqu|jusqu)'(?=\w)")
_ARTICLE = re.compile(r"[وف]?(?:[بك]?ال|لل)(?=\w{2})")
_ATTACHED = "وفبلك"
_ENDINGS = ("تهما", "تها", "تهم", "هما", "ها", "هم", "ان", "ات", "ون", "ين", "يه", "ية", "ته", "ه", "ة", "ي", "ا")
_SHORTEST = 3  # letters that an Arabic stem keeps

_QUOTED = re.compile(
    r"\"([^\"]{2,300})\"|“([^”]{2,300})”|„([^“”]{2,300})[“”]|«([^»]{2,300})»|「([^」]{2,300})」|『([^』]{2,300})』"
    r"|＂([^＂]{2,300})＂|(?<!\w)‘(.{2,300}?)’(?!\w)"
)
_FEW_WORDS = 3
_MOST_NAMED = 12
_LATIN_ARTICLES = re.compile(r"(?i)^(?:the|le|la|les|el|los|las)\s+|^l['’]")

# Words that ask, and the commonest particles. What else is common in the papers is told by how many hold it.
_ASKING = {
    Language.EN: "what which who whom whose how why when where does do did is are was were be been has have had can"
    " could should would will shall may might any some about say says said think the a an of to in on for and or by"
    " with from as at it its that this these those there their they he she we i you please tell me give many much",
    Language.FR: "que quel quelle quels quelles qui quoi comment pourquoi quand où combien est ce sont était a ont au"
    " aux de du des la le les un une et ou en dans sur pour par avec il elle ils elles on nous vous se son sa ses leur"
    " leurs cette ces cet dit disent pense pensent sujet propos quant ne pas plus y été être avoir",
    Language.ES: "qué que cuál cuáles cual quién quiénes cómo cuándo cuánto cuánta cuántos cuántas dónde por para es"
    " son era fue ha han hay el la los las un una unos unas de del al a en con y o u e se su sus lo le les sobre acerca"
    " dice dicen piensa este esta estos estas eso no más ser sido",
    Language.RU: "что какой какая какие какое каков какова каковы какую каким какими каких кто кого кому кем как где"
    " когда почему зачем сколько ли чем о об обо в во на по с со и или к ко у от для до из за не это этот эта эти быть"
    " был была были есть его ее их они он она мы говорит говорится сказано думает относительно",
    Language.AR: "ما ماذا هل كيف متى أين كم من أي لماذا مَن هو هي هم في على عن إلى بشأن حول مع أو و أن إن التي "
    " الذي الذين هذا هذه ذلك تلك قد لم لا كان كانت يكون تكون قال قالت يقول تقول رأي",
    Language.ZH: "什么 怎么样 怎么 怎样 如何 哪些 哪个 哪里 哪 多少 几个 为什么 为何 何时 是否 有何 吗 呢 请问"
    " 关于 对于",
}  # fmt: skip


class Named(NamedTuple):
    """``text[start:end]`` names a term, a State or a group; ``names`` is what it is called in each language."""

    start: int
    end: int
    names: Mapping[Language, str]


def words_of(text: str, language: Language) -> list[str]:
    """Terms of a text, in order, repeats kept. Chinese runs become overlapping pairs of characters.

    >>> words_of("Verification measures", Language.EN)
    ['enverif', 'enmeasur']
    """
    return [term for _, term in _terms(text, language)]


def also_of(text: str, language: Language) -> list[str]:
    """Further terms that a paragraph is found by, each once: its capitalised Latin words as written, which are names
    in any language, and Arabic words without the particle that may be attached to them."""
    found: dict[str, None] = {}
    if language in LATIN:
        for match in _TOKEN.finditer(_plain(text)):
            word = match.group()
            if match.lastgroup == "word" and word[0].isupper():
                found[SHARED + word.casefold()] = None
    elif language is Language.AR:
        for match in _TOKEN.finditer(_plain(text)):
            if match.lastgroup == "word":
                found |= dict.fromkeys(_without_attached(_key(match.group())))
    return list(found)


def asking_words(text: str, language: Language) -> list[tuple[str, tuple[str, ...]]]:
    """The words of a question that tell something, each once: its term, and other terms that stand for it in the same
    language. Words that ask and particles are left out, unless nothing else is there.
    """
    found, spared = _told(text, language)
    return list((found or spared).items())


def tells_something(text: str, language: Language) -> bool:
    """Whether a text has a word beside those that ask and particles."""
    return bool(_told(text, language)[0])


def _told(text: str, language: Language) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    found, spared = dict[str, tuple[str, ...]](), dict[str, tuple[str, ...]]()
    for word, term in _terms(_asking_han().sub(" ", text) if language is Language.ZH else text, language):
        also = tuple(_without_attached(word)) if language is Language.AR else ()
        (spared if word.translate(_ARABIC_LETTERS) in _asking(language) else found)[term] = also
    return found, spared


def names_as_written(text: str, language: Language) -> list[str]:
    """Terms by which a name in a question is found in papers of other languages: its Latin words with a capital, all
    of them in a text of another script. The first word counts only when all its letters are capitals.

    >>> names_as_written("What does Averland offer?", Language.EN)
    ['xxaverland']
    """
    found: dict[str, None] = {}
    for match in _TOKEN.finditer(_plain(text)):
        word = match.group()
        first = not text[: match.start()].strip()
        named = language not in LATIN or (word[0].isupper() and (not first or (word.isupper() and len(word) > 1)))
        if match.lastgroup == "word" and named and _LATIN_WORD.fullmatch(word.casefold()) and not word.isdigit():
            found[SHARED + word.casefold()] = None
    return list(found)


def quoted(text: str) -> tuple[str, ...]:
    """What stands in quotation marks of any kind, without them; a mark without its pair quotes nothing."""
    return tuple(next(filter(None, match.groups())).strip() for match in _QUOTED.finditer(text))


def asked_in(text: str, language: Language) -> tuple[Language, ...]:
    """The languages that a question may be in, by its script, the given one first. Two or three words do not tell
    which of those in Latin script; more may be in another one than the reader's."""
    shares = script_shares(text)
    if script := max(shares, key=lambda key: shares[key], default=None):
        return (script,)
    likely = language if language in LATIN else detect_language(text)
    others = LATIN if len(text.split()) <= _FEW_WORDS else (detect_language(text),)
    return tuple(dict.fromkeys((likely, *others)))


def named_in(text: str, language: Language) -> tuple[Named, ...]:
    """Terms of the table, States and groups that a question names, with their names in six languages.

    At most 12, in the order of the text.
    """
    by_key = _term_names()
    hits = [Named(hit.start, hit.end, by_key[hit.key]) for hit in find_terms(text, language)]
    for name in find_names(text, adjectives=True):
        if not any(hit.start <= name.start < hit.end for hit in hits):
            names = {each: _name(name.code, each, name.kind) for each in Language}
            hits.append(Named(name.start, name.end, names))
    return tuple(sorted(hits, key=lambda hit: hit.start)[:_MOST_NAMED])


@functools.cache
def _term_names() -> dict[str, dict[Language, str]]:
    return {term.key: {each: names[0] for each, names in term.names.items() if names} for term in terms()}


def _name(code: str, language: Language, kind: str) -> str:
    return _LATIN_ARTICLES.sub("", display_name(code, language.value, kind=kind))


def _terms(text: str, language: Language) -> Iterator[tuple[str, str]]:
    """(word as written, folded; term), in order."""
    for match in _TOKEN.finditer(_key(text, elided=language is Language.FR)):
        word = match.group()
        if match.lastgroup == "han":
            pairs = [word[i : i + 2] for i in range(len(word) - 1)] or [word]
            yield from ((pair, Language.ZH + pair) for pair in pairs)
        elif match.lastgroup == "number":
            digits = re.sub(r"[ ,.]", "", word) if re.fullmatch(r"\d{1,3}(?:[ ,.]\d{3})+", word) else word
            yield word, SHARED + digits.replace(",", ".")
        elif any(map(str.isdigit, word)) or (language not in LATIN and _LATIN_WORD.fullmatch(word)):
            yield word, SHARED + word
        else:
            yield word, language + _stem(word, language)


@functools.lru_cache(maxsize=1 << 17)
def _stem(word: str, language: Language) -> str:
    return _arabic_stem(word) if language is Language.AR else stem(word, language)


def _arabic_stem(word: str) -> str:
    """A word without its article, what is written before the article, and one or two endings. Snowball's stemmer for
    Arabic leaves "and the" on and takes other endings with the article than without. The hamza is dropped last: it
    tells the first letters of a word from the article."""
    left = _without_article(word).translate(_ARABIC_LETTERS)
    for _ in range(2):
        ending = next((e for e in _ENDINGS if left.endswith(e) and len(left) - len(e) >= _SHORTEST), "")
        left = left[: len(left) - len(ending)]
    return left


def _without_article(word: str) -> str:
    match = _ARTICLE.match(word)
    return word[match.end() :] if match else word


def _without_attached(word: str) -> Iterator[str]:
    """The term of an Arabic word without article as if its first letter meant "and", "with", "to" or "like"."""
    if _ARTICLE.match(word) is None and word[0] in _ATTACHED and len(word) > _SHORTEST:
        yield Language.AR + _stem(word[1:], Language.AR)


@functools.cache
def _asking(language: Language) -> frozenset[str]:
    return frozenset(_key(_ASKING[language]).translate(_ARABIC_LETTERS).split())


@functools.cache
def _asking_han() -> re.Pattern[str]:
    return re.compile("|".join(_ASKING[Language.ZH].split()))


def _plain(text: str) -> str:
    """Compatibility forms opened, apostrophes straight, Arabic marks and digits levelled; case kept."""
    opened = unicodedata.normalize("NFKC", text).translate(_APOSTROPHES)
    return _ARABIC_MARKS.sub("", opened).translate(_DIGITS)


def _key(text: str, *, elided: bool = False) -> str:
    folded = unicodedata.normalize("NFC", _plain(text).casefold())
    return _ELIDED.sub(" ", folded) if elided else folded
