# SPDX-License-Identifier: GPL-2.0-or-later
"""Bach's chorales: four parts of notes each, from the MusicXML files that the
Python package music21 comes with. The package is downloaded, not installed."""
import glob
import hashlib
import io
import os
import subprocess
import sys
import xml.etree.ElementTree as xml
import zipfile

VERSION = "9.1.0"
SHA256 = "f3d312159be73867bd86fb0b6f201fc7285e5f6886d6f0c0a115eeeff0e67741"
STEPS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
KEPT_EVERY = 5  # of the chorales, one is of the split valid


class Missing(Exception):
    """One sentence."""


def wheel(folder):
    """Path of the package, downloaded on the first call."""
    pattern = os.path.join(glob.escape(folder), f"music21-{VERSION}-*.whl")
    if not glob.glob(pattern):
        command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps",
                   "--only-binary", ":all:", "-d", folder,
                   f"music21=={VERSION}"]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, text=True,
                              stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, check=False)
        if done.returncode != 0 or not glob.glob(pattern):
            last = (done.stdout.strip().splitlines() or ["?"])[-1]
            raise Missing(f"pip cannot download music21 {VERSION} ({last})")
    path = glob.glob(pattern)[0]
    with open(path, "rb") as file:
        if hashlib.sha256(file.read()).hexdigest() != SHA256:
            raise Missing(f"{path} is not music21 {VERSION} as published")
    return path


def pitch_of(note):
    pitch = note.find("pitch")
    return (12 * (int(pitch.findtext("octave")) + 1)
            + STEPS[pitch.findtext("step")] + int(pitch.findtext("alter") or 0))


def notes_of(part):
    """(start, length, key, velocity) in quarter notes, ties joined."""
    notes, now, divisions = [], 0.0, 1
    for measure in part.iter("measure"):
        begun = now
        last = now
        for item in measure:
            if item.tag == "attributes":
                divisions = int(item.findtext("divisions") or divisions)
            length = int(item.findtext("duration") or 0) / divisions
            if item.tag == "backup":
                now -= length
            elif item.tag == "forward":
                now += length
            elif item.tag == "note" and item.find("grace") is None:
                if item.find("chord") is not None:
                    continue
                if item.find("pitch") is not None:
                    add(notes, now, length, item)
                now += length
            last = max(last, now)
        now = last if last > begun else begun
    return notes


def add(notes, now, length, item):
    key = pitch_of(item)
    ends_tie = any(tie.get("type") == "stop" for tie in item.findall("tie"))
    if ends_tie and notes and notes[-1][2] == key:
        start, before, _, velocity = notes[-1]
        notes[-1] = (start, before + length, key, velocity)
    else:
        notes.append((now, length, key, 90))


def read(data):
    """Parts of a compressed MusicXML file, from the top down."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        name = next(name for name in packed.namelist()
                    if name.endswith(".xml") and "META-INF" not in name)
        tree = xml.fromstring(packed.read(name))
    return [notes_of(part) for part in tree.findall("part")]


def load(folder):
    """Every chorale of four parts and 24 quarters or more, by name. Raises
    Missing."""
    with zipfile.ZipFile(wheel(folder)) as packed:
        found = {}
        for name in sorted(packed.namelist()):
            base = os.path.basename(name)
            if (name.startswith("music21/corpus/bach/bwv")
                    and name.endswith(".mxl")):
                try:
                    parts = read(packed.read(name))
                except (StopIteration, ValueError, xml.ParseError):
                    continue
                if len(parts) == 4 and all(parts) and end(parts) >= 24:
                    found[base[:-4]] = parts
    return found


def end(parts):
    return max(start + length for notes in parts
               for start, length, *_ in notes)


def of_split(chorales, split):
    """A dictionary again: every fifth is kept for validation."""
    return {name: parts for number, (name, parts)
            in enumerate(sorted(chorales.items()))
            if (number % KEPT_EVERY == 0) == (split == "valid")}
