"""Is the paragraph found whatever the language of the question and of the paper? The same questions in six languages,
the bare query without its scope, against each language alone and against all six at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import fmean

from app.drafting.model import Mode
from app.wiring import Home
from corpus.model import Language
from evals.model import Case, Row
from evals.scores import ndcg_at, rank_of_first, recall_at
from evals.stats import summarise
from retrieval.lifts import lifts_of
from retrieval.model import EVERYTHING, Query
from retrieval.rank import Ranked
from retrieval.search import Search

DEPTH = 10
PAIR_METRICS = ("recall@1", "recall@5", "ndcg@10")
TOP = "top10"  # the mean score of the ten best, without the lift of their language: what lifts are taken from
METRICS = (
    "own_recall@1",
    "own_ndcg@10",
    "cross_recall@1",
    "cross_recall@5",
    "cross_ndcg@10",
    "mixed_ndcg@10",
    "mixed_own_share",
)


def run(home: Home, cases: Iterable[Case], mode: Mode) -> Iterator[Row]:
    """One row a case. A case is unscored when a version of its paragraph is not held with the expected words."""
    del mode  # searching is the same in every mode
    search = home.search()
    for case in cases:
        relevant = _relevant(home, case)
        lacking = [language.value for language in Language if not relevant[language]]
        if lacking:
            why = f"expected paragraph not held in {', '.join(lacking)}"
            yield Row(case, dict.fromkeys(METRICS), {"why": why})
            continue
        yield _row(search, case, relevant)


def pair_table(rows: Sequence[Row]) -> dict[str, object]:
    """What run.json says besides the means: each pair of languages (``question>paper``) with its summaries, and the
    pair whose ndcg@10 is least, with its distance to the mean of all pairs. Nothing when no row was scored."""
    scored = [row for row in rows if "pairs" in row.seen]
    if not scored:
        return {"pairs": {}}
    table = {
        f"{asked}>{held}": {metric: _pair(scored, asked, held, metric) for metric in (*PAIR_METRICS, TOP)}
        for asked in Language
        for held in Language
    }
    means = {pair: metrics["ndcg@10"]["mean"] for pair, metrics in table.items()}
    known = {pair: mean for pair, mean in means.items() if mean is not None}
    least = min(known, key=lambda pair: known[pair])
    below = round(fmean(known.values()) - known[least], 4)
    return {"pairs": table, "least_pair": {"pair": least, "ndcg@10": known[least], "below_mean": below}}


def _row(search: Search, case: Case, relevant: Mapping[Language, set[str]]) -> Row:
    asked = Language(case.language)
    lifts = lifts_of(search.embedder_fingerprint)(asked)
    pairs: dict[str, dict[str, float | None]] = {}
    for held in Language:
        ranked = _ranked(search, case, (held.value,))
        found = [item.paragraph_id for item in ranked]
        best = [item.score - lifts.get(held.value, 0.0) for item in ranked[:DEPTH]]
        pairs[held.value] = {
            TOP: fmean(best) if best else None,
            "recall@1": recall_at(1, found, relevant[held]),
            "recall@5": recall_at(5, found, relevant[held]),
            "ndcg@10": ndcg_at(DEPTH, found, relevant[held]),
            "rank": rank_of_first(found, relevant[held]),
        }
    mixed = [item.paragraph_id for item in _ranked(search, case, ())]
    own = sum(id_.endswith(f"@{asked}") for id_ in mixed[:DEPTH])
    cross = [pair for held, pair in pairs.items() if held != asked]
    scores: dict[str, float | None] = {
        "own_recall@1": pairs[asked]["recall@1"],
        "own_ndcg@10": pairs[asked]["ndcg@10"],
        **{f"cross_{metric}": fmean(pair[metric] or 0.0 for pair in cross) for metric in PAIR_METRICS},
        "mixed_ndcg@10": ndcg_at(DEPTH, mixed, set().union(*relevant.values())),
        "mixed_own_share": own / DEPTH if len(mixed) >= DEPTH else None,
    }
    return Row(case, scores, {"question_id": case.cluster, "pairs": pairs, "mixed": mixed[:DEPTH]})


def _ranked(search: Search, case: Case, languages: tuple[str, ...]) -> tuple[Ranked, ...]:
    scope = EVERYTHING.narrowed(languages=languages)
    return search.ranked(Query(case.question, Language(case.language), scope))


def _relevant(home: Home, case: Case) -> dict[Language, set[str]]:
    """By language, the expected paragraphs; an empty set when one of them is not held with the expected words."""
    wanted = {
        f"{item['paragraph']}@{language}": item["text_sha256"][language.value]
        for item in case.facts["expected"]
        for language in Language
    }
    held = home.store.paragraphs(wanted)
    right = {id_ for id_, paragraph in held.items() if _sha256(paragraph.text) == wanted[id_]}
    by_language = {language: {id_ for id_ in wanted if id_.endswith(f"@{language}")} for language in Language}
    return {language: ids if ids <= right else set() for language, ids in by_language.items()}


def _pair(rows: Sequence[Row], asked: Language, held: Language, metric: str) -> dict[str, float | int | None]:
    of_pair = [row for row in rows if row.case.language == asked]
    values = [row.seen["pairs"][held.value][metric] for row in of_pair]
    return summarise(values, [row.case.cluster for row in of_pair]).as_json()


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
