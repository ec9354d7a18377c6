"""Spans for OpenTelemetry, as a collector receives them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.app.test_model_mode import faithful, says
from tests.app.test_service import QUESTIONS
from tests.app.test_watching import answered_by

Serving = Callable[..., AbstractContextManager[httpx.Client]]


def test_without_an_address_there_is_no_tracing(monkeypatch: pytest.MonkeyPatch) -> None:
    from app.serving.tracing import tracing_wanted

    assert tracing_wanted() is None
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")
    monkeypatch.setenv("OTEL_SDK_DISABLED", "true")
    assert tracing_wanted() is None
    monkeypatch.delenv("OTEL_SDK_DISABLED")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
    assert tracing_wanted() is None


@contextmanager
def collector() -> Iterator[tuple[str, list[Any], threading.Event]]:
    """A collector of spans on loopback: its address, the spans that came, and a sign that some did."""
    import grpc  # type: ignore[import-untyped]  # it says nothing of its types
    from opentelemetry.proto.collector.trace.v1 import trace_service_pb2, trace_service_pb2_grpc

    spans: list[Any] = []
    came = threading.Event()

    class Service(trace_service_pb2_grpc.TraceServiceServicer):
        def Export(self, request: Any, context: Any) -> Any:  # noqa: N802 -- the protocol's name
            spans.extend(span for each in request.resource_spans for part in each.scope_spans for span in part.spans)
            came.set()
            return trace_service_pb2.ExportTraceServiceResponse()

    server = grpc.server(ThreadPoolExecutor(2))
    trace_service_pb2_grpc.add_TraceServiceServicer_to_server(Service(), server)  # type: ignore[no-untyped-call]  # made by a program
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield f"http://127.0.0.1:{port}", spans, came
    finally:
        server.stop(0).wait()


def test_a_request_its_searches_and_model_calls_are_spans_of_one_trace(
    home_copy: Path, models: Path, serving: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    trace, parent = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
    with collector() as (address, spans, came):
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", address)
        with answered_by(says(faithful), home_copy, models, serving) as client:
            headers = {"traceparent": f"00-{trace}-{parent}-01"}
            assert client.post("/api/v1/ask", json={"question": QUESTIONS["en"]}, headers=headers).status_code == 200
        assert came.wait(10), "what is left is sent when the service ends"
    (request,) = [span for span in spans if span.name == "POST /api/v1/ask"]
    inner = [span for span in spans if span is not request]
    assert {span.name for span in inner} == {"search passages", "model openai:m"}
    assert (request.trace_id.hex(), request.parent_span_id.hex()) == (trace, parent)
    assert all(span.parent_span_id == request.span_id for span in inner)
    for span in inner:
        assert request.start_time_unix_nano <= span.start_time_unix_nano <= span.end_time_unix_nano
    told = {attribute.key for span in spans for attribute in span.attributes}
    assert told >= {"http.route", "http.response.status_code", "rapporteur.passages", "rapporteur.input_tokens"}
    assert "moratorium" not in "".join(map(str, spans))
