# SPDX-License-Identifier: GPL-2.0-or-later
"""The kinds of clips: how many of each, what each needs, and how one is made.
A maker takes the studio, a random.Random and the split, and returns a file and
what it is made of."""
import os

from extra import band, chorales, instrumentals, solos, songs, speech, voices
from extra.desk import LENGTH
from extra.harmony import four_voices, Key, melody, progression, SUNG
from extra.midi import Part

FONTS = {"train": ("sf2/FluidR3_GM.sf2", "sf3/MuseScore_General.sf3"),
         "valid": ("sf2/TimGM6mb.sf2",)}
FONT_PACKAGES = {"FluidR3_GM.sf2": "fluid-soundfont-gm",
                 "MuseScore_General.sf3": "musescore-general-soundfont",
                 "TimGM6mb.sf2": "timgm6mb-soundfont"}
LEVELS = (6, 6, 0, 0, -6, -12)  # dB, of a voice relative to the music
MUSIC_LEVEL = -26         # dB of RMS


class Studio:
    """What is there to make clips with; `desk` is the one of this clip."""

    def __init__(self, desk, sources):
        self.desk = desk
        self.sources = sources

    def font(self, chance, split):
        return chance.choice(self.sources.fonts[split])

    def play(self, chance, split, parts, beats_per_minute):
        font = self.font(chance, split)
        out = self.desk.play(parts, beats_per_minute, font,
                             round(chance.uniform(0.1, 0.9), 2),
                             round(chance.uniform(0.1, 0.7), 2))
        return out, os.path.basename(font)

    def over_music(self, chance, voice, about):
        music, of_what = instrumentals.excerpt(
            self.desk, chance, self.sources.music, self.sources.corpus)
        return self.over(chance, voice, about, music, of_what)

    def over(self, chance, voice, about, music, of_what):
        level = chance.choice(LEVELS)
        out = self.desk.mix([(voice, MUSIC_LEVEL + level),
                             (music, MUSIC_LEVEL)])
        return out, f"{about}; at {level:+} dB over {of_what}"


def n_bars(beats_per_minute):
    """Of four beats, for a clip and a little more."""
    return int(LENGTH * beats_per_minute / 240) + 2


# --- songs ---

def song(name):
    about = next(one for one in songs.SONGS if one.name == name)

    def make(studio, chance, split):
        return songs.excerpt(studio.desk, chance, about,
                             studio.sources.songs[name])
    return make


def song_over_music(name):
    make = song(name)

    def make_mixed(studio, chance, split):
        return studio.over_music(chance, *make(studio, chance, split))
    return make_mixed


# --- singers ---

def ensemble_of(studio, chance, split, key, degrees, beat):
    """A lead, sometimes several in unison, sometimes a second voice."""
    singer = chance.choice(voices.SINGERS)
    words = chance.choices(voices.WORDS, k=24)
    tune = melody(chance, key, degrees, singer.low, singer.high, SUNG,
                  chance.choice((0, 0.15)))
    lead = voices.sing(studio.desk, chance, split, singer, tune, beat, words)
    about = [singer.name]
    if chance.random() < 0.25:
        lead = voices.unison(studio.desk, chance, lead, 3)
        about[0] += " in unison"
    parts = [(lead, -24)]
    if chance.random() < 0.35:
        second = chance.choice(voices.SINGERS)
        tune = melody(chance, key, degrees, second.low, second.high, SUNG)
        other = voices.sing(studio.desk, chance, split, second, tune, beat)
        parts.append((other, -28))
        about.append(second.name)
    room = chance.choice((0, 20, 50, 80))
    out = studio.desk.mix(parts) if len(parts) > 1 else lead
    if room:
        out = studio.desk.sox(out, "gain", -8, "reverb", room, 50, room)
    return out, f"synthetic {' and '.join(about)}"


def singing(studio, chance, split):
    """Alone, or with a band that plays in the same key."""
    name, (style, slow, fast) = chance.choice(sorted(band.STYLES.items()))
    tempo = chance.randint(slow, fast)
    key = Key.drawn(chance)
    degrees = progression(chance, key, n_bars(tempo))
    voice, about = ensemble_of(studio, chance, split, key, degrees,
                               60 / tempo)
    if chance.random() < 0.3:
        return voice, f"{about}, alone"
    music, font = studio.play(chance, split, style(chance, key, degrees),
                              tempo)
    return studio.over(chance, voice, about, music, f"{name} by {font}")


