"""Results of a run of the experiments in a form that lasts: small files.

SPDX-License-Identifier: GPL-2.0-or-later

A folder of kept results has run.tar.xz, what the trainings of a run have in
common (the manifests, learning rates, and which rows were heard), and of each
finished training SYSTEM-CORPUS-SEED.tar.xz: about.json, what `glissando info`
says of the model, its scores, the lines of its epochs, the seconds that it takes
for a minute of audio, and `predictions`: a byte for each probability p, which is
LEVELS √p rounded, tag by tag, in the order of the rows. That is about half a byte
when it is compressed.

What is taken up again lies anywhere in the step that it was rounded to, by a draw
that is always the same: were all of a step equal, the area under the curve of
precision over recall would come out too low, since it counts equal scores as one.
"""
import csv
import hashlib
import io
import json
import lzma
import math
import os
import random
import re
import subprocess
import tarfile

LEVELS = 63
WITHIN = 0.99  # of a step, so that what is taken up rounds to the same again
COMMON = "run.tar.xz"
TRAINING = re.compile(r"(?P<system>[a-z0-9-]+)-(?P<corpus>music|techniques)"
                      r"-(?P<seed>\d+)")
MANIFESTS = ["techniques.csv", "techniques-new.csv", "techniques-glides.csv",
             "music.csv", "music-mtat.csv", "music-jamendo.csv"]
# Of a run, and of a training; nothing else is read or written
OF_RUN = re.compile(r"size|music-data|tries/[a-z0-9-]+|rows-[0-9a-f]{12}\.csv|"
                    + "|".join(map(re.escape, MANIFESTS)))
OF_TRAINING = re.compile(r"info|seconds|train\.log|[a-z-]+\.json|predictions")
HEAD = ["path", "start_s", "end_s", "split"]
EPOCH = re.compile(rb"^ *(?:epoch +train|\d+/\d+ ).*$", re.M)


class Broken(Exception):
    """What is kept cannot be used; the text says why."""


# --- archives ---

