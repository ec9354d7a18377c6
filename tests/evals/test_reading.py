"""Sheets for readers: blinded, harmless in a spreadsheet; labels read back with the line of what is wrong."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from corpus.quality import Unreadable
from evals.reading import COLUMNS, as_text, read_labels, summary, write_sheet

Json = dict[str, Any]


def write_run(folder: Path, rows: list[Json], **more: Any) -> Path:
    folder.mkdir(parents=True)
    facts = {"suite": "SECRETSUITE", "cases": len(rows), "metrics": {}, "fingerprints": {"mode": "SECRETMODE"}, **more}
    (folder / "run.json").write_text(json.dumps(facts), encoding="utf-8")
    (folder / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return folder


def answer(number: int, claim: str, **scores: float) -> Json:
    cited = [{"language": "zh", "quote": "诺伦德反对暂停"}, {"language": "ar", "quote": "تعارض نورند"}]
    sentences = [
        {"text": "FRAMED", "kind": "frame", "citations": []},
        {"text": claim, "kind": "written", "citations": cited},
        {"text": "Cites nothing.", "kind": "written", "citations": []},
    ]
    judged = [{"sentence": 1, **{name: {"all": score, "alone": [], "without": []} for name, score in scores.items()}}]
    return {"case": f"SECRETCASE{number}", "question": "Who?", "sentences": sentences, "judged": judged}


def items_of(sheet: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(sheet.read_text(encoding="utf-8-sig"), newline="")))


def filled(sheet: Path, name: str, labels: list[str]) -> Path:
    """A sheet as a reader gives it back."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows({**item, "label": label} for item, label in zip(items_of(sheet), labels, strict=True))
    path = sheet.parent / f"{name}.csv"
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """Four claims; of the verifier two score high, of the overlap one; its cut is .2 by its run."""
    scores = [(0.9, 0.1), (0.8, 0.3), (0.3, 0.1), (0.1, 0.1)]
    rows = [answer(n, f"Claim {n}.", verifier=one, overlap=two) for n, (one, two) in enumerate(scores)]
    run = write_run(tmp_path / "run", rows, trust=[{"scorer": "overlap", "cut": 0.2}])
    return write_sheet([run], tmp_path / "out", 10, 7)


def test_a_sheet_says_nothing_of_who_wrote_and_how_it_scored(sheet: Path) -> None:
    text = sheet.read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    assert b"SECRET" not in text
    assert b"0.9" not in text
    items = items_of(sheet)
    assert [item["item"] for item in items] == ["0001", "0002", "0003", "0004"]
    assert tuple(items[0]) == COLUMNS
    assert {item["claim"] for item in items} == {f"Claim {n}." for n in range(4)}
    assert items[0]["evidence"] == "[zh] 诺伦德反对暂停 / [ar] تعارض نورند"
    assert {item["label"] + item["note"] for item in items} == {""}
    key = json.loads((sheet.parent / "key.json").read_text(encoding="utf-8"))["items"]
    assert {each["case"] for each in key.values()} == {f"SECRETCASE{n}" for n in range(4)}
    assert [f"SECRETCASE{item['claim'][6]}" for item in items] == [key[item["item"]]["case"] for item in items]


