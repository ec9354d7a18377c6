"""What mastheads say: author, session, dates, status, and what they leave out or contradict."""

from __future__ import annotations

import pytest

from corpus.model import Document, Language, Status
from corpus.quality import Unreadable
from corpus.read import read_document
from corpus.sessions import meetings


def read(*blocks: str) -> Document:
    return read_document("\n\n".join(blocks).encode() + b"\n", "paper.txt", "paper")


ENGLISH = ("Second session", "Geneva, 22 April–3 May 2013", "A title")
SIX = [
    ("en", *ENGLISH, "Working paper submitted by the United States of America", "1. Words are here."),
    (
        "fr",
        "Deuxième session",
        "Genève, 22 avril-3 mai 2013",
        "Titre",
        "Document de travail présenté par les États-Unis d’Amérique",
        "1. Voici le texte du document.",
    ),
    (
        "es",
        "Segundo período de sesiones",
        "Ginebra, 22 de abril a 3 de mayo de 2013",
        "Título",
        "Documento de trabajo presentado por los Estados Unidos de América",
        "1. El texto de la ponencia.",
    ),
    (
        "ru",
        "Вторая сессия",
        "Женева, 22 апреля – 3 мая 2013 года",
        "Заголовок",
        "Рабочий документ, представленный Соединенными Штатами Америки",
        "1. Текст здесь.",
    ),
    (
        "ar",
        "الدورة الثانية",
        "جنيف، 22 نيسان/أبريل - 3 أيار/مايو 2013",
        "العنوان",
        "ورقة عمل مقدمة من الولايات المتحدة الأمريكية",
        "1 - النص هنا.",
    ),
    ("zh", "第二届会议", "2013年4月22日至5月3日，日内瓦", "标题", "美利坚合众国提出的工作文件", "1. 正文。"),
]


@pytest.mark.parametrize("blocks", SIX, ids=[row[0] for row in SIX])
def test_a_masthead_in_six_languages(blocks: tuple[str, ...]) -> None:
    document = read(*blocks[1:])
    assert (document.language.value, document.session, document.date) == (blocks[0], "2015/PC.II", "2013-04-22")
    assert (document.title, document.dates, document.kind) == (blocks[3], blocks[2], "working-paper")
    assert (document.submitters, document.status) == (("USA",), Status.NATIONAL)
    assert document.place is not None and document.place in blocks[2]
    assert [paragraph.label for paragraph in document.paragraphs] == ["1"]


def test_a_missing_author_is_told_and_no_state_is_invented() -> None:
    document = read("LT/CONF.2031/1", "Sweden and the treaty", "1. Sweden speaks here.")
    assert (document.submitters, document.groups) == ((), ())
    assert any("No author line" in warning for warning in document.warnings)


def test_an_unknown_author_is_named_in_a_warning() -> None:
    document = read(*ENGLISH, "Working paper submitted by Atlantis", "1. Words are here.")
    assert document.submitters == ()
    assert any("Atlantis" in warning for warning in document.warnings)


@pytest.mark.parametrize(
    ("author", "submitters", "groups", "status"),
    [
        ("Sweden", ("SWE",), (), Status.NATIONAL),
        ("Sweden and the United States of America", ("SWE", "USA"), (), Status.NATIONAL),
        ("Sweden*", ("SWE",), (), Status.NATIONAL),
        ("Sweden¹", ("SWE",), (), Status.NATIONAL),
        ("the Non-Aligned Movement", (), ("NAM",), Status.GROUP),
        ("the Chair of the Preparatory Committee", (), (), Status.CHAIR),
    ],
)
def test_authors_and_what_their_word_is_worth(
    author: str, submitters: tuple[str, ...], groups: tuple[str, ...], status: Status
) -> None:
    document = read(*ENGLISH, f"Working paper submitted by {author}", "1. Words are here.")
    assert (document.submitters, document.groups, document.status) == (submitters, groups, status)


def test_a_conflict_of_masthead_and_symbol_is_kept_and_the_symbol_wins() -> None:
    document = read(
        "NPT/CONF.2015/PC.II/WP.45",
        "First session",
        "Vienna, 30 April–11 May 2012",
        "A title",
        "Working paper submitted by Sweden",
        "1. Words are here.",
    )
    assert (document.session, document.date) == ("2015/PC.II", "2013-04-22")
    assert document.dates == "Vienna, 30 April–11 May 2012"
    (warning,) = [warning for warning in document.warnings if "conflict" in warning]
    assert "2015/PC.I " in warning and "2015/PC.II" in warning


