"""``rapporteur-eval``: measurements over the real papers, offline. The service never imports this."""

from __future__ import annotations

import argparse
import importlib.resources
import itertools
import json
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tqdm import tqdm

from app.drafting.model import Mode
from app.faults import exit_code, one_line
from app.settings import Settings, load_settings
from app.wiring import Home
from corpus.errors import RapporteurError
from corpus.ingest import files_in, ingest_file
from evals.model import Case, Row, read_cases
from evals.stats import summarise
from evals.suites import abstention, retrieval

SUITES = {"retrieval": retrieval, "abstention": abstention}
_CASES = {"retrieval": ("retrieval",), "abstention": ("abstention", "retrieval")}
_REAL_PAPERS = Path("../shared/corpus")


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
    run.add_argument("--mode", default="verbatim", choices=[mode.value for mode in Mode])
    run.add_argument(
        "--documents", type=Path, default=_REAL_PAPERS, metavar="DIR", help="the papers the cases are about"
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
    if not args.documents.is_dir():
        sys.stderr.write(f"rapporteur-eval: {args.documents} is not here; name the papers with --documents DIR.\n")
        return 3
    cases = list(_cases(args.suite, args.cases))
    with tempfile.TemporaryDirectory() as folder, Home(_apart(folder)) as home:
        for file in files_in([args.documents]):
            ingest_file(home.store, file)
        home.index_pending(lambda _done, _total: None)
        rows = list(tqdm(SUITES[args.suite].run(home, cases, Mode(args.mode)), args.suite, len(cases), file=sys.stderr))
        fingerprints = {
            "embedder": home.embedder.fingerprint,
            "corpus": home.store.fingerprint(),
            "mode": args.mode,
            "model": home.settings.model,
        }
    _write(args.out, args.suite, rows, fingerprints)
    return 0


def _apart(folder: str) -> Settings:
    """The settings in force, over a store and indexes of their own."""
    return load_settings(folder).model_copy(update={"database_url": None, "chroma_url": None})


def _cases(suite: str, file: Path | None) -> Iterator[Case]:
    if file is not None:
        return read_cases(file)
    folder = Path(str(importlib.resources.files("evals") / "cases"))
    return itertools.chain.from_iterable(read_cases(folder / f"{name}.jsonl") for name in _CASES[suite])


def _write(out: Path, suite: str, rows: Sequence[Row], fingerprints: dict[str, str]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    names = list(dict.fromkeys(name for row in rows for name in row.scores))
    metrics = {name: _as_json(row.scores[name] for row in rows if name in row.scores) for name in names}
    result = {"suite": suite, "cases": len(rows), "metrics": metrics, "fingerprints": fingerprints}
    (out / "run.json").write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    lines = [
        {"case": row.case.id, "language": row.case.language, "question": row.case.question, **row.scores, **row.seen}
        for row in rows
    ]
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (out / "rows.jsonl").write_text(text, encoding="utf-8")
    for name, metric in metrics.items():
        sys.stdout.write(f"{name}: {metric['mean']} [{metric['low']}, {metric['high']}], n {metric['n']}\n")


def _as_json(values: Iterable[float | None]) -> dict[str, float | int | None]:
    summary = summarise(list(values))
    return {
        "mean": summary.mean,
        "low": summary.low,
        "high": summary.high,
        "n": summary.n,
        "unscored": summary.unscored,
    }
