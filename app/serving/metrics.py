"""What is counted, for Prometheus: requests, answers, checks, models, places. No label holds a text, an id or a key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from app.drafting.draft_model import Draft
from app.drafting.model import Answer, Checked, Mode, Provenance
from app.drafting.verify import Report
from app.engines import Engines
from app.happenings import Happening
from app.serving.room import Room
from app.version import own_version
from app.wiring import Home
from corpus.errors import RapporteurError
from corpus.jobs import JobStatus

_SECONDS = (0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)


class Metrics:
    """The counters of one service."""

    def __init__(self) -> None:
        self.registry = own = CollectorRegistry()
        ProcessCollector(registry=own)
        asked, of_model = ["method", "route"], ["model", "outcome"]
        self._requests = Counter("rapporteur_requests", "Requests answered.", [*asked, "status"], registry=own)
        self._latency = Histogram(
            "rapporteur_request_seconds", "Seconds of a request.", asked, buckets=_SECONDS, registry=own
        )
        self._answers = Counter("rapporteur_answers", "What was given.", ["mode", "kind"], registry=own)
        self._kept = Counter("rapporteur_sentences_kept", "Sentences that passed.", ["mode"], registry=own)
        self._withheld = Counter(
            "rapporteur_sentences_withheld", "Sentences withheld, by the check that failed.", ["mode", "check"],
            registry=own,
        )  # fmt: skip
        self._tokens = Counter("rapporteur_model_tokens", "Tokens read and written.", ["mode", "way"], registry=own)
        self._calls = Counter("rapporteur_model_calls", "Calls of a language model.", of_model, registry=own)
        self._model = Histogram(
            "rapporteur_model_seconds", "Seconds of a model call.", ["model"], buckets=_SECONDS, registry=own
        )
        self._search = Histogram("rapporteur_search_seconds", "Seconds of a search.", buckets=_SECONDS, registry=own)
        build = Gauge("rapporteur_build_info", "The version that runs.", ["version"], registry=own)
        build.labels(own_version()).set(1)

    def text(self, home: Home) -> bytes:
        """Everything in Prometheus' text format; of what is held, what the asker's own workspace holds."""
        held = CollectorRegistry()
        held.register(_Held(home))
        return generate_latest(self.registry) + generate_latest(held)

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """A request was answered. ``route`` is the template of its path."""
        self._requests.labels(method, route, str(status)).inc()
        self._latency.labels(method, route).observe(seconds)

    def tell(self, happening: Happening) -> None:
        """A search or a call of a model has ended."""
        if happening.kind == "search":
            self._search.observe(happening.seconds)
            return
        self._calls.labels(happening.name, happening.fault or "done").inc()
        self._model.labels(happening.name).observe(happening.seconds)

    def answered(self, answer: Answer) -> None:
        """An answer or an abstention was given."""
        kind = "abstention" if answer.abstained else "answer"
        self._given(answer.request.mode, kind, answer.provenance)
        self._sentences(answer.request.mode, answer.sentences, answer.withheld)

    def drafted(self, draft: Draft) -> None:
        """A draft was given."""
        self._given(draft.request.mode, "draft", draft.provenance)
        sentences = [item for paragraph in draft.paragraphs for item in paragraph.sentences]
        self._sentences(draft.request.mode, sentences, draft.withheld)

    def checked(self, report: Report) -> None:
        """A text that somebody wrote was checked."""
        self._given(report.request.mode, "check", report.provenance)

    def watch(self, rooms: Mapping[str, Room], engines: Engines) -> None:
        """Also shows, whenever it is asked, how full the rooms are and which models are down."""
        self.registry.register(_Standing(rooms, engines))

    def _given(self, mode: Mode, kind: str, made: Provenance) -> None:
        self._answers.labels(mode.value, kind).inc()
        for way, count in zip(("input", "output"), made.tokens, strict=True):
            self._tokens.labels(mode.value, way).inc(count)

    def _sentences(self, mode: Mode, kept: Iterable[Checked], withheld: Iterable[Checked]) -> None:
        self._kept.labels(mode.value).inc(sum(1 for _ in kept))
        for item in withheld:
            self._withheld.labels(mode.value, failed_check(item)).inc()


def failed_check(item: Checked) -> str:
    """The first check that a sentence failed; ``citation`` where it cites what there is not."""
    return next((check.name for check in item.checks if check.passed is False), "citation")


class _Standing(Collector):
    """How full the rooms are, and which models are down, when somebody asks."""

    def __init__(self, rooms: Mapping[str, Room], engines: Engines) -> None:
        self._rooms, self._engines = rooms, engines

    def collect(self) -> Iterable[Metric]:
        used = GaugeMetricFamily("rapporteur_places_used", "Pieces of work in a room.", labels=["room"])
        waiting = GaugeMetricFamily("rapporteur_places_waiting", "Pieces of work that wait.", labels=["room"])
        for name, room in self._rooms.items():
            used.add_metric([name], room.used)
            waiting.add_metric([name], room.waiting)
        down = GaugeMetricFamily("rapporteur_model_down", "1: the model is left alone for a while.", labels=["model"])
        for name, left in self._engines.left_alone().values():
            down.add_metric([name], left is not None)
        return (used, waiting, down)


class _Held(Collector):
    """What a workspace holds, for those who have a key to it."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def collect(self) -> Iterable[Metric]:
        try:
            documents, paragraphs = self._home.store.counts()
            by_status = self._home.jobs.counts()
        except RapporteurError:
            return  # a store that cannot be read shows in /readyz
        jobs = GaugeMetricFamily("rapporteur_jobs", "Jobs of the last month.", labels=["status"])
        for status in JobStatus:
            jobs.add_metric([status.value], by_status.get(status, 0))
        yield jobs
        yield GaugeMetricFamily("rapporteur_documents", "Documents held.", documents)
        yield GaugeMetricFamily("rapporteur_paragraphs", "Paragraphs held.", paragraphs)
