"""Writes model packages, as api/model-package.md says."""

import json
import math
import os
from pathlib import Path

from dure.session import output


def save_model(
    model,
    *,
    labels,
    input,
    image=None,
    input_name="image",
    scores="probabilities",
    scale=1 / 255,
    offset=0.0,
    training_data=None,
    folder=None,
):
    """Writes a classifier of pictures as a model package and returns its folder.

    model          bytes of an ONNX graph, or the path of its file; self-contained, with one input and one output
    labels         the classes' names, in the order of the scores
    input          the input's shape without the batch axis: (channels, height, width), or (values,) for a flat model
    image          (channels, height, width) where ``input`` is flat
    input_name     the graph's input, 32-bit floats
    scores         the graph's output, 32-bit floats: one score per label, the largest wins
    scale, offset  a sample p from 0 to 255 enters the model as p * scale + offset
    training_data  the numbers that the model learned from, in any shape: their ranges are kept to notice drift later
    folder         default: ``model`` in the session's output
    """
    labels = [str(label) for label in labels]
    if len(labels) < 2 or len(set(labels)) != len(labels):
        raise ValueError(f"labels: at least two different names, not {labels}")
    shape = _shape("input", input)
    picture = _shape("image", image if image is not None else input)
    if len(picture) != 3 or picture[0] not in (1, 3):
        raise ValueError(f"image: (channels, height, width) with 1 or 3 channels, not {picture}")
    if math.prod(picture) != math.prod(shape):
        raise ValueError(f"an image of {picture} does not fill an input of {shape}")
    content = bytes(model) if isinstance(model, (bytes, bytearray, memoryview)) else Path(model).read_bytes()
    if not content:
        raise ValueError("model: it is empty")

    signature = {
        "format": "dure-signature/1",
        "task": "image-classification",
        "inputs": [{"name": input_name, "datatype": "FP32", "shape": [-1, *shape]}],
        "outputs": [{"name": scores, "datatype": "FP32", "shape": [-1, len(labels)]}],
        "image": {
            "channels": picture[0],
            "height": picture[1],
            "width": picture[2],
            "scale": float(scale),
            "offset": float(offset),
        },
        "labels": labels,
        "scores": scores,
        "training_ranges": {} if training_data is None else {input_name: _range(training_data)},
    }
    target = Path(folder) if folder is not None else output() / "model"
    target.mkdir(parents=True, exist_ok=True)
    _replace(target / "model.onnx", content)
    _replace(target / "signature.json", json.dumps(signature, indent=2, ensure_ascii=False).encode())
    return target


def _shape(name, axes):
    shape = [int(axis) for axis in axes]
    if not shape or min(shape) < 1:
        raise ValueError(f"{name}: lengths from 1 up, without the batch axis, not {list(axes)}")
    return shape


def _range(values):
    count, total, squares = 0, 0.0, 0.0
    least, largest = math.inf, -math.inf
    for value in _numbers(values):
        count += 1
        total += value
        squares += value * value
        least, largest = min(least, value), max(largest, value)
    if count == 0:
        raise ValueError("training_data: it is empty")
    mean = total / count
    deviation = math.sqrt(max(0.0, squares / count - mean * mean))
    return {"min": least, "max": largest, "mean": mean, "standard_deviation": deviation}


def _numbers(values):
    if hasattr(values, "tolist"):
        values = values.tolist()
    if isinstance(values, (int, float)):
        yield float(values)
        return
    for value in values:
        yield from _numbers(value)


def _replace(path, content):
    unfinished = path.with_name(path.name + ".unfinished")
    unfinished.write_bytes(content)
    os.replace(unfinished, path)
