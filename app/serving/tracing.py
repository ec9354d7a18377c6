"""Spans for OpenTelemetry: a request, the searches and the model calls in it. Only where an address for them is set in
the standard variables; otherwise nothing of it is imported."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from app.happenings import Happening
from app.serving.logs import LOG

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span

_ADDRESSES = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
_PROTOCOLS = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")


def tracing_wanted() -> Tracing | None:
    """Tracing to the address that is set; None where none is."""
    disabled = os.environ.get("OTEL_SDK_DISABLED", "").lower() == "true"
    if disabled or not any(os.environ.get(name) for name in _ADDRESSES):
        return None
    if any(os.environ.get(name, "grpc") != "grpc" for name in _PROTOCOLS):
        LOG.warning("spans are sent over gRPC only: set OTEL_EXPORTER_OTLP_PROTOCOL=grpc and an address that takes it")
        return None
    from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    name = os.environ.get("OTEL_SERVICE_NAME") or "rapporteur"
    provider = TracerProvider(resource=Resource.create({"service.name": name}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return Tracing(provider)


class Tracing:
    """Spans by a provider. They hold names, durations and counts, no texts."""

    def __init__(self, provider: TracerProvider) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer("rapporteur")

    @contextlib.contextmanager
    def request(self, method: str, headers: Mapping[str, str]) -> Iterator[Span]:
        """The span of a request, within the caller's trace where it names one."""
        from opentelemetry.trace import SpanKind
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        parent = TraceContextTextMapPropagator().extract(dict(headers))
        with self._tracer.start_as_current_span(
            method, parent, SpanKind.SERVER, record_exception=False, set_status_on_exception=False
        ) as span:
            yield span

    def tell(self, happening: Happening) -> None:
        """The span of a search or a model call that has ended, within the request that it was done for."""
        from opentelemetry.trace import StatusCode

        span = self._tracer.start_span(f"{happening.kind} {happening.name}", start_time=happening.began)
        span.set_attributes({f"rapporteur.{name}": count for name, count in happening.counts.items()})
        if happening.fault:
            span.set_attribute("error.type", happening.fault)
            span.set_status(StatusCode.ERROR)
        span.end(happening.began + int(happening.seconds * 1e9))

    def close(self) -> None:
        """Sends what is left."""
        self._provider.shutdown()
