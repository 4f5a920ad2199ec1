#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Computes layers with PyTorch, as vectors that the library is compared with.

torch-vectors.py OUT.safetensors

torch-vectors.safetensors was made with it (python3-torch 1.13.1 of Debian 12), so
that test-torch.c needs no PyTorch. A case holds a layer's entry, its input and
tensors, and what PyTorch says comes out of them, forward and backward, in this
library's layout: images are [rows][columns][channels].
"""
import json
import struct
import sys

import torch
from torch import nn
from torch.nn import functional as F

torch.manual_seed(1)
cases = []
arrays = {}


def image(x):
    """[n][rows][columns][channels] as PyTorch has it"""
    return x.permute(0, 3, 1, 2)


def places(y):
    return y.permute(0, 2, 3, 1)


def add(entry, shape, tensors, run, n=3, training=True, running=()):
    """run (x, tensors) gives y; running: (index, value) of what a running
    tensor is to follow, once it has run"""
    name = str(len(cases))
    x = torch.randn(n, *shape, requires_grad=True)
    tensors = [t.clone().requires_grad_(i not in dict(running))
               for i, t in enumerate(tensors)]
    y = run(x, tensors)
    dy = torch.randn_like(y)
    if training:
        y.backward(dy)
    else:
        x.grad = torch.zeros_like(x)
    cases.append({"entry": entry, "shape": shape, "n": n,
                  "training": training, "tensors": len(tensors)})
    arrays.update({f"{name}.x": x, f"{name}.y": y, f"{name}.dy": dy,
                   f"{name}.dx": x.grad})
    for i, t in enumerate(tensors):
        arrays[f"{name}.w{i}"] = t
        if i in dict(running):
            arrays[f"{name}.g{i}"] = dict(running)[i]() * n
        elif t.grad is not None:
            arrays[f"{name}.g{i}"] = t.grad


def conv2d(x, t, stride, padding):
    return places(F.conv2d(image(x), t[0].permute(2, 3, 0, 1), t[1],
                           stride=stride, padding=padding))


def attention(x, t, heads):
    module = nn.MultiheadAttention(x.shape[-1], heads, batch_first=True)
    if len(t) > 4:
        x = x + t[4]
    return F.multi_head_attention_forward(
        *[x.transpose(0, 1)] * 3, x.shape[-1], heads, t[0], t[1], None, None,
        False, 0.0, t[2], t[3], training=module.training,
        need_weights=False)[0].transpose(0, 1)


def attention_pool(x, t):
    scores = torch.tanh(x @ t[0].T + t[1]) @ t[2]
    return (torch.softmax(scores, 1)[:, :, None] * x).sum(1)


def gru(x, t, last):
    y = torch.gru(x, torch.zeros(1, len(x), t[2].shape[1]),
                  [t[0], t[2], t[1], t[3]], True, 1, 0.0, True, False, True)[0]
    return y[:, -1] if last else y


def batch_norm(x, t, training):
    """momentum 1: the running statistics become those of these examples"""
    mean, variance = t[2].detach().clone(), t[3].detach().clone()
    batch_norm.mean, batch_norm.variance = mean, variance
    return places(F.batch_norm(image(x), mean, variance, t[0], t[1], training,
                               1.0))


def randn(*shape):
    return torch.randn(*shape) * 0.5


add({"type": "relu"}, [3, 5], [], lambda x, t: F.relu(x))
add({"type": "gelu"}, [3, 5], [], lambda x, t: F.gelu(x))
add({"type": "elu"}, [3, 5], [], lambda x, t: F.elu(x))
add({"type": "dense", "units": 4, "axes": 1}, [3, 5],
    [randn(4, 5), randn(4)], lambda x, t: F.linear(x, *t))
add({"type": "max_pool", "window": [2, 3]}, [5, 7, 2], [],
    lambda x, t: places(F.max_pool2d(image(x), (2, 3))))
add({"type": "max_pool", "window": 3, "stride": [2, 1]}, [6, 4, 2], [],
    lambda x, t: places(F.max_pool2d(image(x), 3, (2, 1))))
add({"type": "average_pool", "window": [2, 3]}, [5, 7, 2], [],
    lambda x, t: places(F.avg_pool2d(image(x), (2, 3))))
add({"type": "average_pool", "window": "all"}, [5, 4, 2], [],
    lambda x, t: places(F.adaptive_avg_pool2d(image(x), 1)))
for entry, kernel, stride, padding in (
        ({}, (3, 3), 1, 1),
        ({"stride": 2}, (3, 3), 2, 1),
        ({"stride": [1, 2], "kernel": [5, 3]}, (5, 3), (1, 2), (2, 1)),
        ({"stride": [2, 1], "kernel": [2, 3], "padding": "valid"}, (2, 3),
         (2, 1), 0)):
    add({"type": "conv2d", "channels": 4, **entry}, [7, 6, 3],
        [randn(*kernel, 4, 3), randn(4)],
        lambda x, t, s=stride, p=padding: conv2d(x, t, s, p))
for training in (True, False):
    running = [(2, lambda: batch_norm.mean), (3, lambda: batch_norm.variance)]
    add({"type": "batch_norm"}, [4, 3, 5],
        [randn(5), randn(5), randn(5), torch.rand(5) + 0.5],
        lambda x, t, training=training: batch_norm(x, t, training),
        training=training, running=running if training else ())
for heads, positions in ((1, False), (3, False), (2, True)):
    add({"type": "self_attention", "heads": heads,
         "positions": "learnt" if positions else "none"}, [7, 6],
        [randn(18, 6), randn(18), randn(6, 6), randn(6)]
        + ([randn(7, 6)] if positions else []),
        lambda x, t, heads=heads: attention(x, t, heads))
add({"type": "attention_pool", "units": 4}, [7, 6],
    [randn(4, 6), randn(4), randn(4)], attention_pool)
for last in (False, True):
    add({"type": "gru", "units": 4, "output": "last" if last else "all"},
        [7, 6], [randn(12, 6), randn(12), randn(12, 4), randn(12)],
        lambda x, t, last=last: gru(x, t, last))

# The container, as docs/model-format.md tells it.
header = {"__metadata__": {"cases": json.dumps(cases)}}
data = b""
for name, array in arrays.items():
    values = array.detach().contiguous().flatten().tolist()
    begin = len(data)
    data += struct.pack(f"<{len(values)}f", *values)
    header[name] = {"dtype": "F32", "shape": list(array.shape),
                    "data_offsets": [begin, len(data)]}
text = json.dumps(header).encode()
text += b" " * (-len(text) % 8)
with open(sys.argv[1], "wb") as file:
    file.write(struct.pack("<Q", len(text)) + text + data)
