"""The embedded language model itself. All texts are made up."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.adapters.chat import ChatGenerator
from app.adapters.errors import ModelUnavailable
from app.adapters.local import LocalModel, fault

FOLDER = Path(os.environ.get("RAPPORTEUR_MODELS") or Path(sys.prefix) / "share" / "rapporteur" / "models")
MODEL = FOLDER / "language-model.gguf"
REQUIRED = os.environ.get("RAPPORTEUR_REQUIRE_LM") == "1"  # read here: tests themselves run in a clean environment
GATE = "You decide whether a passage answers a question. Answer only yes or no."
PASSAGES = {
    "en": "In 2016 Norland closed its last two enrichment plants and invited inspectors to seal"
    " the halls. It now buys all its fuel from abroad, and proposes that a shared fuel bank be set up by 2025.",
    "zh": "2016 年，诺兰国关闭了最后两座铀浓缩工厂，并邀请视察员查封厂房。"
    "目前该国所需燃料全部从国外购买，并建议在 2025 年之前建立一个共用燃料库。",
}
ANSWERED = {
    "en": "How many enrichment plants did Norland close?",
    "zh": "诺兰国建议在哪一年之前建立共用燃料库？",
}
UNRELATED = {
    "en": "What does Norland say about conventional weapons in outer space?",
    "zh": "诺兰国对海洋捕捞配额有什么立场？",
}


@pytest.fixture(scope="module")
def model() -> Iterator[LocalModel]:
    if not MODEL.is_file():
        if REQUIRED:
            pytest.fail(f"RAPPORTEUR_REQUIRE_LM=1, and {MODEL} is not there")
        pytest.skip(f"the language model is not installed: {MODEL}")
    with LocalModel(MODEL) as made:
        yield made


@pytest.fixture(scope="module")
def generator(model: LocalModel) -> ChatGenerator:
    return model.generator(timeout=300)


def gate(passage: str, question: str) -> list[tuple[str, str]]:
    asked = (
        f'Norland (2018) writes:\n"{passage}"\n\nQuestion: {question}\n\n'
        "Does this passage contain the answer to the question? Answer yes or no."
    )
    return [("system", GATE), ("user", asked)]


@pytest.mark.parametrize("asked", ["en", "zh"])
@pytest.mark.parametrize("held", ["en", "zh"])
def test_yes_is_likely_for_the_passage_that_answers_and_for_no_other(
    generator: ChatGenerator, held: str, asked: str
) -> None:
    async def both() -> tuple[float, float]:
        right = await generator.probability_yes(gate(PASSAGES[held], ANSWERED[asked]))
        return right, await generator.probability_yes(gate(PASSAGES[held], UNRELATED[asked]))

    right, wrong = asyncio.run(both())
    assert right - wrong > 0.3
    if held == asked:  # across languages the model is less sure, though it ranks as well
        assert right > 0.7
        assert wrong < 0.3


def test_a_completion_comes_to_an_end(generator: ChatGenerator) -> None:
    done = asyncio.run(generator.complete([("user", "What is two and two? Answer with one number.")], max_tokens=64))
    assert "4" in done.text
    assert done.finished
    assert 0 < done.output_tokens < 64
    assert done.input_tokens > 5


def test_the_same_question_gets_the_same_answer(generator: ChatGenerator) -> None:
    async def listen() -> str:
        return "".join([text async for text in generator.stream([("user", "Name three rivers.")], max_tokens=24)])

    first, second = asyncio.run(listen()), asyncio.run(listen())
    assert first == second != ""


def test_what_does_not_fit_is_refused_in_words(generator: ChatGenerator) -> None:
    with pytest.raises(ModelUnavailable, match="long"):
        asyncio.run(generator.complete([("user", "word " * 5000)]))


def test_a_file_is_loaded_once_and_kept_while_somebody_holds_it(model: LocalModel) -> None:
    with ThreadPoolExecutor(4) as pool, LocalModel(MODEL) as other:
        addresses = set(pool.map(lambda _: other.start(), range(8)))
        assert addresses == {model.start()}
    assert reply_to(model.start(), "") == 401
    gone = LocalModel(MODEL)
    gone.close()


def test_the_server_listens_on_loopback_and_wants_its_key(model: LocalModel) -> None:
    address = model.start()
    assert address.startswith("http://127.0.0.1:")
    assert reply_to(address, "guess") == 401


def reply_to(address: str, key: str) -> int:
    """The status of a question asked with `key`."""
    body = json.dumps({"messages": [{"role": "user", "content": "hello"}], "max_tokens": 1}).encode()
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    request = urllib.request.Request(f"{address}/v1/chat/completions", body, headers)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=60) as response:
            return int(response.status)
    except urllib.error.HTTPError as refused:
        refused.close()
        return refused.code


def test_nothing_happens_before_first_use(tmp_path: Path) -> None:
    LocalModel(tmp_path / "absent.gguf").close()
    LocalModel(tmp_path / "absent.gguf").generator(timeout=1)


@pytest.mark.parametrize("content", [None, b"", b"<html>", b"GGUF and then nonsense"])
def test_a_missing_or_wrong_file_says_what_to_do(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "model.gguf"
    if content is not None:
        path.write_bytes(content)
    wrong = LocalModel(path)
    for _ in range(2):
        with pytest.raises(ModelUnavailable, match="RAPPORTEUR_LOCAL_MODEL") as caught:
            asyncio.run(wrong.generator(timeout=5).complete([("user", "hello")]))
        assert not caught.value.retry
        assert "\n" not in str(caught.value)
    assert (fault(path) is None) == (content is not None and content.startswith(b"GGUF"))
