#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes a small model with the published safetensors package.

python-safetensors.py OUT.safetensors

python-safetensors.safetensors was made with it (safetensors 0.4.5 of PyPI, NumPy
1.26), so that interop.py can show, without that package, that the library reads
what it writes.
"""
import json
import sys

import numpy as np
from safetensors.numpy import save_file

LAYERS = [
    {"type": "average_frames", "chunks": 2},
    {"type": "standardise", "shared_axes": 1},
    {"type": "fold"},
    {"type": "pack", "kernels": 2, "channels": 4, "groups": 2},
    {"type": "conv2d", "channels": 3, "kernel": 3, "padding": "valid"},
    {"type": "elu"},
    {"type": "dropout", "rate": 0.1},
    {"type": "dense", "units": "labels"},
    {"type": "sigmoid"},
]
DESCRIPTION = {
    "format": 1, "name": "written by Python's safetensors",
    "front_end": {"transform": "jtfst", "rate": 8000, "octaves": 8},
    "frame_shape": [6, 5], "frames": 4, "hop": 4, "layers": LAYERS,
    "labels": ["a", "b c", "mélancolie"],
    "provenance": {"data": "none: random weights, for tests"},
}
HALVES = {  # weights, as the library rounds them
    "pack1.conv3d.weight": (2, 3, 3, 3),
    "pack1.conv2d.weight": (3, 3, 4, 16),
    "conv2d1.weight": (3, 3, 3, 4),
    "dense1.weight": (3, 3),
}
FLOATS = {
    "standardise1.mean": (6, 5), "standardise1.scale": (6, 5),
    "pack1.conv3d.bias": (2,), "pack1.conv2d.bias": (4,),
    "pack1.group_norm.scale": (4,), "pack1.group_norm.bias": (4,),
    "conv2d1.bias": (3,), "dense1.bias": (3,),
}

rng = np.random.default_rng(1)
tensors = {name: rng.normal(0, 0.4, shape).astype(np.float16)
           for name, shape in HALVES.items()}
tensors |= {name: rng.normal(0, 0.4, shape).astype(np.float32)
            for name, shape in FLOATS.items()}
save_file(tensors, sys.argv[1],
          {"glissando": json.dumps(DESCRIPTION, ensure_ascii=False)})
