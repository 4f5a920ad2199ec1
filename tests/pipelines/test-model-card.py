"""pipelines/training/model-card: a page of figures that others confirm.

SPDX-License-Identifier: GPL-2.0-or-later

    test-model-card.py GLISSANDO MODEL-CARD
"""
import csv
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree

from glissando import PROGRAM, WORLD_ARCH, main, music, run, write_wav

CARD = os.path.abspath(sys.argv[2])
ON_DATA = ["--data", "data.csv", "--cache", "cache"]
PARTS = [(start, start + 1.2) for start in (0, 1.2, 2.4, 3.6)]


def prepare():
    """Music of two packages, with one label that hardly varies, and a model."""
    if os.path.exists("model.safetensors"):
        return
    os.makedirs("audio/a-music")
    os.makedirs("audio/b-music/in")
    with open("packages.csv", "w") as file:
        file.write("package,version,split,licence\n"
                   'a-music,1.0,train,"CC-BY, or GPL"\nb-music,2.0,valid,X|Y\n')
    with open("data.csv", "w") as file:
        print("path,start_s,end_s,split,fast,slow,rare", file=file)
        for k in range(6):
            path = f"audio/a-music/{k}.wav" if k < 3 else \
                f"audio/b-music/in/{k}.wav"
            write_wav(path, music(5, rate=8000, seed=k), rate=8000)
            for i, (start, end) in enumerate(PARTS):
                print(path, start, end, "valid" if k > 2 else "train",
                      (7 * (4 * k + i) % 24) / 24, "" if i == 3 else k % 2, 0.01, sep=",",
                      file=file)
    with open("arch.json", "w") as file:
        json.dump(WORLD_ARCH, file)
    done = run("train", *ON_DATA, "--arch", "arch.json", "--seed", "3", "-o",
               "model.safetensors")
    assert done.status == 0, done.err


def make_card(*arguments, status=0):
    prepare()
    done = subprocess.run(
        [sys.executable, CARD, "--packages", "packages.csv", *arguments],
        text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120,
        env={**os.environ, "GLISSANDO_PROGRAM": PROGRAM})
    assert done.returncode == status, (done.returncode, done.stderr)
    assert "Traceback" not in done.stderr, done.stderr
    return done.stderr if status else done.stdout


def read_lines(card, heading):
    """Cells of the lines of the table under a heading."""
    section = re.search(rf"^#+ {heading}\n(.*?)(?=^#|\Z)", card, re.M | re.S)
    assert section, f"{heading} is not in {card}"
    lines = [re.split(r" (?<!\\)\| ", line[2:-2])
             for line in section[1].splitlines() if line.startswith("| ")]
    assert len({len(line) for line in lines}) == 1, lines
    return lines[2:]


def read_table(card, heading):
    return {line[0]: line[1:] for line in read_lines(card, heading)}


def evaluate(*more):
    done = run("evaluate", "--json", "--model", "model.safetensors", *ON_DATA,
               "--predictions", "said.csv", *more)
    return json.loads(done.out)


def test_figures():
    """its figures are those of evaluate, of all tags, and of the labels"""
    card = make_card("model.safetensors", *ON_DATA)
    scores = evaluate()
    assert "{" not in card.replace("{#", ""), card
    assert "# Model card: model" in card and "12 rows (valid) of 3 files" in card
    means = read_table(card, "How well it agrees with the labels")
    for name, title in (("pearson", "Pearson"), ("roc_auc", "ROC-AUC"),
                        ("calibration_error", "calibration error")):
        assert means[title][0] == f"{scores[name]:.3f}", (means, scores)
    tags = read_table(card, "Each tag")
    thresholds = json.loads(run("info", "--json", "model.safetensors").out)[
        "thresholds"]
    assert set(tags) == {"fast", "slow", "rare"} and list(tags)[2] == "rare"
    for tag in scores["tags"]:
        taught, mean, deviation, pearson, roc, _, threshold, error = tags[
            tag["tag"]]
        if tag["tag"] == "rare":
            assert taught == "no" and (mean, deviation) == ("0.010", "0.000")
            assert pearson == threshold == "–", tags
            continue
        assert taught == "yes", tags
        if tag["tag"] == "slow": # known of nine rows, which are no ten parts
            assert tag["calibration_error"] is None and error == "–"
        assert pearson == f"{tag['pearson']:.3f}", (tag, tags)
        assert roc == f"{tag['roc_auc']:.3f}"
        if tag["tag"] == "fast":
            assert error == f"{tag['calibration_error']:.3f}"
        assert threshold == f"{thresholds[tag['tag']]:.2f}"
    assert tags["slow"][1] == f"{6 / 9:.3f}", tags
    assert "these hardly varied: `rare`." in card


def test_sources():
    """hours and licences of the music, by package"""
    learnt = read_table(make_card("model.safetensors", *ON_DATA),
                        "What it learned from")
    hours = f"{3 * 4.8 / 3600:.3f}"
    assert learnt["a-music"] == ["1.0", "CC-BY, or GPL", "3", "12", hours, ""]
    assert learnt["b-music"] == ["2.0", r"X\|Y", "3", "12", "", hours]
    with open("data.csv") as file:
        text = file.read()
    with open("other.csv", "w") as file:
        file.write(text.replace("audio/a-music", "./audio/../audio/a-music")
                   .replace("fast", "swift"))
    card = make_card("model.safetensors", "--data", "other.csv", "--cache",
                     "cache")
    assert "not those that the model's file says" in card
    assert "not those that" not in make_card("model.safetensors", *ON_DATA)


