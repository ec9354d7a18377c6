"""A follow-up made into a question that stands alone: "and the United States?", 又如何看待第六条？

A follow-up either asks the question before it of somebody else, or asks something else of those who were asked before.
What is carried over is what the earlier question names, never what was answered.
"""

from __future__ import annotations

import re
from dataclasses import replace

from app.drafting.judge import Judge
from app.drafting.model import Standing
from app.drafting.plain import plain
from corpus.language import detect_language
from corpus.model import Language
from retrieval.cues import Asked, Cue
from retrieval.understand import read_question
from retrieval.words import tells_something

_OPENINGS = {
    Language.EN: r"(?:and|but|or|also|so|then|what about|how about|what of|same for|as for|now)\b",
    Language.FR: r"(?:et|mais|ou|alors|aussi|qu['’]en est-il|quid|même question|quant [àa]u?x?)(?!\w)",
    Language.ES: r"[¿¡]?\s*(?:y|pero|o|e|también|qué hay del?|qué pasa con|lo mismo|en cuanto a)(?!\w)",
    Language.RU: r"(?:а|и|но|или|также|то же|что насч[её]т|что касается|насч[её]т)(?!\w)",
    Language.AR: r"(?:وماذا عن|ماذا عن|و(?!فق|فد|رق|ثي|ضع|كال|زار|زي)(?=\S)|ثم|لكن|أو|كذلك|بالنسبة)",
    Language.ZH: r"(?:那么?|又|还有|而|至于|另外|同样|再|此外|关于这一点)",
}
_CLOSING = r"[ ?？؟.!。]*(?:又(?:如何|怎样|怎么样)|如何|怎么样|呢)[ ?？؟.!。]*$"
_POINTING = {
    Language.EN: r"\b(?:it|its|they|them|their|theirs|this|that|these|those|he|she|there|same)\b",
    Language.FR: r"\b(?:il|elle|ils|elles|leur|leurs|son|sa|ses|cela|ceci|celui-ci|ceux-ci|y|lui)\b"
    r"|\b(?:ce|cet|cette|ces)\s+(?:document|texte|résumé|projet|paragraphe|déclaration|proposition|position|sujet|groupe"
    r"|question|état|pays|délégation)s?\b",
    Language.ES: r"\b(?:ella|ellos|ellas|su|sus|eso|esto|ello|ese|esa|esos|allí|lo mismo)\b",
    Language.RU: r"\b(?:он|она|оно|они|его|ее|её|их|этот|это|этого|этом|эти|там|им|ей)\b",
    Language.AR: r"(?:\b[وف]?(?:هي|هو|هم)\b|ذلك|هذا|هذه|تلك|\b\w{0,2}لدي?(?:ها|هم)\b"
    r"|(?:موقف|مواقف|رأي|آراء?|آراؤ|اقتراح\w*|مقترح\w*|ورقت|وثيقت|بيان\w*|تقرير)(?:ها|هم)\b)",
    Language.ZH: r"(?:它们?|他们?|她们?|其(?!他|中)|这|那(?!么)|该(?!约)|两国|此(?!外))",
}
_SUBJECTLESS = {  # a verb of saying whose subject is left out, as these languages may
    Language.ES: r"\b(?:qué|cómo)\s+(?:dicen?|dijo|dijeron|propone[n]?|opinan?|piensan?|quieren?|piden?|ven?)\b",
    Language.RU: r"\bчто\s+(?:говор\w+|предлага\w+|дума\w+|хот\w+)\b",
    Language.AR: r"ماذا\s+(?:تقول|يقول|قالت|قال|تقترح|اقترحت|ترى)\b",
    Language.ZH: r"^(?:如何|怎么|怎样)(?:看待?|评价|说)",
}
_ON_THAT = re.compile(  # what the question before was about, when all that is asked is what became of it
    r"\b(?:on|about|regarding) (?:that|this|it)(?=\s*[?.!,]|\s*$|\s+(?:in|at|by|since|during)\b)"
    r"|\b(?:is|was) (?:that|this|it) still\b|\b(?:has|have) (?:that|this|it|they) changed\b"
    r"|\bà ce sujet\b|\bà cet égard\b|\bcela\b|\best-ce (?:toujours|encore)\b|\bal respecto\b"
    r"|\b(?:eso|ello|es[ae] su)\b|\bпо этому (?:вопросу|поводу)\b|\bоб этом\b|\bэто\b"
    r"|\b(?:في |ب)هذا الشأن|\b(?:ب?ذلك|هذا موقف\w*)"
    r"|对此|就此|这(?:仍|还)|此后",
    re.IGNORECASE,
)
_WHO = ("state", "group", "about")
_ARTICLE = re.compile(r"(?<!\w)(?:the|la|le|les|el|los|las)\s+$|(?<!\w)l['’]$", re.IGNORECASE)
_ENDS = " ?？؟.!。"
_FAMILIES = (("state", "group"), ("session", "since", "until", "year"), ("symbol",), ("kind",), ("status",))
_SUBJECTS = ("article", "about")  # cues that say what is asked, not of whom


def resolve(question: str, before: Standing | None) -> Standing:
    """A question of a conversation as one that stands alone.

    >>> first = resolve("What does Sweden say about risk reduction?", None)
    >>> resolve("And Norway?", first).text
    'What does Norway say about risk reduction?'
    """
    asked = read_question(question)
    if before is None:
        return Standing(question, asked)
    if bare := _bare(question, before):
        return _of_others(bare, read_question(bare), before)
    if not _follows(question, asked):
        return Standing(question, asked)
    decided = "adopted" in asked.values("status")
    if not decided and not _says_what(question, asked):
        return _of_others(question, asked, before)
    on_that = bool(_ON_THAT.search(question))
    text = f"{question} ({before.text})" if on_that else question
    named = {field for cue in asked.cues for family in _FAMILIES for field in family if cue.field in family}
    if decided:  # nobody's view is asked for
        named.update(_FAMILIES[0])
    if on_that:  # what became of it since
        named.update(_FAMILIES[1])
    carried = tuple(cue for cue in before.asked.cues if cue.hard and cue.field not in named and _in_family(cue))
    moved = tuple(replace(cue, start=0, end=0) for cue in carried)
    return Standing(text, Asked((*moved, *asked.cues)), carried)


