"""R19: the service is told to stop while it works. It ends in time, says so, and leaves nothing half done."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import httpx

from tests.builders.model_server import endless, peer
from tests.hardening.service import process, wait_for

QUESTION = {"question": "What does Averland say about a moratorium on new deployments?"}
GRACE = 3


def test_it_ends_in_time_with_streams_open_and_a_job_running(home_copy: Path, specimen: Path) -> None:
    ended: dict[str, Any] = {}
    papers = [("files", (path.name, path.read_bytes())) for path in sorted(specimen.glob("*.txt"))[:30]]
    with peer(endless) as model:
        settings = {"RAPPORTEUR_MODEL": "openai:m", "OPENAI_BASE_URL": model.url, "OPENAI_API_KEY": "x"}
        with process(home_copy, {**settings, "RAPPORTEUR_STOP_SECONDS": str(GRACE)}) as service:

            def ask(name: str, accept: str) -> None:
                with httpx.Client(base_url=service.base, timeout=300, trust_env=False) as own:
                    ended[name] = own.post("/api/v1/ask", json=QUESTION, headers={"Accept": accept})

            askers = [threading.Thread(target=ask, args=pair) for pair in
                      (("stream", "text/event-stream"), ("whole", "application/json"))]  # fmt: skip
            for asker in askers:
                asker.start()
            wait_for(lambda: len(model.bodies) >= 2, 240)  # the client of models is loaded first
            job = service.client.post("/api/v1/documents", files=papers).json()["id"]
            wait_for(lambda: service.client.get(f"/api/v1/jobs/{job}").json()["status"] == "running", 30)
            began = time.monotonic()
            assert service.stopped(30) == 0, service.written.read_text()
            took = time.monotonic() - began
            for asker in askers:
                asker.join(10)
        assert model.gone.wait(10), "the model went on"
    assert "event: error" in ended["stream"].text
    assert "being stopped" in ended["stream"].text
    assert ended["whole"].status_code == 503
    assert int(ended["whole"].headers["retry-after"]) >= 1
    assert took < GRACE + 25, "docs/examples/rapporteur.service kills it after thirty"
    assert not (home_copy / "writer.json").exists()
    with process(home_copy) as service:
        found = service.client.get(f"/api/v1/jobs/{job}").json()
        assert found["status"] not in ("queued", "running"), found
        assert service.client.get("/readyz").status_code == 200
        assert service.stopped(30) == 0
