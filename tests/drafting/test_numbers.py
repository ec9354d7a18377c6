"""Comparing the numbers of a claim with those of its sources: what agrees, what must not pass."""

import re
from itertools import permutations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.drafting.checks.numbers import check_numbers
from app.drafting.checks.numerals import read_quantities

calm = settings(deadline=None)  # the first reading of a language builds its tables

# One fact in two lines, in the order en fr es / ru ar zh: each must bear out each.
_SAME = """
more than 276 million dollars | plus de 276 millions de dollars | más de 276 millones de dólares
более 276 млн долл. США | أكثر من 276 مليون دولار | 超过 2.76 亿美元
$10 billion | 10 milliards de dollars | 10.000 millones de dólares
10 миллиардов долларов | 10 بلايين دولار | 100 亿美元
88 per cent | 88 % | el 88 por ciento
88 процентов | ٨٨ في المائة | 百分之八十八
3.2 per cent | 3,2 pour cent | el 3,2%
3,2 процента | ٣٫٢ في المائة | 3.2%
more than 330 activities | plus de 330 activités | más de 330 actividades
более 330 видов деятельности | أكثر من ٣٣٠ نشاطا | 330 多项活动
1,400,000 people | 1 400 000 personnes | 1.400.000 personas
1,4 млн человек | ١٬٤٠٠٬٠٠٠ شخص | 140 万人
thirteen practical steps | treize mesures concrètes | trece medidas prácticas
тринадцать практических шагов | ثلاث عشرة خطوة عملية | 十三个实际步骤
article VI | l’article VI | el artículo VI
статья VI | المادة السادسة | 第六条
articles I, II and III | les articles I, II et III | los artículos I, II y III
статьи I, II и III | المواد الأولى والثانية والثالثة | 第一、第二和第三条
resolution 1540 (2004) | la résolution 1540 (2004) | la resolución 1540 (2004)
резолюция 1540 (2004) | القرار 1540 (2004) | 第1540(2004)号决议
on 14 March 2029 | le 14 mars 2029 | el 14 de marzo de 2029
14 марта 2029 года | في ١٤ آذار/مارس ٢٠٢٩ | 2029 年 3 月 14 日
from 30 April to 11 May 2029 | du 30 avril au 11 mai 2029 | del 30 de abril al 11 de mayo de 2029
с 30 апреля по 11 мая 2029 года | من 30 نيسان/أبريل إلى 11 أيار/مايو 2029 | 2029 年 4 月 30 日至 5 月 11 日
from 2012 to 2022 | de 2012 à 2022 | de 2012 a 2022
с 2012 по 2022 год | من 2012 إلى 2022 | 2012 年至 2022 年
in the late 1970s | à la fin des années 1970 | a finales del decenio de 1970
в конце 1970-х годов | في أواخر عقد 1970 | 1970 年代末
the fiftieth anniversary | le cinquantième anniversaire | el quincuagésimo aniversario
пятидесятая годовщина | الذكرى السنوية الخمسون | 五十周年
ten years | dix ans | diez años
десять лет | عشر سنوات | 10 年
two thirds | deux tiers | dos tercios
две трети | ثلثي | 三分之二
the second session | la deuxième session | el segundo período de sesiones
вторая сессия | الدورة الثانية | 第二届会议
119 States | 119 États | 119 Estados
119 государств | 119 دولة | 119 个国家
three hundred and twenty | trois cent vingt | trescientos veinte
триста двадцать | ثلاثمائة وعشرون | 三百二十
390 gigawatts | 390 gigawatts | 390 gigavatios
390 гигаватт | 390 جيغاواط | 390 千兆瓦
two decades | deux décennies | dos decenios
два десятилетия | عقدين | 二十年
the twenty-first century | le XXIe siècle | el siglo XXI
XXI века | القرن الحادي والعشرين | 21 世纪
action 20 | la mesure 20 | la medida 20
действие 20 | الإجراء 20 | 行动 20
"""
_LINES = _SAME.strip().splitlines()
SAME = [(*one.split(" | "), *two.split(" | ")) for one, two in zip(_LINES[::2], _LINES[1::2], strict=True)]
KINDRED = [  # rows that do share a number
    {"action 20", "two decades"},
    {"ten years", "in the late 1970s"},
    {"the second session", "articles I, II and III"},
]
LANGUAGES = ("en", "fr", "es", "ru", "ar", "zh")

