"""Verbs found in text with their strength: the table of the field in six languages, false friends, properties."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.model import Language
from corpus.name_matching import fold_name
from corpus.verbs import Verb, VerbHit, find_verbs, verbs

TABLE = Path(__file__).parents[2] / "corpus" / "data" / "verbs.tsv"
LINES = [line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines()]
FORMS = [line for line in LINES[1:] if line[0] not in "+-"]
LANGUAGES = ("en", "fr", "es", "ru", "ar", "zh")
OPERATIVE = {
    "takes-note": 1,
    "notes": 2,
    "recalls": 3,
    "recognizes": 4,
    "welcomes": 5,
    "reaffirms": 6,
    "encourages": 7,
    "invites": 8,
    "calls-upon": 9,
    "urges": 10,
    "requests": 11,
    "decides": 11,
}
CONCERN = {"notes-with-concern": 1, "expresses-concern": 2, "deplores": 3, "condemns": 4}
MODALITY = {"may": 1, "should": 2, "must": 3}


def found(text: str, language: str) -> list[tuple[str, str]]:
    return [(text[hit.start : hit.end], hit.key) for hit in find_verbs(text, Language(language))]


def keys(text: str, language: str) -> str:
    return " ".join(hit.key for hit in find_verbs(text, Language(language)))


# The table


def test_the_scales_climb_as_the_field_has_it() -> None:
    scales = {"operative": OPERATIVE, "concern": CONCERN, "modality": MODALITY}
    assert dict(verbs()) == {
        key: Verb(key, strength, scale) for scale, strengths in scales.items() for key, strength in strengths.items()
    }


def test_rows_are_well_formed() -> None:
    assert LINES[0] == ["key", "strength", "scale", "language", "form", "source"]
    for line in LINES[1:]:
        assert len(line) == 6, line
        key, strength, scale, language, form, source = line
        verb = verbs().get(key)
        assert (int(strength), scale) == ((verb.strength, verb.scale) if verb else (0, "-")), line
        assert (language in LANGUAGES, source) == (True, "unreviewed"), line
        assert form == unicodedata.normalize("NFC", " ".join(form.split())), line
    spelled = [(line[0], line[3], line[4]) for line in LINES[1:]]
    assert len(spelled) == len(set(spelled))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_verb(language: str) -> None:
    assert {line[0] for line in FORMS if line[3] == language} == set(verbs())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_is_found_as_its_verb(language: str) -> None:
    for key, _, _, _, form, _ in (line for line in FORMS if line[3] == language):
        (hit,) = find_verbs(form, Language(language))
        assert form[hit.start : hit.end] == form
        assert key in (hit.key, *hit.also)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_no_verb_hides_what_it_holds(language: str) -> None:
    for _, _, _, _, form, _ in (line for line in LINES[1:] if line[0] == "-" and line[3] == language):
        assert find_verbs(form, Language(language)) == ()


def test_the_forms_that_can_be_read_in_two_ways_are_these() -> None:
    readings: dict[tuple[str, str], list[str]] = {}
    for key, _, _, language, form, _ in FORMS:
        held = readings.setdefault((language, fold_name(form).lower()), [])
        held += [key] if key not in held else []
    double = {(language, *held) for (language, _), held in readings.items() if len(held) > 1}
    assert double == {
        ("ar", "calls-upon", "invites"),
        ("es", "calls-upon", "requests"),
        ("fr", "calls-upon", "requests"),
        ("ru", "must", "should"),
        ("zh", "calls-upon", "urges"),
        ("zh", "notes", "takes-note"),
        ("zh", "requests", "invites"),
        ("zh", "should", "must"),
    }


# The table of the field: each verb, in a sentence of each language

DOMAIN = {
    "reaffirms": ("Reaffirms", "Réaffirme", "Reafirma", "Вновь подтверждает", "يؤكد من جديد", "重申"),
    "recalls": ("Recalls", "Rappelle", "Recuerda", "Напоминает", "يشير إلى", "回顾"),
    "notes": ("Notes", "Note / Constate", "Observa", "Отмечает", "يلاحظ", "注意到"),
    "takes-note": ("Takes note", "Prend note", "Toma nota", "Принимает к сведению", "يحيط علما", "表示注意到"),
    "recognizes": ("Recognizes", "Reconnaît", "Reconoce", "Признает", "يعترف", "认识到"),
    "welcomes": ("Welcomes", "Se félicite", "Acoge con beneplácito", "Приветствует", "يرحب", "欢迎"),
    "encourages": ("Encourages", "Encourage", "Alienta", "Рекомендует / Поощряет", "يشجع", "鼓励"),
    "invites": ("Invites", "Invite", "Invita", "Приглашает", "يوجه الدعوة", "邀请"),
    "calls-upon": ("Calls upon", "Demande à / Engage", "Exhorta / Pide a", "Призывает", "يهيب / يدعو", "吁请 / 促请"),
    "urges": ("Urges", "Exhorte / Prie instamment", "Insta", "Настоятельно призывает", "يحث", "敦促"),
    "requests": ("Requests", "Prie", "Solicita / Pide", "Просит", "يطلب إلى", "请"),
    "decides": ("Decides", "Décide", "Decide", "Постановляет", "يقرر", "决定"),
    "notes-with-concern": (
        "Notes with deep concern",
        "Note avec une vive préoccupation",
        "Observa con preocupación",
        "Отмечает с глубокой озабоченностью",
        "يلاحظ مع بالغ القلق",
        "关切地注意到",
    ),
    "expresses-concern": (
        "Expresses its grave concern",
        "Exprime sa profonde préoccupation",
        "Expresa su grave preocupación",
        "Выражает серьезную озабоченность",
        "يعرب عن بالغ القلق",
        "表示严重关切",
    ),
    "deplores": ("Deplores", "Déplore", "Deplora", "Выражает сожаление", "يشجب", "痛惜"),
    "condemns": ("Condemns", "Condamne", "Condena", "Осуждает", "يدين", "谴责"),
    "may": ("may", "peut", "puede", "может", "يجوز", "可以"),
    "should": ("should", "devrait", "debería", "следует", "ينبغي", "应"),
    "must": ("shall / must", "doit", "debe", "обязан / должен", "يجب", "必须"),
}
CASES = [
    (key, language, form)
    for key, cells in DOMAIN.items()
    for language, cell in zip(LANGUAGES, cells, strict=True)
    for form in cell.split(" / ")
]


@pytest.mark.parametrize(("key", "language", "form"), CASES)
def test_each_verb_of_the_field_is_found_with_its_strength(key: str, language: str, form: str) -> None:
    text = f"3. {form}"
    verb = verbs()[key]
    (hit,) = find_verbs(text, Language(language))
    assert hit == VerbHit(3, len(text), verb.key, verb.strength, verb.scale, hit.also)


PREAMBLE = {
    "recalls": ("recalling", "rappelant", "recordando", "напоминая", "إذ تشير إلى", "回顾"),
    "recognizes": ("recognizing", "reconnaissant", "reconociendo", "признавая", "وإذ تعترف", "认识到"),
    "reaffirms": ("reaffirming", "réaffirmant", "reafirmando", "вновь подтверждая", "إذ يؤكد من جديد", "重申"),
    "notes": ("noting", "constatant", "observando", "отмечая", "وإذ تلاحظ", "注意到"),
}


@pytest.mark.parametrize("key", PREAMBLE)
def test_participles_of_a_preamble(key: str) -> None:
    for language, form in zip(LANGUAGES, PREAMBLE[key], strict=True):
        assert keys(f"{form},", language) == key, form


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        # False friends
        ("Exhorta a todos los Estados; insta a las Partes", "es", "calls-upon urges"),
        ("Exhorte tous les États ; demande à toutes les Parties", "fr", "urges calls-upon"),
        ("Demande également aux États ; demande instamment aux Parties", "fr", "calls-upon urges"),
        ("Prie le Secrétariat ; prie instamment les États", "fr", "requests urges"),
        ("Pide también al Secretario General", "es", "calls-upon"),
        ("призывает, настоятельно призывает, вновь призывает", "ru", "calls-upon urges calls-upon"),
        ("表示注意到该报告，并注意到", "zh", "takes-note notes"),
        # Longest match
        ("Calls once again upon States", "en", "calls-upon"),
        ("Notes also with concern; notes concern", "en", "notes-with-concern notes"),
        ("toma debida nota", "es", "takes-note"),
        ("Se félicite, note avec une profonde préoccupation", "fr", "welcomes notes-with-concern"),
        # Not these verbs
        ("The note verbale of 4 May 2026; a request; requests for help", "en", ""),
        ("It may. Upon request, it requests", "en", "may requests"),
        ("Les États parties s’engagent à ; la demande à laquelle", "fr", ""),
        ("La reunión se celebra en abril; celebra el resultado", "es", "welcomes"),
        ("Отсюда следует вывод", "ru", ""),
        ("申请提请应用可靠供应本决定", "zh", ""),
        ("不可逆的措施可采取", "zh", "may"),
        # Arabic: what is attached, the feminine, the dual, a subject between
        ("وتؤكد من جديد، فيؤكد من جديد", "ar", "reaffirms reaffirms"),
        ("وتشير نورند إلى المادة", "ar", "recalls"),
        ("تحيط مجموعة الأطراف الساحلية علما", "ar", "takes-note"),
        ("وترحبان، ونحث", "ar", "welcomes urges"),
        ("إذ يشير إلى القرار ويرحب", "ar", "recalls welcomes"),
        ("تشير، إلى", "ar", ""),
        ("تدعو الحاجة إلى ذلك", "ar", ""),
        # Russian: an object between
        ("принимает эту позицию к сведению", "ru", "takes-note"),
        ("признаёт и приветствует", "ru", "recognizes welcomes"),
        ("", "en", ""),
    ],
)
def test_readings(text: str, language: str, expected: str) -> None:
    assert keys(text, language) == expected


def test_a_hit_names_its_other_readings() -> None:
    (hit,) = find_verbs("注意到", Language.ZH)
    assert (hit.key, hit.also) == ("notes", ("takes-note",))
    (hit,) = find_verbs("表示注意到", Language.ZH)
    assert (hit.key, hit.also) == ("takes-note", ())


def test_offsets_are_those_of_the_text_as_given() -> None:
    assert found("re\u0301affirme", "fr") == [("re\u0301affirme", "reaffirms")]
    assert found("وتُؤكِّد من\nجديد", "ar") == [("تُؤكِّد من\nجديد", "reaffirms")]
    assert found("La demande ; demande\naux États", "fr") == [("demande\naux", "calls-upon")]


PIECES = st.sampled_from(FORMS).map(lambda line: (line[4], line[3])) | st.tuples(st.text(max_size=8), st.just(""))
SEPARATORS = st.sampled_from([" ", ", ", "\n", "", " و", " la ", "的"])


@settings(deadline=None)
@given(st.lists(st.tuples(PIECES, SEPARATORS), max_size=6), st.sampled_from(list(Language)))
def test_offsets_slice_to_the_form_that_matched(pieces: list[tuple[tuple[str, str], str]], language: Language) -> None:
    text = "".join(form + separator for (form, _), separator in pieces)
    ends = [0]
    for hit in find_verbs(text, language):
        assert ends[-1] <= hit.start < hit.end <= len(text)
        ends.append(hit.end)
        assert (hit.strength, hit.scale) == (verbs()[hit.key].strength, verbs()[hit.key].scale)
        assert found(text[hit.start : hit.end], language) == [(text[hit.start : hit.end], hit.key)]


@settings(deadline=None)
@given(st.sampled_from(LANGUAGES).flatmap(lambda one: st.lists(st.sampled_from([f for f in FORMS if f[3] == one]))))
def test_every_form_of_a_list_is_found_in_its_order(lines: list[list[str]]) -> None:
    language = Language(lines[0][3]) if lines else Language.EN
    hits = find_verbs(" ; ".join(line[4] for line in lines), language)
    assert [line[0] in (hit.key, *hit.also) for hit, line in zip(hits, lines, strict=True)] == [True] * len(lines)
