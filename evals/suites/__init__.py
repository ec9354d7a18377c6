"""Suites: cases, a task, scorers, and the papers they are about. The specimen's are always there; those of real
papers are not part of this project and lie beside it, or nowhere."""

from __future__ import annotations

import importlib.resources
from pathlib import Path

from evals import tasks
from evals.metrics import answers, citations, points, style
from evals.model import Suite
from evals.suites import abstention, check, conversation, retrieval, speed, traps, udhr

_SPECIMEN = (Path(str(importlib.resources.files("corpus") / "documents")),)
_REAL = (Path("../shared/corpus"),)
_DECLARATION = (Path("../shared/data/udhr"),)
_EXPECTED = (("expected",),)
_LABELLED = (("paragraph", "evidence"), ("right",))
_OPEN = (("missing", "expected"),)

_ALL = (
    Suite(
        "retrieval",
        "Is the right paragraph found, whatever the languages?",
        ("retrieval",),
        _SPECIMEN,
        tasks.rank,
        (retrieval.SCORER,),
        fields=_EXPECTED,
        tables=(retrieval.pairs,),
    ),
    Suite(
        "answers",
        "Does an answer say what the papers say, and whose view it is?",
        ("answers",),
        _SPECIMEN,
        tasks.answer,
        (answers.SCORER, points.SCORER),
        fields=(("points",),),
        judged=citations.scorers,
    ),
    Suite(
        "drafts",
        "Does a draft hold what it must, cite it, and keep the form of its type?",
        ("drafts",),
        _SPECIMEN,
        tasks.draft,
        (answers.SCORER, points.SCORER, style.SCORER),
        fields=(("points",), ("type",)),
        judged=citations.scorers,
    ),
    traps.SUITE,
    Suite(
        "conversation",
        "Is a follow-up taken to mean what it means?",
        ("conversation",),
        _SPECIMEN,
        tasks.converse,
        (conversation.SCORER,),
        fields=(("before",), ("points", "missing")),
    ),
    Suite(
        "check",
        "Does a check tell a true claim from its twin that is wrong by one thing?",
        ("claims_specimen", "edits", "pairs"),
        _SPECIMEN,
        tasks.weigh,
        (check.SCORER,),
        fields=_LABELLED,
        tables=(check.unseen,),
    ),
    Suite(
        "abstention",
        "Does it answer what is on file, and abstain from what is not?",
        ("abstention",),
        _SPECIMEN,
        tasks.decide,
        (abstention.SCORER,),
        fields=_OPEN,
        tables=(abstention.curve,),
    ),
    Suite(
        "speed",
        "How long does a reader wait, on this machine?",
        ("answers",),
        _SPECIMEN,
        speed.task,
        (speed.SCORER,),
        tables=(speed.percentiles,),
        timed=True,
    ),
    Suite(
        "retrieval_real",
        "Is the right paragraph of four real papers found?",
        ("retrieval_real",),
        _REAL,
        tasks.rank,
        (retrieval.SCORER,),
        fields=_EXPECTED,
        optional=True,
    ),
    Suite(
        "abstention_real",
        "Does it answer what four real papers say, and abstain from what they do not?",
        ("abstention_real", "retrieval_real"),
        _REAL,
        tasks.decide,
        (abstention.SCORER,),
        fields=_OPEN,
        tables=(abstention.curve,),
        optional=True,
    ),
    Suite(
        "check_real",
        "The same as check, of four real papers.",
        ("check_real",),
        _REAL,
        tasks.weigh,
        (check.SCORER,),
        fields=_LABELLED,
        optional=True,
    ),
    Suite(
        "retrieval_udhr",
        "Is the right article of the Universal Declaration found, in thirty-six pairs of languages?",
        ("retrieval_udhr",),
        _DECLARATION,
        tasks.rank,
        (retrieval.SCORER,),
        fields=_EXPECTED,
        tables=(retrieval.pairs,),
        ingest=udhr.ingest,
        optional=True,
    ),
)
SUITES = {suite.name: suite for suite in _ALL}
