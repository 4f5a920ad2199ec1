# SPDX-License-Identifier: GPL-2.0-or-later
"""The two sung songs: where they are published, and parts of them at other
pitches and speeds."""
import hashlib
import os
import urllib.error
import urllib.request

from extra.desk import LENGTH

SOURCE = "https://raw.githubusercontent.com/"


class Missing(Exception):
    """One sentence."""


class Song:
    def __init__(self, name, about, address, sha256, copy, copy_sha256,
                 seconds):
        self.name = name
        self.about = about
        self.address = address  # below SOURCE
        self.sha256 = sha256    # of that, or None: not known
        self.copy = copy        # what a copy in a folder may also be called
        self.copy_sha256 = copy_sha256
        self.seconds = seconds


SONGS = [
    Song("a", "Karissa Hobbs, Let's Go Fishin', CC BY 3.0",
         "librosa/data/450cdd8/audio/Karissa_Hobbs_-_Lets_Go_Fishin.hq.ogg",
         "85901bde0bc5f2cad28acb83487ccf99bd6908d7359f1a449fd799d8bebb3319",
         "karissa-hobbs_lets-go-fishin.opus",
         "7316772f88f080380631bb74ab777a24fa32041ad6f17ce70603b1040fa5f087",
         132.9),
    Song("b", "Joshua Morin, On the run, CC BY-SA 2.5",
         "UltraStar-Deluxe/songs/c9246c799050acec96a03183df4b85493d283d51/"
         "Creative%20Commons/Joshua%20Morin%20-%20On%20the%20run/audio.ogg",
         None, "joshua-morin_on-the-run.opus",
         "be6f7bfed1a583becd97c92df9f57013e4210b1fec4f5081b537e9cd057ed269",
         288.2)]


def checksum_of(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def download(song, place, say):
    source = os.environ.get("GLISSANDO_VOICES_SOURCE") or SOURCE
    address = source + song.address
    part = place + ".part"
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            data = answer.read()
    except (urllib.error.URLError, OSError, ValueError) as error:
        raise Missing(f"{address} cannot be fetched "
                      f"({getattr(error, 'reason', error)}); a copy can be "
                      "named by --voices FOLDER") from None
    if song.sha256 is None and data.startswith(b"OggS"):
        say(f"{song.about}: no checksum of the published file is known, so "
            "it was not checked.")
    elif hashlib.sha256(data).hexdigest() != song.sha256:
        raise Missing(f"{address} is not the file that is expected")
    with open(part, "wb") as file:
        file.write(data)
    os.replace(part, place)


def find(song, voices, folder, say):
    """Path of a song: in the folder @voices, in @folder, or from where it is
    published. Raises Missing."""
    if voices:
        for name in song.copy, os.path.basename(song.address):
            path = os.path.join(voices, name)
            if os.path.isfile(path):
                if checksum_of(path) not in (song.sha256, song.copy_sha256):
                    say(f"{path} is not the file that is known; taking it "
                        "all the same.")
                return path
        raise Missing(f"{voices} has no {song.copy}")
    place = os.path.join(folder, f"song-{song.name}.ogg")
    if not os.path.isfile(place):
        os.makedirs(folder, exist_ok=True)
        download(song, place, say)
    return place


def excerpt(desk, chance, song, path):
    """Returns: a part of it, and what was done to that"""
    tempo, semitones, formants = 1.0, 0.0, False
    if chance.random() < 0.8:
        tempo = round(chance.uniform(0.85, 1.15), 3)
    if chance.random() < 0.8:
        semitones = round(chance.uniform(-4, 4), 2)
        formants = chance.random() < 0.5
    length = LENGTH * tempo
    start = round(chance.uniform(0, song.seconds - length), 2)
    out = desk.decode(path, start, length)
    if tempo != 1 or semitones:
        out = desk.stretch(out, semitones, tempo, formants)
    kept = ", formants kept" if formants else ""
    return out, (f"{song.about}; from {start} s, tempo {tempo}, "
                 f"{semitones:+} semitones{kept}")
