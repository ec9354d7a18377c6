"""``rapporteur-eval``: measurements over papers, offline. The service never imports this."""

from __future__ import annotations

import argparse
import importlib.resources
import itertools
import json
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from app.drafting.model import Mode
from app.faults import exit_code, one_line
from app.settings import Settings, load_settings
from app.wiring import Home
from corpus.errors import RapporteurError
from corpus.ingest import files_in, ingest_file
from corpus.quality import Unreadable
from evals.model import SPLITS, Case, Row, read_cases
from evals.stats import summarise
from evals.suites import abstention, claims, crosslingual, retrieval, udhr


def _ingest(home: Home, folder: Path) -> None:
    for file in files_in([folder]):
        ingest_file(home.store, file)


@dataclass(frozen=True, slots=True)
class Suite:
    """A task, its cases, the papers they are about, and what run.json says besides the means.

    ``optional``: without its own papers it is skipped; they are not part of this project.
    """

    run: Callable[[Home, Iterable[Case], Mode], Iterator[Row]]
    cases: tuple[str, ...]
    documents: Path
    ingest: Callable[[Home, Path], None] = _ingest
    besides: Callable[[Sequence[Row]], dict[str, object]] | None = None
    optional: bool = False


_REAL_PAPERS = Path("../shared/corpus")
_DECLARATION = Path("../shared/data/udhr")
_SPECIMEN = Path(str(importlib.resources.files("corpus") / "documents"))
SUITES = {
    "retrieval": Suite(retrieval.run, ("retrieval",), _REAL_PAPERS),
    "abstention": Suite(abstention.run, ("abstention", "retrieval"), _REAL_PAPERS, besides=abstention.curve),
    "claims": Suite(claims.run, ("claims",), _REAL_PAPERS, besides=claims.curve),
    "claims_specimen": Suite(claims.run, ("claims_specimen",), _SPECIMEN, besides=claims.curve),
    "edits": Suite(claims.run, ("edits",), _SPECIMEN, besides=claims.curve),
    "crosslingual": Suite(crosslingual.run, ("crosslingual",), _SPECIMEN, besides=crosslingual.pair_table),
    "udhr": Suite(crosslingual.run, ("udhr",), _DECLARATION, udhr.ingest, crosslingual.pair_table, optional=True),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command: ``list`` or ``run SUITE --out DIR``."""
    parser = argparse.ArgumentParser(prog="rapporteur-eval", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    listing = commands.add_parser("list", help="the suites and how many cases each has")
    listing.add_argument("--json", action="store_true")
    run = commands.add_parser("run", help="run a suite")
    run.add_argument("suite", choices=sorted(SUITES))
    run.add_argument("--out", type=Path, required=True, metavar="DIR")
    run.add_argument("--cases", type=Path, metavar="FILE", help="other cases, JSONL")
    run.add_argument("--split", choices=SPLITS, help="only the cases to tune on, or only those held out")
    run.add_argument("--mode", default="verbatim", choices=[mode.value for mode in Mode])
    run.add_argument(
        "--documents", type=Path, metavar="DIR", help="the papers the cases are about; each suite knows its own"
    )
    args = parser.parse_args(argv)
    try:
        return _list(args) if args.command == "list" else _run(args)
    except RapporteurError as error:
        sys.stderr.write(f"rapporteur-eval: {one_line(error)}\n")
        return exit_code(error)


def _list(args: argparse.Namespace) -> int:
    suites = [{"name": name, "cases": len(list(_cases(name, None)))} for name in SUITES]
    text = "\n".join(f"{suite['name']}: {suite['cases']} cases" for suite in suites)
    sys.stdout.write((json.dumps({"suites": suites}) if args.json else text) + "\n")
    return 0


def _run(args: argparse.Namespace) -> int:
    suite = SUITES[args.suite]
    documents = args.documents or suite.documents
    if not documents.is_dir():
        skipped = suite.optional and args.documents is None
        what = f"{args.suite} is skipped: " if skipped else ""
        sys.stderr.write(f"rapporteur-eval: {what}{documents} is not here; name the papers with --documents DIR.\n")
        return 0 if skipped else 3
    cases = _chosen(_cases(args.suite, args.cases), args.split)
    with tempfile.TemporaryDirectory() as folder, Home(_apart(folder)) as home:
        suite.ingest(home, documents)
        home.index_pending(lambda _done, _total: None)
        rows = list(tqdm(suite.run(home, cases, Mode(args.mode)), args.suite, len(cases), file=sys.stderr))
        fingerprints = {
            "embedder": home.embedder.fingerprint,
            "corpus": home.catalogue.current().fingerprint,
            "mode": args.mode,
            "model": home.settings.model,
        }
    besides = suite.besides(rows) if suite.besides else {}
    split = {"split": args.split} if args.split else {}
    _write(args.out, rows, {"suite": args.suite, **split}, {**besides, "fingerprints": fingerprints})
    return 0


def _apart(folder: str) -> Settings:
    """The settings in force, over a store and indexes of their own."""
    return load_settings(folder).model_copy(update={"database_url": None, "chroma_url": None})


def _cases(suite: str, file: Path | None) -> Iterator[Case]:
    if file is not None:
        return read_cases(file)
    folder = Path(str(importlib.resources.files("evals") / "cases"))
    return itertools.chain.from_iterable(read_cases(folder / f"{name}.jsonl") for name in SUITES[suite].cases)


def _chosen(cases: Iterable[Case], split: str | None) -> list[Case]:
    chosen = [case for case in cases if split is None or case.facts.get("split") == split]
    if split is not None and not chosen:
        raise Unreadable(f"No case belongs to the split {split}; leave --split out for all of them.")
    return chosen


def _write(out: Path, rows: Sequence[Row], before: dict[str, str], after: dict[str, object]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    metrics = _metrics(rows)
    clusters = len({row.case.cluster for row in rows})
    result = {**before, "cases": len(rows), "questions": clusters, "metrics": metrics, **after}
    (out / "run.json").write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    lines = [
        {"case": row.case.id, "language": row.case.language, "question": row.case.question, **row.scores, **row.seen}
        for row in rows
    ]
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (out / "rows.jsonl").write_text(text, encoding="utf-8")
    for name, metric in metrics.items():
        sys.stdout.write(f"{name}: {metric['mean']} [{metric['low']}, {metric['high']}], n {metric['n']}\n")


def _metrics(rows: Sequence[Row]) -> dict[str, dict[str, float | int | None]]:
    summaries = {}
    for name in dict.fromkeys(name for row in rows for name in row.scores):
        having = [row for row in rows if name in row.scores]
        summary = summarise([row.scores[name] for row in having], [row.case.cluster for row in having])
        summaries[name] = summary.as_json()
    return summaries
