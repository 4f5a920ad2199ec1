"""However many threads share the work, the answers are the same; under
-Db_sanitize=thread no race is seen.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import json
import os

from glissando import main, music, run, write_wav

N = 3


def make_music():
    names = [f"{i}.wav" for i in range(N)]
    for i, name in enumerate(names):
        if not os.path.exists(name):
            write_wav(name, music(2 + i % 3, seed=i))
    return names


def make_manifest():
    names = make_music()
    with open("manifest.csv", "w") as file:
        file.write("path,start_s,end_s,split,a,b\n")
        for i, name in enumerate(names):
            for start in 0, 1:
                split = "valid" if i == N - 1 else "train"
                file.write(f"{name},{start},{start + 1},{split},"
                           f"{0.2 + 0.2 * i},{0.9 - 0.3 * start}\n")


def read(path):
    with open(path, "rb") as file:
        return file.read()


def test_tag():
    """tag: jobs change the time it takes, no digit and no order"""
    names = make_music()
    outputs = []
    for jobs in 1, 2 * N:  # the second with threads inside the elements, too
        done = run("tag", "--json", "--order", "input", "--jobs", jobs,
                   *names)
        assert done.status == 0, done.err
        outputs.append(done.out)
    summaries = [line for line in map(json.loads, outputs[0].splitlines())
                 if line.get("summary")]
    assert len(summaries) == N, outputs[0]
    assert outputs[0] == outputs[1]


def test_train():
    """train: features, weights and what evaluate says of them are the same"""
    make_manifest()
    models, tables = [], []
    for jobs in 1, 3:
        cache = {"XDG_CACHE_HOME": os.path.abspath(f"cache{jobs}"),
                 "GLISSANDO_CACHE": os.path.abspath(f"cache{jobs}")}
        done = run("train", "--data", "manifest.csv", "--arch", "paper",
                   "--epochs", 2, "--seed", 1, "--float32", "--jobs", jobs,
                   "-o", "model.safetensors", env=cache)
        assert done.status == 0, done.err
        models.append(read("model.safetensors"))
        done = run("evaluate", "--model", "model.safetensors", "--data",
                   "manifest.csv", "--split", "train", "--jobs", jobs,
                   env=cache)
        assert done.status == 0, done.err
        tables.append(done.out)
    assert models[0] == models[1]
    assert tables[0] == tables[1]


main(test_tag, test_train)
