# SPDX-License-Identifier: GPL-2.0-or-later
"""The tools that one clip is made with. Each reads files, and writes a new one
in the desk's folder; a file is 32 kHz mono unless a tool says otherwise."""
import os
import re
import shutil
import subprocess

from extra.midi import midi_file

RATE = 32000      # Hz, of what is being made
FINAL_RATE = 16000
LENGTH = 29.2     # s, of a clip: its label is of the first 29.1
SOX = ("sox", "-V1", "-R")  # the same dither every time
PACKAGES = {"sox": "sox", "rubberband": "rubberband-cli",
            "fluidsynth": "fluidsynth", "ffmpeg": "ffmpeg",
            "text2wave": "festival", "flite": "flite",
            "espeak-ng": "espeak-ng"}


class Failed(Exception):
    """One sentence."""


def lacking(*tools):
    """A sentence for each that is not installed."""
    return [f"{tool} is not installed (Debian package {PACKAGES[tool]})"
            for tool in tools if shutil.which(tool) is None]


def call(*command, **options):
    """Returns: what it said on standard error"""
    done = subprocess.run([str(word) for word in command],
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                          text=True, errors="replace", check=False,
                          **{"stdin": subprocess.DEVNULL, **options})
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["nothing was said"])[-1]
        raise Failed(f"{command[0]} failed: {last}")
    return done.stderr


class Desk:
    def __init__(self, folder):
        self.folder = folder
        self.n_files = 0

    def new(self, kind="wav"):
        self.n_files += 1
        return os.path.join(self.folder, f"{self.n_files}.{kind}")

    def write(self, data, kind):
        path = self.new(kind)
        with open(path, "wb") as file:
            file.write(data)
        return path

    # --- what is there, changed ---

    def sox(self, path, *effects):
        out = self.new()
        call(*SOX, path, "-r", RATE, "-c", 1, out, *effects)
        return out

    def joined(self, paths):
        """One after the other."""
        out = self.new()
        call(*SOX, *paths, "-r", RATE, "-c", 1, out,
             "trim", 0, LENGTH)
        return out

    def decode(self, path, start=0, length=LENGTH):
        """A part of any file that ffmpeg reads; channels become one by their
        mean, as they do when a model hears the file."""
        wide, out = self.new(), self.new()
        call("ffmpeg", "-v", "error", "-ss", start, "-t", length, "-i", path,
             "-vn", "-c:a", "pcm_s16le", wide)
        call(*SOX, wide, "-r", RATE, "-c", 1, out)
        return out

    def stretch(self, path, semitones=0, tempo=1, formants=False):
        """@formants: kept where they are, so that the voice stays itself"""
        out = self.new()
        call("rubberband", "-q", "-p", semitones, "-T", tempo,
             *(["-F"] if formants else []), path, out)
        return out

    def vibrato(self, path, rate, depth):
        out = self.new()
        call("ffmpeg", "-v", "error", "-i", path, "-af",
             f"vibrato=f={rate}:d={depth}", out)
        return out

    def mix(self, levelled):
        """@levelled: pairs of a file and the level to bring it to, in dB of
        RMS below full scale. As long as the longest."""
        out, words = self.new(), []
        for path, level in levelled:
            words += ["-v", f"{10 ** ((level - self.level(path)) / 20):.6f}",
                      path]
        call(*SOX, "-m", *words, out)
        return out

    @staticmethod
    def level(path):
        """RMS in dB; -90 of silence."""
        said = call(*SOX, path, "-n", "stats")
        found = re.search(r"RMS lev dB\s+(-?[\d.]+)", said)
        return float(found[1]) if found else -90.0

    # --- what is new ---

    def play(self, parts, beats_per_minute, font, room=0.2, wet=0.3):
        """@parts, from a soundfont, in a room of a size of 0 to 1."""
        score = self.write(midi_file(parts, beats_per_minute), "mid")
        out = self.new()
        call("fluidsynth", "-niq", "-r", RATE, "-g", 0.4, "-C", 0,
             "-o", "synth.dynamic-sample-loading=1",
             "-o", f"synth.reverb.room-size={room}",
             "-o", f"synth.reverb.level={wet}",
             "-T", "wav", "-O", "s16", "-F", out, font, score)
        if not os.path.exists(out):
            raise Failed(f"fluidsynth cannot play {font}")
        return self.sox(out)

    def festival(self, text, voice, mode=None):
        source = self.write(text.encode(), "txt")
        out = self.new()
        call("text2wave", *(["-mode", mode] if mode else []),
             "-eval", f"({voice})", source, "-o", out)
        return self.sox(out, "gain", -6)

    def espeak(self, text, voice, speed, pitch):
        out = self.new()
        call("espeak-ng", "-v", voice, "-s", speed, "-p", pitch, "-w", out,
             text)
        return self.sox(out)

    def flite(self, text, voice):
        out = self.new()
        call("flite", "-voice", voice, "-t", text, "-o", out)
        return self.sox(out)

    # --- the end ---

    def finish(self, path, place, peak, effects=()):
        """A clip of LENGTH seconds whose peak is at @peak dB, whole or not at
        all."""
        part = self.new("flac")
        call(*SOX, path, "-r", FINAL_RATE, "-c", 1, "-b", 16, part,
             "gain", -6, *effects, "pad", 0, LENGTH, "trim", 0, LENGTH,
             "gain", "-n", peak)
        os.makedirs(os.path.dirname(place), exist_ok=True)
        os.replace(part, place)