def test_the_lot_is_by_seed(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", [answer(n, f"Claim {n}.") for n in range(40)])
    drawn = [write_sheet([run], tmp_path / str(n), 10, seed).read_bytes() for n, seed in enumerate((1, 1, 2))]
    assert drawn[0] == drawn[1] != drawn[2]
    claims = [item["claim"] for item in items_of(tmp_path / "0" / "sheet.csv")]
    assert len(set(claims)) == 10
    assert claims != sorted(claims)


def test_a_claim_stands_once_and_a_checked_one_comes_with_its_evidence(tmp_path: Path) -> None:
    weighed = {"case": "c", "question": "A claim.", "evidence": ["One.", "Two."], "judges": {"verifier": 0.4}}
    run = write_run(tmp_path / "run", [answer(1, "Same."), answer(2, "Same."), weighed])
    items = items_of(write_sheet([run, run], tmp_path / "out", 10))
    assert sorted((item["question"], item["claim"]) for item in items) == [("", "A claim."), ("Who?", "Same.")]
    assert {item["evidence"] for item in items if not item["question"]} == {"One. / Two."}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", " =1+1", "\u200b=1", '=HYPERLINK("x")\n,=2'])
def test_no_cell_is_a_formula(tmp_path: Path, text: str) -> None:
    run = write_run(tmp_path / "run", [answer(1, text)])
    (item,) = items_of(write_sheet([run], tmp_path / "out", 1))
    assert all(not value.lstrip().startswith(("=", "+", "-", "@")) for value in item.values())
    assert " ".join(text.split()) in item["claim"]


def test_a_run_without_anything_to_read_is_refused(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", [{"case": "c", "question": "Who?"}])
    with pytest.raises(Unreadable, match="cites something"):
        write_sheet([run], tmp_path / "out", 5)


def test_readers_and_scorers_are_held_against_each_other(sheet: Path) -> None:
    said = {"Claim 0.": "supported", "Claim 1.": "supported", "Claim 2.": "unsupported", "Claim 3.": "partial"}
    labels = [said[item["claim"]] for item in items_of(sheet)]
    other = ["supported" if item["claim"] == "Claim 3." else said[item["claim"]] for item in items_of(sheet)]
    sheets = [filled(sheet, "ana", labels), filled(sheet, "li", [each.upper() for each in labels])]
    found = read_labels([*sheets, filled(sheet, "omar", other)], sheet.parent / "key.json")
    assert found.readers == ("ana", "li", "omar")
    held = summary(found)
    assert held["labels"] == {"unsupported": 3, "partial": 2, "supported": 7}
    # the verifier is right of all four; the overlap calls claim 1 alone true: half of the true ones, all of the false
    assert held["scorers"]["verifier"]["balanced_accuracy"]["mean"] == 1.0
    assert held["scorers"]["overlap"]["balanced_accuracy"]["mean"] == 0.75
    # nominal: o is 12 places, 2 pairs of weight 1/2 each way differ: 1 - 11 * 2 / (144 - 49 - 9 - 4) = 0.7317
    assert held["alpha"]["nominal"] == pytest.approx(1 - 11 * 2 / 82)
    assert held["even"] == 0
    text = as_text(found)
    assert "alpha, nominal: 0.732" in text
    assert "overlap: balanced accuracy 0.75" in text


def test_an_item_on_which_readers_are_even_counts_for_no_scorer(sheet: Path) -> None:
    labels = ["supported", "supported", "unsupported", ""]
    sheets = [filled(sheet, "a", labels), filled(sheet, "b", ["unsupported", *labels[1:]])]
    held = summary(read_labels(sheets, sheet.parent / "key.json"))
    assert (held["items"], held["even"]) == (3, 1)
    assert held["scorers"]["verifier"]["n"] == 2


def test_readers_who_call_all_alike_say_nothing_of_a_scorer(sheet: Path) -> None:
    found = read_labels([filled(sheet, "a", ["supported"] * 4)], sheet.parent / "key.json")
    held = summary(found)
    assert held["alpha"] == {"nominal": None, "ordinal": None}
    assert held["scorers"]["verifier"] == {"balanced_accuracy": None, "n": 4}
    assert "called all alike" in as_text(found)


def test_a_sheet_as_spreadsheets_save_it(sheet: Path) -> None:
    path = sheet.parent / "back.csv"
    path.write_text(
        '\ufeffitem;claim;label\r\n1;"two\r\nlines; here";Supported \r\n0002;x;\r\n;;\r\n', encoding="utf-8"
    )
    assert read_labels([path], sheet.parent / "key.json").given == {"0001": {"back": "supported"}}


@pytest.mark.parametrize(
    ("text", "told"),
    [("item,label\n0001,maybe\n", "Line 2 .*maybe"), ("item,label\n0001,supported\n7777,partial\n", "Line 3 .*7777"),
     ("item,label\n0001,supported\n0001,partial\n", "Line 3 .*already"), ("item,claim\n0001,x\n", "Line 1 .*label"),
     ('item,claim,label\n0001,"two\nlines",supported\n0002,x,yes\n', "Line 4 .*yes"), ("", "Line 1"),
     ('item,label\n0001,"supp', "is not a line of CSV"), ("item,label\n,supported\n", "Line 2 .*never given")],
)  # fmt: skip
def test_a_bad_line_is_named(sheet: Path, text: str, told: str) -> None:
    path = sheet.parent / "bad.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Unreadable, match=told):
        read_labels([path], sheet.parent / "key.json")


def test_other_files_are_refused(sheet: Path) -> None:
    key = sheet.parent / "key.json"
    (sheet.parent / "latin.csv").write_bytes("item,label\n0001,été\n".encode("latin-1"))
    with pytest.raises(Unreadable, match="UTF-8"):
        read_labels([sheet.parent / "latin.csv"], key)
    with pytest.raises(Unreadable, match="name each after"):
        read_labels([sheet, sheet], key)
    for text in ("{", "[]", '{"items": []}'):
        key.write_text(text)
        with pytest.raises(Unreadable, match="key"):
            read_labels([sheet], key)
