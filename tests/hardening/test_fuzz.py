"""R20: whatever is sent, in whatever order, the service never breaks. A short run of the same is in tests/app."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from app.settings import Settings
from app.store.keys import Keys, Role
from app.wiring import Home
from tests.app.test_access import uploaded
from tests.hardening.service import bearer, process, report

Serving = Callable[..., AbstractContextManager[httpx.Client]]
CONFIGURATION = Path(__file__).parents[1] / "schemathesis.toml"
SECONDS = int(os.environ.get("RAPPORTEUR_FUZZ", "600"))


@pytest.mark.long
def test_nothing_that_is_sent_in_any_order_breaks_it(home_copy: Path, models: Path) -> None:
    with Home(Settings(home=home_copy, models=models)) as home:
        key = Keys(home.store.database).create("default", Role.ADMIN)[1]
    program = str(Path(sys.executable).with_name("schemathesis"))
    words = ["--header", f"Authorization: Bearer {key}", "--phases", "examples,coverage,fuzzing,stateful"]
    words += [
        "--checks",
        "not_a_server_error",
        "--max-examples",
        "100000",
        "--max-time",
        str(SECONDS),
        "--workers",
        "2",
    ]
    words += ["--suppress-health-check", "all", "--continue-on-failure"]
    with process(home_copy) as service:
        done = subprocess.run(
            [program, "--config-file", str(CONFIGURATION), "run", f"{service.base}/openapi.json", *words],
            capture_output=True, text=True, check=False, timeout=SECONDS + 600,
        )  # fmt: skip
        counted = service.client.get("/metrics", headers=bearer(key)).text
        statuses: dict[str, int] = {}
        for status, count in re.findall(r'rapporteur_requests_total\{.*status="(\d+)"\} ([0-9.e+]+)', counted):
            statuses[status] = statuses.get(status, 0) + int(float(count))
        report(done.stdout[-1500:], dict(sorted(statuses.items())))
        assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
        assert not [status for status in statuses if status.startswith("5")], statuses
        assert service.stopped(30) == 0


@pytest.fixture
def keyed(home_copy: Path, models: Path, serving: Serving) -> Iterator[httpx.Client]:
    with Home(Settings(home=home_copy, models=models)) as home:
        key = Keys(home.store.database).create("default", Role.ADMIN)[1]
        with serving(home) as client:
            client.headers.update(bearer(key))
            yield client


WORDS = st.sampled_from(["the moratorium", "阿弗兰", "remove paragraph 1", "shorter", "\u202e", "x" * 4001, "Averland"])


def machine(client: httpx.Client, papers: list[tuple[str, bytes]]) -> type[RuleBasedStateMachine]:
    """Documents, questions, drafts and conversations, in any order, over a home that stays from run to run."""

    class Service(RuleBasedStateMachine):
        """What was made, and what is so whatever was done."""

        talks, drafts, results = Bundle("talks"), Bundle("drafts"), Bundle("results")

        def send(self, method: str, path: str, *wanted: int, **more: Any) -> httpx.Response:
            reply = client.request(method, f"/api/v1{path}", **more)
            assert reply.status_code in wanted, (method, path, reply.status_code, reply.text[:400])
            return reply

        @rule(paper=st.sampled_from(papers))
        def bring(self, paper: tuple[str, bytes]) -> None:
            assert uploaded(client, {}, paper)["status"] == "done"

        @rule(place=st.integers(0, 5))
        def take_out(self, place: int) -> None:
            held = self.send("GET", "/documents", 200).json()["documents"]
            if held:
                at = f"/documents/{quote(held[place % len(held)]['id'], safe='')}"
                self.send("DELETE", at, 200)
                self.send("GET", at, 404)

        @rule(target=results, words=WORDS)
        def ask(self, words: str) -> Any:
            reply = self.send("POST", "/ask", 200, 422, json={"question": words})
            return reply.json()["provenance"]["id"] if reply.status_code == 200 else multiple()

        @rule(target=drafts, words=WORDS)
        def draft(self, words: str) -> Any:
            reply = self.send("POST", "/drafts", 200, 422, json={"task": words, "type": "statement"})
            return reply.json()["id"] if reply.status_code == 200 else multiple()

        @rule(target=drafts, draft=drafts, words=WORDS)
        def revise(self, draft: str, words: str) -> Any:
            reply = self.send("POST", f"/drafts/{draft}/revise", 200, 422, json={"instruction": words})
            return reply.json()["id"] if reply.status_code == 200 else multiple()

        @rule(draft=drafts, form=st.sampled_from(["docx", "md", "html", "json"]))
        def export(self, draft: str, form: str) -> None:
            assert self.send("GET", f"/drafts/{draft}/export", 200, params={"format": form}).content

        @rule(target=talks)
        def begin(self) -> Any:
            return self.send("POST", "/conversations", 201).json()["id"]

        @rule(talk=talks, words=WORDS)
        def go_on(self, talk: str, words: str) -> None:
            before = len(self.send("GET", f"/conversations/{talk}", 200).json()["messages"])
            reply = self.send("POST", f"/conversations/{talk}/messages", 200, 422, json={"question": words})
            after = len(self.send("GET", f"/conversations/{talk}", 200).json()["messages"])
            assert after == before + (reply.status_code == 200)

        @rule(talk=consumes(talks))
        def forget(self, talk: str) -> None:
            self.send("DELETE", f"/conversations/{talk}", 200)
            self.send("POST", f"/conversations/{talk}/messages", 404, json={"question": "x"})

        @rule(result=results)
        def look_up(self, result: str) -> None:
            """What an answer rested on stays with it, whatever was taken out since."""
            body = self.send("GET", f"/provenance/{result}", 200).json()
            held = {source["paragraph"]: source["text"] for source in body["sources"]}
            for sentence in body["sentences"]:
                for cited in sentence["citations"]:
                    assert held[cited["paragraph"]][cited["start"] : cited["end"]] == cited["quote"]

        @invariant()
        def what_is_held_is_ready(self) -> None:
            ready = self.send("GET", "/documents", 200).json()["total"]
            assert client.get("/readyz").json().get("documents") == ready

    return Service


def test_any_order_of_what_can_be_done_keeps_what_is_so(keyed: httpx.Client, specimen: Path) -> None:
    papers = [(path.name, path.read_bytes()) for path in sorted(specimen.glob("*WP.3.*.txt"))[:2]]
    run_state_machine_as_test(
        machine(keyed, papers),
        settings=settings(
            max_examples=3,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )
