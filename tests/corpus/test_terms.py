"""The table of terms in six languages, the terms found in a text, and those a rendering from Chinese is given."""

from __future__ import annotations

import csv
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus.model import Language
from corpus.name_matching import fold_name
from corpus.terms import Term, chinese_terms, find_terms, terms

TABLE = Path(__file__).parents[2] / "corpus" / "data" / "terms.tsv"
LINES = [line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines()]
SENTENCES = {
    Language.AR: "ورد في هذا النص {} وغير ذلك.",
    Language.EN: "Here {} is in question.",
    Language.ES: "Aquí se habla de {}, entre otras cosas.",
    Language.FR: "Il s’agit ici de {} notamment.",
    Language.RU: "Речь идет о следующем: {}, а также о другом.",
    Language.ZH: "本文提到{}等。",
}
NAMES = [(language, name, term.key) for term in terms() for language in Language for name in term.names[language]]


def found(text: str, language: Language) -> list[tuple[str, str]]:
    return [(text[hit.start : hit.end], hit.key) for hit in find_terms(text, language)]


# The table


def test_the_table_has_its_columns_and_enough_terms() -> None:
    assert LINES[0] == ["key", "en", "fr", "es", "ru", "ar", "zh", "source"]
    assert {len(line) for line in LINES} == {8}
    assert sum(all(line) for line in LINES[1:]) >= 280


def test_cells_are_clean() -> None:
    for line in LINES[1:]:
        assert line[-1] in ("unreviewed", "treaty text", "specimen"), line
        for cell in line:
            for variant in cell.split(" | "):
                assert variant, line
                assert "|" not in variant, line
                assert variant == unicodedata.normalize("NFC", " ".join(variant.split())), line


def test_keys_are_slugs_and_no_two_alike() -> None:
    keys = [term.key for term in terms()]
    assert len(set(keys)) == len(keys) == len(LINES) - 1
    assert [key for key in keys if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key)] == []


@pytest.mark.parametrize("language", list(Language))
def test_no_name_means_two_things(language: Language) -> None:
    names = [fold_name(name).lower() for each, name, _ in NAMES if each is language]
    assert sorted(set(names)) == sorted(names)


def test_every_name_is_in_the_script_of_its_language() -> None:
    scripts = {Language.AR: "ARABIC", Language.RU: "CYRILLIC", Language.ZH: "CJK UNIFIED"}
    for language, name, _ in NAMES:
        letters = [unicodedata.name(char) for char in name if char.isalpha()]
        script = scripts.get(language, "LATIN")
        assert all(letter.startswith(script) for letter in letters), name


def test_a_term_cannot_be_changed() -> None:
    term: Term = terms()[0]
    assert term.key == "npt"
    assert term.names[Language.ES][0] == "Tratado sobre la No Proliferación de las Armas Nucleares"
    with pytest.raises(TypeError):
        term.names[Language.ES] = ()  # type: ignore[index]  # the mapping is read only, which is what is tested
    assert terms() is terms()


# Finding


@pytest.mark.parametrize("language", list(Language))
def test_every_name_is_found_in_a_sentence(language: Language) -> None:
    missed = []
    for each, name, key in NAMES:
        text = SENTENCES[each].format(name)
        if each is language and (name, key) not in found(text, language):
            missed.append((name, found(text, language)))
    assert missed == []


