"""Names of States and groups found in text: cases in six languages and their traps, and properties."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus.name_matching import build_index, fold, fold_name
from corpus.names import find_names, resolve

DATA = Path(__file__).parents[2] / "corpus" / "data"
ROWS = [
    line.split("\t")
    for file in ("states.tsv", "groups.tsv")
    for line in (DATA / file).read_text(encoding="utf-8").splitlines()[1:]
]
NAMES = [(r[3], r[0]) for r in ROWS if r[2] not in ("alpha2", "adjective")]


def found(text: str) -> list[tuple[str, str]]:
    return [(text[h.start : h.end], h.code) for h in find_names(text)]


CASES = [
    # The longest name wins
    ("the Democratic People's Republic of Korea", "PRK"),
    ("the Democratic People’s Republic of Korea and the Republic of Korea", "PRK KOR"),
    ("Democratic Peoples' Republic of Korea", "PRK"),
    ("Guinea-Bissau, Guinea, Equatorial Guinea and Papua New Guinea", "GNB GIN GNQ PNG"),
    ("Guinea Bissau", "GNB"),
    ("South Sudan and the Sudan", "SSD SDN"),
    ("Niger and Nigeria", "NER NGA"),
    ("the Republic of the Congo; the Democratic Republic of the Congo; the Congo", "COG COD COG"),
    ("Dominican Republic, Dominica", "DOM DMA"),
    ("United Kingdom of Great Britain and Northern Ireland", "GBR"),
    ("Great Britain and Northern Ireland, and Ireland", "GBR IRL"),
    ("Iran (Islamic Republic of), Bolivia (Plurinational State of)", "IRN BOL"),
    ("American Samoa and Samoa", "WSM"),
    ("United States Virgin Islands", ""),
    ("United Mexican States", "MEX"),
    # Capitals
    ("the US and the UK told us", "USA GBR"),
    ("let us see", ""),
    ("U.S.-led talks; the U.S. Congress; U.S.A.", "USA USA USA"),
    ("a turkey, a chad, michael jordan, georgia", ""),
    ("Turkey, Chad, Jordan, Georgia", "TUR TCD JOR GEO"),
    ("JORDAN AND TURKEY", "JOR TUR"),
    ("what did sweden and china say?", "SWE CHN"),
    ("Türkiye, TÜRKİYE, Turkiye", "TUR TUR TUR"),
    ("VIET NAM AND NAM", "VNM NAM"),
    ("EU, eu, NAC, nac", "EU NAC"),
    ("P5, P-5, the five permanent members", "P5 P5 P5"),
    ("the Group of Seven; a group of seven States", "G7"),
    ("the League of Arab States and the Group of Arab States", "ARABLEAGUE ARAB"),
    ("the P5+1", ""),
    ("the Holy See, the Vatican and the State of Palestine", "VAT VAT PSE"),
    # Places that are not States
    ("the Gulf of Guinea, Mexico City, Lake Chad, the Uruguay Round, the Jordan Valley", ""),
    # Boundaries, apostrophes, hyphens, wraps
    ("Iran's programme; the Iranians", "IRN"),
    ("Guineans, Omani, Malian", ""),
    ("Federal Republic\n of\u00a0Germany", "DEU"),
    ("ＵＳ and Ｆｒａｎｃｅ", "USA FRA"),
    ("Timor–Leste, Timor Leste", "TLS TLS"),
    ("Cote d'Ivoire, Côte d’Ivoire, Co\u0302te d'Ivoire", "CIV CIV CIV"),
    ("Averland and the Kingdom of Norrund", "XAV XNR"),
    # French
    ("présenté par la Suède, l’Irlande et les États-Unis d’Amérique", "SWE IRL USA"),
    ("Suede, Etats-Unis, Egypte, Bresil", "SWE USA EGY BRA"),
    ("l'Irlande du Nord", ""),
    ("République populaire démocratique de Corée, République de Corée", "PRK KOR"),
    ("une grenade, Grenade", "GRD"),
    ("la République d’Averland et le Royaume de Norrund", "XAV XNR"),
    ("l’Union européenne (UE), le Mouvement des pays non alignés", "EU EU NAM"),
    # Spanish
    ("los EE. UU., los EE.UU. y EEUU", "USA USA USA"),
    ("no irán a Irán", "IRN"),
    ("El Salvador, Kazajstán, Côte d’Ivoire y España", "SLV KAZ CIV ESP"),
    ("la República Dominicana y Dominica; Irlanda del Norte", "DOM DMA"),
    ("Averlandia y Norrundia", "XAV XNR"),
    ("el Grupo Árabe y el Movimiento de los Países No Alineados", "ARAB NAM"),
    # Russian
    ("представленный Швецией", "SWE"),
    ("представленный Соединенными Штатами Америки и Российской Федерацией", "USA RUS"),
    ("Соединённого Королевства Великобритании и Северной Ирландии", "GBR"),
    ("Корейской Народно-Демократической Республикой; Республикой Корея", "PRK KOR"),
    ("Северной Ирландии", ""),
    ("Более того, США и РФ", "USA RUS"),
    ("кроме того, Того", "TGO"),
    ("кроме Того и Бенина; КРОМЕ ТОГО", "TGO BEN"),
    ("Позиция Того, как и позиция Тонги", "TGO TON"),
    ("Гвинеей-Бисау, Папуа — Новой Гвинеей", "GNB PNG"),
    ("Ирана (Исламской Республики)", "IRN"),
    ("Аверландией и Королевством Норрундия", "XAV XNR"),
    ("Движением неприсоединения, Группой арабских государств, ЕС", "NAM ARAB EU"),
    # Arabic
    ("ورقة عمل مقدمة من السويد", "SWE"),
    ("والسويد وبالسويد وللسويد", "SWE SWE SWE"),
    ("ومصر وفرنسا لمصر كفرنسا", "EGY FRA EGY FRA"),
    ("للولايات المتحدة الأمريكية", "USA"),
    ("الســويد، السُّوَيد", "SWE SWE"),
    ("ايران، إيران (جمهورية - الإسلامية)", "IRN IRN"),
    ("جمهورية كوريا الشعبية الديمقراطية وجمهورية كوريا", "PRK KOR"),
    ("أيرلندا الشمالية", ""),
    ("دعم مالي لمالي", "MLI"),
    ("بكين، لبنان", "LBN"),
    ("أفرلاند ونورند", "XAV XNR"),
    ("المجموعة العربية والاتحاد الأوروبي", "ARAB EU"),
    # Chinese
    ("瑞典提交的工作文件", "SWE"),
    ("朝鲜民主主义人民共和国与大韩民国、韩国", "PRK KOR KOR"),
    ("朝鲜民主主义\n人民共和国", "PRK"),
    ("几内亚比绍和几内亚", "GNB GIN"),
    ("美国能源部", "USA"),
    ("发展中国家、其中国家、拉美国家", ""),
    ("在黑海地区和海地", "HTI"),
    ("撒哈拉以南非洲和南非", "ZAF"),
    ("许多哥伦比亚人参加纳米比亚会议", "COL NAM"),
    ("朝鲜半岛无核化", ""),
    ("跨越南北分歧的越南", "VNM"),
    ("北爱尔兰和爱尔兰，印度洋和印度", "IRL IND"),
    ("伊朗（伊斯兰共和国）、伊朗伊斯兰共和国", "IRN IRN"),
    ("中美俄三国", ""),
    ("当中国代表团发言时，接近日本的立场", "CHN JPN"),
    ("明智利用核能，上海地区", ""),
    ("美方", ""),
    ("五核国与P5国家", "P5 P5"),
    ("不结盟国家集团、阿拉伯集团、欧盟", "NAM ARAB EU"),
    ("阿弗兰和诺伦德王国", "XAV XNR"),
]


@pytest.mark.parametrize(("text", "codes"), CASES, ids=[text[:40] for text, _ in CASES])
def test_find(text: str, codes: str) -> None:
    assert [h.code for h in find_names(text)] == codes.split()


def test_offsets_count_code_points_of_the_text_as_given() -> None:
    text = "Nord: Se\u0301ne\u0301gal, ﬁn, Pe\u0301rou\u0301."
    assert [piece for piece, _ in found(text)] == ["Se\u0301ne\u0301gal", "Pe\u0301rou\u0301"]


def test_a_hit_says_what_it_is() -> None:
    hits = find_names("Швецией, Burma, NAM, Kingdom of Sweden")
    assert [(h.kind, h.form) for h in hits] == [
        ("state", "inflected"),
        ("state", "former"),
        ("group", "short"),
        ("state", "formal"),
    ]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("the Swedish and South African delegations", "SWE ZAF"),
        ("Latin American States", ""),
        ("la délégation suédoise, les autorités russes", "SWE RUS"),
        ("la delegación estadounidense", "USA"),
        ("иранской делегацией", "IRN"),
        ("the Danish, Filipino and Nigerien papers, and the Nigerian one", "DNK PHL NER NGA"),
        ("les propositions malgaches et nigérianes, la proposition nigérienne", "MDG NGA NER"),
        ("las delegaciones portuguesa, polaca y costarricense", "PRT POL CRI"),
        ("чилийские и южносуданские эксперты", "CHL SSD"),
        ("الوفد السويدي والمقترحات العراقية، وفد جنوب أفريقي", "SWE IRQ ZAF"),
        ("Indian Ocean, Индийского океана, المحيط الهندي", ""),
        ("the Turkish Cypriot community; polish the text", ""),
        ("the Russian language, la langue française, на китайском языке, باللغة الإسبانية", ""),
        ("the Congolese, Korean and Dominican delegations", ""),
        ("Sweden", "SWE"),
    ],
)
def test_adjectives_only_on_request(text: str, codes: str) -> None:
    assert [h.code for h in find_names(text, adjectives=True)] == codes.split()
    assert [h for h in find_names(text) if h.form == "adjective"] == []


def test_one_spelling_for_two_codes_is_refused() -> None:
    with pytest.raises(ValueError, match="mend the tables"):
        build_index([("Suède", "SWE", "state", "short"), ("suede", "CHE", "state", "short")])


# Properties

PIECES = st.sampled_from([name for name, _ in NAMES]) | st.text(max_size=12)
SEPARATORS = st.sampled_from([" ", ", ", "; ", "、", "\n", "-", "", " و", "و", "'s ", "国", "的"])
TEXTS = st.lists(st.tuples(PIECES, SEPARATORS), max_size=8).map(lambda pairs: "".join(a + b for a, b in pairs))


@settings(deadline=None)
@given(TEXTS, st.booleans())
@example("للسويد ووفرنسا", False)
def test_hits_are_ordered_apart_and_resolve_to_their_code(text: str, adjectives: bool) -> None:
    hits = find_names(text, adjectives=adjectives)
    ends = [0]
    for hit in hits:
        assert ends[-1] <= hit.start < hit.end <= len(text)
        ends.append(hit.end)
        assert resolve(text[hit.start : hit.end], kind=hit.kind) == hit.code


@settings(deadline=None)
@given(st.lists(st.sampled_from(NAMES), max_size=6))
def test_every_name_of_a_list_is_found(pairs: list[tuple[str, str]]) -> None:
    assert [h.code for h in find_names("; ".join(name for name, _ in pairs))] == [code for _, code in pairs]


@settings(deadline=None)
@given(st.text())
@example("\u0130ran")
@example("ﷺ ﬁ \u200fß")
def test_fold_keeps_one_origin_for_every_character(text: str) -> None:
    folded = fold(text)
    assert len(folded.text) == len(folded.cased) == len(folded.origin)
    assert list(folded.origin) == sorted(folded.origin)
    assert folded.cased == fold_name(text)