def opera(studio, chance, split):
    """Much vibrato, a large room, and an orchestra, an organ or nothing."""
    name = chance.choice(("orchestral", "orchestral", "hymn", "ballad", None))
    style, slow, fast = band.STYLES[name or "orchestral"]
    tempo = chance.randint(slow, fast)
    key = Key.drawn(chance, 0.5)
    degrees = progression(chance, key, n_bars(tempo))
    singers = chance.sample(voices.SINGERS, chance.choice((1, 1, 1, 2)))
    parts = []
    for singer in singers:
        tune = melody(chance, key, degrees, singer.low, singer.high + 3, SUNG)
        voice = voices.sing(studio.desk, chance, split, singer, tune,
                            60 / tempo, None, chance.choice((0.4, 0.5, 0.6)))
        if chance.random() < 0.3:
            voice = voices.unison(studio.desk, chance, voice, 3)
        parts.append((voice, -24))
    out = studio.desk.mix(parts) if len(parts) > 1 else parts[0][0]
    room = chance.choice((60, 80, 100))
    out = studio.desk.sox(out, "gain", -8, "reverb", room, 50, room)
    about = ("synthetic " + " and ".join(one.name for one in singers)
             + " with much vibrato")
    if name is None:
        return out, f"{about}, alone"
    music, font = studio.play(chance, split, style(chance, key, degrees),
                              tempo)
    return studio.over(chance, out, about, music, f"{name} by {font}")


def singing_over_music(studio, chance, split):
    tempo = chance.randint(66, 126)
    key = Key.drawn(chance)
    voice, about = ensemble_of(studio, chance, split, key,
                               progression(chance, key, n_bars(tempo)),
                               60 / tempo)
    return studio.over_music(chance, voice, about)


def speaking(studio, chance, split):
    voice, about = speech.talk(studio.desk, chance, split)
    if split == "train" and studio.sources.music:
        if chance.random() < 0.7:
            return studio.over_music(chance, voice, about)
    return voice, about


# --- scores of four voices ---

def score(studio, chance, split, tempo):
    """Notes of four voices, from a chorale or newly written, in any key."""
    collection = studio.sources.chorales[split]
    if collection and chance.random() < 0.6:
        name = chance.choice(sorted(collection))
        parts = collection[name]
        start = chance.choice((0, 0, 8, 16))
        if chorales.end(parts) - start < 24:
            start = 0
        shift = chance.randint(-3, 3)
        return [[(begin - start, length, key + shift, velocity)
                 for begin, length, key, velocity in notes if begin >= start]
                for notes in parts], f"{name} of Bach from quarter {start}"
    key = Key.drawn(chance)
    beats = chance.choice((1, 2, 2, 4))
    chords = int(LENGTH * tempo / 60 / beats) + 2
    degrees = progression(chance, key, chords)
    return (four_voices(chance, key, degrees, beats),
            f"four voices in {key.mode}")


AAHS, ORGAN, STRINGS = 52, 19, 48


def choir(studio, chance, split):
    """Choir Aahs; in octaves, with strings, organ, brass or a solo voice."""
    tempo = chance.randint(44, 100)
    notes, about = score(studio, chance, split, tempo)
    swell = chance.choice((0, 30, 60))
    some = chance.choice((notes, notes, notes, notes[:2], notes[2:],
                          notes[:1]))
    parts = [Part(AAHS, voice, 110, swell) for voice in some]
    other = chance.choice((None, None, "octaves", "strings", "organ", "brass",
                           "timpani", "piano"))
    if other == "octaves":
        parts.append(Part(AAHS, [(start, length, key + 12, velocity - 15)
                                 for start, length, key, velocity in notes[0]],
                          90, swell))
    elif other == "timpani":
        parts.append(Part(47, notes[3], 80))
    elif other:
        program = {"strings": STRINGS, "organ": ORGAN, "brass": 61,
                   "piano": 0}[other]
        level = chance.choice((60, 85, 110))
        parts += [Part(program, voice, level) for voice in notes]
    out, font = studio.play(chance, split, parts, tempo)
    if chance.random() < 0.5:
        out = studio.desk.sox(out, "gain", -8, "reverb",
                              chance.choice((50, 80)))
    return out, (f"{len(some)} parts of Choir Aahs"
                 f"{f' and {other}' if other else ''} by {font}; {about}")