@pytest.mark.parametrize(
    ("text", "language", "hits"),
    [
        ("the Treaty on the Non-Proliferation\n of Nuclear Weapons", "en", "npt"),
        ("nuclear-weapon-free zones and nuclear weapons", "en", "nuclear-weapon-free-zone nuclear-weapons"),
        ("The NPT and its SQPs; an npt", "en", "npt small-quantities-protocol"),
        ("the State party’s safeguards", "en", "states-parties safeguards"),
        ("party politics, a safeguarded State", "en", ""),
        ("les arsenaux nucléaires et l’arme nucléaire", "fr", "nuclear-arsenals nuclear-weapons"),
        ("L’ETAT PARTIE ; le TNP", "fr", "states-parties npt"),
        ("los Estados poseedores de armas nucleares", "es", "nuclear-weapon-states"),
        ("la seguridad nuclear y la seguridad física nuclear", "es", "nuclear-safety nuclear-security"),
        ("в зонах, свободных от ядерного оружия", "ru", "nuclear-weapon-free-zone"),
        ("государствами, не обладающими ядерным оружием", "ru", "non-nuclear-weapon-states"),
        ("ядерных материалов и ядерного материала", "ru", "nuclear-material nuclear-material"),
        ("безопасное договаривание", "ru", ""),
        ("о нераспространении; МАГАТЭ", "ru", "non-proliferation iaea"),
        ("وبالمعاهدة والنووية", "ar", ""),
        ("وللدول الأطراف في معاهدة عدم انتشار الأسلحة النووية", "ar", "states-parties npt"),
        ("بالضمانات الشاملة واتفاق الضمانات الشاملة", "ar", "safeguards comprehensive-safeguards-agreement"),
        ("تحقق تقدم، والتحقق", "ar", "verification"),
        ("《核材料实物保护公约》修正案", "zh", "cppnm-amendment"),
        ("无核武器\n国家和核武器国家", "zh", "non-nuclear-weapon-states nuclear-weapon-states"),
        ("第1540（2004）号决议", "zh", "resolution-1540"),
        ("", "zh", ""),
    ],
)
def test_forms_and_boundaries(text: str, language: str, hits: str) -> None:
    assert [hit.key for hit in find_terms(text, Language(language))] == hits.split()


def test_offsets_are_those_of_the_text_as_given() -> None:
    assert found("de la prolife\u0301ration nucle\u0301aire.", Language.FR) == [
        ("prolife\u0301ration nucle\u0301aire", "nuclear-proliferation")
    ]
    assert found("وبالضَّمانات", Language.AR) == [("الضَّمانات", "safeguards")]
    assert found("Ｔｈｅ ＮＰＴ", Language.EN) == [("ＮＰＴ", "npt")]


PIECES = st.sampled_from(NAMES) | st.tuples(st.sampled_from(list(Language)), st.text(max_size=10), st.just(""))
SEPARATORS = st.sampled_from([" ", ", ", "\n", "-", "", " و", "'s ", "的", "》"])


@settings(deadline=None)
@given(st.lists(st.tuples(PIECES, SEPARATORS), max_size=6), st.sampled_from(list(Language)))
@example([((Language.AR, "للضمانات", ""), "")], Language.AR)
@example([((Language.EN, "\u0130AEA ﬁssile materials", ""), "")], Language.EN)
def test_offsets_slice_to_the_form_that_matched(
    pieces: list[tuple[tuple[Language, str, str], str]], language: Language
) -> None:
    text = "".join(name + separator for (_, name, _), separator in pieces)
    ends = [0]
    for hit in find_terms(text, language):
        assert ends[-1] <= hit.start < hit.end <= len(text)
        ends.append(hit.end)
        assert found(text[hit.start : hit.end], language) == [(text[hit.start : hit.end], hit.key)]


@settings(deadline=None)
@given(
    st.sampled_from(list(Language)).flatmap(lambda one: st.lists(st.sampled_from([n for n in NAMES if n[0] is one])))
)
def test_every_name_of_a_list_is_found_in_its_order(names: list[tuple[Language, str, str]]) -> None:
    language = names[0][0] if names else Language.EN
    text = " ; ".join(name for _, name, _ in names)
    assert found(text, language) == [(name, key) for _, name, key in names]


# Renderings


def test_chinese_is_rendered_with_the_preferred_english_or_its_own() -> None:
    text = "国际原子能机构（原子能机构）与《不扩散条约》缔约国"
    assert chinese_terms(text) == (
        ("国际原子能机构", "International Atomic Energy Agency (IAEA)"),
        ("原子能机构", "IAEA"),
        ("不扩散条约", "Non-Proliferation Treaty"),
        ("缔约国", "States parties"),
    )


def test_every_chinese_name_has_its_english() -> None:
    with TABLE.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    for row in rows:
        own = {}
        for variant in row["zh"].split(" | "):
            chinese, _, english = variant.partition(" = ")
            own[chinese] = english or row["en"].split(" | ")[0]
            assert english == "" or english in row["en"].split(" | "), row["key"]
        for chinese, english in own.items():
            assert chinese_terms(chinese) == ((chinese, english),)
