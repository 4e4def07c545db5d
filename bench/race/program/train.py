"""Trains a network of two hidden layers on handwritten digits by stochastic gradient descent, with numpy alone.

    python train.py --lr 0.1 --momentum 0.9 --width 64 --batch 32 --decay 1e-5

One step of its curve is one epoch over shifted copies of the pictures. It goes on from its checkpoint as if it had never
stopped: the state of the random numbers is part of it.
"""

import argparse
import json
import time
from pathlib import Path

import dure
import numpy
from PIL import Image

CLASSES = 10
SIDE = 8
COPIES = 120


def read(folder):
    files = sorted(folder.glob("*/*.png"))
    pictures = numpy.stack([numpy.asarray(Image.open(file).convert("L"), dtype=numpy.float32) / 255 for file in files])
    return pictures, numpy.array([int(file.parent.name) for file in files])


def shifted(pictures, random):
    """Each picture moved by at most one dot in each direction."""
    moved = numpy.empty_like(pictures)
    shifts = random.integers(-1, 2, size=(len(pictures), 2))
    for down in (-1, 0, 1):
        for right in (-1, 0, 1):
            chosen = (shifts[:, 0] == down) & (shifts[:, 1] == right)
            moved[chosen] = numpy.roll(pictures[chosen], (down, right), axis=(1, 2))
    return moved.reshape(len(pictures), SIDE * SIDE)


def forward(weights, rows):
    layers = [rows]
    for weight, bias in zip(weights[:-2:2], weights[1:-2:2]):
        layers.append(numpy.maximum(layers[-1] @ weight + bias, 0))
    scores = layers[-1] @ weights[-2] + weights[-1]
    scores = numpy.exp(scores - scores.max(axis=1, keepdims=True))
    return layers, scores / scores.sum(axis=1, keepdims=True)


def gradients(weights, rows, labels):
    layers, slope = forward(weights, rows)
    slope[numpy.arange(len(labels)), labels] -= 1
    slope /= len(labels)
    found = []
    for place in range(len(weights) - 2, -1, -2):
        inputs = layers[place // 2]
        found = [inputs.T @ slope, slope.sum(axis=0), *found]
        slope = (slope @ weights[place].T) * (inputs > 0)
    return found


def accuracy(weights, rows, labels):
    return float((forward(weights, rows)[1].argmax(axis=1) == labels).mean())


def graph(weights):
    """The network as ONNX: one input ``image`` of 64 values, one output ``probabilities``."""
    from onnx import TensorProto, helper, numpy_helper

    nodes, constants, last = [], [], "image"
    for place in range(0, len(weights), 2):
        names = f"weight{place}", f"bias{place}"
        constants += [numpy_helper.from_array(value, name) for value, name in zip(weights[place : place + 2], names)]
        nodes.append(helper.make_node("Gemm", [last, *names], [f"sum{place}"]))
        end = place + 2 == len(weights)
        last = "probabilities" if end else f"layer{place}"
        nodes.append(helper.make_node("Softmax" if end else "Relu", [f"sum{place}"], [last]))
    inputs = [helper.make_tensor_value_info("image", TensorProto.FLOAT, [None, SIDE * SIDE])]
    outputs = [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, [None, CLASSES])]
    model = helper.make_model(
        helper.make_graph(nodes, "digits", inputs, outputs, constants), opset_imports=[helper.make_opsetid("", 17)]
    )
    model.ir_version = 8
    return model.SerializeToString()


class Training:
    def __init__(self, arguments):
        self.arguments = arguments
        self.epoch = 0
        self.random = numpy.random.default_rng(arguments.seed)
        sizes = [SIDE * SIDE, arguments.width, arguments.width, CLASSES]
        self.weights = []
        for fan_in, fan_out in zip(sizes, sizes[1:]):
            drawn = self.random.normal(0, (2 / fan_in) ** 0.5, (fan_in, fan_out))
            self.weights += [drawn.astype(numpy.float32), numpy.zeros(fan_out, numpy.float32)]
        self.speeds = [numpy.zeros_like(weight) for weight in self.weights]

    def restore(self, path):
        with numpy.load(path) as stored:
            self.weights = [stored[f"weight{each}"] for each in range(len(self.weights))]
            self.speeds = [stored[f"speed{each}"] for each in range(len(self.speeds))]
            state = json.loads(str(stored["state"]))
        self.epoch, self.random.bit_generator.state = state["epoch"], state["random"]

    def save(self):
        state = json.dumps({"epoch": self.epoch, "random": self.random.bit_generator.state})
        arrays = {f"weight{each}": weight for each, weight in enumerate(self.weights)}
        arrays |= {f"speed{each}": speed for each, speed in enumerate(self.speeds)}
        with dure.saving("state.npz") as path, path.open("wb") as file:
            numpy.savez(file, state=numpy.array(state), **arrays)

    def learn(self, pictures, labels):
        arguments = self.arguments
        for _ in range(COPIES):
            rows = shifted(pictures, self.random)
            order = self.random.permutation(len(rows))
            for start in range(0, len(order), arguments.batch):
                chosen = order[start : start + arguments.batch]
                for weight, speed, slope in zip(
                    self.weights, self.speeds, gradients(self.weights, rows[chosen], labels[chosen])
                ):
                    speed *= arguments.momentum
                    speed -= arguments.lr * (slope + arguments.decay * weight)
                    weight += speed
        self.epoch += 1


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lr", type=float, default=0.1)
    parser.add_argument("--momentum", type=float, default=0.0)
    parser.add_argument("--width", type=int, default=64)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--decay", type=float, default=0.0)
    parser.add_argument("--epochs", type=int, default=27)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    numpy.seterr(all="ignore")  # a rate that is too high is one of the settings

    print(vars(arguments), flush=True)

    parts = [read(dure.data("digits") / part) for part in ("train", "stream")]
    pictures, labels = (numpy.concatenate(both) for both in zip(*parts))
    order = numpy.random.default_rng(0).permutation(len(labels))
    checked, learned = order[:260], order[260:]
    check_rows = pictures[checked].reshape(len(checked), SIDE * SIDE)

    training = Training(arguments)
    stored = dure.restored("state.npz")
    if stored:
        training.restore(stored)
    while training.epoch < arguments.epochs:
        training.learn(pictures[learned], labels[learned])
        point = {"step": training.epoch, "validation_accuracy": accuracy(training.weights, check_rows, labels[checked])}
        print("dure:", json.dumps(point), flush=True)
        if training.epoch == 1 or dure.save_requested():
            training.save()
    dure.save_model(
        graph(training.weights), labels=range(CLASSES), input=(SIDE * SIDE,), image=(1, SIDE, SIDE), scores="probabilities"
    )


if __name__ == "__main__":
    main()