def test_failures():
    """the row where a probability is farthest from its label is named first"""
    card = make_card("model.safetensors", *ON_DATA)
    evaluate()
    with open("data.csv", newline="") as file:
        labels = {(row["path"], float(row["start_s"])): row
                  for row in csv.DictReader(file)}
    with open("said.csv", newline="") as file:
        far = max((abs(float(row[tag]) - float(label[tag])), row["path"],
                   row["start_s"], tag, row[tag], label[tag])
                  for row in csv.DictReader(file) for tag in ("fast", "slow")
                  for label in [labels[row["path"], float(row["start_s"])]]
                  if label[tag])
    name, *cells = read_lines(card, "Where it fails")[0]
    assert name == f"b-music: {os.path.basename(far[1])}", (name, far)
    assert cells[0].startswith(f"{float(far[2]):.0f} to "), (cells, far)
    assert cells[1:] == [far[3], f"{float(far[4]):.2f}",
                         f"{float(far[5]):.2f}"], (cells, far)


def test_picture():
    """a diagram for each tag that counts, with the calibration error that
    evaluate has, before and after"""
    scores = evaluate()
    run("evaluate", "--model", "model.safetensors", *ON_DATA, "--predictions",
        "before.csv")
    card = make_card("model.safetensors", *ON_DATA, "--picture", "r.svg",
                     "--before", "before.csv")
    assert "![](r.svg)" in card
    picture = xml.etree.ElementTree.parse("r.svg").getroot()
    texts = [text.text for text in picture.iter(
        "{http://www.w3.org/2000/svg}text")]
    for tag in scores["tags"]:
        assert (tag["tag"] in texts) == (tag["tag"] != "rare"), texts
    by_tag = dict(zip(texts, texts[1:]))
    [fast] = [tag for tag in scores["tags"] if tag["tag"] == "fast"]
    assert by_tag["fast"] == f"{fast['calibration_error']:.3f}", texts
    legend = [text for text in texts if "calibration error 0" in (text or "")]
    assert len(legend) == 2 and legend[0].startswith("before: "), legend
    assert legend[0].split(":")[1] == legend[1].split(":")[1], legend


def robustness(path, model, change):
    """As pipelines/experiments/robustness writes it."""
    less = {"value": -0.01, "low": -0.02, "high": 0.001}
    with open(path, "w") as file:
        json.dump({"models": [{"model": name, "disturbances": [
            {"disturb": None}, {"disturb": "gain=-20", "change": each,
                                "less_undisturbed": {"pearson": less}}]}
            for name, each in ((model, change), ("other", 0.5))]}, file)


def test_robustness():
    """how far probabilities move, beside what moved those of the model before"""
    robustness("now.json", "some/model.safetensors", 0.0123)
    robustness("then.json", "before.safetensors", 0.0456)
    name = "What it does not change with"
    card = make_card("model.safetensors", "--robustness", "now.json")
    assert read_table(card, name)["`gain=-20`"] == [
        "0.0123", "-0.010 (-0.020 to +0.001)"]
    card = make_card("model.safetensors", "--robustness", "now.json",
                     "--robustness", "then.json", "--beside", "before")
    assert read_table(card, name)["`gain=-20`"][:2] == ["0.0123", "0.0456"]
    robustness("now.json", "another.safetensors", 0.0123)
    said = make_card("model.safetensors", "--robustness", "now.json", status=1)
    assert "no robustness results of model" in said, said


def test_without_rows():
    """the file alone makes a card without what rows would say"""
    done = run("evaluate", "--model", "model.safetensors", *ON_DATA,
               "--record", "a trial")
    assert done.status == 0, done.err
    card = make_card("model.safetensors")
    assert "Where it fails" not in card and "Each tag" not in card
    found = read_table(card, "What it was measured to do")
    assert set(found) == {"fast", "slow", "rare", "**mean F**"}, found
    assert "seed 3" in read_table(card, "What it is")["made by"][0]
    assert "epochs=3 " in card


def test_refusals():
    """what cannot be done is said in a sentence"""
    with open("strange.csv", "w") as file:
        file.write("path,fast,slow\nx.wav,0.5,0.5\n")
    with open("text.md", "w") as file:
        file.write("# {name}\n\n{nonsense}\n")
    for arguments, status, words in (
            (["nosuch.safetensors"], 1, "no file nosuch"),
            (["data.csv"], 1, "info ended with status 1"),
            (["model.safetensors", "--data", "mtat:x"], 1, "no file mtat:x"),
            (["model.safetensors", "--picture", "x.svg"], 2, "needs --data"),
            (["model.safetensors", "--text", "text.md"], 1, "{nonsense}"),
            (["model.safetensors", *ON_DATA, "--before", "strange.csv",
              "--picture", "x.svg"], 1, "that the manifest has not: x.wav")):
        said = make_card(*arguments, status=status)
        assert words in said, (arguments, said)


main(test_figures, test_sources, test_failures, test_picture, test_robustness,
     test_without_rows, test_refusals)
