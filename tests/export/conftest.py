"""One draft in each of three languages, and one that was revised."""

from __future__ import annotations

from typing import Any

import pytest

from app.drafting.draft_model import Draft, DraftParagraph, Role, Share
from corpus.model import Language
from tests.export.drafts import change, draft, paragraph


@pytest.fixture(scope="session")
def english() -> Draft:
    """Of every role, with a note cited twice and a sentence with two notes."""
    return draft(
        paragraph("~1", ("The moratorium",), role=Role.HEADING),
        paragraph("~2", ("The following is on record.",), role=Role.PLAIN),
        paragraph("1", ("Averland states: “New deployments should stop.”", 1), ("It also says so of mines.", 2, 3)),
        paragraph("2", ("Norrund states: “They may go on.”", 1)),
        balance=(Share("XAV", 2, 3), Share("XNR", 1, 1)),
    )


@pytest.fixture(scope="session")
def arabic() -> Draft:
    own: dict[str, Any] = {"language": Language.AR}
    return draft(
        paragraph("~1", ("الوقف الاختياري",), role=Role.HEADING, **own),
        paragraph(
            "1",
            ("أفرلاند، على حد قولها: ”تؤيد أفرلاند الوقف الاختياري لعمليات النشر الجديدة حتى عام 2034.“", 1),
            ("نوروند، على حد قولها أيضا: ”Norrund considers that mines should be kept until 2034.“", 2),
            **own,
        ),
        paragraph("2", ("انظر الوثيقة LT/CONF.2031/PC.I/WP.3، الفقرة 2.", 3), **own),
        balance=(Share("XAV", 1, 3), Share("XNR", 1, 1)),
        title="المواقف المسجلة: الوقف الاختياري",
        **own,
    )


@pytest.fixture(scope="session")
def chinese() -> Draft:
    own: dict[str, Any] = {"language": Language.ZH}
    return draft(
        paragraph("~1", ("暂停部署",), role=Role.HEADING, **own),
        paragraph("1", ("阿弗兰表示：“在2034年之前暂停新的部署。”", 1), ("诺伦德还表示：“不得更换。”", 2), **own),
        title="在案立场：暂停部署",
        **own,
    )


@pytest.fixture(scope="session")
def old() -> tuple[DraftParagraph, ...]:
    """What ``revised`` was before."""
    return (
        paragraph("1", ("The Conference may act on mines.", 1), ("It may wait.", 2)),
        paragraph("2", ("This goes.", 3)),
        paragraph("3", ("This stays.", 4)),
        paragraph("~4", ("A heading",), role=Role.HEADING),
        paragraph("4", ("The last one goes.", 5)),
    )


@pytest.fixture(scope="session")
def revised(old: tuple[DraftParagraph, ...]) -> Draft:
    """A sentence mended and one written anew, a paragraph gone, a number moved, one new, the last one gone."""
    new = (
        paragraph("1", ("The Conference shall act on mines.", 1), ("No mine stays in the water.", 2)),
        paragraph("2", ("This stays.", 3), ("And more is said.", 4)),
        paragraph("3", ("This is new.", 5)),
        paragraph("~4", ("A heading",), role=Role.HEADING),
    )
    pairs = ((old[0], new[0]), (old[1], None), (old[2], new[1]), (None, new[2]), (old[3], new[3]), (old[4], None))
    return draft(*new, changes=[change(before, after) for before, after in pairs])
