"""Each architecture in the program trains an epoch on next to nothing, and what
comes of it tags.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import json
import os
import re

from glissando import main, music, read, run, write_wav

N = 14  # twelve to train on: parts of eight and of four
SECONDS = 1


def prepare():
    if os.path.exists("data.csv"):
        return
    with open("data.csv.new", "w") as file:
        file.write("path,split,a,b\n")
        for k in range(N):
            write_wav(f"{k}.wav", music(SECONDS, seed=k))
            split = "valid" if k % 7 == 6 else "train"
            file.write(f"{k}.wav,{split},{k % 2},{k / N}\n")
    with open("data.csv.new") as file, open("few.csv", "w") as few:
        lines = file.readlines()
        few.writelines([*lines[:4], lines[7]])
    os.rename("data.csv.new", "data.csv")


def train(arch, output, *options, status=0, data="data.csv"):
    prepare()
    done = run("train", "--data", data, "--arch", arch, "-o", output,
               "--cache", "cache", "--epochs", 1, "--name", "a", *options)
    assert done.status == status, done.err
    return done


def about(model):
    return json.loads(run("info", "--json", model).out)


def names():
    done = train("nosuch", "x.safetensors", status=1)
    found = re.search("only (.*);", done.err)[1].split(", ")
    assert {"default", "paper", "fcn"} < set(found), found
    return found


def test_each_trains_and_tags():
    """each architecture trains, is saved, read, and tags"""
    for name in names():
        # Few at once: a segment of fcn takes 200 MB.
        done = train(name, f"{name}.safetensors", "--batch", 2,
                     data="few.csv")
        assert "3 segments to train on, 1 to choose by" in done.out
        loss = re.search(r"1/1 +([\d.]+) +([\d.]+)", done.out)
        assert float(loss[1]) > 0 and float(loss[2]) > 0, (name, done.out)
        done = run("tag", "--json", "--segments", "--model",
                   f"{name}.safetensors", "3.wav")
        tags = json.loads(done.out.splitlines()[-1])["tags"]
        assert done.status == 0 and len(tags) == 2, (name, done.err)
        assert all(0 < tag["p"] < 1 for tag in tags), (name, tags)


def test_threads_change_no_bit():
    """norms, attention and recurrence learn the same on any number of threads"""
    for name in ("scatter-attention", "paper-attention", "paper-gru",
                 "paper-strided"):
        for jobs in (1, 3):
            train(name, f"{jobs}.safetensors", "--jobs", jobs)
        assert read("1.safetensors") == read("3.safetensors"), name


def test_front_end():
    """a parameter of the features can be another than the architecture's"""
    train("paper", "both.safetensors", "--front-end", "orientation=both",
          "--front-end", "normalise=false")
    front_end = about("both.safetensors")["front_end"]
    assert front_end["orientation"] == "both", front_end
    assert front_end["normalise"] is False, front_end
    assert front_end["mu-skip"] == 0 and front_end["f"] == 24, front_end
    done = run("tag", "--model", "both.safetensors", "3.wav")
    assert done.status == 0, done.err


def test_bad_front_end():
    """a parameter that is none, or not this transform's, is refused"""
    for change, says, status in (
            ("orientation", "NAME=VALUE", 2), ("colour=red", "colour", 2),
            ("rate=1", "rate", 2), ("bands=40", "no such parameter", 1),
            ("mu-skip=60", "mu-skip", 1)):
        done = train("paper", "x.safetensors", "--front-end", change,
                     status=status)
        assert len(done.complaints) == 1 and says in done.err, done.err
        assert not os.path.exists("x.safetensors")


def test_augmentation():
    """what is done to segments is off unless asked for, and must fit"""
    for arch, options in (
            ("paper", ["--mask-frames", 9, "--mask-rows", 3, "--mixup", 0.2]),
            ("fcn", ["--lambda-shift", 4, "--batch", 2, "--level-range", 6]),
            ("scatter-attention", ["--label-smoothing", 0.1,
                                   "--weight-averaging", 0.99])):
        train(arch, "augmented.safetensors", *options, data="few.csv")
        training = about("augmented.safetensors")["provenance"]["training"]
        for option, value in zip(options[::2], options[1::2]):
            assert training[option[2:].replace("-", "_")] == value, training
        for option in ("mixup", "lambda_shift", "mask_rows"):
            assert f"--{option.replace('_', '-')}" in options \
                or training[option] == 0, training
    for arch, options, says in (
            ("scatter-attention", ["--lambda-shift", 2], "time scattering"),
            ("paper", ["--lambda-shift", 2], "rows of log-frequency"),
            ("scatter-attention", ["--equaliser-range", 2], "time scattering"),
            ("paper", ["--level-range", 2], "grows with the audio"),
            ("default", ["--mask-frames", 1], "1 frames"),
            ("paper", ["--mask-rows", 23], "23 rows")):
        done = train(arch, "x.safetensors", *options, data="few.csv",
                     status=1)
        assert len(done.complaints) == 1 and says in done.err, done.err


def test_extends():
    """a file may extend an architecture of the program"""
    with open("mine.json", "w") as file:
        json.dump({"extends": "paper-no-3d", "frames": 8, "hop": 8,
                   "name": "mine"}, file)
    train("mine.json", "mine.safetensors")
    model = about("mine.safetensors")
    assert model["provenance"]["architecture"] == "mine", model
    assert model["frames"] == 8 and model["layers"][2]["kernels"] == 0, model
    for base, says in (("nosuch", "nosuch"), (7, "extends")):
        with open("mine.json", "w") as file:
            json.dump({"extends": base, "name": "mine"}, file)
        done = train("mine.json", "x.safetensors", status=1)
        assert len(done.complaints) == 1 and says in done.err, done.err


def said_by(model):
    """The probabilities of a file's summary."""
    done = run("tag", "--json", "--model", model, "3.wav")
    assert done.status == 0, done.err
    return {tag["tag"]: tag["p"] for tag
            in json.loads(done.out.splitlines()[-1])["tags"]}


def test_several_models():
    """models that hear the same are heard as one: what each says, and the mean
    of what both know; others are refused by name"""
    prepare()
    with open("few.csv") as file, open("other.csv", "w") as other:
        other.write(file.read().replace("a,b", "b,c", 1))
    train("default", "ab.safetensors", data="few.csv")
    train("default", "bc.safetensors", "--seed", 2, data="other.csv")
    ab, bc, both = map(said_by, ("ab.safetensors", "bc.safetensors",
                                 "ab.safetensors,bc.safetensors"))
    assert set(both) == {"a", "b", "c"}
    assert both["a"] == ab["a"] and both["c"] == bc["c"], (ab, bc, both)
    assert abs(both["b"] - (ab["b"] + bc["b"]) / 2) < 2e-4
    assert ab["b"] != bc["b"]
    train("paper", "paper.safetensors", "--batch", 2, data="few.csv")
    done = run("tag", "--model", "ab.safetensors,paper.safetensors", "3.wav")
    assert done.status == 1 and len(done.complaints) == 1, done.err
    assert "used together" in done.err, done.err


main(test_several_models, test_each_trains_and_tags, test_threads_change_no_bit, test_front_end,
     test_bad_front_end, test_augmentation, test_extends)
