# SPDX-License-Identifier: GPL-2.0-or-later
"""What plays with a singer, or by itself: a handful of styles, each a function
of the chords, four beats a bar, that gives the parts."""
from extra.harmony import melody, near, PLAYED
from extra.midi import DRUMS, Part

KICK, SNARE, STICK, HAT, OPEN_HAT, RIDE, CRASH = 36, 38, 37, 42, 46, 51, 49
PIANO, NYLON, STEEL, CLEAN, OVERDRIVE, DISTORTION = 0, 24, 25, 27, 29, 30
BANJO, FIDDLE, ORGAN, STRINGS, CHOIR = 105, 110, 16, 48, 52
FINGER_BASS, PICK_BASS, UPRIGHT_BASS = 33, 34, 32


def chord_near(key, degree, middle):
    """Three notes, close together."""
    return sorted(near([pitch_class], middle) for pitch_class in
                  key.chord(degree))


def root(key, degree, middle=40):
    return near(key.chord(degree)[:1], middle)


def bars(degrees):
    for bar, degree in enumerate(degrees):
        yield 4.0 * bar, degree


def held(chance, key, degrees, middle=60, velocity=75):
    return [(now, 3.9, pitch, velocity) for now, degree in bars(degrees)
            for pitch in chord_near(key, degree, middle)]


def strummed(chance, key, degrees, beats, middle=57, length=0.45):
    """Chords at these beats of a bar, the strings 12 ms apart."""
    return [(now + beat + 0.02 * string, length, pitch,
             chance.randint(65, 95))
            for now, degree in bars(degrees) for beat in beats
            for string, pitch in enumerate(
                [root(key, degree, middle - 10)]
                + chord_near(key, degree, middle))]


def broken(chance, key, degrees, step=0.5, middle=60, ring=1.5):
    """Arpeggios, up and down or as a roll."""
    order = chance.choice(((0, 1, 2, 1), (0, 2, 1, 2), (2, 1, 0, 1)))
    notes = []
    for now, degree in bars(degrees):
        chord = chord_near(key, degree, middle)
        notes.append((now, 3.5, root(key, degree, middle - 17), 85))
        for number in range(round(4 / step)):
            notes.append((now + number * step, ring,
                          chord[order[number % 4]], chance.randint(65, 90)))
    return notes


def bass(chance, key, degrees, pattern):
    """@pattern: (beat, length, whether the fifth)"""
    return [(now + beat, length,
             root(key, degree) + (7 if fifth else 0), chance.randint(85, 105))
            for now, degree in bars(degrees)
            for beat, length, fifth in pattern]


def drums(chance, degrees, kicks, snares, hats, cymbal=HAT, snare=SNARE,
          loud=95):
    notes = []
    for bar in range(len(degrees)):
        now = 4.0 * bar
        for drum, beats, level in ((KICK, kicks, 5), (snare, snares, 0),
                                   (cymbal, hats, -25)):
            notes += [(now + beat, 0.2, drum,
                       loud + level + chance.randint(-8, 8))
                      for beat in beats]
        if bar % 4 == 0:
            notes.append((now, 1, CRASH, loud - 10))
    return notes


EIGHTHS = [number / 2 for number in range(8)]
STRAIGHT_BASS = [(beat, 0.45, False) for beat in EIGHTHS]


def pop(chance, key, degrees):
    chords = chance.choice((STEEL, PIANO, CLEAN))
    return [
        Part(DRUMS, drums(chance, degrees, (0, 2, 2.5), (1, 3), EIGHTHS), 95),
        Part(FINGER_BASS, bass(chance, key, degrees,
                               [(0, 1.4, 0), (1.5, 0.4, 0), (2, 1.9, 0)]),
             100),
        Part(chords, strummed(chance, key, degrees,
                              (0, 1, 1.5, 2, 3, 3.5)), 85),
        Part(chance.choice((STRINGS, ORGAN, CHOIR)),
             held(chance, key, degrees), 60)]


def rock(chance, key, degrees):
    power = [(now + beat, 0.48, pitch, chance.randint(90, 115))
             for now, degree in bars(degrees) for beat in EIGHTHS
             for pitch in (root(key, degree), root(key, degree) + 7,
                           root(key, degree) + 12)]
    parts = [
        Part(DRUMS, drums(chance, degrees, (0, 0.5, 2), (1, 3), EIGHTHS,
                          chance.choice((HAT, OPEN_HAT, RIDE)), loud=110),
             110),
        Part(PICK_BASS, bass(chance, key, degrees, STRAIGHT_BASS), 105),
        Part(chance.choice((DISTORTION, OVERDRIVE)), power, 90)]
    if chance.random() < 0.5:
        parts.append(Part(DISTORTION, melody(chance, key, degrees, 60, 84,
                                             PLAYED), 85))
    if chance.random() < 0.4:
        parts.append(Part(CHOIR, held(chance, key, degrees, 64), 90))
    return parts


def country(chance, key, degrees):
    return [
        Part(DRUMS, drums(chance, degrees, (0, 2), (1, 3), (1, 3), HAT, STICK,
                          75), 80),
        Part(UPRIGHT_BASS, bass(chance, key, degrees,
                                [(0, 0.9, False), (2, 0.9, True)]), 105),
        Part(STEEL, strummed(chance, key, degrees, (1, 1.5, 3, 3.5)), 90),
        Part(chance.choice((BANJO, CLEAN)),
             broken(chance, key, degrees, 0.5, 62, 0.4), 60),
        Part(FIDDLE, melody(chance, key, degrees, 62, 81, PLAYED, 0.4),
             chance.choice((40, 70)))]


def folk(chance, key, degrees):
    return [Part(chance.choice((NYLON, STEEL)),
                 broken(chance, key, degrees, 0.5, 57), 100)]


def ballad(chance, key, degrees):
    return [Part(PIANO, broken(chance, key, degrees, 0.5, 62), 95),
            Part(STRINGS, held(chance, key, degrees), 75)]


def orchestral(chance, key, degrees):
    return [Part(STRINGS, held(chance, key, degrees, 64), 100, 40),
            Part(43, bass(chance, key, degrees, [(0, 3.9, False)]), 95),
            Part(46, broken(chance, key, degrees, 0.5, 67, 1), 70)]


def hymn(chance, key, degrees):
    return [Part(19, held(chance, key, degrees, 62)
                 + bass(chance, key, degrees, [(0, 3.9, False)]), 90)]


STYLES = {"pop": (pop, 88, 124), "rock": (rock, 100, 160),
          "country": (country, 90, 130), "folk": (folk, 70, 110),
          "ballad": (ballad, 60, 84), "orchestral": (orchestral, 60, 84),
          "hymn": (hymn, 60, 90)}
