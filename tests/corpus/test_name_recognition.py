"""Every State party is recognised in six languages, as the submitter of a paper and in running text.

The sentences are made here from the display names of the tables. Russian names are declined by rules of this module,
so that a form missing from the tables shows.
"""

from __future__ import annotations

import pytest

from corpus.groups import npt_parties
from corpus.names import display_name, find_names, state_codes

LANGUAGES = ("en", "fr", "es", "ru", "ar", "zh")
FICTIONAL = ("XAV", "XKE", "XMI", "XNR", "XOB", "XSL", "XTV")
STATES = (*npt_parties(), *FICTIONAL)
NAMES = {
    language: [
        (code, name)
        for code in STATES
        for name in dict.fromkeys(display_name(code, language, formal=formal, kind="state") for formal in (False, True))
    ]
    for language in LANGUAGES
}

AUTHOR_LINES = {
    "en": ("Working paper submitted by {}", "Working paper submitted by the {}", "WORKING PAPER SUBMITTED BY {}"),
    "fr": tuple(f"Document de travail présenté par {a}{{}}" for a in ("", "le ", "la ", "les ", "l’", "l'")),
    "es": tuple(f"Documento de trabajo presentado por {a}{{}}" for a in ("", "el ", "la ", "los ", "las ")),
    "ar": ("ورقة عمل مقدمة من {}",),
    "zh": ("{}提交的工作文件", "{}提出的工作文件"),
}
RUNNING = {
    "en": ("We note {}’s reports.", "The {} recalled this.", "Talks with the {}, among others, went on.", "({})"),
    "fr": (
        *(f"La position {a}{{}} est connue." for a in ("de ", "du ", "des ", "de la ", "de l’", "d’", "d'")),
        *(f"Nous le disons {a}{{}} comme ailleurs." for a in ("au ", "aux ", "en ", "à ", "à la ", "à l’")),
        "Les {} rappellent ce principe.",
    ),
    "es": (
        *(f"La posición {a}{{}} es conocida." for a in ("de ", "del ", "de la ", "de los ", "de las ")),
        *(f"Lo decimos {a}{{}}, como siempre." for a in ("al ", "a ", "a la ", "en ", "con el ", "y ")),
        "El {} lo recuerda.",
    ),
    "ar": ("يذكر موقف {} من المعاهدة", "وأعلنت {} ذلك", "و{}", "ب{}", "وب{}", "ك{}", "ف{}", "ل{}", "ول{}"),
    "zh": (
        *("我们注意到{}的立场。", "关于{}的报告", "会议请{}发言", "据{}代表团称", "与{}进行的对话"),
        *("当{}代表发言时", "接近{}的立场", "在{}举行的会议", "瑞士、{}等国"),
    ),
}


def missed(language: str, templates: tuple[str, ...], names: list[tuple[str, str]]) -> list[tuple[str, list[str]]]:
    """The sentences in which not exactly this State was found, with what was found."""
    wrong = []
    for code, name in names:
        for template in templates:
            text = filled(template, name)
            wanted = ["CHE", code] if text.startswith("瑞士、") else [code]
            codes = [hit.code for hit in find_names(text)]
            if codes != wanted:
                wrong.append((text, codes))
    return wrong


def filled(template: str, name: str) -> str:
    """A sentence with its name. In Arabic "to" melts into the article."""
    if "ل{}" in template and name.startswith("ال"):
        return template.replace("ل{}", "لل" + name[2:])
    return template.format(name.upper() if template.isupper() else name)


@pytest.mark.parametrize("language", AUTHOR_LINES)
def test_every_state_is_found_as_a_submitter(language: str) -> None:
    assert missed(language, AUTHOR_LINES[language], NAMES[language]) == []


@pytest.mark.parametrize("language", RUNNING)
def test_every_state_is_found_in_running_text(language: str) -> None:
    assert missed(language, RUNNING[language], NAMES[language]) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hit_holds_the_whole_name(language: str) -> None:
    for code, name in NAMES[language]:
        text = f"{name} ({name})"
        assert [(hit.code, text[hit.start : hit.end]) for hit in find_names(text)] == [(code, name), (code, name)]


def test_a_list_of_all_states_is_read_in_order() -> None:
    for language, comma in zip(LANGUAGES, (", ", ", ", ", ", ", ", "، ", "、"), strict=True):
        names = [display_name(code, language, kind="state") for code in STATES]
        assert [hit.code for hit in find_names(comma.join(names))] == list(STATES), language


# Arabic: vowel marks, tatweel, hamza and hyphen are written or left out


def test_arabic_spellings_of_one_name() -> None:
    plain = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ة": "ه", "ى": "ي"})
    for code, name in NAMES["ar"]:
        for text in (name.translate(plain), name[:-1] + "ـ" + name[-1], name + "\u064f", name.replace(" - ", "-")):
            assert [hit.code for hit in find_names(f"موقف {text} من المعاهدة")] == [code], text


# Russian: the name in every case

