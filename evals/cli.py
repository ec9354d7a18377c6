"""``rapporteur-eval``: measurements over papers, offline. The service never imports this."""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Sequence
from pathlib import Path

from app.drafting.model import Mode
from app.faults import exit_code, one_line
from corpus.errors import RapporteurError
from evals.model import SPLITS

_REFUSED = 1  # the gate stays shut


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command."""
    args = _parser().parse_args(argv)
    try:
        return int(args.does(args))
    except RapporteurError as error:
        sys.stderr.write(f"rapporteur-eval: {one_line(error)}\n")
        return exit_code(error)
    except KeyboardInterrupt:
        sys.stderr.write("rapporteur-eval: stopped. What was done is kept; the same command goes on from there.\n")
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="rapporteur-eval", description="Measurements over papers, offline.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    listing = commands.add_parser("list", help="the suites and how many cases each has")
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(does=_list)
    _add_run(commands.add_parser("run", help="run suites, or `all` of them"))
    comparing = commands.add_parser("compare", help="two runs of a suite against each other, case by case")
    comparing.add_argument("before", type=Path, metavar="DIR")
    comparing.add_argument("after", type=Path, metavar="DIR")
    comparing.add_argument("--json", action="store_true")
    comparing.set_defaults(does=_compare)
    gating = commands.add_parser("gate", help="fail when a run is worse than the baseline, or breaks a hard rule")
    gating.add_argument("folder", type=Path, metavar="DIR", help="a run, or a folder of runs")
    gating.add_argument("--baseline", type=Path, metavar="FILE", help="another than the product's own")
    gating.add_argument("--accept", action="store_true", help="make these runs the baseline")
    gating.set_defaults(does=_gate)
    _add_reading(commands)
    return parser


def _add_run(run: argparse.ArgumentParser) -> None:
    run.add_argument("suites", nargs="+", metavar="SUITE", help="one or more; with more than one, each in DIR/SUITE")
    run.add_argument("--out", type=Path, required=True, metavar="DIR")
    run.add_argument("--cases", type=Path, metavar="FILE", help="cases of your own, JSONL")
    run.add_argument("--documents", type=Path, metavar="DIR", help="papers of your own; each suite knows its own")
    run.add_argument("--split", choices=SPLITS, help="only the cases to tune on, or only those held out")
    run.add_argument("--sample", type=_positive, metavar="N", help="about N cases, the same ones each time")
    run.add_argument("--mode", default=Mode.VERBATIM.value, choices=[mode.value for mode in Mode])
    run.add_argument("--judge", metavar="MODEL", help="a language model that judges besides: local, or provider:model")
    run.add_argument("--no-judges", action="store_true", help="leave out what judges say: quicker, for the gate")
    run.add_argument("--jobs", type=_positive, metavar="N", help="processes; as many as processors by default")
    run.add_argument("--keep", type=Path, metavar="DIR", help="where outcomes are kept (DIR/.kept of --out)")
    run.add_argument(
        "--price", type=_price, metavar="IN,OUT", help="of a million tokens read and written, for timing.json"
    )
    run.add_argument("--trec-run", type=Path, metavar="FILE", help="score this ranking instead of our own (retrieval)")
    run.add_argument("--qrels", type=Path, metavar="FILE", help="what is relevant, in TREC's format, for --trec-run")
    run.set_defaults(does=_run)


def _add_reading(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    reporting = commands.add_parser("report", help="one page of everything: figures, plots, worst cases, evidence")
    reporting.add_argument("folder", type=Path, metavar="DIR", help="a run, or a folder of runs")
    reporting.add_argument("--out", type=Path, metavar="DIR", help="where to write it (the folder itself)")
    reporting.add_argument("--baseline", type=Path, metavar="FILE")
    reporting.add_argument("--bare", action="store_true", help="only figures: no cases, no times, the same bytes")
    reporting.set_defaults(does=_report)
    sheet = commands.add_parser("sheet", help="a blinded sheet of claims and their evidence, for people to label")
    sheet.add_argument("folder", type=Path, metavar="DIR", help="a run, or a folder of runs")
    sheet.add_argument("--out", type=Path, required=True, metavar="DIR")
    sheet.add_argument("--count", type=_positive, default=60, metavar="N")
    sheet.set_defaults(does=_sheet)
    labels = commands.add_parser("labels", help="sheets that people filled in: do they agree, and with the judges?")
    labels.add_argument("key", type=Path, metavar="KEY", help="key.json, written with the sheet")
    labels.add_argument("sheets", type=Path, nargs="+", metavar="SHEET")
    labels.set_defaults(does=_labels)
    feedback = commands.add_parser("feedback", help="what users rated, as cases: GET /api/v1/feedback, saved to a file")
    feedback.add_argument("file", type=Path, metavar="FILE")
    feedback.add_argument("--out", type=Path, required=True, metavar="DIR")
    feedback.set_defaults(does=_feedback)


def _list(args: argparse.Namespace) -> int:
    from evals.cases import cases_of
    from evals.suites import SUITES

    suites = [{"name": name, "cases": len(cases_of(suite)), "about": suite.about} for name, suite in SUITES.items()]
    text = "\n".join(f"{suite['name']}: {suite['cases']} cases. {suite['about']}" for suite in suites)
    sys.stdout.write((json.dumps({"suites": suites}) if args.json else text) + "\n")
    return 0


def _run(args: argparse.Namespace) -> int:
    from evals.run import run

    return run(args)


def _compare(args: argparse.Namespace) -> int:
    from evals.compare import as_text, compare_runs
    from evals.results import read_run

    moved = compare_runs(read_run(args.before), read_run(args.after))
    text = json.dumps({"metrics": {item.name: item.as_json() for item in moved}}) if args.json else as_text(moved)
    sys.stdout.write(text + "\n")
    return 0


def _gate(args: argparse.Namespace) -> int:
    from evals.gate import BASELINE, faults, read_baseline, write_baseline
    from evals.results import read_run, runs_in

    path = args.baseline or BASELINE
    folders = runs_in(args.folder)
    runs = [read_run(folder) for folder in folders]
    if args.accept:
        write_baseline(path, runs)
        sys.stdout.write(f"The baseline {path} holds {', '.join(run.suite for run in runs)} as they are now.\n")
        return 0
    found = faults(runs, read_baseline(path), whole=folders != [args.folder])
    for fault in found:
        sys.stdout.write(f"FAIL {fault}\n")
    if not found:
        sys.stdout.write(f"The gate is open: {', '.join(run.suite for run in runs)} are no worse than the baseline.\n")
    return _REFUSED if found else 0


def _report(args: argparse.Namespace) -> int:
    from evals.gate import BASELINE
    from evals.report import TARGETS, write_report
    from evals.results import runs_in

    out = args.out or args.folder
    baseline = args.baseline or (BASELINE if BASELINE.is_file() else None)
    write_report(runs_in(args.folder), out, baseline, TARGETS, bare=args.bare)
    sys.stdout.write(f"{out / 'report.html'}\n")
    return 0


def _sheet(args: argparse.Namespace) -> int:
    from evals.reading import write_sheet
    from evals.results import runs_in

    sheet = write_sheet(runs_in(args.folder), args.out, args.count)
    sys.stdout.write(f"{sheet}\nkey.json beside it says what is what; keep it from those who label.\n")
    return 0


def _labels(args: argparse.Namespace) -> int:
    from evals.reading import as_text, read_labels

    sys.stdout.write(as_text(read_labels(args.sheets, args.key)) + "\n")
    return 0


def _feedback(args: argparse.Namespace) -> int:
    from evals.feedback import cases_from

    sys.stdout.write("\n".join(cases_from(args.file, args.out)) + "\n")
    return 0


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def _price(text: str) -> tuple[float, float]:
    read, written = map(float, text.split(","))
    if not 0 <= read < math.inf or not 0 <= written < math.inf:
        raise ValueError
    return read, written
