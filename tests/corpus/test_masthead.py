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
