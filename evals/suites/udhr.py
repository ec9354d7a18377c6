"""The articles of the Universal Declaration as a small conference of its own: one plain text document a language.

The Declaration is not part of this repository. A line that is only an article's heading begins an article; what comes
before the first one is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from app.wiring import Home
from corpus.ingest import ingest_file
from corpus.model import Language
from corpus.quality import Unreadable

SYMBOL = "LT/CONF.1948/DEC.1"  # made up, so that an article has the same locator in all six languages
ARTICLES = 30
_HEADING = re.compile(r"(?:Article|Artículo|Статья|المادة) (?:premier|\d+)|第[一二三四五六七八九十]+条")


def ingest(home: Home, folder: Path) -> None:
    """Stores the six versions of the Declaration, ``udhr_LANGUAGE.txt`` in the folder.

    Raises:
        Unreadable: a version is missing, or is not 30 articles.
    """
    made = home.settings.home / "declaration"
    made.mkdir(exist_ok=True)  # a run that was stopped may have left it
    for language in Language:
        file = folder / f"udhr_{language}.txt"
        try:
            lines = file.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise Unreadable(f"The Declaration {file} cannot be read ({error}).") from None
        path = made / file.name
        path.write_text(as_document(lines, language, str(file)), encoding="utf-8")
        ingest_file(home.store, path)


def as_document(lines: list[str], language: Language, name: str) -> str:
    """A paper whose numbered paragraphs are the articles.

    Raises:
        Unreadable: there are not 30 articles.
    """
    articles = list(_articles(lines))
    if len(articles) != ARTICLES:
        raise Unreadable(f"{name} has {len(articles)} articles where the Declaration has {ARTICLES}.")
    stop, gap = (" -" if language is Language.AR else "."), ("" if language is Language.ZH else " ")
    body = (f"{number}{stop} {gap.join(article)}" for number, article in enumerate(articles, start=1))
    return "\n\n".join([SYMBOL, *body]) + "\n"


def _articles(lines: list[str]) -> Iterator[list[str]]:
    article: list[str] | None = None
    for line in filter(None, map(str.strip, lines)):
        if _HEADING.fullmatch(line):
            if article is not None:
                yield article
            article = []
        elif article is not None:
            article.append(line)
    if article is not None:
        yield article
