"""What the tests of the program share: running it, making audio, TAP.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import json
import math
import os
import random
import shutil
import struct
import subprocess
import sys
import tempfile
import traceback

try:
    import numpy as np
except ImportError:
    print("1..0 # SKIP NumPy is missing: pipelines/install-packages test")
    sys.exit(0)

PROGRAM = os.path.abspath(sys.argv[1])
RATE = 16000

os.environ.update(G_DEBUG="fatal-criticals", OPENBLAS_NUM_THREADS="1",
                  LC_ALL="C.UTF-8")
# What GLib and the decoders keep to the end is theirs; test-parts looks for
# leaks of ours.
os.environ.setdefault("ASAN_OPTIONS", "detect_leaks=0")


class Result:
    def __init__(self, done):
        self.status = done.returncode
        self.out = done.stdout
        self.err = done.stderr
        self.complaints = done.stderr.splitlines()


def run(*arguments, env=None, timeout=300, wrapper=()):
    done = subprocess.run([*wrapper, PROGRAM, *map(str, arguments)],
                          timeout=timeout,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, errors="surrogateescape",
                          env={**os.environ, **(env or {})})
    assert done.returncode in (0, 1, 2), f"{done.returncode}: {done.stderr}"
    return Result(done)


def has_launch():
    return shutil.which("gst-launch-1.0") is not None


def launch(pipeline):
    """Runs gst-launch-1.0; False if an element is not installed."""
    done = subprocess.run(["gst-launch-1.0", "-q", *pipeline.split()],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, env={**os.environ, "G_DEBUG": ""})
    if "no element" in done.stdout:
        return False
    assert done.returncode == 0, done.stdout
    return True


def music(seconds, rate=RATE, seed=1):
    """A melody with harmonics, decays and a beat: float samples, mono."""
    rand = random.Random(seed)
    x = [0.0] * int(seconds * rate)
    step = int(0.25 * rate)
    for start in range(0, len(x), step):
        f = 110 * 2 ** (rand.choice([0, 3, 5, 7, 10, 12, 15, 19]) / 12)
        end = min(start + 2 * step, len(x))
        for i in range(start, end):
            t = (i - start) / rate
            x[i] += 0.2 * math.exp(-6 * t) * (
                math.sin(2 * math.pi * f * t)
                + 0.5 * math.sin(4 * math.pi * f * t)
                + 0.25 * math.sin(6 * math.pi * f * t))
        for i in range(start, min(start + rate // 50, len(x))):
            x[i] += rand.uniform(-0.1, 0.1)
    return x


SPEAKERS = {1: 0x4, 2: 0x3, 6: 0x3f}


def write_wav(path, samples, rate=RATE, channels=1):
    """samples: interleaved floats; written as float32."""
    data = struct.pack(f"<{len(samples)}f", *samples)
    fmt = struct.pack("<HHIIHHHHIH14s", 0xfffe, channels, rate,
                      4 * channels * rate, 4 * channels, 32, 22, 32,
                      SPEAKERS[channels], 3,
                      b"\0\0\0\0\x10\0\x80\0\0\xaa\0\x38\x9b\x71")
    with open(path, "wb") as file:
        file.write(b"RIFF" + struct.pack("<I", 20 + len(fmt) + len(data))
                   + b"WAVEfmt " + struct.pack("<I", len(fmt)) + fmt
                   + b"data" + struct.pack("<I", len(data)) + data)
    return path


def read_npy(path):
    """Shape, and the values as a flat list; float32, C order, aligned data."""
    array = np.load(path)
    assert array.dtype == np.dtype("<f4") and array.flags.c_contiguous
    assert (os.path.getsize(path) - array.nbytes) % 64 == 0
    return array.shape, array.ravel().tolist()


def read(path):
    with open(path, "rb") as file:
        return file.read()


# A world of a few rows, and a model that one learns from it in no time.
WORLD_ARCH = {
    "architecture": 1, "name": "world",
    "front_end": {"transform": "mel", "rate": 8000, "bands": 8, "fft": 512,
                  "hop": 512, "compress": "log"},
    "frames": 8, "hop": 8,
    "layers": [{"type": "standardise", "shared_axes": 1},
               {"type": "dense", "units": 4}, {"type": "elu"},
               {"type": "dense", "units": "labels"}, {"type": "sigmoid"}],
    "training": {"epochs": 3, "batch": 4}}


def prepare_world(n_files=4):
    """world.csv, world.json and world.safetensors; all cheap."""
    if os.path.exists("world.csv"):
        return
    with open("world.json", "w") as file:
        json.dump(WORLD_ARCH, file)
    with open("world.csv.new", "w") as file:
        file.write("path,split,a,b\n")
        for k in range(n_files):
            write_wav(f"world{k}.wav", music(1.2, rate=8000, seed=k),
                      rate=8000)
            split = "valid" if k % 4 == 3 else "train"
            file.write(f"world{k}.wav,{split},{k % 2},{k / n_files}\n")
    os.rename("world.csv.new", "world.csv")
    done = run("train", "--data", "world.csv", "--arch", "world.json", "-o",
               "world.safetensors", "--cache", "cache")
    assert done.status == 0, done.err


class Skip(Exception):
    pass


def main(*tests):
    """Each test is a function whose docstring is its claim."""
    print(f"1..{len(tests)}")
    failed = False
    folder = tempfile.mkdtemp(prefix="glissando-test-")
    os.chdir(folder)
    for number, test in enumerate(tests, 1):
        claim = " ".join((test.__doc__ or test.__name__).split())
        try:
            test()
            print(f"ok {number} - {claim}")
        except Skip as skip:
            print(f"ok {number} - {claim} # SKIP {skip}")
        except Exception:
            failed = True
            print(f"not ok {number} - {claim}")
            for line in traceback.format_exc().splitlines():
                print("#", line.encode("utf-8", "replace").decode())
        sys.stdout.flush()
    os.chdir("/")
    shutil.rmtree(folder)
    sys.exit(failed)