def test_no_conflict_is_told_where_masthead_and_symbol_agree() -> None:
    document = read("NPT/CONF.2015/PC.II/WP.9", *ENGLISH, "Working paper submitted by Sweden", "1. Words are here.")
    assert document.warnings == ()


@pytest.mark.parametrize(
    ("line", "symbol"),
    [
        ("Document adopted by the Review Conference", "NPT/CONF.2010/50 (Vol. I)"),
        ("Decision adopted by the Conference", "LT/CONF.2026/DEC.2"),
        ("Décision adoptée par la Conférence", "LT/CONF.2026/DEC.2"),
        ("会议通过的决定", "LT/CONF.2026/DEC.2"),
    ],
)
def test_adopted_texts(line: str, symbol: str) -> None:
    document = read(symbol, "A title", line, "1. Reaffirms what was said.")
    assert (document.status, document.kind, document.submitters) == (Status.ADOPTED, "decision", ())
    assert document.warnings == ()


@pytest.mark.parametrize("symbol", ["NPT/CONF.2020/CRP.2", "NPT/CONF.2020/L.2"])
def test_drafts_are_not_adopted(symbol: str) -> None:
    assert read(symbol, "Draft text", "1. Words are here.").status is Status.NOT_ADOPTED


@pytest.mark.parametrize(
    ("issued", "day"),
    [("14 March 2013", "2013-03-14"), ("14 mars 2013", "2013-03-14"), ("1er mars 2013", "2013-03-01")],
)
def test_the_day_of_issue_beats_the_session(issued: str, day: str) -> None:
    head = ("Distr.: General", issued, "English", "Original: French")
    document = read("NPT/CONF.2015/PC.II/WP.9", *head, *ENGLISH, "Working paper submitted by Sweden", "1. Words.")
    assert (document.date, document.original_language, document.title) == (day, Language.FR, "A title")


def test_the_masthead_names_the_language_and_a_doubt_is_told() -> None:
    document = read(
        "LT/CONF.2031/1",
        "Français",
        "A title",
        "Working paper submitted by Sweden",
        "1. This text is plainly in English and in nothing else.",
    )
    assert document.language is Language.FR
    assert any("reads as en" in warning for warning in document.warnings)


def test_a_paper_without_a_body_is_refused() -> None:
    with pytest.raises(Unreadable, match="no paragraph"):
        read("LT/CONF.2031/1", "A title", "Working paper submitted by Sweden")


def test_the_table_of_meetings_is_in_order_and_complete() -> None:
    held = meetings()
    assert [meeting.opens for meeting in held] == sorted(meeting.opens for meeting in held)
    assert all(meeting.session.endswith("/PC." + "I" * meeting.number) for meeting in held)
    assert len({meeting.session for meeting in held}) == len(held)


AUTHORS = [
    ("Working paper submitted by Ireland, Mexico and Sweden", ("IRL", "MEX", "SWE"), (), "working-paper"),
    ("Joint working paper submitted jointly by France and Germany", ("FRA", "DEU"), (), "working-paper"),
    ("Statement by Sweden on behalf of the New Agenda Coalition", ("SWE",), ("NAC",), "statement"),
    ("Report submitted by Japan", ("JPN",), (), "report"),
    ("Document de travail présenté par l’Autriche et la Norvège", ("AUT", "NOR"), (), "working-paper"),
    ("Déclaration de la Suède", ("SWE",), (), "statement"),
    ("Documento de trabajo presentado por el Brasil y México", ("BRA", "MEX"), (), "working-paper"),
    ("Рабочий документ, представленный Швецией и Норвегией", ("SWE", "NOR"), (), "working-paper"),
    ("Рабочий документ, представленный Движением неприсоединения", (), ("NAM",), "working-paper"),
    ("ورقة عمل مقدمة من مصر والسويد", ("EGY", "SWE"), (), "working-paper"),
    ("瑞典和挪威联合提交的工作文件", ("SWE", "NOR"), (), "working-paper"),
    ("新议程联盟提交的工作文件", (), ("NAC",), "working-paper"),
]