GENITIVE, DATIVE, ACCUSATIVE, INSTRUMENTAL, PREPOSITIONAL = range(5)
HEADS = {
    *("Республика", "Королевство", "Княжество", "Государство", "Султанат", "Содружество", "Союз", "Федерация"),
    *("Конфедерация", "Герцогство", "Штаты", "Острова", "Эмираты"),
}
FIXED = {"Антигуа", "Папуа", "Самоа", "Никарагуа", "Тонга"}
WHOLE = {
    "Великое": "Великого Великому Великое Великим Великом",
    "Гвинея-Бисау": "Гвинеи-Бисау Гвинее-Бисау Гвинею-Бисау Гвинеей-Бисау Гвинее-Бисау",
    "Египет": "Египта Египту Египет Египтом Египте",
    "Иорданское": "Иорданского Иорданскому Иорданское Иорданским Иорданском",
    "Нидерланды": "Нидерландов Нидерландам Нидерланды Нидерландами Нидерландах",
    "Острова": "Островов Островам Острова Островами Островах",
    "Хашимитское": "Хашимитского Хашимитскому Хашимитское Хашимитским Хашимитском",
    "Штаты": "Штатов Штатам Штаты Штатами Штатах",
    "Эмираты": "Эмиратов Эмиратам Эмираты Эмиратами Эмиратах",
}
ENDINGS = {
    **{"ая": "ой ой ую ой ой", "ое": "ого ому ое ым ом", "ый": "ого ому ый ым ом", "ой": "ого ому ой ым ом"},
    **{"ие": "их им ие ими их", "ые": "ых ым ые ыми ых", "овы": "овых овым овы овыми овых", "ны": "н нам ны нами нах"},
    **{"ия": "ии ии ию ией ии", "ея": "еи ее ею еей ее", "ша": "ши ше шу шей ше", "жа": "жи же жу жей же"},
    **{"ка": "ки ке ку кой ке", "га": "ги ге гу гой ге", "а": "ы е у ой е", "ий": "ия ию ий ием ии"},
    **{"ай": "ая аю ай аем ае", "ль": "ля лю ль лем ле", "сь": "си си сь сью си", "во": "ва ву во вом ве"},
    "ш": "ша шу ш шем ше",
}


def declined(name: str, case: int) -> str:
    """A Russian name of a State in a case: the words up to the head are declined, what follows it stays."""
    if name.endswith(")"):
        first, second = name[:-1].split(" (")
        return f"{declined(first, case)} ({declined(second, case)})"
    words = name.split()
    if not HEADS.intersection(words):
        for joint in (" и ", " — "):
            if joint in name:
                return joint.join(declined(part, case) for part in name.split(joint))
    head = next((at for at, word in enumerate(words) if word in HEADS), len(words) - 1)
    return " ".join(in_case(word, case) if at <= head else word for at, word in enumerate(words))


def in_case(word: str, case: int) -> str:
    if word in FIXED:
        return word
    if word in WHOLE:
        return WHOLE[word].split()[case]
    for ending, forms in ENDINGS.items():
        if word.endswith(ending):
            return word.removesuffix(ending) + forms.split()[case]
    return word if word[-1] in "аеёиоуыэюя" else word + ("а", "у", "", "ом", "е")[case]


def test_the_cases_of_this_module() -> None:
    assert declined("Швеция", INSTRUMENTAL) == "Швецией"
    assert declined("Иран (Исламская Республика)", GENITIVE) == "Ирана (Исламской Республики)"
    assert declined("Мексиканские Соединенные Штаты", INSTRUMENTAL) == "Мексиканскими Соединенными Штатами"
    assert declined("Босния и Герцеговина", DATIVE) == "Боснии и Герцеговине"
    assert declined("Республика Северная Македония", PREPOSITIONAL) == "Республике Северная Македония"


@pytest.mark.parametrize(
    ("case", "template"),
    [
        (INSTRUMENTAL, "Рабочий документ, представленный {}"),
        (INSTRUMENTAL, "в сотрудничестве с {} и другими странами"),
        (GENITIVE, "Мы отмечаем позицию {}."),
        (GENITIVE, "для {}, а также других стран"),
        (DATIVE, "Это принадлежит {}."),
        (ACCUSATIVE, "Конференция благодарит {} за доклад."),
        (PREPOSITIONAL, "На встрече в {} было решено"),
    ],
)
def test_every_state_is_found_in_every_russian_case(case: int, template: str) -> None:
    wrong = []
    for code, name in NAMES["ru"]:
        form = declined(name, case)
        text = template.format(form)
        hits = [(hit.code, text[hit.start : hit.end]) for hit in find_names(text)]
        if hits != [(code, form)]:
            wrong.append((text, hits))
    assert wrong == []


# UN usage with brackets, former names, groups


@pytest.mark.parametrize("code", ["BOL", "FSM", "IRN", "NLD", "VEN"])
def test_names_with_brackets(code: str) -> None:
    for language in LANGUAGES:
        name = display_name(code, language, kind="state")
        assert "(" in name
        wide = name.replace("(", "（").replace(")", "）").replace(" ", "\u00a0")
        text = f"{name}; {wide}"
        assert [(hit.code, text[hit.start : hit.end]) for hit in find_names(text)] == [(code, name), (code, wide)]


