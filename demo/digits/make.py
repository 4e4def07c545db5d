#!/usr/bin/env python3
"""Makes digits.zip from scikit-learn's copy of the UCI handwritten digits.

    python3 -m venv /tmp/digits && /tmp/digits/bin/pip install scikit-learn==1.9.1 pillow==13.0.0
    /tmp/digits/bin/python demo/digits/make.py

The split is stratified by class with a fixed seed, so that the same libraries make the same files again.
"""

import hashlib
import io
import zipfile
from pathlib import Path

import numpy
from PIL import Image
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

SEED = 2026
TRAIN = 300
STREAM = 1000
ARCHIVE = Path(__file__).with_name("digits.zip")


def png(values):
    """The 64 values 0..16 of one image as an 8-bit grey PNG."""
    grey = numpy.floor(values.reshape(8, 8) * 255 / 16 + 0.5).astype(numpy.uint8)
    buffer = io.BytesIO()
    Image.fromarray(grey).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def distinct(files):
    """The indices of the first file of each content."""
    seen = {}
    for index, content in enumerate(files):
        seen.setdefault(hashlib.sha256(content).hexdigest(), index)
    return sorted(seen.values())


def main():
    digits = load_digits()
    files = [png(values) for values in digits.data]
    keep = distinct(files)
    print(f"{len(files)} images, {len(files) - len(keep)} exact duplicates left out")

    labels = digits.target
    train, rest = train_test_split(
        keep, train_size=TRAIN, random_state=SEED, stratify=labels[keep]
    )
    stream, hidden = train_test_split(
        rest, train_size=STREAM, random_state=SEED, stratify=labels[rest]
    )

    with zipfile.ZipFile(ARCHIVE, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for part, indices in (("train", train), ("stream", stream), ("hidden", hidden)):
            for index in sorted(indices, key=lambda i: (labels[i], i)):
                entry = zipfile.ZipInfo(f"{part}/{labels[index]}/{index:04d}.png", (1998, 7, 1, 0, 0, 0))
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, files[index])
            print(f"{part}: {len(indices)} images, per class {numpy.bincount(labels[indices]).tolist()}")


if __name__ == "__main__":
    main()
