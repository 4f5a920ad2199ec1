#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What a mel network costs: processor time of an FCN on PyTorch.

  tests/bench/fcn.py WAV

The fully convolutional network of Choi, Fazekas and Sandler, "Automatic
tagging using deep convolutional neural networks" (ISMIR 2016), in the sizes
that Won, Ferraro, Bogdanov and Serra compare it in, "Evaluation of CNN-based
automatic music tagging models" (SMC 2020): a mel spectrogram of 96 bands in
decibels, five layers of convolution, and 50 tags for each 29 s. Its weights are
random, for its speed does not depend on them.

WAV holds 16 bit samples of one channel at 16 kHz. One thread works; loading
PyTorch and a first segment are not counted, nor is what is left over behind
the last whole segment. Prints seconds of processor time and of audio, and the
version of PyTorch.
"""
import math
import sys
import time
import wave

import torch
from torch import nn

RATE = 16000
SEGMENT = 29 * RATE
WINDOW = 512
HOP = 256
BANDS = 96
TAGS = 50
# Channels that each layer makes, and what it takes the maximum over: bands,
# frames
LAYERS = [(64, (2, 4)), (128, (2, 4)), (128, (2, 4)), (128, (3, 5)),
          (64, (4, 4))]


def mel_filters():
    """Triangles between neighbours on the mel scale of O'Shaughnessy: [BANDS]
    [WINDOW / 2 + 1]."""
    top = 2595 * math.log10(1 + RATE / 2 / 700)
    corners = 700 * (10 ** (torch.linspace(0, top, BANDS + 2) / 2595) - 1)
    frequencies = torch.linspace(0, RATE / 2, WINDOW // 2 + 1)
    slopes = (frequencies - corners[:, None]) / RATE
    widths = (corners[1:] - corners[:-1])[:, None] / RATE
    rising = slopes[:-2] / widths[:-1]
    falling = -slopes[2:] / widths[1:]
    return torch.minimum(rising, falling).clamp(min=0)


class Spectrogram(nn.Module):
    """[batch][samples] to decibels, [batch][1][BANDS][frames]."""

    def __init__(self):
        super().__init__()
        self.register_buffer("window", torch.hann_window(WINDOW))
        self.register_buffer("filters", mel_filters())

    def forward(self, samples):
        spectrum = torch.stft(samples, WINDOW, HOP, window=self.window,
                              return_complex=True)
        power = self.filters @ spectrum.abs().square()
        return 10 * power.clamp(min=1e-10).log10().unsqueeze(1)


def network():
    parts = [Spectrogram(), nn.BatchNorm2d(1)]
    channels = 1
    for wider, pool in LAYERS:
        parts += [nn.Conv2d(channels, wider, 3, padding=1),
                  nn.BatchNorm2d(wider), nn.ReLU(), nn.MaxPool2d(pool)]
        channels = wider
    parts += [nn.Flatten(), nn.Linear(channels, TAGS), nn.Sigmoid()]
    return nn.Sequential(*parts).eval()


def read(path):
    """Returns: segments, [1][SEGMENT] each."""
    with wave.open(path, "rb") as file:
        found = (file.getframerate(), file.getnchannels(), file.getsampwidth())
        if found != (RATE, 1, 2):
            sys.exit(f"fcn: {path} is not of 16 bit, one channel, 16 kHz")
        data = bytearray(file.readframes(file.getnframes()))
    samples = torch.frombuffer(data, dtype=torch.int16).float() / 32768
    segments = list(samples[None].split(SEGMENT, dim=1))
    if segments[-1].shape[1] < SEGMENT:
        segments.pop()
    if not segments:
        sys.exit(f"fcn: {path} is shorter than 29 s")
    return segments


def main():
    if len(sys.argv) != 2:
        print("usage: fcn.py WAV", file=sys.stderr)
        return 2
    torch.set_num_threads(1)
    segments = read(sys.argv[1])
    model = network()
    with torch.inference_mode():
        model(segments[0])
        begun = time.process_time()
        for segment in segments:
            model(segment)
        seconds = time.process_time() - begun
    print(seconds, len(segments) * SEGMENT / RATE, torch.__version__)
    return 0


sys.exit(main())
