"""The story of one run: papers, cases, outcomes, scores, and how far those who judge can be trusted, before any
figure of theirs."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tqdm import tqdm

from app.drafting.model import Mode
from corpus.quality import Unreadable
from evals import trust
from evals.cases import cases_of, chosen, fingerprint
from evals.model import Row, Suite
from evals.results import summary_of, write_run
from evals.runner import Job, Ran, run_job
from evals.suites import SUITES

_ALL = "all"
_NOT_HERE = 3
_READ_BY_A_MODEL = 240  # claims
_MILLION = 1_000_000


def run(args: argparse.Namespace) -> int:
    """``rapporteur-eval run``: each suite named, one after the other.

    Raises:
        RapporteurError: a suite is not known, or its cases or papers cannot be read.
    """
    names = list(SUITES) if args.suites == [_ALL] else args.suites
    unknown = next((name for name in names if name not in SUITES), None)
    if unknown is not None:
        raise Unreadable(f"There is no suite {unknown[:64]}. Suites: {', '.join(SUITES)}.")
    if len(names) > 1 and (args.cases or args.trec_run):
        raise Unreadable("Cases or rankings of your own go with one suite; name one.")
    if args.qrels and not args.trec_run:
        raise Unreadable("--qrels goes with --trec-run: name the rankings too.")
    if args.trec_run and ("expected",) not in SUITES[names[0]].fields:
        raise Unreadable(f"Rankings go with a suite of retrieval; {names[0]} is none.")
    worst = 0
    for name in names:
        out = args.out if len(names) == 1 else args.out / name
        worst = max(worst, _run_suite(SUITES[name], out, args, quiet=args.suites == [_ALL]))
    return worst


def _run_suite(suite: Suite, out: Path, args: argparse.Namespace, *, quiet: bool) -> int:
    documents = (args.documents,) if args.documents else suite.documents
    lacking = next((folder for folder in documents if not folder.is_dir()), None)
    if lacking is not None and args.trec_run is None:
        skipped = (suite.optional and args.documents is None) or quiet
        what = f"{suite.name} is skipped: " if skipped else ""
        sys.stderr.write(f"rapporteur-eval: {what}{lacking} is not here; name the papers with --documents DIR.\n")
        return 0 if skipped else _NOT_HERE
    cases = chosen(cases_of(suite, args.cases), args.split, args.sample)
    if args.trec_run is not None:
        return _score_trec(suite, cases, out, args)
    keep = args.keep or args.out / ".kept"
    jobs = args.jobs or (1 if args.mode == Mode.LOCAL.value or args.judge else os.cpu_count() or 1)
    job = Job(suite, cases, documents, Mode(args.mode), 1 if suite.timed else jobs, keep, args.judge, args.no_judges)
    judged = suite.judged is not None and not args.no_judges
    judges = _trust(job) if judged else []
    if judged:
        sys.stdout.write(trust.as_text(judges) + "\n")
        job = replace(job, suite=_with_judges(suite, judges))
    began = time.perf_counter()
    ran = _run(job)
    if suite is SUITES["check"] or any("judges" in row.seen for row in ran.rows):
        judges = trust.trust_of(ran.rows)
    facts = _facts(job, ran, judges, args)
    _write_trec(out, ran.rows)
    write_run(out, facts, ran.rows, _timing(ran, job, time.perf_counter() - began, args.price))
    _tell(job.suite, facts)
    return 0


def _trust(job: Job) -> list[dict[str, Any]]:
    """How far the judges can be trusted: the suite ``check``, as it stands in this version, over its own papers. A
    language model reads only some of its claims: each takes it seconds."""
    check = SUITES["check"]
    cases = chosen(cases_of(check), sample=_READ_BY_A_MODEL if job.judge else None)
    labelled = replace(job, suite=check, cases=cases, documents=check.documents, mode=Mode.VERBATIM)
    return trust.trust_of(_run(labelled).rows)


def _with_judges(suite: Suite, judges: Sequence[Mapping[str, Any]]) -> Suite:
    assert suite.judged is not None
    return replace(suite, scorers=(*suite.scorers, *suite.judged(trust.cuts_of(judges))))


def _run(job: Job) -> Ran:
    bars: dict[str, tqdm[Any]] = {}

    def tell(what: str, done: int, total: int) -> None:
        bar = bars.get(what) or bars.setdefault(what, tqdm(total=total, desc=what, file=sys.stderr, mininterval=1.0))
        bar.update(done - bar.n)

    try:
        return run_job(job, tell)
    finally:
        for bar in bars.values():
            bar.close()


def _facts(job: Job, ran: Ran, judges: Sequence[Mapping[str, Any]], args: argparse.Namespace) -> dict[str, Any]:
    named = {name: getattr(args, name) for name in ("split", "sample") if getattr(args, name) is not None}
    found = trust.disagreements(ran.rows, trust.cuts_of(judges)) if job.suite.judged else []
    return {
        "suite": job.suite.name,
        "about": job.suite.about,
        **named,
        **summary_of(job.suite, ran.rows),
        "trust": list(judges),
        "disagreements": found,
        "fingerprints": {**ran.fingerprints, "cases": fingerprint(job.cases)},
    }


def _timing(ran: Ran, job: Job, seconds: float, price: tuple[float, float] | None) -> dict[str, Any]:
    read, written = ran.tokens
    cost = {} if price is None else {"cost": round((read * price[0] + written * price[1]) / _MILLION, 6)}
    return {
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": round(seconds, 1),
        "jobs": job.jobs,
        "kept": ran.kept,
        "tokens": {"input": read, "output": written},
        **cost,
        "scorers": {name: round(each, 5) for name, each in ran.judging.items()},
        "cases": {case: round(took, 4) for case, took in ran.seconds.items()},
    }


def _tell(suite: Suite, facts: Mapping[str, Any]) -> None:
    lines = [f"{suite.name}: {facts['cases']} cases, {facts['questions']} questions, {facts['documents']} documents"]
    for name, metric in facts["metrics"].items():
        unscored = f", {metric['unscored']} unscored" if metric["unscored"] else ""
        lines.append(f"{name}: {metric['mean']} [{metric['low']}, {metric['high']}], n {metric['n']}{unscored}")
    if facts["failed"]:
        lines.append(f"failed: {len(facts['failed'])}; they count with the worst value. See failed in run.json.")
    sys.stdout.write("\n".join(lines) + "\n")


def _write_trec(out: Path, rows: Sequence[Row]) -> None:
    """The rankings in TREC's formats, where there are any: one run and one list of what is relevant for each pool."""
    from evals.metrics.ranking import qrels_lines, run_lines
    from evals.tasks import FOUND
    from evals.trec import paragraphs

    ranked = [row for row in rows if "rankings" in row.seen]
    pools = dict.fromkeys(pool for row in ranked for pool in row.seen["rankings"])
    for pool in pools:
        having = [row for row in ranked if pool in row.seen["rankings"]]
        shown = paragraphs if pool == FOUND else list  # scored as paragraphs in whatever language
        rankings = {row.case.id: shown(id_ for id_, _ in row.seen["rankings"][pool]) for row in having}
        relevant = {row.case.id: shown(row.seen["relevant"][pool]) for row in having}
        folder = out / "trec"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{pool}.run").write_text("".join(f"{line}\n" for line in run_lines(rankings, "rapporteur")), "utf-8")
        (folder / f"{pool}.qrels").write_text("".join(f"{line}\n" for line in qrels_lines(relevant)), "utf-8")


def _score_trec(suite: Suite, cases: Sequence[Any], out: Path, args: argparse.Namespace) -> int:
    """Somebody else's rankings, scored as our own are."""
    from evals.trec import rows_of, scored_suite

    rows = rows_of(cases, args.trec_run, args.qrels)
    shown = scored_suite(suite)
    facts = {
        "suite": suite.name,
        "about": f"rankings of {args.trec_run.name}",
        **summary_of(shown, rows),
        "trust": [],
        "disagreements": [],
        "fingerprints": {"mode": "trec", "model": args.trec_run.name, "cases": fingerprint(cases)},
    }
    write_run(out, facts, rows, {"made": datetime.now(UTC).isoformat(timespec="seconds")})
    _tell(shown, facts)
    return 0
