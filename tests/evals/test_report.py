"""The report: what it says of targets, runs, the baseline and the worst cases, and what it does with hostile or broken
files."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from corpus.quality import Unreadable
from evals.gate import write_baseline
from evals.report import TARGETS, write_report
from evals.report.markdown import plain
from evals.report.runs import read_runs, shown
from evals.report.sources import paragraph_of
from evals.report.targets import MET, NOT_MEASURED, NOT_MET, Standing, chance, read_targets, standings
from evals.results import read_run
from tests.web.reading import Page, one

HOSTILE = "<script>alert(1)</script> {{ 7 * 7 }} | [x](http://evil.example) ![y](//z) \u202e\x07 =1"
SOURCE = "LT/CONF.2031/PC.I/WP.7#5"
Json = dict[str, Any]


def summary(scores: list[float]) -> Json:
    mean = sum(scores) / len(scores) if scores else None
    return {"mean": mean, "low": mean and mean - 0.1, "high": mean and mean + 0.1, "n": len(scores), "unscored": 0}


def declared(better: str = "higher", hard: bool = False) -> Json:
    facts = {"about": "A <b>share</b>.", "better": better, "range": [0.0, 1.0], "hard": hard, "source": "by hand"}
    return {**facts, "default": float(better == "lower"), "parameters": {}}


def row(case: str, language: str, right: float, wrong: float, **more: Any) -> Json:
    facts = {"case": case, "language": language, "question": f"{case}: {HOSTILE}", "asked": case[:2], "cluster": "d"}
    return {**facts, "right": right, "wrong": wrong, **more}


def rows() -> list[Json]:
    point = {"id": "p", "paragraph": SOURCE, "vital": True, "words": {"ar": "الوقف الاختياري", "en": "a moratorium"}}
    cited = {"symbol": "LT/X", "locator": "para. 5", "submitters": ["XNR"], "language": "zh", "quote": "诺伦德反对"}
    frame = {"text": "FRAMED", "kind": "frame", "citations": []}
    said = {"text": "Norrund opposes.", "kind": "verbatim", "verdict": "supported", "citations": [cited]}
    answer = {"kind": "answer", "sentences": [frame, said], "withheld": [], "reason": None}
    ranked = {"rankings": {"found": [[f"{SOURCE}@en", 0.9]], "ar": [["LT/CONF.2031/PC.I/WP.3#1@ar", 0.8]]}}
    expected = {"expected": {"expected": [{"paragraph": SOURCE}]}}
    return [
        row("q1-ar", "ar", 0.0, 0.0, expected={"points": [point]}, **answer),
        row("q2-en", "en", 1.0, 0.0, **answer),
        row("q3-en", "en", 0.5, 1.0, expected={"missing": "state"}, abstained=0.0, cited=[f"{SOURCE}@en"]),
        row("q4-fr", "fr", 0.0, 1.0, failed="The model did not answer; try again."),
        row("q5-en", "en", 0.9, 0.0, **ranked, **expected),
        row("q6-en", "en", 0.8, 0.0, verdict="supported", score=0.7, judges={"verifier": 0.7}, failed=["negation"]),
        row("q6-fr", "fr", 0.7, 0.0, seen=[1, 2]),
    ]


def write(folder: Path, name: str = "run", held: list[Json] | None = None, **more: Any) -> Path:
    """A run as the command writes it."""
    lines = rows() if held is None else held
    metrics = {key: summary([each[key] for each in lines]) for key in ("right", "wrong")}
    pairs = {f"{a}>{b}": {"ndcg@10": summary([0.2, 0.4])} for a in ("ar", "en") for b in ("ar", "en")}
    cuts = [{"cut": cut, "answered": 1 - cut, "refused": cut} for cut in (0.3, 0.6, 0.9)]
    bins = [{"from": 0.0, "to": 0.1, "n": 4, "mean_score": 0.05, "share_true": 0.25}, {"from": 0.1, "to": 0.2, "n": 0}]
    right = summary([1.0, 0.0])
    trust = {"scorer": "verifier", "pairs": 600, "split": "test", "cut": 0.5, "auroc": 0.8, "brier": 0.2}
    trust |= {"balanced_accuracy": right, "calibration_error": 0.1, "calibration": bins, "by_language": {"en": right}}
    facts = {
        "suite": "answers",
        "about": HOSTILE,
        "cases": len(lines),
        "failed": [{"case": "q4-fr", "why": "The model did not answer; try again."}] if lines else [],
        "unscored": [{"case": "q9", "why": HOSTILE}],
        "metrics": metrics,
        "declared": {"right": declared(), "wrong": declared("lower", hard=True)},
        "by_language": {"right": {"ar": summary([0.0]), "en": summary([1.0])}},
        "tables": {"pairs": pairs, "curve": cuts, "least_pair": {"pair": "ar>en", "below_mean": 0.1}},
        "trust": [trust],
        "disagreements": [{"case": "q2-en", "sentence": 1, "scores": {"verifier": 0.9, "overlap": 0.1}}],
        "fingerprints": {"mode": "verbatim", "model": "verbatim", "code": "c0de"},
    }
    own = folder / name
    own.mkdir(parents=True)
    (own / "run.json").write_text(json.dumps({**facts, **more}), encoding="utf-8")
    (own / "rows.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    (own / "timing.json").write_text(json.dumps({"seconds": 12.5, "jobs": 2, "kept": 0}), encoding="utf-8")
    return own


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
    without = report([run], tmp_path / "b", times=False)
    (run / "timing.json").write_text('{"seconds": 99}', encoding="utf-8")
    assert "times" not in without[0]
    assert without == report([run], tmp_path / "c", times=False)


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


def test_targets_are_met_by_runs_before_figures_by_hand(tmp_path: Path) -> None:
    path = tmp_path / "targets.toml"
    hand = '[target.by_hand]\nvalue = 0.9\nn = 8\ndate = 2026-11-21\ncommand = "c"\n'
    start = '[[target]]\nissue = 4\nwhat = "w"\n'
    path.write_text(
        f'{start}id = "run"\nat_least = 0.4\nfrom = {{ suite = "answers", metric = "right" }}\n{hand}'
        f'{start}id = "rule"\nat_most = 0.0\nfrom = {{ suite = "answers", metric = "wrong" }}\n'
        f'{start}id = "worst"\nat_least = 0.4\nfrom = {{ suite = "answers", metric = "right", language = "worst" }}\n'
        f'{start}id = "table"\nat_most = 0.1\nfrom = {{ suite = "answers", table = "least_pair.below_mean" }}\n'
        f'{start}id = "mode"\nat_least = 0.95\nfrom = {{ suite = "answers", metric = "right", mode = "local" }}\n{hand}'
        f'{start}id = "name"\nat_least = 0.4\nfrom = {{ suite = "answers", metric = "gone" }}\n'
        f'{start}id = "none"\nat_least = 0.4\n'
    )
    runs, _ = read_runs([write(tmp_path)])
    found = {each.target.id: each for each in standings(read_targets(path), runs)}
    assert {name: each.state for name, each in found.items()} == {
        "run": MET, "rule": NOT_MET, "worst": NOT_MET, "table": MET, "mode": NOT_MET, "name": NOT_MEASURED,
        "none": NOT_MEASURED,
    }  # fmt: skip
    assert value(found["run"]) == pytest.approx(3.9 / 7)
    assert (found["run"].sure, found["rule"].sure, found["mode"].sure) == (True, True, None)
    assert value(found["worst"]) == 0.0
    assert value(found["mode"]) == 0.9
    assert found["name"].why == "the run of answers has no gone"
    sampled, _ = read_runs([write(tmp_path, "sample", sample=7)])
    states = {each.target.id: each for each in standings(read_targets(path), sampled)}
    assert value(states["run"]) == 0.9  # by hand, of all cases
    assert states["rule"].measured and states["rule"].measured.source == "answers (verbatim, a sample), wrong"


def value(standing: Standing) -> float:
    assert standing.measured is not None
    return standing.measured.value


def test_a_target_near_its_interval_is_unsure_and_few_cases_prove_little(tmp_path: Path) -> None:
    path = tmp_path / "targets.toml"
    start = '[[target]]\nissue = 4\nwhat = "w"\n'
    hand = '[target.by_hand]\ndate = 2026-11-21\ncommand = "c"\n'
    path.write_text(
        f'{start}id = "near"\nat_least = 0.8\n{hand}value = 0.81\nlow = 0.7\nhigh = 0.9\n'
        f'{start}id = "few"\nat_most = 0.0\n{hand}value = 0.0\nn = 8\n'
        f'{start}id = "slow"\nat_most = 40\nunit = "ms"\n{hand}value = 64\nn = 8\n'
    )
    near, few, slow = standings(read_targets(path), [])
    assert (near.state, near.sure) == (MET, False)
    assert "a share of 0.31 " in chance(few)  # 1 - 0.05 ** (1 / 8) = 0.312
    assert (slow.state, chance(slow), chance(near)) == (NOT_MET, "", "")


@pytest.mark.parametrize(
    ("line", "told"),
    [("at_least = nan", "not a figure"), ("", "at_most"), ('at_least = 1\nfrom = { metric = "m" }', "needs a suite"),
     ("at_least = 1\n[target.by_hand]\nn = 1", "needs a value"), ("at_least = [", "cannot be read")],
)  # fmt: skip
def test_a_bad_target_is_named(tmp_path: Path, line: str, told: str) -> None:
    path = tmp_path / "targets.toml"
    path.write_text(f'[[target]]\nid = "a"\nissue = 4\nwhat = "w"\n{line}\n')
    with pytest.raises(Unreadable, match=told):
        read_targets(path)


def test_the_targets_of_the_product_are_sound() -> None:
    targets = read_targets(TARGETS)
    assert {target.issue for target in targets} == {4, 5}
    found = standings(targets, [])
    assert {each.state for each in found} == {MET, NOT_MET, NOT_MEASURED}
    assert all(each.target.note for each in found if each.state == NOT_MEASURED)


def test_the_targets_name_suites_and_metrics_that_exist() -> None:
    from evals.suites import SUITES

    for target in read_targets(TARGETS):
        if target.suite and target.metric:
            assert target.metric in SUITES[target.suite].metrics, target.id


def test_texts_are_made_harmless() -> None:
    assert shown("a\u202eb\x00\ud800") == "a\u27e8U+202E\u27e9b\u27e8U+0000\u27e9\u27e8U+D800\u27e9"
    assert shown("\u0627\u200f\u200d\n") == "\u0627\u200f\u200d\n"
    assert plain("a|b\n<i>*_`[x](http://y) www.z @w") == (
        "a\\|b &lt;i&gt;\\*\\_\\`\\[x\\](http:&#47;&#47;y) www&#46;z &#64;w"
    )
    assert paragraph_of("../../etc/passwd#1@en") is None
    assert paragraph_of("LT/CONF.2031/PC.I/WP.7#nope@en") is None