# claim, its language, source, its language, verdict
COMPARED = [
    ("2.76 million dollars", "en", "2.76 亿美元", "zh", False),
    ("2.76 billion dollars", "en", "2.76 亿美元", "zh", False),
    ("276 million", "en", "2.76 亿美元", "zh", True),
    ("276 million euros", "en", "2.76 亿美元", "zh", False),
    ("270 million dollars", "en", "2.76 亿美元", "zh", False),
    ("280 million dollars", "en", "2.76 亿美元", "zh", False),
    ("10,000 people", "en", "1 万人", "zh", True),
    ("100,000 people", "en", "1 万人", "zh", False),
    ("14 million dollars", "en", "1 400 万美元", "zh", True),
    ("1.4 million dollars", "en", "1 400 万美元", "zh", False),
    ("1.5 million", "en", "1,5 million", "fr", True),
    ("15 million", "en", "1,5 million", "fr", False),
    ("1,400 tests", "en", "1,400 essais", "fr", False),
    ("1,400 tests", "en", "1.400 ensayos", "es", True),
    ("98 per cent", "en", "88%以上", "zh", False),
    ("88 States", "en", "88%以上", "zh", False),
    ("88 per cent", "en", "88 个国家", "zh", False),
    ("2 billion", "en", "2 billones", "es", False),
    ("2 trillion", "en", "2 billones", "es", True),
    ("2 billion", "en", "2 milliards", "fr", True),
    ("450 power plants", "en", "近 450 个核电站", "zh", True),
    ("540 power plants", "en", "近 450 个核电站", "zh", False),
    ("six States", "en", "第六条", "zh", False),
    ("ten years", "en", "10 个月", "zh", False),
    ("resolution 1540 (2005)", "en", "第1540(2004)号决议", "zh", False),
    ("the 1540 Committee", "en", "第1540(2004)号决议", "zh", True),
    ("resolution 1540 (2004)", "en", "第 1540 号决议", "zh", False),
    ("in 2029", "en", "2029 年 3 月 14 日", "zh", True),
    ("in March 2029", "en", "2029 年 3 月 14 日", "zh", True),
    ("on 15 March 2029", "en", "2029 年 3 月 14 日", "zh", False),
    ("on 14 March 2029", "en", "2029 年 3 月", "zh", False),
    ("on 4 May 2029", "en", "2029 年的会议。5 月 4 日通过", "zh", True),
    ("the 1970s", "en", "1970 年", "zh", False),
    ("the first session", "en", "第二届会议", "zh", False),
    ("two States", "en", "双方", "zh", True),
    ("two States", "en", "دولتين", "ar", True),
    ("a ten-year plan", "en", "десятилетний план", "ru", True),
    ("five permanent members", "en", "P5", "en", True),
    ("one of the States", "en", "一些国家", "zh", None),
    ("The States said so.", "en", "第六条", "zh", None),
    ("NPT/CONF.2030/PC.II/WP.45, para. 12", "en", "", "zh", None),
    ("Sweden said: “超过 2.76 亿美元”", "en", "超过 2.76 亿美元", "zh", True),
    ("one and a half million", "en", "150 万", "zh", True),
    ("un million et demi", "fr", "полтора миллиона", "ru", True),
    ("two and a half years", "en", "两年半", "zh", True),
    ("1,5 %", "fr", "1.5 per cent", "en", True),
    ("050 reactors", "en", "50 个反应堆", "zh", False),
    ("on 0 July 1968", "en", "1968 年 7 月 1 日", "zh", False),
    ("from 2002 to 2022", "en", "2002 年。2012 年至 2022 年", "zh", False),
    ("from 2022 to 2012", "en", "2012 年至 2022 年", "zh", False),
    ("from 2002 to 2022", "en", "2002 年有 25 个、2011 年、2012 年至 2022 年", "zh", False),
    ("2–13 April", "en", "4 月 2 日至 13 日", "zh", True),
    ("grew from 12 to 25", "en", "2002 年有 12 个，2011 年有 25 个", "zh", True),
    ("fell from 25 to 12", "en", "2002 年有 12 个，2011 年有 25 个", "zh", False),
    ("between 2012 and 2022", "en", "بين عامي 2012 و2022", "ar", True),
    ("2–14 April", "en", "4 月 2 日至 13 日，4 月 14 日", "zh", False),
    ("NPT/CONF.2020/PC.II/WP.30, para. 13, 88 per cent", "en", "88%", "zh", True),
    ("2 000 мегаватт", "ru", "2 gigawatts", "en", True),
]


