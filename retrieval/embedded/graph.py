"""The embedded model as an ONNX graph, built from the weight file with numpy and onnx alone: torch is never needed.

Word vectors stay in the file's own 4 bits, exactly. The linear layers are re-quantised to 8-bit integers, one scale for
each output. Only 7 of the bits are used: processors without VNNI add two products in 16 bits, which would overflow with
8, and so every processor computes the same. Activations are quantised by onnxruntime as it goes, with one scale for all
tokens of a run. A run therefore takes one text and no padding: then no text's vector depends on its neighbours'.

Measured against float32 on 160 passages in six languages: cosine 0.9935 at worst, 0.9969 on average, 1.6 times as fast.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from retrieval.embedded.e5 import BLOCK, E5Weights, Floats, Octets
from retrieval.embedded.layout import INPUT, OUTPUT

_OPSET = 21
_IR = 10
_CONTRIB = "com.microsoft"
_LEVELS = 63  # 7 bits and a sign


class Graph:
    """Nodes and constants of an ONNX graph, as they are added."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, name: str, values: NDArray[np.generic]) -> str:
        """Adds a constant and returns its name."""
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def add(self, operator: str, inputs: list[str], output: str, **attributes: Any) -> str:
        """Adds a node with one output and returns that."""
        self.nodes.append(helper.make_node(operator, inputs, [output], **attributes))
        return output

    def contrib(self, operator: str, inputs: list[str], output: str, **attributes: Any) -> str:
        """The same for an operator of onnxruntime's own."""
        return self.add(operator, inputs, output, domain=_CONTRIB, **attributes)

    def linear(self, state: str, matrix: Floats, output: str) -> str:
        """The product of a state with a matrix of shape (outputs, inputs), in 7-bit integers."""
        integers, scales = quantise(matrix)
        self.constant(output + ".w", integers.T)
        self.constant(output + ".scale", scales)
        self.constant(output + ".zero", np.zeros(len(scales), np.int8))
        inputs = [state, output + ".w", output + ".scale", output + ".zero"]
        return self.contrib("DynamicQuantizeMatMul", inputs, output)

    def write(self, name: str, ends: tuple[onnx.ValueInfoProto, onnx.ValueInfoProto], out: Path) -> None:
        """Writes the graph between its one input and its one output."""
        body = helper.make_graph(self.nodes, name, [ends[0]], [ends[1]], self.constants)
        operators = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_CONTRIB, 1)]
        onnx.save(helper.make_model(body, opset_imports=operators, ir_version=_IR), out)


def write_graph(weights: E5Weights, out: Path) -> None:
    """Write the graph: ``input_ids`` int64 (texts, tokens) to ``pooled`` float32 (texts, hidden), the mean over tokens.

    All texts of a run must have the same number of tokens, at most the model's positions; nothing is masked.
    """
    a = weights.architecture
    graph = Graph()
    state = _embeddings(graph, weights)
    for layer in range(a.layers):
        state = _layer(graph, weights, f"l{layer}.", state)
    graph.constant("token_axis", np.array([1], np.int64))
    graph.add("ReduceMean", [state, "token_axis"], OUTPUT, keepdims=0)
    tokens = helper.make_tensor_value_info(INPUT, TensorProto.INT64, ["texts", "tokens"])
    pooled = helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, ["texts", a.hidden])
    graph.write("e5", (tokens, pooled), out)


def quantise(matrix: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Rows as integers of 7 bits and a sign, and each row's scale: matrix = integers x scale, to half a scale."""
    scales = np.maximum(np.abs(matrix).max(axis=1), np.float32(1e-12)) / np.float32(_LEVELS)
    return np.rint(matrix / scales[:, None]).astype(np.int8), scales.astype(np.float32)


def pack_signed(nibbles: Octets) -> bytes:
    """Nibbles 0 to 15, which stand for -8 to 7, as ONNX stores INT4: two's complement, the first one low."""
    signed = (nibbles ^ 8).reshape(-1, 2)
    return bytes((signed[:, 0] | (signed[:, 1] << 4)).tobytes())


def _embeddings(graph: Graph, weights: E5Weights) -> str:
    a = weights.architecture
    scales, nibbles = weights.blocks("emb.word")
    graph.constants.append(
        helper.make_tensor("words", TensorProto.INT4, list(nibbles.shape), pack_signed(nibbles), raw=True)
    )
    graph.constant("word_scales", scales)
    graph.contrib(
        "GatherBlockQuantized",
        ["words", INPUT, "word_scales"],
        "word_vectors",
        gather_axis=0,
        quantize_axis=1,
        block_size=BLOCK,
    )
    places = weights.vector("emb.pos").reshape(a.positions, a.hidden)
    graph.constant("places", places + weights.vector("emb.type")[: a.hidden])
    graph.constant("zero", np.array([0], np.int64))
    graph.add("Shape", [INPUT], "tokens", start=1, end=2)
    graph.add("Slice", ["places", "zero", "tokens", "zero"], "place_vectors")
    graph.add("Add", ["word_vectors", "place_vectors"], "embedded")
    norm = [graph.constant(f"emb.ln.{part}", weights.vector(f"emb.ln.{part}")) for part in "wb"]
    return graph.add("LayerNormalization", ["embedded", *norm], "normed", axis=-1, epsilon=a.epsilon)


def _layer(graph: Graph, weights: E5Weights, prefix: str, state: str) -> str:
    a = weights.architecture
    heads = [prefix + part for part in "qkv"]
    _linear(graph, weights, state, heads, prefix + "qkv")
    graph.constant(prefix + "thirds", np.array([a.hidden] * 3, np.int64))
    graph.nodes.append(helper.make_node("Split", [prefix + "qkv", prefix + "thirds"], heads, axis=-1))
    bias = graph.constant(prefix + "qkv.b", np.concatenate([weights.vector(f"{head}.b") for head in heads]))
    graph.contrib("MultiHeadAttention", [*heads, bias], prefix + "context", num_heads=a.heads)
    _linear(graph, weights, prefix + "context", [prefix + "ao"], prefix + "attended")
    middle = _add_and_norm(graph, weights, prefix + "attended", state, (prefix + "aln", prefix + "ao.b"))
    _linear(graph, weights, middle, [prefix + "fi"], prefix + "wide")
    wide_bias = graph.constant(prefix + "fi.b", weights.vector(prefix + "fi.b"))
    graph.contrib("BiasGelu", [prefix + "wide", wide_bias], prefix + "active")
    _linear(graph, weights, prefix + "active", [prefix + "fo"], prefix + "narrow")
    return _add_and_norm(graph, weights, prefix + "narrow", middle, (prefix + "oln", prefix + "fo.b"))


def _linear(graph: Graph, weights: E5Weights, state: str, matrices: list[str], output: str) -> None:
    """One matrix product for several matrices of the same input; the bias is added by the operator that follows."""
    graph.linear(state, np.concatenate([weights.matrix(f"{name}.w") for name in matrices]), output)


def _add_and_norm(graph: Graph, weights: E5Weights, update: str, state: str, names: tuple[str, str]) -> str:
    """Three plain operators: onnxruntime's joined one takes three times as long."""
    norm, bias = names
    scale, shift, added = (graph.constant(name, weights.vector(name)) for name in (f"{norm}.w", f"{norm}.b", bias))
    biased = graph.add("Add", [update, added], norm + ".biased")
    whole = graph.add("Add", [biased, state], norm + ".sum")
    epsilon = weights.architecture.epsilon
    return graph.add("LayerNormalization", [whole, scale, shift], norm, axis=-1, epsilon=epsilon)
