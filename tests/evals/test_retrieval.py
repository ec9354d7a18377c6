"""Questions in six languages over papers in six languages: the cases, the table of pairs, the Declaration as papers."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from app.settings import Settings
from app.wiring import Home
from corpus.model import Language
from corpus.quality import Unreadable
from corpus.read import read_document
from evals.model import SPLITS, Case, Row, read_cases
from evals.run import main
from evals.suites import crosslingual, udhr

CASES = Path(__file__).parents[2] / "evals" / "cases"
PAPER = "LT/CONF.2031/PC.I/WP.7"
FILES = "LT_CONF.2031_PC.I_WP.7.*.txt"
HEADINGS = {"ar": "المادة {}", "en": "Article {}", "es": "Artículo {}", "fr": "Article {}", "ru": "Статья {}"}
DIGITS = "零一二三四五六七八九"


@pytest.fixture(autouse=True)
def known_models(monkeypatch: pytest.MonkeyPatch, models: Path) -> None:
    monkeypatch.setenv("RAPPORTEUR_MODELS", str(models))


@pytest.fixture
def papers(specimen: Path, tmp_path: Path) -> Path:
    """A folder with one paper of the specimen in six languages."""
    folder = tmp_path / "papers"
    folder.mkdir()
    for path in specimen.glob(FILES):
        shutil.copy(path, folder)
    return folder


def texts_of(folder: Path) -> dict[str, str]:
    """The paragraphs of all papers in a folder, by id."""
    read = (read_document(path.read_bytes(), path.name, path.stem) for path in sorted(folder.glob("*.txt")))
    return {paragraph.id: paragraph.text for document in read for paragraph in document.paragraphs}


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def by_question(cases: list[Case]) -> dict[str, list[Case]]:
    questions: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        questions[case.cluster].append(case)
    return questions


@pytest.mark.parametrize(("name", "least"), [("crosslingual", 60), ("udhr", 30)])
def test_a_question_is_asked_once_in_each_language_and_expects_the_same(name: str, least: int) -> None:
    cases = list(read_cases(CASES / f"{name}.jsonl"))
    questions = by_question(cases)
    assert len(questions) >= least
    assert len({case.id for case in cases}) == len({(case.language, case.question) for case in cases}) == len(cases)
    for versions in questions.values():
        assert sorted(case.language for case in versions) == sorted(Language)
        assert all(case.facts["expected"] == versions[0].facts["expected"] for case in versions)
        for item in versions[0].facts["expected"]:
            assert set(item["text_sha256"]) == set(Language)


def test_about_a_third_of_the_questions_is_held_out() -> None:
    questions = by_question(list(read_cases(CASES / "crosslingual.jsonl")))
    splits = [{case.facts["split"] for case in versions} for versions in questions.values()]
    assert all(len(split) == 1 and split <= set(SPLITS) for split in splits)
    assert 0.3 <= sum(split == {"held"} for split in splits) / len(splits) <= 0.35


def test_the_papers_still_say_what_the_cases_expect(specimen: Path) -> None:
    texts = texts_of(specimen)
    works = set()
    for case in read_cases(CASES / "crosslingual.jsonl"):
        for item in case.facts["expected"]:
            works.add(item["paragraph"].partition("#")[0])
            for language, digest in item["text_sha256"].items():
                assert sha256(texts[f"{item['paragraph']}@{language}"]) == digest, (case.id, language)
    assert works == {id_.partition("#")[0] for id_ in texts}  # no paper is left out


def case_lines(papers: Path) -> list[dict[str, Any]]:
    """One question in six languages that the paper answers, and one that expects other words than it has."""
    texts = texts_of(papers)
    asked = {
        "ar": "متى انضمت نورند إلى المعاهدة؟",
        "en": "When did Norrund join the treaty?",
        "es": "¿Cuándo se adhirió Norrundia al tratado?",
        "fr": "Quand le Norrund a-t-il adhéré au traité ?",
        "ru": "Когда Норрундия присоединилась к договору?",
        "zh": "诺伦德什么时候加入条约的？",
    }
    digests = {str(language): sha256(texts[f"{PAPER}#1@{language}"]) for language in Language}
    lines: list[dict[str, Any]] = [
        {
            "case": f"joined-{language}",
            "question_id": "joined",
            "split": "held",
            "language": language,
            "question": question,
            "expected": [{"paragraph": f"{PAPER}#1", "text_sha256": digests}],
        }
        for language, question in asked.items()
    ]
    other = [{"paragraph": f"{PAPER}#1", "text_sha256": digests | {"ru": sha256("other words")}}]
    return [*lines, lines[1] | {"case": "other", "question_id": "other", "split": "tune", "expected": other}]


def run(papers: Path, tmp_path: Path, *words: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    cases, out = tmp_path / "cases.jsonl", tmp_path / "out"
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in case_lines(papers))
    cases.write_text(text, encoding="utf-8")
    given = ["--cases", str(cases), "--documents", str(papers), "--out", str(out), *words]
    assert main(["run", "crosslingual", *given]) == 0
    lines = (out / "rows.jsonl").read_text(encoding="utf-8").splitlines()
    return json.loads((out / "run.json").read_text(encoding="utf-8")), [json.loads(line) for line in lines]


def test_a_run_scores_every_pair_of_languages(papers: Path, tmp_path: Path) -> None:
    result, rows = run(papers, tmp_path)
    assert (result["suite"], result["cases"], result["questions"]) == ("crosslingual", 7, 2)
    assert set(result["metrics"]) == set(crosslingual.METRICS)
    assert {metric["n"] for metric in result["metrics"].values()} == {6}
    assert {metric["unscored"] for metric in result["metrics"].values()} == {1}
    assert set(result["pairs"]) == {f"{asked}>{held}" for asked in Language for held in Language}
    assert {summary["n"] for pair in result["pairs"].values() for summary in pair.values()} == {1}
    assert rows[-1]["why"] == "expected paragraph not held in ru"
    means = {pair: summaries["ndcg@10"]["mean"] for pair, summaries in result["pairs"].items()}
    least = result["least_pair"]
    assert least["ndcg@10"] == means[least["pair"]] == min(means.values())
    assert least["below_mean"] == pytest.approx(sum(means.values()) / 36 - least["ndcg@10"], abs=0.001)


def test_a_row_holds_what_was_found_in_its_own_language_in_the_others_and_in_all(papers: Path, tmp_path: Path) -> None:
    _, rows = run(papers, tmp_path)
    for row in rows[:-1]:
        own, cross = row["pairs"][row["language"]], [p for held, p in row["pairs"].items() if held != row["language"]]
        assert (row["own_recall@1"], row["own_ndcg@10"]) == (own["recall@1"], own["ndcg@10"])
        for metric in crosslingual.PAIR_METRICS:
            assert row[f"cross_{metric}"] == pytest.approx(sum(pair[metric] for pair in cross) / 5)
        for pair in row["pairs"].values():
            assert (pair["recall@1"] == 1.0) == (pair["rank"] == 1)
        assert len(row["mixed"]) == 10
        assert row["mixed_own_share"] == sum(id_.endswith(f"@{row['language']}") for id_ in row["mixed"]) / 10
    assert max(row["own_recall@1"] for row in rows[:-1]) == 1.0  # one paper, an easy question: it is found somewhere


def test_only_the_cases_of_a_split_are_run(papers: Path, tmp_path: Path) -> None:
    result, rows = run(papers, tmp_path, "--split", "held")
    assert (result["split"], result["cases"]) == ("held", 6)
    assert {row["question_id"] for row in rows} == {"joined"}


def test_a_split_without_cases_is_refused(tmp_path: Path, papers: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--documents", str(papers), "--out", str(tmp_path / "out"), "--split", "held"]
    assert main(["run", "retrieval", *words]) == 3
    assert capsys.readouterr().err == (
        "rapporteur-eval: No case belongs to the split held; leave --split out for all of them.\n"
    )


def test_a_table_without_scored_rows_is_empty() -> None:
    row = Row(Case("a", "en", "?", {}), dict.fromkeys(crosslingual.METRICS), {"why": "not held"})
    assert crosslingual.pair_table([row]) == {"pairs": {}}


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
        lines = [own[0], *(line for n, text in enumerate(own[1:], 1) for line in (heading(language, n), text, text))]
        (folder / f"udhr_{language}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def test_the_articles_become_paragraphs_with_one_locator_in_all_languages(declarations: Path, tmp_path: Path) -> None:
    with Home(Settings(home=tmp_path / "home")) as home:
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
    lines = file.read_text(encoding="utf-8").splitlines()
    file.unlink()
    if spoil == "short":
        file.write_text("\n".join(lines[:-3]), encoding="utf-8")
    wanted = "cannot be read" if spoil == "missing" else "has 29 articles where the Declaration has 30"
    with Home(Settings(home=tmp_path / "home")) as home, pytest.raises(Unreadable, match=wanted):
        udhr.ingest(home, declarations)


def test_without_the_declaration_its_suite_is_skipped_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert main(["run", "udhr", "--out", str(tmp_path / "out")]) == 0
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("rapporteur-eval: udhr is skipped: ")
    assert captured.err.count("\n") == 1
    assert not (tmp_path / "out").exists()
    assert main(["run", "udhr", "--out", str(tmp_path / "out"), "--documents", "nowhere"]) == 3


def test_the_declaration_still_says_what_the_cases_expect_and_is_not_quoted_in_them() -> None:
    folder = CASES.parents[2] / "shared" / "data" / "udhr"
    if not folder.is_dir():
        pytest.skip(f"the Declaration is not at {folder}; it is not part of the repository")
    articles = {}
    for language in Language:
        file = folder / f"udhr_{language}.txt"
        lines = file.read_text(encoding="utf-8").splitlines()
        made = udhr.as_document(lines, language, file.name)
        for paragraph in read_document(made.encode(), file.name, file.stem).paragraphs:
            articles[paragraph.id] = paragraph.text
    for case in read_cases(CASES / "udhr.jsonl"):
        for item in case.facts["expected"]:
            for language, digest in item["text_sha256"].items():
                assert sha256(articles[f"{item['paragraph']}@{language}"]) == digest, (case.id, language)
        assert not any(case.question.rstrip("?？؟ ") in text for text in articles.values())
