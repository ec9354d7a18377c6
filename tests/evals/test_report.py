"""The report: what it says of targets, runs, the baseline and the worst cases, and what it does with hostile or broken
files."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from evals.gate import write_baseline
from evals.report import TARGETS, write_report
from evals.report.markdown import plain
from evals.report.runs import read_runs, shown
from evals.report.sources import paragraph_of
from evals.results import read_run
from tests.builders.reports import SOURCE, Json, row, rows, write
from tests.web.reading import Page, one


def report(runs: list[Path], out: Path, baseline: Path | None = None, **more: Any) -> tuple[Json, str, str]:
    write_report(runs, out, baseline, TARGETS, **more)
    held = json.loads((out / "report.json").read_text(encoding="utf-8"))
    texts = [(out / f"report.{kind}").read_text(encoding="utf-8") for kind in ("html", "md")]
    return held, texts[0], texts[1]


def test_the_same_runs_give_the_same_bytes_in_any_order(tmp_path: Path) -> None:
    runs = [write(tmp_path, "a"), write(tmp_path, "b", suite="drafts")]
    first = report(runs, tmp_path / "one")
    assert first == report(runs[::-1], tmp_path / "two")
    assert [each["suite"] for each in first[0]["suites"]] == ["answers", "drafts"]


def test_times_stand_apart_and_can_be_left_out(tmp_path: Path) -> None:
    run = write(tmp_path)
    assert report([run], tmp_path / "a")[0]["times"] == [
        {"run": "run", "suite": "answers", "seconds": 12.5, "jobs": 2, "kept": 0}
    ]
    without = report([run], tmp_path / "b", bare=True)
    (run / "timing.json").write_text('{"seconds": 99}', encoding="utf-8")
    assert "times" not in without[0]
    assert without == report([run], tmp_path / "c", bare=True)


def test_no_text_of_a_run_works_in_the_page(tmp_path: Path) -> None:
    _, html, text = report([write(tmp_path, "x<i>y")], tmp_path / "out")
    page = Page(html)
    assert not page.css("script, img, link, iframe, object, form, i, [onclick], [src]")
    assert {(node.attributes["href"] or "")[:1] for node in page.css("[href]")} == {"#"}
    assert not re.search(r"(?:url\(|@import|xlink|xmlns)", html)
    assert "alert(1)" in one(page, "main").text()
    assert "49" not in page.css(".case h4")[0].text()
    assert "\u202e" not in html + text
    assert "\x07" not in html + text
    assert "\u27e8U+202E\u27e9" in page.css(".case h4")[0].text()
    assert "<script" not in text
    assert "://evil" not in text


def test_the_page_says_what_it_draws(tmp_path: Path) -> None:
    _, html, _ = report([write(tmp_path)], tmp_path / "out")
    page = Page(html)
    drawn = page.css("figure > [role=img]")
    assert len(drawn) == 5  # targets, reliability, metrics, one matrix, one curve
    assert all(node.attributes["aria-label"] and node.css("svg") for node in drawn)
    assert not page.css("svg [role], svg [aria-label]")
    ids = [node.attributes["id"] for node in page.css("[id]")]
    assert len(ids) == len(set(ids))
    assert {node.attributes["href"] for node in page.css("[href]")} <= {f"#{id_}" for id_ in ids}
    assert len(html) < 2_000_000


def test_trust_stands_before_any_figure_of_a_suite(tmp_path: Path) -> None:
    held, html, text = report([write(tmp_path, "a"), write(tmp_path, "b", suite="drafts")], tmp_path / "out")
    assert html.index('id="trust"') < html.index('id="suite-1"')
    assert text.index("scorers can be trusted") < text.index("## answers")
    assert [(each["scorer"], each["runs"]) for each in held["trust"]] == [("verifier", ["a", "b"])]
    _, html, _ = report([write(tmp_path, "c", trust=[])], tmp_path / "none")
    assert "No figure about support below is proven" in html


def test_the_worst_cases_come_with_what_was_expected(tmp_path: Path) -> None:
    held, html, _ = report([write(tmp_path)], tmp_path / "out")
    cases = held["suites"][0]["worst"]
    assert [case["case"] for case in cases] == ["q4-fr", "q3-en", "q1-ar", "q6-fr", "q5-en"]  # a question once
    failed, answered, silent, other, ranked = cases
    assert failed["failed"] == "The model did not answer; try again."
    assert failed["came"] == []
    assert "state" in answered["expected"][0]["text"]
    assert [item["note"] for item in answered["came"]] == ["answered, citing", f"Norrund: {SOURCE}@en"]
    assert silent["expected"][0]["text"] == "الوقف الاختياري"
    assert [item["text"] for item in silent["came"]] == ["Norrund opposes."]
    assert silent["came"][0]["cited"][0]["note"] == "نورند: LT/X para. 5"
    assert json.loads(other["came"][0]["text"]) == {"seen": [1, 2]}
    assert ranked["came"][0]["note"].endswith("ar not found, found 1")
    assert "moratorium" in ranked["expected"][0]["text"]
    page = Page(html)
    assert page.css(".case [lang=ar]")[0].attributes["dir"] == "rtl"
    assert "FRAMED" not in html


def test_a_check_that_failed_in_parts_is_no_case_that_failed(tmp_path: Path) -> None:
    held, _, _ = report([write(tmp_path, held=[rows()[5]])], tmp_path / "out")
    (case,) = held["suites"][0]["worst"]
    assert case["failed"] is None
    assert case["came"][0]["note"] == "supported, score 0.7; failed: negation; verifier 0.7"


def test_follow_ups_and_traps_come_with_what_they_mean(tmp_path: Path) -> None:
    asked = {"before": ["What of Norrund?"], "scope": {"state": ["XKE"]}}
    premise = {"part": "premise", "trap": "negation", "truth": [SOURCE]}
    wrong = {"part": "text", "trap": "number", "right": False}
    lines = [row(f"q{n}", "en", 0.0, 0.0, expected=facts) for n, facts in enumerate((asked, premise, wrong))]
    held, _, _ = report([write(tmp_path, held=lines)], tmp_path / "out")
    texts = [[item["text"] for item in case["expected"]] for case in held["suites"][0]["worst"]]
    assert texts[0] == ["What of Norrund?", "state: XKE"]
    assert texts[1][0] == "a trap of the kind premise: negation"
    assert "moratorium" in texts[1][1]
    assert texts[2] == ["this claim is wrong by one thing: number"]


def test_a_broken_rule_is_named_and_sentences_are_shown_in_words(tmp_path: Path) -> None:
    held, html, _ = report([write(tmp_path)], tmp_path / "out")
    suite = held["suites"][0]
    assert [each["name"] for each in suite["metrics"] if each["broken"]] == ["wrong"]
    assert "A rule that allows no exception is broken: wrong" in Page(html).text()
    assert suite["by_language"]["right"]["worst"] == "ar"
    assert suite["disagreements"]["shown"][0]["sentence"] == "Norrund opposes."
    assert suite["failed"]["count"] == suite["unscored"]["count"] == 1


def test_a_run_is_held_against_the_baseline(tmp_path: Path) -> None:
    before = [row(f"q{n}-en", "en", 0.0, 0.0) | {"asked": f"q{n}"} for n in range(20)]
    after = [{**each, "right": 1.0} for each in before]
    write_baseline(tmp_path / "base.json", [read_run(write(tmp_path, "old", before))])
    held, html, _ = report([write(tmp_path, "new", after)], tmp_path / "out", tmp_path / "base.json")
    moved = held["suites"][0]["baseline"]["metrics"]
    assert (moved["right"]["difference"], moved["right"]["higher"], moved["right"]["beyond_chance"]) == (1.0, 20, True)
    assert (moved["wrong"]["difference"], moved["wrong"]["beyond_chance"]) == (0.0, False)
    assert "+1.000 better" in html
    assert "worse<" not in html
    split = write(tmp_path, "split", after, split="test")
    other = report([split], tmp_path / "two", tmp_path / "base.json")[0]["suites"][0]["baseline"]
    assert (other["otherwise"], other["metrics"]) == (["split"], {})
    local = write(tmp_path, "local", after, fingerprints={"mode": "local", "model": "local"})
    assert report([local], tmp_path / "three", tmp_path / "base.json")[0]["suites"][0]["baseline"] is None


@pytest.mark.parametrize(
    "text",
    ["", "[]", "\xff", '{"suite": "x"}', "[" * 100_000, '{"suite": "x", "cases": 0, "metrics": {"m": {"mean": NaN}}}',
     '{"suite": "x", "cases": 0, "metrics": {}, "tables": {"auroc": NaN}}',
     '{"suite": "x", "cases": 0, "metrics": {"m": {"mean": 0.5, "low": 0, "high": 1}}}'],
)  # fmt: skip
def test_a_broken_run_is_named_in_a_line_and_the_others_are_reported(tmp_path: Path, text: str) -> None:
    good, bad, empty = write(tmp_path, "good"), write(tmp_path, "bad"), tmp_path / "empty"
    (bad / "run.json").write_text(text, encoding="latin-1")
    held, html, _ = report([good, bad, empty], tmp_path / "out")
    assert [each["run"] for each in held["suites"]] == ["good"]
    assert [each["folder"] for each in held["left_out"]] == ["bad", "empty"]
    assert all("\n" not in each["why"] for each in held["left_out"])
    assert "Runs that could not be read" in html


def test_a_row_that_is_no_figure_leaves_its_run_out(tmp_path: Path) -> None:
    bad = write(tmp_path)
    with (bad / "rows.jsonl").open("a") as file:
        file.write('{"case": "z", "right": NaN}\n')
    found, ((_, why),) = read_runs([bad])
    assert found == []
    assert "line 8" in why


def test_a_run_without_cases_and_no_run_at_all_are_reported(tmp_path: Path) -> None:
    held, html, _ = report([write(tmp_path, held=[], tables={}, by_language={}, disagreements=[])], tmp_path / "out")
    assert held["suites"][0]["worst"] == []
    assert "\u2013" in html
    held, html, _ = report([], tmp_path / "none")
    assert held["suites"] == []
    assert "No run is in this report" in html


def test_texts_are_made_harmless() -> None:
    assert shown("a\u202eb\x00\ud800") == "a\u27e8U+202E\u27e9b\u27e8U+0000\u27e9\u27e8U+D800\u27e9"
    assert shown("\u0627\u200f\u200d\n") == "\u0627\u200f\u200d\n"
    assert plain("a|b\n<i>*_`[x](http://y) www.z @w") == (
        "a\\|b &lt;i&gt;\\*\\_\\`\\[x\\](http:&#47;&#47;y) www&#46;z &#64;w"
    )
    assert paragraph_of("../../etc/passwd#1@en") is None
    assert paragraph_of("LT/CONF.2031/PC.I/WP.7#nope@en") is None
