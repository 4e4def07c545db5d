"""Makes the small ONNX files that the tests of `serve` load (needs: onnx numpy scikit-learn).

    python make-models.py ../resources/models

digits-1 and digits-2: multinomial logistic regression on scikit-learn's copy of the UCI handwritten digits
(8x8 pixels, 0..16, here brought to 0..1), trained on 300 and on 1,200 of them. digits-1 also gives the picture of one
test digit and its scores as scikit-learn computes them (expected.json), so that a test can compare.
broken/*: one file for each reason to refuse a package.
"""

import json
import pathlib
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression

target = pathlib.Path(sys.argv[1])
pixels, classes = load_digits(return_X_y=True)
# As a PNG of the same digit gives them: 16 grey levels become 0, 17, 34 … 255 (16 becomes 255).
grey = np.minimum(pixels * 17, 255).astype(np.uint8)
values = (grey / 255.0).astype(np.float32)


def save(path, nodes, inputs, outputs, initializers):
    graph = helper.make_graph(nodes, "digits", inputs, outputs, initializers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(model.SerializeToString())


def linear(path, weights, bias, width=64, poison=None):
    """image [-1, width] -> Gemm -> Softmax -> probabilities [-1, 10]."""
    weights = weights.astype(np.float32).copy()
    if poison is not None:
        weights[0, 0] = poison
    save(
        path,
        [
            helper.make_node("Gemm", ["image", "weights", "bias"], ["logits"]),
            helper.make_node("Softmax", ["logits"], ["probabilities"], axis=1),
        ],
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["n", width])],
        [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["n", weights.shape[1]])],
        [
            numpy_helper.from_array(weights, "weights"),
            numpy_helper.from_array(bias.astype(np.float32), "bias"),
        ],
    )


def signature(path, width=64, side=8):
    path.write_text(
        json.dumps(
            {
                "format": "dure-signature/1",
                "task": "image-classification",
                "inputs": [{"name": "image", "datatype": "FP32", "shape": [-1, width]}],
                "outputs": [{"name": "probabilities", "datatype": "FP32", "shape": [-1, 10]}],
                "image": {"width": side, "height": side, "channels": 1, "scale": 1 / 255, "offset": 0.0},
                "labels": [str(c) for c in range(10)],
                "scores": "probabilities",
                "training_ranges": {"image": {"min": 0.0, "max": 1.0, "mean": 0.3, "standard_deviation": 0.38}},
            },
            indent=1,
        )
        + "\n"
    )


for name, rows in (("digits-1", 300), ("digits-2", 1200)):
    fitted = LogisticRegression(C=10, max_iter=2000).fit(values[:rows], classes[:rows])
    linear(target / name / "model.onnx", fitted.coef_.T, fitted.intercept_)
    signature(target / name / "signature.json")
    if name == "digits-1":
        # The first one that the model is sure and right about.
        scores = fitted.predict_proba(values)
        digit = next(i for i in range(1500, 1797) if scores[i][classes[i]] > 0.9)
        (target / name / "expected.json").write_text(
            json.dumps(
                {
                    "grey": grey[digit].tolist(),
                    "class": str(classes[digit]),
                    "probabilities": scores[digit].tolist(),
                }
            )
            + "\n"
        )

broken = target / "broken"
fitted_weights = np.ones((64, 10))
linear(broken / "not-a-number.onnx", fitted_weights, np.zeros(10), poison=np.nan)
linear(broken / "narrow.onnx", np.ones((32, 10)), np.zeros(10), width=32)

weights = numpy_helper.from_array(np.ones((64, 10), np.float32), "weights")
weights.ClearField("raw_data")
weights.data_location = TensorProto.EXTERNAL
entry = weights.external_data.add()
entry.key, entry.value = "location", "/etc/passwd"
graph = helper.make_graph(
    [helper.make_node("MatMul", ["image", "weights"], ["probabilities"])],
    "external",
    [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["n", 64])],
    [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["n", 10])],
    [weights],
)
(broken / "external-data.onnx").write_bytes(
    helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8).SerializeToString()
)

# Every type that a JSON request can carry, each returned as it came.
types = {
    "BOOL": TensorProto.BOOL,
    "INT8": TensorProto.INT8,
    "UINT8": TensorProto.UINT8,
    "INT16": TensorProto.INT16,
    "INT32": TensorProto.INT32,
    "INT64": TensorProto.INT64,
    "FP32": TensorProto.FLOAT,
    "FP64": TensorProto.DOUBLE,
    "BYTES": TensorProto.STRING,
}
echo = target / "echo"
save(
    echo / "model.onnx",
    [helper.make_node("Identity", [f"in_{t.lower()}"], [f"out_{t.lower()}"]) for t in types],
    [helper.make_tensor_value_info(f"in_{t.lower()}", e, ["n", 2]) for t, e in types.items()],
    [helper.make_tensor_value_info(f"out_{t.lower()}", e, ["n", 2]) for t, e in types.items()],
    [],
)
(echo / "signature.json").write_text(
    json.dumps(
        {
            "format": "dure-signature/1",
            "task": "tensor",
            "inputs": [{"name": f"in_{t.lower()}", "datatype": t, "shape": [-1, 2]} for t in types],
            "outputs": [{"name": f"out_{t.lower()}", "datatype": t, "shape": [-1, 2]} for t in types],
            "image": None,
            "labels": [],
            "scores": None,
            "training_ranges": {},
        },
        indent=1,
    )
    + "\n"
)
