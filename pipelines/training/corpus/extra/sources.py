# SPDX-License-Identifier: GPL-2.0-or-later
"""Looks for what clips are made of, and says what is missing."""
import glob
import os

from extra import chorales, instrumentals, songs
from extra.desk import lacking
from extra.kinds import FONT_PACKAGES, FONTS, TOOLS

FESTIVAL_VOICES = {"kal_diphone": "festvox-kallpc16k",
                   "ked_diphone": "festvox-kdlpc16k",
                   "cmu_us_slt_arctic_hts": "festvox-us-slt-hts"}


class Sources:
    """@missing: sentences by what is needed; a kind that needs it is left out.
    @notes: sentences on what is done without"""

    def __init__(self, corpus, voices, needs, say):
        self.corpus = corpus
        self.missing = {}
        self.songs, self.music = {}, []
        self.fonts = {split: [] for split in FONTS}
        self.chorales = {split: {} for split in FONTS}
        for need in sorted(needs):
            lacks = lacking("sox", *TOOLS[need])
            if lacks:
                self.missing[need] = lacks[0]
        for song in songs.SONGS:
            if f"song {song.name}" in needs:
                self.find_song(song, voices, say)
        if needs & {"music", "speakers"}:
            self.music = instrumentals.load(corpus)
            if not self.music:
                self.missing.setdefault(
                    "music", f"{corpus} has no mtat-manifest.csv with rows of "
                    "the split train (pipelines/training/corpus/fetch)")
        if needs & {"singers", "speakers"}:
            self.find_festival_voices(needs)
        if "fonts" in needs:
            self.find_fonts()
            self.find_chorales(say)

    def find_song(self, song, voices, say):
        try:
            folder = os.path.join(self.corpus, "songs")
            self.songs[song.name] = songs.find(song, voices, folder, say)
        except songs.Missing as missing:
            self.missing[f"song {song.name}"] = str(missing)

    def find_festival_voices(self, needs):
        for voice, package in FESTIVAL_VOICES.items():
            if not glob.glob(f"/usr/share/festival/voices/*/{voice}"):
                for need in needs & {"singers", "speakers"}:
                    self.missing.setdefault(
                        need, f"Festival's {voice} is not installed (Debian "
                        f"package {package})")

    def find_fonts(self):
        folder = os.environ.get("GLISSANDO_FONTS") or "/usr/share/sounds"
        for split, names in FONTS.items():
            for name in names:
                path = os.path.join(folder, name)
                if os.path.isfile(path):
                    self.fonts[split].append(path)
                else:
                    package = FONT_PACKAGES[os.path.basename(name)]
                    self.missing.setdefault(
                        "fonts",
                        f"{path} is not there (Debian package {package})")

    def find_chorales(self, say):
        try:
            found = chorales.load(os.path.join(self.corpus, "scores"))
            for split in self.chorales:
                self.chorales[split] = chorales.of_split(found, split)
        except chorales.Missing as missing:
            say(f"{missing}; all scores are written here.")