def pack(members):
    """An archive of named bytes; the same ones give the same archive."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name in sorted(members):
            about = tarfile.TarInfo(name)
            about.size = len(members[name])
            tar.addfile(about, io.BytesIO(members[name]))
    return lzma.compress(out.getvalue(), preset=9 | lzma.PRESET_EXTREME)


def unpack(path, allowed):
    """Members by name, of an archive that pack() made."""
    try:
        with tarfile.open(path, "r:xz") as tar:
            members = {member.name: tar.extractfile(member).read()
                       for member in tar if member.isfile()}
    except (tarfile.TarError, lzma.LZMAError, EOFError) as error:
        raise Broken(f"{path} is no archive of results: {error}") from error
    for name in members:
        if not allowed.fullmatch(name):
            raise Broken(f"{path} has a member that results do not have: {name}")
    return members


def read_bytes(path):
    with open(path, "rb") as file:
        return file.read()


def write_bytes(path, data):
    """Whole or not at all; what is so already stays untouched."""
    if os.path.exists(path) and read_bytes(path) == data:
        return
    os.makedirs(os.path.dirname(path), exist_ok=True)
    part = f"{path}.{os.getpid()}"
    with open(part, "wb") as file:
        file.write(data)
    os.replace(part, path)


# --- predictions ---

def write_rows(rows):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([HEAD, *rows])
    return out.getvalue().encode()


def name_rows(rows):
    return f"rows-{hashlib.sha256(rows).hexdigest()[:12]}.csv"


def read_rows(data):
    return list(csv.reader(io.StringIO(data.decode())))[1:]


def round_predictions(path):
    """Returns: the rows as a file, the tags, and a byte for each probability"""
    with open(path, newline="", encoding="utf-8") as file:
        head, *lines = csv.reader(file)
    if head[:4] != HEAD:
        raise Broken(f"{path} has no predictions of rows")
    levels = bytes(round(LEVELS * math.sqrt(float(line[column])))
                   for column in range(4, len(head)) for line in lines)
    return write_rows(line[:4] for line in lines), head[4:], levels


def write_predictions(rows, tags, levels, n_levels):
    """Returns: a file as `glissando evaluate --predictions` writes it"""
    n = len(rows)
    if len(levels) != n * len(tags):
        raise ValueError(f"{len(levels)} probabilities for {n} rows and "
                         f"{len(tags)} tags")
    draw = random.Random(1).random
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEAD + tags)
    for i, row in enumerate(rows):
        roots = (abs(level + WITHIN * (draw() - 0.5)) / n_levels
                 for level in levels[i::n])
        writer.writerow(row + [f"{min(1, root) ** 2:.6g}" for root in roots])
    return out.getvalue().encode()


# --- what a run has ---

def find_data(folder, corpus):
    """What the trainings on a corpus learn from, and whether it is the same."""
    path = os.path.join(folder, corpus + ".csv")
    given = os.path.join(folder, "music-data")
    if corpus == "music" and os.path.exists(given):
        path = read_bytes(given).decode().strip()
    same = os.path.isfile(path) and hashlib.sha256(read_bytes(path)).hexdigest()
    return {"name": os.path.basename(path), "sha256": same or None}


def list_trainings(folder, suffix=""):
    """Names of trainings and what is in them, sorted."""
    for name in sorted(os.listdir(folder)):
        found = name.endswith(suffix) and TRAINING.fullmatch(
            name.removesuffix(suffix))
        if found:
            yield found[0], found["corpus"]


def is_finished(folder):
    return all(os.path.exists(os.path.join(folder, name))
               for name in ("predictions.csv", "seconds"))


def ask(glissando, folder):
    """What `glissando info` says of the model, or has said of it."""
    if not os.path.exists(os.path.join(folder, "model.safetensors")):
        return read_bytes(os.path.join(folder, "info"))
    return subprocess.run([os.path.abspath(glissando), "info",
                           "model.safetensors"], cwd=folder,
                          stdout=subprocess.PIPE, check=True).stdout


def without_folders(data):
    """Scores, whatever folder they were made in."""
    scores = json.loads(data)
    for name in "model", "data", "events":
        if name in scores:
            scores[name] = os.path.basename(scores[name])
    return json.dumps(scores, indent=1, ensure_ascii=False).encode()


def pack_training(glissando, folder, data):
    """Returns: the name of the file of rows, that file, and the archive"""
    rows, tags, levels = round_predictions(os.path.join(folder,
                                                        "predictions.csv"))
    about = {"format": 1, "data": data, "rows": name_rows(rows), "tags": tags,
             "levels": LEVELS}
    members = {"about.json": json.dumps(about, indent=1).encode(),
               "info": ask(glissando, folder), "predictions": levels}
    for name in os.listdir(folder):
        text = read_bytes(os.path.join(folder, name))
        if name == "train.log":
            members[name] = b"".join(line + b"\n" for line in EPOCH.findall(text))
        elif name == "seconds":
            members[name] = text
        elif name.endswith(".json") and name != "architecture.json":
            members[name] = without_folders(text)
    return about["rows"], rows, pack(members)


def read_common(folder):
    """What the trainings in the folder of a run have in common."""
    if not os.path.exists(os.path.join(folder, "size")):
        raise Broken(f"there is no run in {folder}")
    tries = os.path.join(folder, "tries")
    names = ["size", "music-data", *MANIFESTS] + [
        os.path.join("tries", name)
        for name in (os.listdir(tries) if os.path.isdir(tries) else [])]
    return {name: read_bytes(os.path.join(folder, name)) for name in names
            if OF_RUN.fullmatch(name)
            and os.path.isfile(os.path.join(folder, name))}


# --- to keep, and to take up again ---

def is_kept(folder):
    return os.path.exists(os.path.join(folder, COMMON))


def keep(glissando, folder, out):
    """Keeps what is finished in the folder of a run, beside what other runs on
    the same data have kept in OUT. Returns: names that are kept, and others"""
    common = read_common(folder)
    before = unpack(os.path.join(out, COMMON), OF_RUN) if is_kept(out) else {}
    for name in ["size", *MANIFESTS]:
        if name in before and name in common and before[name] != common[name]:
            raise Broken(f"{out} has results of another {name}")
    common = {**before, **common}
    kept, others = [], []
    for name, corpus in list_trainings(folder):
        training = os.path.join(folder, name)
        if not is_finished(training):
            others.append(name)
            continue
        rows_name, rows, archive = pack_training(glissando, training,
                                                 find_data(folder, corpus))
        common[rows_name] = rows
        write_bytes(os.path.join(out, name + ".tar.xz"), archive)
        kept.append(name)
    write_bytes(os.path.join(out, COMMON), pack(common))
    return kept, others


def restore_training(path, common, folder, data):
    """Returns: False if it is of other data"""
    members = unpack(path, OF_TRAINING)
    try:
        about = json.loads(members.pop("about.json"))
        if about["format"] != 1:
            raise Broken(f"{path} is of a later version")
        if about["data"] != data:
            return False
        # Last of all, since it says that all is there
        members["predictions.csv"] = write_predictions(
            read_rows(common[about["rows"]]), about["tags"],
            members.pop("predictions"), about["levels"])
    except (KeyError, ValueError) as error:
        raise Broken(f"{path} is not of this run: {error}") from error
    for name, text in members.items():
        write_bytes(os.path.join(folder, name), text)
    return True


def restore(kept, folder):
    """Takes what is kept into the folder of a run, or makes one of it. A run goes
    on with its own data: what is kept of other data is left.
    Returns: names that were taken, and those that are of other data"""
    if not is_kept(kept):
        raise Broken(f"there are no kept results in {kept}")
    common = unpack(os.path.join(kept, COMMON), OF_RUN)
    if "size" not in common:
        raise Broken(f"{kept} does not say what its results are of")
    size = os.path.join(folder, "size")
    is_new = not os.path.exists(size)
    if not is_new and read_bytes(size) != common["size"]:
        raise Broken(f"{kept} has results of another size "
                     f"({common['size'].decode().strip()})")
    for name, text in common.items():
        path = os.path.join(folder, name)
        if not name.startswith("rows-") and not os.path.exists(path) and (
                is_new or name.startswith("tries/")):
            write_bytes(path, text)
    taken, others = [], []
    for name, corpus in list_trainings(kept, ".tar.xz"):
        training = os.path.join(folder, name)
        if not os.path.exists(os.path.join(training, "predictions.csv")):
            (taken if restore_training(
                os.path.join(kept, name + ".tar.xz"), common, training,
                find_data(folder, corpus)) else others).append(name)
    return taken, others