@pytest.mark.parametrize(("line", "submitters", "groups", "kind"), AUTHORS, ids=[row[0] for row in AUTHORS])
def test_author_lines_of_several_and_of_groups(
    line: str, submitters: tuple[str, ...], groups: tuple[str, ...], kind: str
) -> None:
    document = read("A title", line, "1. Words are here.")
    assert (document.submitters, document.groups, document.kind, document.title) == (
        submitters, groups, kind, "A title",
    )  # fmt: skip
    assert document.status is (Status.GROUP if groups else Status.NATIONAL)


@pytest.mark.parametrize(
    "line",
    [
        "Working paper submitted by the Chair",
        "Document de travail présenté par la Présidente",
        "Documento de trabajo presentado por el Presidente",
        "Рабочий документ, представленный Председателем",
        "ورقة عمل مقدمة من رئيسة اللجنة",
        "主席提交的工作文件",
    ],
)
def test_the_chairs_own_text(line: str) -> None:
    assert read("A title", line, "1. Words are here.").status is Status.CHAIR


def test_a_draft_of_the_president_was_not_adopted() -> None:
    document = read("LT/CONF.2031/L.1", "A title", "Draft submitted by the President of the Conference", "1. Words.")
    assert (document.status, document.kind, document.warnings) == (Status.NOT_ADOPTED, "draft", ())


def test_a_final_document_is_adopted_with_a_warning_about_its_parts() -> None:
    document = read("NPT/CONF.2010/50 (Vol. I)", "Final Document", "1. Words are here.")
    assert document.status is Status.ADOPTED
    assert any("not agreed" in warning for warning in document.warnings)


@pytest.mark.parametrize(
    ("line", "distribution"),
    [
        ("Distr.: General", "general"),
        ("Distr. générale", "general"),
        ("Distr. limitada", "limited"),
        ("Distr.: Limited", "limited"),
        ("Distr.: Restricted", "restricted"),
    ],
)
def test_distribution(line: str, distribution: str) -> None:
    assert read("LT/CONF.2031/1", line, "A title", "1. Words are here.").distribution == distribution


def test_a_masthead_whose_fields_were_run_together() -> None:
    document = read(
        "United Nations NPT/CONF.2015/PC.II/WP.9",
        "Distr.: General 14 March 2013 English Original: French",
        *ENGLISH,
        "Working paper submitted by Sweden",
        "1. Words are here.",
    )
    assert (document.symbol, document.date, document.language) == (
        "NPT/CONF.2015/PC.II/WP.9", "2013-03-14", Language.EN,
    )  # fmt: skip
    assert (document.original_language, document.distribution, document.title) == (Language.FR, "general", "A title")


@pytest.mark.parametrize(
    ("symbol", "changes"),
    [
        ("NPT/CONF.2020/PC.I/WP.1/Rev.1", "NPT/CONF.2020/PC.I/WP.1"),
        ("NPT/CONF.2020/PC.I/WP.1/Rev.1/Add.2", "NPT/CONF.2020/PC.I/WP.1/Rev.1"),
        ("NPT/CONF.2020/PC.I/WP.1/Corr.1", "NPT/CONF.2020/PC.I/WP.1"),
        ("NPT/CONF.2020/PC.I/WP.1", None),
    ],
)
def test_what_a_revision_addition_or_correction_changes(symbol: str, changes: str | None) -> None:
    assert read(symbol, "A title", "Working paper submitted by Sweden", "1. Words.").changes == changes


def test_an_issue_date_far_from_its_session_is_told() -> None:
    document = read(
        "Distr.: General", "14 March 2019", *ENGLISH, "Working paper submitted by Sweden", "1. Words are here."
    )
    assert any("conflicts with itself" in warning for warning in document.warnings)


def test_another_symbol_in_the_headers_is_told() -> None:
    text = "LT/CONF.2031/1\n\nA title\n\nWorking paper submitted by Sweden\n\n1. Words.\n\fLT/CONF.2031/2\n\n2. More.\n"
    document = read_document(text.encode(), "paper.txt", "paper")
    assert document.symbol == "LT/CONF.2031/1"
    assert any("LT/CONF.2031/2" in warning for warning in document.warnings)
