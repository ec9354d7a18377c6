"""Whether a question asks what was decided: "What did the 2031 Conference decide on inspectors?". No model; six
languages. Its answer stands in adopted texts, not in what States proposed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from retrieval.cues import Cue

_SIGNS = ".!?؟。？¿,،，"  # after the last of them nothing but spaces and quotes: so a run of signs is read once
_START = rf"(?:^\W*|[{_SIGNS}][^\w{_SIGNS}]*)(?:(?:and|but|so|then|et|mais|y|pero|а|и|но)\s+)?"
_TAKEN = r"(?:decided|adopted|agreed|concluded|decreed)"
_WORDING = r"(?:wording|language|texts?|decisions?|provisions?|paragraphs?|commitments?|formula|outcome)"
_BODY = r"(?:conferences?|committee|meeting|(?:states )?parties|member states|delegations)"
_ENGLISH = (
    rf"{_START}what\s+(?:was|were|has been|had been|is|got)\s+(?:(?:finally|already|eventually)\s+)?(?P<en1>{_TAKEN})\b"
    rf"|{_START}(?:what|which)\s+{_WORDING}\b[^.?]*?\b(?:was|were|been)\s+(?:\w+\s+)?(?P<en2>{_TAKEN}|taken)\b"
    rf"|{_START}(?:what|which(?:\s+\w+)?|how)\s+(?:did|has|have)\s+[^.?]{{0,40}}?\b{_BODY}\s+(?:\w+\s+)?"
    r"(?P<en3>decided?|adopt(?:ed)?|agreed?|concluded?)\b"
)
_FRENCH_TAKEN = r"(?:décidée?s?|adoptée?s?|convenue?s?|arrêtée?s?|approuvée?s?)"
_FRENCH_BODY = r"(?:(?:la|le|les)\s+|l['’])?(?:conférence|états parties|parties|comité|réunion)"
_FRENCH = (
    rf"{_START}qu['’](?:a|ont|avait)\s+(?P<fr1>{_FRENCH_TAKEN})\s+{_FRENCH_BODY}\b"
    rf"|{_START}qu['’]a-t-(?:on|il\s+été)\s+(?P<fr2>{_FRENCH_TAKEN})\b"
    rf"|{_START}qu['’]est-ce qu(?:i a été|e\s*{_FRENCH_BODY}[^.?]*?\s+a(?:vait)?)\s+(?P<fr3>{_FRENCH_TAKEN})\b"
    r"|\bquel(?:le)?s?\s+(?:textes?|libellés?|formulations?|décisions?|dispositions?|engagements?|paragraphes?)\b"
    rf"[^.?]*?\b(?:a|ont|avait)\s+été\s+(?P<fr4>{_FRENCH_TAKEN}|prise?s?)\b"
)
_SPANISH_TAKEN = (
    r"(?:decidi(?:ó|eron|do|da)|acord(?:ó|aron|ad[ao]s?)|aprob(?:ó|aron|ad[ao]s?)|adopt(?:ó|aron|ad[ao]s?))"
)
_SPANISH = (
    rf"\bqué\s+(?:ha\s+|han\s+)?(?P<es1>{_SPANISH_TAKEN})\s+(?:la|los|el)\s+"
    r"(?:conferencia|estados partes|partes|comité)\b"
    rf"|\bqué\s+(?:se\s+(?:ha\s+)?|fue\s+)(?P<es2>{_SPANISH_TAKEN})\b"
    r"|\bqué\s+(?:textos?|redacci[oó]n|formulaci[oó]n|decisi[oó]n(?:es)?|disposici[oó]n(?:es)?|párrafos?)"
    rf"\b[^.?]*?\b(?:se|fue|fueron|sido)\s+(?P<es3>{_SPANISH_TAKEN}|tomad[ao]s?)\b"
)
_RUSSIAN = (
    r"\bчто\s+(?:(?:было|уже|в итоге|тогда)\s+)*(?P<ru1>решено|принято|согласовано|постановлено)\b"
    r"|\bчто\s+(?:(?:уже|в итоге)\s+)*(?P<ru2>(?:решил|постановил|принял|согласовал)[аи]?)\s+(?:[\w-]+\s+)?"
    r"(?:конференци|государств|участник|сторон|комитет)"
    r"|\bкак\w+\s+(?:формулировк|текст|решени|положени|обязательств|пункт)\w*\b[^.?]*?\s"
    r"(?P<ru3>(?:принят|согласован|одобрен|утвержден)[аоы]?)\b"
)
_ARABIC = (
    r"\bو?ماذا\s+(?:(?P<ar1>قررت?|اعتمدت?)\s+(?:ال)?(?:مؤتمر|دول|أطراف|لجنة)|(?P<ar2>تقرر|اعتُ?مد|اتُ?فق)\b)"
    r"|\bو?ما\s+الذي\s+(?P<ar3>تقرر|قرره|اعتمده|اعتُ?مد|اتُ?فق)"
    r"|\bما\s+(?:هي?\s+)?(?:ال)?(?:نص|نصوص|صيغة|صياغة|قرار|قرارات|مقرر|مقررات|التزامات|فقرة)\s[^.؟?]*?"
    r"(?P<ar4>اعتُ?مد\w*|اتُ?فق|اتُ?خذت?|أُ?قرت?)\b"
)
_CHINESE_WHAT = r"(?:什么样?|哪些|怎样|何种|哪种)"
_CHINESE = (
    rf"(?P<zh1>作出|做出|达成|通过)了?{_CHINESE_WHAT}的?(?:决定|措辞|案文|文字|表述|协议|协商一致|一致意见)"
    rf"|(?P<zh2>决定|商定|议定|通过)了?{_CHINESE_WHAT}"
    r"|(?P<zh3>通过|商定|议定)的(?:案文|措辞|决定|文字)(?:是|有)"
)
_DECIDED = re.compile("|".join((_ENGLISH, _FRENCH, _SPANISH, _RUSSIAN, _ARABIC, _CHINESE)), re.IGNORECASE)


def find_decisions(text: str) -> Iterator[Cue]:
    """A hard cue for adopted texts at the word that says decided, where that is what the question asks."""
    if match := _DECIDED.search(text):
        word = next(name for name, found in match.groupdict().items() if found)
        yield Cue("status", "adopted", *match.span(word), hard=True)
