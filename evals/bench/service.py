"""The service as readers meet it, in a process of its own: memory at rest, first paint, first event, fifty readers.

Prints one JSON object. The readers run on the same machine as the service, so they take some of its time. A browser is
used where there is one.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx

READERS, EACH = 50, 6
_QUESTIONS = (
    "What does Averland say about a moratorium on new deployments?",
    "Que dit l’Averland au sujet d’un moratoire sur les nouveaux déploiements ?",
    "¿Qué dice Averlandia sobre una moratoria de los nuevos despliegues?",
    "Что говорит Аверландия о моратории на новые развертывания?",
    "ماذا تقول أفرلاند عن الوقف الاختياري لعمليات النشر الجديدة؟",
    "阿弗兰对暂停新部署有什么立场？",
    "What did the Conference decide on inspectors?",
    "What should be verified, and who pays for it?",
)
_START_SECONDS = 300  # the plain service embeds all paragraphs first


def main(argv: Sequence[str]) -> None:
    """``ours|plain HOME MODELS``: a home that holds the specimen papers."""
    kind, home, models = argv
    with tempfile.TemporaryDirectory() as folder, serving(kind, home, models, folder) as (address, process):
        facts: dict[str, float | None] = {"idle_mb": _resident(process.pid)}
        ask(address, _QUESTIONS[0])
        if kind == "ours":
            facts["first_event_p95_ms"] = _p95([first_event(address, asked) for asked in _QUESTIONS for _ in "123"])
            facts["first_paint_ms"] = first_paint(address)
        for name, own in (("readers", True), ("alike", False)):
            before = _processor_seconds(process.pid)
            facts |= {f"{name}_{key}": value for key, value in asyncio.run(readers(address, own=own)).items()}
            spent = _processor_seconds(process.pid) - before
            facts[f"{name}_processor_ms"] = round(1000 * spent / (READERS * EACH))
        facts["after_mb"] = _resident(process.pid)
    sys.stdout.write(json.dumps({"kind": kind, **facts}) + "\n")


@contextlib.contextmanager
def serving(kind: str, home: str, models: str, folder: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A service on a free port; its address and its process. ``folder`` is the plain one's, for its index."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    ours = ["-c", "import sys; from app.cli import main; sys.exit(main())", "serve", "--home", home, "--port", port]
    plain = ["-m", "evals.bench.plain_service", home, models, folder, port]
    environment = {**os.environ, "RAPPORTEUR_MODELS": models}
    command = [sys.executable, *(ours if kind == "ours" else plain)]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)  # noqa: S603  # our own command
    try:
        address, last = f"http://127.0.0.1:{port}", time.monotonic() + _START_SECONDS
        while time.monotonic() < last:
            with contextlib.suppress(httpx.TransportError):
                httpx.get(f"{address}/healthz")
                break
            time.sleep(0.1)
        yield address, process
    finally:
        process.terminate()
        process.wait(30)


def ask(address: str, question: str) -> float:
    """Milliseconds of one answer."""
    started = time.perf_counter()
    httpx.post(f"{address}/api/v1/ask", json={"question": question}, timeout=60).raise_for_status()
    return 1000 * (time.perf_counter() - started)


def first_event(address: str, question: str) -> float:
    """Milliseconds to the first event of an answer."""
    started = time.perf_counter()
    events = {"Accept": "text/event-stream"}
    with httpx.stream("POST", f"{address}/api/v1/ask", json={"question": question}, headers=events) as reply:
        next(reply.iter_raw())
        return 1000 * (time.perf_counter() - started)


async def readers(address: str, *, own: bool) -> dict[str, float | None]:
    """Fifty readers who ask one question after the other, without a pause: each time one that nobody has asked
    (``own``), or the same eight."""
    spent: list[float] = []

    async def reader(client: httpx.AsyncClient, number: int) -> None:
        for turn in range(EACH):
            question = _QUESTIONS[(number + turn) % len(_QUESTIONS)] + (f" {number} {turn}" if own else "")
            started = time.perf_counter()
            (await client.post("/api/v1/ask", json={"question": question})).raise_for_status()
            spent.append(1000 * (time.perf_counter() - started))

    many = httpx.Limits(max_connections=READERS, max_keepalive_connections=READERS)
    async with httpx.AsyncClient(base_url=address, timeout=120, limits=many) as client:
        started = time.perf_counter()
        await asyncio.gather(*(reader(client, number) for number in range(READERS)))
        seconds = time.perf_counter() - started
    return {
        "p50_ms": round(statistics.median(spent)),
        "p95_ms": _p95(spent),
        "per_s": round(len(spent) / seconds, 1),
    }


def first_paint(address: str) -> float | None:
    """Milliseconds to the first contentful paint of the first page in a real browser; None where there is none."""
    if not (shutil.which("chromium") and shutil.which("chromedriver")):
        return None
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    for word in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
    ):
        options.add_argument(word)
    service = webdriver.ChromeService(executable_path=shutil.which("chromedriver"))
    browser = webdriver.Chrome(options=options, service=service)
    paint = "return performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
    try:
        times = []
        for _ in range(5):
            browser.get(f"{address}/")
            time.sleep(0.5)
            times.append(float(browser.execute_script(paint) or 0))
        return round(statistics.median(times))
    finally:
        browser.quit()


def _processor_seconds(pid: int) -> float:
    """What a process has taken of all processors, with its threads."""
    times = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(times[11]) + int(times[12])) / os.sysconf("SC_CLK_TCK")


def _p95(values: Sequence[float]) -> float:
    return round(sorted(values)[int(0.95 * (len(values) - 1))])


def _resident(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    found = re.search(r"VmRSS:\s+(\d+)", status)
    return int(found[1]) // 1024 if found else 0


if __name__ == "__main__":
    main(sys.argv[1:])
