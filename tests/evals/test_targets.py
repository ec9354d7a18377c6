"""Targets: met by runs, else by what was measured by hand; and what a figure near its target leaves open."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus.quality import Unreadable
from evals.report import TARGETS
from evals.report.runs import read_runs
from evals.report.targets import MET, NOT_MEASURED, NOT_MET, Standing, chance, read_targets, standings
from tests.builders.reports import write


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


def test_the_committed_report_says_where_the_product_stands_on_every_target() -> None:
    report = json.loads((TARGETS.parent / "figures" / "report.json").read_text(encoding="utf-8"))
    stand = {target["id"]: target["state"] for target in report["targets"]}
    assert stand.keys() == {target.id for target in read_targets(TARGETS)}
    assert set(stand.values()) <= {MET, NOT_MET, NOT_MEASURED}
    assert not any(suite["worst"] or suite["disagreements"]["shown"] for suite in report["suites"])
