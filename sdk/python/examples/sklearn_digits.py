"""An ordinary scikit-learn program: it knows the mlflow client and nothing of Dure but two folders.

    python sklearn_digits.py --hidden 64 --alpha 0.01

reads pictures from $DURE_DATA/digits/train/<class>/<name>.png and writes a model package to $DURE_OUTPUT/model.
"""

import argparse
import json
import os
from pathlib import Path

import mlflow
import numpy
from PIL import Image
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType
from skl2onnx.helpers.onnx_helper import select_model_inputs_outputs
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier

SIDE = 8
SCALE = 1 / 255


def read(folder):
    """The pictures below `folder` as rows of 64 values from 0 to 1, and their labels."""
    files = sorted(folder.glob("*/*.png"))
    if not files:
        raise SystemExit(f"no <class>/<name>.png in {folder}")
    pictures = numpy.stack([numpy.asarray(Image.open(file).convert("L"), dtype=numpy.float32) for file in files])
    return pictures.reshape(len(files), SIDE * SIDE) * numpy.float32(SCALE), [file.parent.name for file in files]


def write_package(folder, classifier, rows):
    """Writes model.onnx with its probabilities as the only output, and signature.json beside it."""
    graph = to_onnx(
        classifier,
        initial_types=[("image", FloatTensorType([None, SIDE * SIDE]))],
        options={"zipmap": False},
        target_opset=17,
    )
    graph = select_model_inputs_outputs(graph, "probabilities")
    labels = [str(label) for label in classifier.classes_]
    signature = {
        "format": "dure-signature/1",
        "task": "image-classification",
        "inputs": [{"name": "image", "datatype": "FP32", "shape": [-1, SIDE * SIDE]}],
        "outputs": [{"name": "probabilities", "datatype": "FP32", "shape": [-1, len(labels)]}],
        "image": {"width": SIDE, "height": SIDE, "channels": 1, "scale": SCALE, "offset": 0.0},
        "labels": labels,
        "scores": "probabilities",
        "training_ranges": {
            "image": {
                "min": float(rows.min()),
                "max": float(rows.max()),
                "mean": float(rows.mean()),
                "standard_deviation": float(rows.std()),
            }
        },
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.onnx").write_bytes(graph.SerializeToString())
    (folder / "signature.json").write_text(json.dumps(signature, indent=2), encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", default="digits", help="the mount's name")
    parser.add_argument("--part", default="train")
    parser.add_argument("--hidden", type=int, default=64)
    parser.add_argument("--alpha", type=float, default=0.01, help="weight of the L2 penalty")
    parser.add_argument("--epochs", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()

    rows, labels = read(Path(os.environ.get("DURE_DATA", "data")) / arguments.data / arguments.part)
    learn_rows, check_rows, learn_labels, check_labels = train_test_split(
        rows, labels, test_size=0.15, random_state=arguments.seed, stratify=labels
    )

    with mlflow.start_run():
        mlflow.log_params(vars(arguments))
        classifier = MLPClassifier(
            hidden_layer_sizes=(arguments.hidden,),
            alpha=arguments.alpha,
            learning_rate_init=0.01,
            batch_size=32,
            random_state=arguments.seed,
        )
        for epoch in range(1, arguments.epochs + 1):
            classifier.partial_fit(learn_rows, learn_labels, classes=sorted(set(labels)))
            mlflow.log_metric("loss", classifier.loss_, step=epoch)
            mlflow.log_metric("validation_accuracy", classifier.score(check_rows, check_labels), step=epoch)
        write_package(Path(os.environ.get("DURE_OUTPUT", "output")) / "model", classifier, rows)
    print(f"validation accuracy {classifier.score(check_rows, check_labels):.4f}")


if __name__ == "__main__":
    main()
