"""Knows how a BERT encoder is written as an ONNX graph; refuses to know where its files live.

The graph takes texts of one length at a time, so nothing is padded and no attention mask is needed. Whatever looks at several
tokens of a text looks at this text alone and in the same order however many there are: a vector depends on its text alone, to
the last bit. It reads weights from safetensors with numpy, without torch.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

_OPSET = 20  # the first with Gelu as an operator of its own
_IR_VERSION = 10

Weights = dict[str, NDArray[np.float32]]


def export(model_folder: Path) -> bytes:
    """Builds the ONNX file of a BERT sentence encoder with mean pooling.

    Args:
        model_folder: Holds ``config.json`` and ``model.safetensors`` (fp32) in the Hugging Face layout.

    Returns:
        A serialised fp32 model: input ``input_ids`` int64 ``(texts, length)`` with [CLS] and [SEP] in place;
        output ``embedding`` float32 ``(texts, hidden)``, rows of unit length.
    """
    config = json.loads((model_folder / "config.json").read_text(encoding="utf-8"))
    weights = read_safetensors(model_folder / "model.safetensors")
    graph = _Graph(heads=int(config["num_attention_heads"]), epsilon=float(config["layer_norm_eps"]))
    states = _embeddings(graph, weights)
    for layer in range(int(config["num_hidden_layers"])):
        prefix = f"encoder.layer.{layer}."
        weights_here = {name.removeprefix(prefix): value for name, value in weights.items() if name.startswith(prefix)}
        states = _feed_forward(graph, weights_here, _attention(graph, weights_here, states))
    _means_of_unit_length(graph, states, hidden=int(config["hidden_size"]))
    data: bytes = _model(graph, hidden=int(config["hidden_size"])).SerializeToString()
    return data


def read_safetensors(path: Path) -> Weights:
    """Reads the fp32 tensors of a safetensors file: an 8-byte length, a JSON header, then the raw numbers."""
    data = path.read_bytes()
    body = 8 + int.from_bytes(data[:8], "little")
    weights: Weights = {}
    for name, entry in json.loads(data[8:body]).items():
        if entry.get("dtype") == "F32":
            start, end = entry["data_offsets"]
            numbers = np.frombuffer(data[body + start : body + end], dtype="<f4")
            weights[name] = numbers.reshape(entry["shape"])
    return weights


@dataclass
class _Graph:
    """The nodes and constants collected so far."""

    heads: int
    epsilon: float
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: list[onnx.TensorProto] = field(default_factory=list)

    def add(self, operator: str, *inputs: str, output: str = "", **attributes: Any) -> str:
        output = output or f"{operator}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, list(inputs), [output], **attributes))
        return output

    def constant(self, value: NDArray[np.generic]) -> str:
        name = f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def shape(self, *sizes: int) -> str:
        return self.constant(np.array(sizes, dtype=np.int64))

    def normalised(self, states: str, weights: Weights, name: str) -> str:
        scale, bias = self.constant(weights[f"{name}.weight"]), self.constant(weights[f"{name}.bias"])
        return self.add("LayerNormalization", states, scale, bias, axis=-1, epsilon=self.epsilon)

    def dense(self, states: str, weight: NDArray[np.float32], bias: NDArray[np.float32]) -> str:
        # Stored transposed: ONNX Runtime then multiplies without copying the weight first.
        return self.add("Gemm", states, self.constant(weight.T), self.constant(bias))


def _embeddings(graph: _Graph, weights: Weights) -> str:
    """States (texts * length, hidden): a row for each token, as all dense layers take them."""
    words = graph.constant(weights["embeddings.word_embeddings.weight"])
    # One text is one segment, so the first segment's vector can be added to every position beforehand.
    positions = weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
    length = graph.add("Shape", "input_ids", start=1)
    used = graph.add("Slice", graph.constant(positions), graph.shape(0), length, graph.shape(0))
    states = graph.add("Add", graph.add("Gather", words, "input_ids", axis=0), used)
    flat = graph.add("Reshape", states, graph.shape(-1, positions.shape[1]))
    return graph.normalised(flat, weights, "embeddings.LayerNorm")


def _attention(graph: _Graph, weights: Weights, states: str) -> str:
    hidden = len(weights["attention.self.query.bias"])
    size = hidden // graph.heads
    # The scale 1/sqrt(size) of the attention scores goes into the query weights.
    one, scale = np.float32(1.0), np.float32(1.0 / np.sqrt(size))
    by_head = graph.add("Concat", graph.add("Shape", "input_ids"), graph.shape(graph.heads, size), axis=0)

    def projected(name: str, order: list[int], factor: np.float32 = one) -> str:
        weight, bias = weights[f"attention.self.{name}.weight"], weights[f"attention.self.{name}.bias"]
        flat = graph.dense(states, weight * factor, bias * factor)
        return graph.add("Transpose", graph.add("Reshape", flat, by_head), perm=order)

    query, key = projected("query", [0, 2, 1, 3], scale), projected("key", [0, 2, 3, 1])
    shares = graph.add("Softmax", graph.add("MatMul", query, key), axis=-1)
    seen = graph.add("Transpose", graph.add("MatMul", shares, projected("value", [0, 2, 1, 3])), perm=[0, 2, 1, 3])
    joined = graph.add("Reshape", seen, graph.shape(-1, hidden))
    answer = graph.dense(joined, weights["attention.output.dense.weight"], weights["attention.output.dense.bias"])
    return graph.normalised(graph.add("Add", answer, states), weights, "attention.output.LayerNorm")


def _feed_forward(graph: _Graph, weights: Weights, states: str) -> str:
    wide = graph.dense(states, weights["intermediate.dense.weight"], weights["intermediate.dense.bias"])
    back = graph.dense(graph.add("Gelu", wide), weights["output.dense.weight"], weights["output.dense.bias"])
    return graph.normalised(graph.add("Add", back, states), weights, "output.LayerNorm")


def _means_of_unit_length(graph: _Graph, states: str, hidden: int) -> None:
    # All texts side by side in one matrix with a row for each position: ONNX Runtime adds up the rows of one matrix in
    # another order than those of several, and of one text it would see one matrix.
    by_text = graph.add("Concat", graph.add("Shape", "input_ids"), graph.shape(hidden), axis=0)
    by_position = graph.add("Transpose", graph.add("Reshape", states, by_text), perm=[1, 0, 2])
    rows = graph.add("Concat", graph.add("Shape", "input_ids", start=1), graph.shape(-1), axis=0)
    means = graph.add("ReduceMean", graph.add("Reshape", by_position, rows), graph.shape(0), keepdims=0)
    graph.add("LpNormalization", graph.add("Reshape", means, graph.shape(-1, hidden)), output="embedding", axis=-1, p=2)


def _model(graph: _Graph, hidden: int) -> onnx.ModelProto:
    inputs = [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["texts", "length"])]
    outputs = [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["texts", hidden])]
    body = helper.make_graph(graph.nodes, "sentence_encoder", inputs, outputs, graph.constants)
    opset = [helper.make_opsetid("", _OPSET)]
    model = helper.make_model(body, opset_imports=opset, ir_version=_IR_VERSION, producer_name="shortlist")
    onnx.checker.check_model(model)
    return model