FORMER = {
    "BFA": ("Upper Volta", "Haute-Volta", "Alto Volta", "Верхней Вольтой", "فولتا العليا", "上沃尔特"),
    "CIV": ("Ivory Coast", "Côte d’Ivoire", "Costa de Marfil", "Берега Слоновой Кости", "ساحل العاج", "象牙海岸"),
    "COD": ("Zaire", "Zaïre", "Zaire", "Заиром", "زائير", "扎伊尔"),
    "CPV": ("Cape Verde", "Cap-Vert", "Cabo Verde", "Островами Зеленого Мыса", "الرأس الأخضر", "佛得角"),
    "CZE": (
        *("Czech Republic", "République tchèque", "República Checa"),
        *("Чешской Республикой", "الجمهورية التشيكية", "捷克共和国"),
    ),
    "KHM": ("Kampuchea", "Kampuchea", "Kampuchea", "Кампучией", "كمبوتشيا", "民主柬埔寨"),
    "LBY": (
        *("Libyan Arab Jamahiriya", "Jamahiriya arabe libyenne", "Jamahiriya Árabe Libia"),
        *("Ливийской Арабской Джамахирией", "الجماهيرية العربية الليبية", "阿拉伯利比亚民众国"),
    ),
    "MKD": (
        *("the former Yugoslav Republic of Macedonia", "l’ex-République yougoslave de Macédoine"),
        *("la ex República Yugoslava de Macedonia", "бывшей югославской Республикой Македония"),
        *("جمهورية مقدونيا اليوغوسلافية السابقة", "前南斯拉夫的马其顿共和国"),
    ),
    "MMR": ("Burma", "Birmanie", "Birmania", "Бирмой", "بورما", "缅甸联邦"),
    "NPL": (
        "Kingdom of Nepal",
        "Royaume du Népal",
        "Reino de Nepal",
        "Королевством Непал",
        "مملكة نيبال",
        "尼泊尔王国",
    ),
    "SWZ": ("Swaziland", "Swaziland", "Swazilandia", "Свазилендом", "سوازيلند", "斯威士兰"),
    "TLS": ("East Timor", "Timor oriental", "Timor Oriental", "Восточным Тимором", "تيمور الشرقية", "东帝汶"),
    "TUR": ("Turkey", "Turquie", "Turquía", "Турцией", "تركيا", "土耳其"),
}


@pytest.mark.parametrize("code", FORMER)
def test_former_names(code: str) -> None:
    frames = (
        "submitted by {}.",
        "la position de {}",
        "la posición de {}",
        "представленный {}",
        "من {}",
        "{}提交的文件",
    )
    for name, frame in zip(FORMER[code], frames, strict=True):
        assert [hit.code for hit in find_names(frame.format(name))] == [code], name


def test_macedonia_fyrom_and_north_macedonia() -> None:
    text = (
        "Macedonia, FYROM, North Macedonia; la Macédoine; la Macedonia del Norte; Македонией; مقدونيا؛ 马其顿，北马其顿"
    )
    assert {hit.code for hit in find_names(text)} == {"MKD"}
    assert len(find_names(text)) == 9


RUSSIAN_GROUPS = {
    "NAM": "Движением неприсоединения",
    "NAC": "Коалицией за новую повестку дня",
    "NPDI": "Инициативой в области нераспространения и разоружения",
    "VIENNA10": "Венской группой десяти",
    "ARAB": "Группой арабских государств",
    "EU": "Европейским союзом",
    "P5": "пятью постоянными членами Совета Безопасности",
    "STOCKHOLM": "Стокгольмской инициативой",
    "AFRICAN": "Группой африканских государств",
    "ARABLEAGUE": "Лигой арабских государств",
    "ASEAN": "Ассоциацией государств Юго-Восточной Азии",
    "CARICOM": "Карибским сообществом",
    "CELAC": "Сообществом государств Латинской Америки и Карибского бассейна",
    "CIS": "Содружеством Независимых Государств",
    "GCC": "Советом сотрудничества арабских государств Залива",
    "BRICS": "БРИКС",
    "G7": "Группой семи",
    "DEALERT": "Группой за снижение степени боевой готовности",
    "HUMANITARIAN": "Гуманитарной инициативой",
    "OSG": "Группой открытого пролива",
    "GLP": "Группой прибрежных участников",
}


@pytest.mark.parametrize("code", RUSSIAN_GROUPS)
def test_every_group_is_found_as_a_submitter(code: str) -> None:
    for language, templates in AUTHOR_LINES.items():
        for template in templates:
            text = template.format(display_name(code, language, kind="group"))
            assert [(hit.code, hit.kind) for hit in find_names(text)] == [(code, "group")], text
    text = f"Рабочий документ, представленный {RUSSIAN_GROUPS[code]}"
    assert [(hit.code, hit.kind) for hit in find_names(text)] == [(code, "group")]


def test_the_states_tried_here_are_all_of_the_table_but_those_outside_the_treaty() -> None:
    assert set(state_codes()) - set(STATES) == {"IND", "ISR", "PAK", "SSD"}