def sung_choir(studio, chance, split):
    """The synthetic singers as a choir, at times with choir samples, organ or
    strings."""
    tempo = chance.randint(50, 84)
    notes, about = score(studio, chance, split, tempo)
    words = chance.choices(voices.VOWELS, k=8)
    parts = []
    for name, voice in zip(("soprano", "alto", "tenor", "bass"), notes):
        one = voices.sing(studio.desk, chance, split, voices.BY_NAME[name],
                          voice, 60 / tempo, words, 0.2)
        parts.append((voices.unison(studio.desk, chance, one, 2), -24))
    out = studio.desk.mix(parts)
    out = studio.desk.sox(out, "gain", -10, "reverb",
                          chance.choice((50, 80, 100)), 50, 100)
    about = f"synthetic choir; {about}"
    under = chance.choice((None, AAHS, AAHS, ORGAN, STRINGS))
    if under is None:
        return out, about
    music, font = studio.play(
        chance, split, [Part(under, voice, 100) for voice in notes], tempo)
    return studio.over(chance, out, about, music, f"program {under} by {font}")


QUARTETS = {"string quartet": (40, 40, 41, 42), "church organ": (19,) * 4,
            "harpsichord": (6,) * 4, "piano": (0,) * 4,
            "nylon guitar": (24,) * 4, "brass": (56, 56, 57, 58),
            "woodwind": (73, 68, 71, 70), "string orchestra": (48,) * 4,
            "cellos": (42,) * 4, "violins": (40,) * 4,
            "recorders": (74,) * 4, "flute and strings": (73, 48, 48, 48)}


def quartet(studio, chance, split):
    tempo = chance.randint(54, 120)
    notes, about = score(studio, chance, split, tempo)
    name, programs = chance.choice(sorted(QUARTETS.items()))
    swell = chance.choice((0, 40))
    out, font = studio.play(
        chance, split, [Part(program, voice, 110, swell)
                        for program, voice in zip(programs, notes)], tempo)
    return out, f"{name} by {font}; {about}"


def solo(studio, chance, split):
    name = chance.choice(sorted(solos.INSTRUMENTS))
    program, middle, pieces, tempi = solos.INSTRUMENTS[name]
    piece = chance.choice(pieces)
    tempo = chance.randint(*tempi)
    key = Key.drawn(chance)
    degrees = progression(chance, key, n_bars(tempo))
    out, font = studio.play(chance, split, piece(
        chance, key, degrees, program, middle), tempo)
    return out, f"{name} by {font}, {piece.__name__.replace('_', ' ')}"


def group(studio, chance, split):
    name = chance.choice(sorted(band.STYLES) + ["rock"] * 4)
    style, slow, fast = band.STYLES[name]
    tempo = chance.randint(slow, fast)
    key = Key.drawn(chance)
    degrees = progression(chance, key, n_bars(tempo))
    out, font = studio.play(chance, split, style(chance, key, degrees), tempo)
    return out, f"{name} by {font}"


class Kind:
    """@needs: of `fonts`, `songs`, `music`, `singers` and `speakers`"""

    def __init__(self, n_train, n_valid, make, *needs):
        self.counts = {"train": n_train, "valid": n_valid}
        self.make = make
        self.needs = needs


KINDS = {
    "song-a": Kind(110, 0, song("a"), "song a"),
    "song-b": Kind(110, 0, song("b"), "song b"),
    "song-a-mixed": Kind(90, 0, song_over_music("a"), "song a", "music"),
    "song-b-mixed": Kind(90, 0, song_over_music("b"), "song b", "music"),
    "singing": Kind(150, 24, singing, "singers", "fonts"),
    "singing-mixed": Kind(110, 0, singing_over_music, "singers", "music"),
    "opera": Kind(60, 10, opera, "singers", "fonts"),
    "singing-choir": Kind(50, 8, sung_choir, "singers", "fonts"),
    "speech": Kind(24, 6, speaking, "speakers"),
    "choir": Kind(110, 40, choir, "fonts"),
    "quartet": Kind(50, 14, quartet, "fonts"),
    "solo": Kind(110, 30, solo, "fonts"),
    "band": Kind(50, 10, group, "fonts"),
}
TOOLS = {"song a": ("ffmpeg", "rubberband"), "song b": ("ffmpeg", "rubberband"),
         "music": ("ffmpeg",), "fonts": ("fluidsynth",),
         "singers": ("text2wave", "rubberband", "ffmpeg"),
         "speakers": ("text2wave", "espeak-ng", "flite")}