async def resolve_with(judge: Judge, question: str, before: Standing | None) -> Standing:
    """As ``resolve``, in a model's words. They are taken only when they name nobody, no paper, no number and no date
    that the two questions do not; whom is asked stays as it was found without the model."""
    standing = resolve(question, before)
    if before is None or not _follows(question, standing.asked):
        return standing
    words = plain(await judge.standing_alone(before.text, question))
    return replace(standing, text=words) if _adds_nothing(words, (question, before.text, standing.text)) else standing


def _adds_nothing(words: str, given: tuple[str, ...]) -> bool:
    """Whether a question is made of what was asked: one question, in the language of the follow-up."""
    if not words or len(words) > sum(map(len, given)) or detect_language(words) is not detect_language(given[0]):
        return False
    values = {cue.value for text in given for cue in read_question(text).cues}
    figures = set(re.findall(r"\d+", " ".join(given)))
    return all(cue.value in values for cue in read_question(words).cues) and set(re.findall(r"\d+", words)) <= figures


def _follows(question: str, asked: Asked) -> bool:
    """Whether a question leans on the one before it: it opens with "and", points back, leaves out its
    subject, or names and asks nothing."""
    language = detect_language(question)
    opens = re.match(rf"\s*{_OPENINGS[language]}", question, re.IGNORECASE)
    points = re.search(_POINTING[language], question, re.IGNORECASE)
    nobody = not any(cue.field in _WHO for cue in asked.cues)
    silent = nobody and re.search(_SUBJECTLESS.get(language, r"(?!)"), question, re.IGNORECASE)
    return bool(opens or points or silent) or not _says_what(question, asked)


def _bare(question: str, before: Standing) -> str | None:
    """A follow-up that opens with "what about" or ends with 呢, and names nothing but whom or when, without those."""
    rest = question
    for language in dict.fromkeys((detect_language(question), detect_language(before.text))):
        for _ in range(2):
            rest = re.sub(rf"^\s*{_OPENINGS[language]}", " ", rest, flags=re.IGNORECASE).strip()
    rest = re.sub(_CLOSING, "", rest)
    asked = read_question(rest)
    named = any(cue.field in family for cue in asked.cues for family in _FAMILIES)
    named = named and not asked.values("status")
    return rest if rest != question.strip() and named and not _says_what(rest, asked, before.text) else None


def _says_what(question: str, asked: Asked, speech: str | None = None) -> bool:
    """Whether a question has a subject of its own beside the names, sessions and dates in it. ``speech``: a text in its
    language, where it is too short to tell."""
    if any(cue.field in _SUBJECTS for cue in asked.cues):
        return True
    language = detect_language(speech or question)
    left = re.sub(rf"^\s*{_OPENINGS[language]}", " ", question, flags=re.IGNORECASE)
    shift = len(question) - len(left)
    for cue in asked.cues:
        start, end = max(cue.start - shift, 0), max(cue.end - shift, 0)
        left = left[:start] + " " * (end - start) + left[end:]
    left = re.sub(_POINTING[language], " ", left, flags=re.IGNORECASE)
    return tells_something(left, language)


def _of_others(question: str, asked: Asked, before: Standing) -> Standing:
    """The question before, asked of what this one names: each name in place of one of its kind, or after the rest."""
    text = before.text
    for family in _FAMILIES:
        spans = [_with_article(question, cue) for cue in asked.cues if cue.field in family and cue.start < cue.end]
        new = [question[start:end] for start, end in spans]
        if not new:
            continue
        old = [cue for cue in read_question(text).cues if cue.field in family and cue.start < cue.end]
        words = ", ".join(dict.fromkeys(new))
        if not old:
            end = len(text.rstrip(_ENDS))
            text = f"{text[:end]} ({words}){text[end:]}"
        for place, (start, end) in enumerate(sorted((_with_article(text, cue) for cue in old), reverse=True)):
            text = text[:start] + (words if place == len(old) - 1 else "") + text[end:]
    text = re.sub(r"\s+", " ", text).strip()
    again = read_question(text)
    named = {family for family in _FAMILIES if any(cue.field in family for cue in again.cues)}
    carried = tuple(cue for cue in before.carried if not any(cue.field in family for family in named))
    moved = tuple(replace(cue, start=0, end=0) for cue in carried)
    authors = _as_authors(asked, before.asked, again)
    return Standing(text, Asked((*moved, *authors)), carried)


def _with_article(text: str, cue: Cue) -> tuple[int, int]:
    """Where a name stands with the article before it."""
    article = _ARTICLE.search(text, 0, cue.start)
    return (article.start() if article else cue.start), cue.end


def _as_authors(asked: Asked, before: Asked, again: Asked) -> tuple[Cue, ...]:
    """A State or group that stands where one was asked for its view is asked for its own."""
    if not (before.authors or before.groups):
        return again.cues
    named = {cue.value for cue in asked.cues}
    return tuple(
        replace(cue, field="state" if cue.field == "about" else cue.field, hard=True)
        if cue.field in ("state", "group", "about") and cue.value in named
        else cue
        for cue in again.cues
    )


def _in_family(cue: Cue) -> bool:
    return any(cue.field in family for family in _FAMILIES)
