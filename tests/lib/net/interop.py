#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Model files as others see them.

interop.py MAKE-MODEL PREDICT-MODEL FROM-PYTHON.safetensors ARCH.json SHAPE...

A reader that follows the published rules of the container reads a model that the
library wrote, and NumPy computes its predictions from nothing but the file and
docs/model-format.md. The same holds of a file that Python's safetensors wrote
(python-safetensors.py made it). Exit status 77 (skipped) where NumPy is missing.
"""
import json
import os
import shlex
import subprocess
import sys
import tempfile

try:
    import numpy as np
except ImportError as missing:
    print(f"skipped: {missing}: pipelines/install-packages test")
    sys.exit(77)

DTYPES = {"F16": np.dtype("<f2"), "F32": np.dtype("<f4")}
MAX_HEADER = 100_000_000  # of the published reader


def expand(layers):
    """The simple layers that a layer list stands for, each with its name."""
    counts = {}
    for layer in layers:
        counts[layer["type"]] = counts.get(layer["type"], 0) + 1
        name = layer.get("name", f"{layer['type']}{counts[layer['type']]}")
        if layer["type"] != "pack":
            yield {**layer, "name": name}
            continue
        groups = max(g for g in range(1, 17) if layer["channels"] % g == 0)
        yield {"type": "space2depth", "name": f"{name}.space2depth"}
        yield {"type": "conv3d", "name": f"{name}.conv3d"}
        yield {"type": "conv2d", "name": f"{name}.conv2d"}
        yield {"type": "group_norm", "name": f"{name}.group_norm",
               "groups": layer.get("groups", groups)}
        yield {"type": "elu", "name": f"{name}.elu"}


def space2depth(x):
    x = np.pad(x, ((0, x.shape[0] % 2), (0, x.shape[1] % 2), (0, 0)))
    h, w, c = x.shape
    x = x.reshape(h // 2, 2, w // 2, 2, c)
    return x.transpose(0, 2, 4, 1, 3).reshape(h // 2, w // 2, 4 * c)


def conv3d(x, weight, bias):
    d, k = weight.shape[:2]
    h, w, c = x.shape
    x = np.pad(x, k // 2)
    y = np.zeros((h, w, d, c))
    for i in range(k):
        for j in range(k):
            for m in range(k):
                y += (x[i:i + h, j:j + w, None, m:m + c]
                      * weight[None, None, :, i, j, m, None])
    return (y + bias[:, None]).reshape(h, w, d * c)


def conv2d(x, weight, bias, same):
    kh, kw = weight.shape[:2]
    if same:
        x = np.pad(x, ((kh // 2,) * 2, (kw // 2,) * 2, (0, 0)))
    h, w = x.shape[0] - kh + 1, x.shape[1] - kw + 1
    y = np.zeros((h, w, weight.shape[2]))
    for i in range(kh):
        for j in range(kw):
            y += x[i:i + h, j:j + w] @ weight[i, j].T
    return y + bias


def group_norm(x, scale, bias, groups):
    h, w, c = x.shape
    g = x.reshape(h * w, groups, c // groups)
    g = ((g - g.mean((0, 2), keepdims=True))
         / np.sqrt(g.var((0, 2), keepdims=True) + 1e-5))
    return g.reshape(h, w, c) * scale + bias


def predict(description, tensors, x):
    for layer in expand(description["layers"]):
        kind, name = layer["type"], layer["name"]

        def t(what):
            return tensors[f"{name}.{what}"].astype(np.float64)

        if kind == "average_frames":
            n, k = len(x), layer["chunks"]
            x = np.stack([x[i * n // k:(i + 1) * n // k].mean(0)
                          for i in range(k)])
        elif kind == "standardise":
            x = (x - t("mean")) * t("scale")
        elif kind == "fold":
            x = np.moveaxis(x.reshape(-1, *x.shape[-2:]), 0, 2)
        elif kind == "space2depth":
            x = space2depth(x)
        elif kind == "conv3d":
            x = conv3d(x, t("weight"), t("bias"))
        elif kind == "conv2d":
            x = conv2d(x, t("weight"), t("bias"),
                       layer.get("padding", "same") == "same")
        elif kind == "group_norm":
            x = group_norm(x, t("scale"), t("bias"), layer["groups"])
        elif kind == "elu":
            x = np.where(x > 0, x, np.expm1(np.minimum(x, 0)))
        elif kind == "dense":
            x = t("weight") @ x.ravel() + t("bias")
        elif kind == "sigmoid":
            x = 1 / (1 + np.exp(-x))
        elif kind != "dropout":
            raise ValueError(f"no layer {kind}")
    return x.ravel()


# What runs a program for another machine, as Meson says.
WRAPPER = shlex.split(os.environ.get("MESON_EXE_WRAPPER", ""))


def run(*command):
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    return subprocess.run([*WRAPPER, *command], check=True, text=True,
                          env=environment,
                          stdout=subprocess.PIPE).stdout


def read(path):
    """Metadata and arrays of a container, held to the format's rules: the header
    is an object that begins at once, metadata are texts, and the arrays cover
    what follows without gap or overlap."""
    with open(path, "rb") as file:
        data = file.read()
    end = 8 + int.from_bytes(data[:8], "little")
    assert end % 8 == 0 and end - 8 <= MAX_HEADER and data[8:9] == b"{"
    header = json.loads(data[8:end])
    metadata = header.pop("__metadata__", {})
    assert all(isinstance(text, str) for text in metadata.values())
    tensors = {}
    at = end
    for name, entry in sorted(header.items(),
                              key=lambda item: item[1]["data_offsets"]):
        assert set(entry) == {"dtype", "shape", "data_offsets"}, entry
        begin, stop = (end + offset for offset in entry["data_offsets"])
        assert begin == at, f"{name} begins at {begin}, not {at}"
        array = np.frombuffer(data[begin:stop], DTYPES[entry["dtype"]])
        tensors[name] = array.reshape(entry["shape"])
        at = stop
    assert at == len(data), f"{len(data) - at} bytes belong to no array"
    return metadata, tensors


def write(path, metadata, tensors):
    header = {"__metadata__": metadata}
    at = 0
    for name, array in tensors.items():
        dtype = "F16" if array.dtype == DTYPES["F16"] else "F32"
        header[name] = {"dtype": dtype, "shape": array.shape,
                        "data_offsets": [at, at + array.nbytes]}
        at += array.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        file.writelines(array.tobytes() for array in tensors.values())


def check_predictions(predict_model, model, folder, rng):
    """The library predicts what NumPy computes, on a segment of noise."""
    segment = os.path.join(folder, "segment.f32")
    metadata, tensors = read(model)
    description = json.loads(metadata["glissando"])
    x = rng.normal(0, 1, (description["frames"], *description["frame_shape"]))
    x.astype("<f4").tofile(segment)
    expected = predict(description, tensors, x)
    got = np.array([float(p) for p in
                    run(predict_model, model, segment).split()])
    error = np.abs(got - expected).max()
    print(f"{description['name']}: {len(got)} probabilities from "
          f"{got.min():.3f} to {got.max():.3f}, largest difference to NumPy "
          f"{error:.2g}")
    assert got.shape == expected.shape
    assert got.std() > 0.01, "predictions that do not differ prove nothing"
    # Float against double sums of some 10^4 products, through 4 layers
    assert error < 1e-4, error


def check_ours(make_model, predict_model, architecture, shape, folder):
    ours = os.path.join(folder, "ours.safetensors")
    changed = os.path.join(folder, "changed.safetensors")

    run(make_model, architecture, ours, "1", shape)
    metadata, tensors = read(ours)
    description = json.loads(metadata["glissando"])
    assert description["frame_shape"] == [int(n) for n in shape.split("x")]
    assert {t.dtype for t in tensors.values()} == set(DTYPES.values())

    # Statistics that do something, as training would have left them
    rng = np.random.default_rng(1)
    for name, tensor in tensors.items():
        if name.endswith((".mean", ".scale", ".bias")):
            tensors[name] = (tensor + rng.normal(0, 0.3, tensor.shape)).astype(
                tensor.dtype)
    write(changed, metadata, tensors)
    check_predictions(predict_model, changed, folder, rng)


def main():
    make_model, predict_model, from_python, *cases = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        check_predictions(predict_model, from_python, folder,
                          np.random.default_rng(2))
        for architecture, shape in zip(cases[::2], cases[1::2]):
            check_ours(make_model, predict_model, architecture, shape, folder)


main()
