"""The library in Python, by GObject introspection: the same as in C.

SPDX-License-Identifier: GPL-2.0-or-later

    test-introspection.py FOLDER-OF-TYPELIB GLISSANDO SOURCE-FOLDER
"""
import gc
import json
import os
import random
import re
import struct
import subprocess
import sys
import tempfile
import wave

FOLDER, PROGRAM, SOURCE = map(os.path.abspath, sys.argv[1:])
os.environ.update(OPENBLAS_NUM_THREADS="1", LC_ALL="C.UTF-8")
# The loader looks at this once, when a program begins.
if os.environ.get("LD_LIBRARY_PATH") != FOLDER:
    os.environ.update(LD_LIBRARY_PATH=FOLDER, GI_TYPELIB_PATH=FOLDER)
    os.execv(sys.executable, [sys.executable, *sys.argv])
try:
    import gi
    gi.require_version("Glissando", "1.0")
    from gi.repository import GLib, Glissando
except ImportError:
    print("1..0 # SKIP PyGObject is missing: pipelines/install-packages test")
    sys.exit(0)

RATE = 16000
SECONDS = 75


def make_samples():
    """PCM that a file holds, and the same as floats."""
    rand = random.Random(1)
    pcm = [int(rand.gauss(0, 3000 if i // RATE % 5 else 300))
           for i in range(SECONDS * RATE)]
    pcm = [max(-32768, min(32767, x)) for x in pcm]
    return (struct.pack(f"<{len(pcm)}h", *pcm),
            struct.pack(f"{len(pcm)}f", *(x / 32768 for x in pcm)))


def write_wav(path):
    with wave.open(path, "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(PCM)


def run(*arguments):
    return subprocess.run([PROGRAM, *arguments], check=True, timeout=300,
                          stdout=subprocess.PIPE).stdout.decode()


def tag(cut):
    """All predictions of the samples, given in pieces of cut bytes."""
    tagger = Glissando.Tagger.new(Glissando.models_open(None))
    assert tagger.get_rate() == RATE
    said = []
    for at in range(0, len(FLOATS), cut):
        said += tagger.hear(GLib.Bytes.new(FLOATS[at:at + cut]))
    return said + tagger.end() + [tagger.get_whole()]


def test_tags():
    """a tagger says what `glissando tag --json` says, to the last digit,
    however the samples come"""
    wanted = [json.loads(line) for line in
              run("tag", "--json", "a.wav").splitlines()]
    for line in wanted:
        del line["input"]
    for cut in (len(FLOATS), 4 * 99991):
        said = tag(cut)
        gc.collect()
        assert [json.loads(one.to_text(Glissando.Format.JSON, 0, 0))
                for one in said] == wanted, cut
    assert [(one.start, one.end, one.summary) for one in said] == [
        (line["start"], line["end"], "summary" in line) for line in wanted]
    best = dict(zip(said[0].get_labels(), said[0].get_probabilities()))
    for one in wanted[0]["tags"]:
        assert abs(best[one["tag"]] - one["p"]) < 1e-6, one
    assert said[0].to_text(Glissando.Format.JSON, 2, 0).count('"tag"') == 2


def test_frames():
    """a plan makes the frames that `glissando features` writes"""
    import numpy as np
    model = Glissando.models_open(None)
    for parameters in (model.get_front_end(), ["transform=mel", "hop=512"]):
        plan = Glissando.TransformPlan.new_from_strv(parameters)
        frames = np.frombuffer(
            plan.apply(GLib.Bytes.new(FLOATS)).get_data(), np.float32)
        frames = frames.reshape(-1, *plan.get_shape())
        options = [f"--{name}" for name in parameters
                   if not name.endswith("=false")]
        run("features", "-o", "a.npy", "a.wav",
            *(name.removesuffix("=true") for name in options))
        assert np.array_equal(frames, np.load("a.npy")), parameters
    assert model.get_frame_shape() == [9, 2, 14, 10]


def test_docs():
    """the example in docs/library.md says what it should"""
    with open(f"{SOURCE}/docs/library.md", encoding="utf-8") as file:
        example, = re.findall(r"```python\n(.*?)```", file.read(), re.DOTALL)
    with open("a.f32", "wb") as file:
        file.write(FLOATS)
    done = subprocess.run([sys.executable, "-c", example], check=True,
                          timeout=300, stdout=subprocess.PIPE).stdout.decode()
    wanted = run("tag", "--top", "5", "a.wav").splitlines()[1:-1]
    assert done.splitlines()[:-1] == wanted, (done, wanted)
    assert done.splitlines()[-1].startswith("{'guitar': ")


def test_errors():
    """what is wrong is raised, with the sentence and its code"""
    for call, code, words in (
            (lambda: Glissando.models_open("/none"), Glissando.Error.IO,
             "No such file"),
            (lambda: Glissando.TransformPlan.new_from_strv(["octaves=99"]),
             Glissando.Error.INVALID_SPEC, "octaves")):
        try:
            call()
            raise AssertionError("it was taken")
        except GLib.Error as error:
            assert error.matches(Glissando.error_quark(), code), error
            assert words in error.message, error


def test_lives():
    """what is given stays when what gave it is gone, and nothing else does"""
    model = Glissando.models_open(None)
    tagger = Glissando.Tagger.new(model)
    assert tagger.get_whole() is None
    assert tagger.hear(GLib.Bytes.new(b"abc")) == []
    silence = GLib.Bytes.new(bytes(4 * RATE * 50))
    said = tagger.hear(silence)
    labels = model.get_labels()
    del model
    said += tagger.end()
    assert tagger.end() == []
    tagger.reset()
    assert tagger.get_whole() is None
    del tagger
    gc.collect()
    assert len(said) == 2 and all(one.silent for one in said)
    assert said[0].get_labels() == labels and len(labels) == said[0].n_tags
    assert Glissando.Prediction().get_labels() == []


def main(*tests):
    print(f"1..{len(tests)}")
    failed = False
    for number, test in enumerate(tests, 1):
        claim = " ".join(test.__doc__.split())
        try:
            test()
            print(f"ok {number} - {claim}")
        except Exception as error:  # pylint: disable=broad-except
            failed = True
            print(f"not ok {number} - {claim}\n# {error!r}".replace("\n",
                                                                    "\n# "))
    sys.exit(failed)


with tempfile.TemporaryDirectory() as scratch:
    os.chdir(scratch)
    PCM, FLOATS = make_samples()
    write_wav("a.wav")
    main(test_tags, test_frames, test_docs, test_errors, test_lives)
