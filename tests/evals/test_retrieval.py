"""Questions in six languages over papers in six languages: the cases, the table of pairs, the Declaration as papers."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.settings import Settings
from app.wiring import Home
from corpus.model import Language
from corpus.quality import Unreadable
from corpus.read import read_document
from evals.cases import cases_of
from evals.cli import main
from evals.metrics.ranking import METRICS
from evals.model import SPLITS, Case, Row
from evals.suites import SUITES, retrieval, udhr
from tests.builders.evaluation import case

PAPER = "LT/CONF.2031/PC.I/WP.7"
HEADINGS = {"ar": "المادة {}", "en": "Article {}", "es": "Artículo {}", "fr": "Article {}", "ru": "Статья {}"}
DIGITS = "零一二三四五六七八九"
ASKED = {
    "ar": "متى انضمت نورند إلى المعاهدة؟",
    "en": "When did Norrund join the treaty?",
    "es": "¿Cuándo se adhirió Norrundia al tratado?",
    "fr": "Quand le Norrund a-t-il adhéré au traité ?",
    "ru": "Когда Норрундия присоединилась к договору?",
    "zh": "诺伦德什么时候加入条约的？",
}


def texts_of(folder: Path) -> dict[str, str]:
    """The paragraphs of all papers in a folder, by id."""
    read = (read_document(path.read_bytes(), path.name, path.stem) for path in sorted(folder.glob("*.txt")))
    return {paragraph.id: paragraph.text for document in read for paragraph in document.paragraphs}


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def by_question(cases: list[Case]) -> dict[str, list[Case]]:
    questions: dict[str, list[Case]] = defaultdict(list)
    for each in cases:
        questions[each.asked].append(each)
    return questions


@pytest.mark.parametrize(("name", "least"), [("retrieval", 60), ("retrieval_udhr", 30)])
def test_a_question_is_asked_once_in_each_language_and_expects_the_same(name: str, least: int) -> None:
    cases = cases_of(SUITES[name])
    questions = by_question(cases)
    assert len(questions) >= least
    assert len({(each.language, each.question) for each in cases}) == len(cases)
    for versions in questions.values():
        assert sorted(each.language for each in versions) == sorted(Language)
        assert all(each.facts["expected"] == versions[0].facts["expected"] for each in versions)
        for item in versions[0].facts["expected"]:
            assert set(item["text_sha256"]) == set(Language)


def test_about_a_third_of_the_questions_is_held_out() -> None:
    questions = by_question(cases_of(SUITES["retrieval"]))
    splits = [{each.facts["split"] for each in versions} for versions in questions.values()]
    assert all(len(split) == 1 and split <= set(SPLITS) for split in splits)
    assert 0.3 <= sum(split == {"test"} for split in splits) / len(splits) <= 0.35


def test_the_papers_still_say_what_the_cases_expect(specimen: Path) -> None:
    texts = texts_of(specimen)
    works = set()
    for each in cases_of(SUITES["retrieval"]):
        for item in each.facts["expected"]:
            works.add(item["paragraph"].partition("#")[0])
            for language, digest in item["text_sha256"].items():
                assert sha256(texts[f"{item['paragraph']}@{language}"]) == digest, (each.id, language)
    assert works == {id_.partition("#")[0] for id_ in texts}  # no paper is left out


def lines(hashes: dict[str, str]) -> list[dict[str, Any]]:
    """A question in six languages that the papers answer, one of one version, one that expects other words, one that
    expects a paragraph that nobody wrote."""
    digests = {str(language): hashes[f"{PAPER}#1@{language}"] for language in Language}
    asked: list[dict[str, Any]] = [
        {"case": f"joined-{language}", "question_id": "joined", "split": "test", "language": language,
         "question": question, "expected": [{"paragraph": f"{PAPER}#1", "text_sha256": digests}]}
        for language, question in ASKED.items()
    ]  # fmt: skip
    english = {**asked[1], "split": "dev"}
    one = [{"paragraph": f"{PAPER}#1@en", "text_sha256": digests["en"]}]
    other = [{"paragraph": f"{PAPER}#1", "text_sha256": {**digests, "ru": sha256("other words")}}]
    return [
        *asked,
        {**english, "case": "one", "question_id": "one", "expected": one},
        {**english, "case": "other", "question_id": "other", "expected": other},
        {**english, "case": "nobody", "question_id": "nobody", "expected": [{"paragraph": f"{PAPER}#99"}]},
    ]


def test_a_run_scores_every_pair_of_languages(evaluate: Callable[..., Any], hashes: dict[str, str]) -> None:
    ran = evaluate("retrieval", lines(hashes))
    facts, shown = ran.facts, {metric.name for metric in METRICS}
    assert (facts["suite"], facts["cases"], facts["questions"], facts["documents"]) == ("retrieval", 9, 4, 1)
    assert set(facts["metrics"]) == set(facts["declared"]) == set(SUITES["retrieval"].metrics)
    assert {(one["n"], one["unscored"]) for name, one in facts["metrics"].items() if name in shown} == {(7, 2)}
    assert facts["unscored"] == [
        {"case": name, "why": "a paragraph that the case expects is not held with these words"}
        for name in ("other", "nobody")
    ]
    pairs = facts["tables"]["pairs"]
    assert set(pairs) == {f"{asked}>{held}" for asked in Language for held in Language}
    assert {summary["n"] for pair in pairs.values() for summary in pair.values()} == {1}
    means = {pair: summaries["ndcg@10"]["mean"] for pair, summaries in pairs.items()}
    least = facts["tables"]["least_pair"]
    assert least["ndcg@10"] == means[least["pair"]] == min(means.values())
    assert least["below_mean"] == pytest.approx(sum(means.values()) / 36 - least["ndcg@10"], abs=0.001)
    assert all(facts["fingerprints"].values())
    assert set(facts["fingerprints"]) == {"embedder", "corpus", "mode", "model", "code", "cases"}
    for row in ran.rows[:6]:
        assert row["own_ndcg@10"] == pytest.approx(means[f"{row['language']}>{row['language']}"], abs=0.0001)
        others = [means[f"{row['language']}>{held}"] for held in Language if held != row["language"]]
        assert row["cross_ndcg@10"] == pytest.approx(sum(others) / 5, abs=0.0001)
        mixed = [id_ for id_, _ in row["rankings"]["mixed"]][:10]
        assert row["mixed_own_share"] == sum(id_.endswith(f"@{row['language']}") for id_ in mixed) / 10
    assert "own_ndcg@10" not in ran.rows[6]  # it means one version
    assert max(row["recall@1"] for row in ran.rows[:7]) == 1.0  # one paper, an easy question


def test_only_the_cases_of_a_split_or_a_sample_are_run(evaluate: Callable[..., Any], hashes: dict[str, str]) -> None:
    ran = evaluate("retrieval", lines(hashes), "--split", "dev", "--sample", "2")
    assert (ran.facts["split"], ran.facts["sample"], ran.facts["cases"]) == ("dev", 2, 2)
    assert {row["asked"] for row in ran.rows} < {"one", "other", "nobody"}


def test_a_split_without_cases_is_refused(papers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--documents", str(papers), "--out", str(tmp_path / "out"), "--split", "test"]
    assert main(["run", "retrieval_real", *words]) == 3
    assert capsys.readouterr().err == (
        "rapporteur-eval: No case belongs to the split test; leave --split out for all of them.\n"
    )


def test_a_table_without_scored_rows_is_empty() -> None:
    held = Row(case("a"), {}, {"why": "not held"})
    failed = Row(case("b"), {}, {}, "the model was away")
    assert retrieval.pairs([held, failed]) == {}


def heading(language: Language, number: int) -> str:
    """The heading of an article; in Chinese with a Chinese numeral, in French the first one in words."""
    if language is Language.FR and number == 1:
        return "Article premier"
    if language is not Language.ZH:
        return HEADINGS[language].format(number)
    tens, ones = divmod(number, 10)
    return f"第{DIGITS[tens] if tens > 1 else ''}{'十' if tens else ''}{DIGITS[ones] if ones else ''}条"


@pytest.fixture
def declarations(specimen: Path, tmp_path: Path) -> Path:
    """Thirty articles in each language in the layout of the Declaration, in the words of the specimen."""
    folder = tmp_path / "declarations"
    folder.mkdir()
    texts = texts_of(specimen)
    for language in Language:
        own = [text for id_, text in texts.items() if id_.endswith(f"@{language}")][:31]
        made = [own[0], *(line for n, text in enumerate(own[1:], 1) for line in (heading(language, n), text, text))]
        (folder / f"udhr_{language}.txt").write_text("\n".join(made) + "\n", encoding="utf-8")
    return folder


def test_the_articles_become_paragraphs_with_one_locator_in_all_languages(declarations: Path, tmp_path: Path) -> None:
    with Home(Settings(home=tmp_path / "home")) as home:
        for _ in range(2):  # once more, as after a run that was stopped
            udhr.ingest(home, declarations)
        ids = [f"{udhr.SYMBOL}#{number}@{language}" for language in Language for number in range(1, 31)]
        held = home.store.paragraphs(ids)
        assert set(held) == set(ids)
        assert len(home.store.documents()) == 6
    for language, gap in (("en", " "), ("zh", "")):
        file = declarations / f"udhr_{language}.txt"
        article = file.read_text(encoding="utf-8").splitlines()[-1]
        assert held[f"{udhr.SYMBOL}#30@{language}"].text == f"{article}{gap}{article}"


@pytest.mark.parametrize("spoil", ["missing", "short"])
def test_a_declaration_that_is_not_whole_is_refused(declarations: Path, tmp_path: Path, spoil: str) -> None:
    file = declarations / "udhr_fr.txt"
    kept = file.read_text(encoding="utf-8").splitlines()
    file.unlink()
    if spoil == "short":
        file.write_text("\n".join(kept[:-3]), encoding="utf-8")
    wanted = "cannot be read" if spoil == "missing" else "has 29 articles where the Declaration has 30"
    with Home(Settings(home=tmp_path / "home")) as home, pytest.raises(Unreadable, match=wanted):
        udhr.ingest(home, declarations)


def test_the_declaration_still_says_what_the_cases_expect_and_is_not_quoted_in_them() -> None:
    (folder,) = SUITES["retrieval_udhr"].documents
    if not folder.is_dir():
        pytest.skip(f"the Declaration is not at {folder}; it is not part of the repository")
    articles = {}
    for language in Language:
        file = folder / f"udhr_{language}.txt"
        made = udhr.as_document(file.read_text(encoding="utf-8").splitlines(), language, file.name)
        for paragraph in read_document(made.encode(), file.name, file.stem).paragraphs:
            articles[paragraph.id] = paragraph.text
    for each in cases_of(SUITES["retrieval_udhr"]):
        for item in each.facts["expected"]:
            for language, digest in item["text_sha256"].items():
                assert sha256(articles[f"{item['paragraph']}@{language}"]) == digest, (each.id, language)
        assert not any(each.question.rstrip("?？؟ ") in text for text in articles.values())