@pytest.mark.parametrize("row", SAME, ids=[row[0] for row in SAME])
@pytest.mark.parametrize(("claim", "source"), [*permutations(range(6), 2)])
def test_one_fact_in_two_languages_agrees(row: tuple[str, ...], claim: int, source: int) -> None:
    passed, detail = check_numbers(row[claim], LANGUAGES[claim], [(row[source], LANGUAGES[source])])
    uncertain = row[claim] in ("عقدين",)  # the Arabic dual bears a claim out and makes none
    assert passed is (None if uncertain else True), detail


@pytest.mark.parametrize("source", range(6))
def test_another_fact_does_not_agree(source: int) -> None:
    for row in SAME:
        for other in SAME:
            if row is not other and {row[0], other[0]} not in KINDRED:
                passed, _ = check_numbers(row[0], "en", [(other[source], LANGUAGES[source])])
                assert passed is False, (row[0], other[source])


@pytest.mark.parametrize(("claim", "own", "source", "other", "expected"), COMPARED)
def test_compares(claim: str, own: str, source: str, other: str, expected: bool | None) -> None:
    assert check_numbers(claim, own, [(source, other)])[0] is expected


def test_says_what_is_wrong() -> None:
    assert check_numbers("2.76 million", "en", [("2.76 亿美元", "zh"), ("330 多项", "zh")]) == (
        False,
        "2.76 million is not in the cited paragraphs; nearest: USD 276 million",
    )
    assert check_numbers("98 per cent", "en", [("88%以上", "zh")])[1] == (
        "98 per cent is not in the cited paragraph; nearest: 88 per cent"
    )
    assert check_numbers("nothing", "en", []) == (None, "no numbers")
    assert check_numbers("7 States", "en", [])[0] is False


def test_each_number_may_stand_in_another_source() -> None:
    sources = [("330 多项活动", "zh"), ("85 个国家", "zh")]
    assert check_numbers("330 activities in 85 States", "en", sources)[0] is True
    assert check_numbers("330 activities in 86 States", "en", sources)[0] is False


@calm
@given(row=st.sampled_from(SAME), column=st.integers(0, 5))
def test_a_copy_passes(row: tuple[str, ...], column: int) -> None:
    text, language = row[column], LANGUAGES[column]
    assert check_numbers(text, language, [(text, language)])[0] is not False


@calm
@given(row=st.sampled_from(SAME), column=st.integers(0, 5), pick=st.integers(0, 40), shift=st.integers(1, 8))
def test_one_digit_changed_fails(row: tuple[str, ...], column: int, pick: int, shift: int) -> None:
    text, language = row[column], LANGUAGES[column]
    places = [match.start() for match in re.finditer(r"[1-9]", text)]
    assume(places)
    at = places[pick % len(places)]
    changed = text[:at] + str((int(text[at]) + shift - 1) % 9 + 1) + text[at + 1 :]
    assume(changed != text and len(read_quantities(changed, language)) == len(read_quantities(text, language)))
    said = {(one.value, one.parts) for one in read_quantities(text, language)}
    assume(any((one.value, one.parts) not in said for one in read_quantities(changed, language)))
    assert check_numbers(changed, language, [(text, language)])[0] is False


@pytest.mark.parametrize(
    ("claim", "language", "source"),
    [
        ("at least two weeks before", "en", "14 days"),
        ("за две недели", "ru", "14 days"),
        ("有效期为两年", "zh", "24 months"),
        ("within a quarter of an hour", "en", "15 minutes"),
        ("dans un délai de deux jours", "fr", "48 hours"),
        ("durante tres decenios", "es", "30 years"),
    ],
)
def test_a_time_is_the_same_in_another_unit(claim: str, language: str, source: str) -> None:
    assert check_numbers(claim, language, [(source, "en")])[0] is True


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("two weeks", "15 days"),
        ("two months", "60 days"),  # a month has no fixed number of days
        ("60 inspectors", "one hour"),  # only a time is a time in another unit
        ("an hour and 20,160 ships", "two weeks and one hour"),
    ],
)
def test_another_time_or_no_time_is_not(claim: str, source: str) -> None:
    assert check_numbers(claim, "en", [(source, "en")])[0] is False
