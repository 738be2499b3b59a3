"""Knows how a BERT encoder is written as an ONNX graph; refuses to know where its files live.

The graph takes one text at a time, so nothing is padded and no attention mask is needed: a vector
depends on its text alone. It reads weights from safetensors with numpy, without torch.
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
        A serialised fp32 model: input ``input_ids`` int64 ``(length,)`` with [CLS] and [SEP] in place;
        output ``embedding`` float32 ``(hidden,)`` of unit length.
    """
    config = json.loads((model_folder / "config.json").read_text(encoding="utf-8"))
    weights = read_safetensors(model_folder / "model.safetensors")
    graph = _Graph(heads=int(config["num_attention_heads"]), epsilon=float(config["layer_norm_eps"]))
    states = _embeddings(graph, weights)
    for layer in range(int(config["num_hidden_layers"])):
        prefix = f"encoder.layer.{layer}."
        weights_here = {name.removeprefix(prefix): value for name, value in weights.items() if name.startswith(prefix)}
        states = _feed_forward(graph, weights_here, _attention(graph, weights_here, states))
    _mean_of_unit_length(graph, states)
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
    words = graph.constant(weights["embeddings.word_embeddings.weight"])
    # One text is one segment, so the first segment's vector can be added to every position beforehand.
    positions = weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
    length = graph.add("Shape", "input_ids")
    used = graph.add("Slice", graph.constant(positions), graph.shape(0), length, graph.shape(0))
    states = graph.add("Add", graph.add("Gather", words, "input_ids", axis=0), used)
    return graph.normalised(states, weights, "embeddings.LayerNorm")


def _attention(graph: _Graph, weights: Weights, states: str) -> str:
    hidden = len(weights["attention.self.query.bias"])
    size = hidden // graph.heads
    # The scale 1/sqrt(size) of the attention scores goes into the query weights.
    one, scale = np.float32(1.0), np.float32(1.0 / np.sqrt(size))

    def projected(name: str, order: list[int], factor: np.float32 = one) -> str:
        weight, bias = weights[f"attention.self.{name}.weight"], weights[f"attention.self.{name}.bias"]
        flat = graph.dense(states, weight * factor, bias * factor)
        return graph.add("Transpose", graph.add("Reshape", flat, graph.shape(-1, graph.heads, size)), perm=order)

    query, key = projected("query", [1, 0, 2], scale), projected("key", [1, 2, 0])
    shares = graph.add("Softmax", graph.add("MatMul", query, key), axis=-1)
    seen = graph.add("Transpose", graph.add("MatMul", shares, projected("value", [1, 0, 2])), perm=[1, 0, 2])
    joined = graph.add("Reshape", seen, graph.shape(-1, hidden))
    answer = graph.dense(joined, weights["attention.output.dense.weight"], weights["attention.output.dense.bias"])
    return graph.normalised(graph.add("Add", answer, states), weights, "attention.output.LayerNorm")


def _feed_forward(graph: _Graph, weights: Weights, states: str) -> str:
    wide = graph.dense(states, weights["intermediate.dense.weight"], weights["intermediate.dense.bias"])
    back = graph.dense(graph.add("Gelu", wide), weights["output.dense.weight"], weights["output.dense.bias"])
    return graph.normalised(graph.add("Add", back, states), weights, "output.LayerNorm")


def _mean_of_unit_length(graph: _Graph, states: str) -> None:
    mean = graph.add("ReduceMean", states, graph.shape(0), keepdims=0)
    graph.add("LpNormalization", mean, output="embedding", axis=0, p=2)


def _model(graph: _Graph, hidden: int) -> onnx.ModelProto:
    inputs = [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["length"])]
    outputs = [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, [hidden])]
    body = helper.make_graph(graph.nodes, "sentence_encoder", inputs, outputs, graph.constants)
    opset = [helper.make_opsetid("", _OPSET)]
    model = helper.make_model(body, opset_imports=opset, ir_version=_IR_VERSION, producer_name="shortlist")
    onnx.checker.check_model(model)
    return model
