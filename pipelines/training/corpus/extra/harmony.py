# SPDX-License-Identifier: GPL-2.0-or-later
"""Keys, chords, and how four voices and a melody go through them. All is drawn
from a random.Random, so the same seed writes the same music."""
import itertools

MAJOR = (0, 2, 4, 5, 7, 9, 11)
MINOR = (0, 2, 3, 5, 7, 8, 10)
# Degrees from 0, a bar each.
PROGRESSIONS = {
    "major": ((0, 3, 4, 0), (0, 4, 5, 3), (0, 5, 3, 4), (5, 3, 0, 4),
              (0, 3, 0, 4), (0, 1, 4, 0), (0, 2, 3, 4), (0, 4, 3, 3)),
    "minor": ((0, 3, 4, 0), (0, 5, 2, 6), (0, 6, 5, 4), (0, 3, 5, 4),
              (0, 5, 3, 4), (0, 2, 6, 3)),
}
# Soprano, alto, tenor, bass.
RANGES = ((60, 79), (55, 72), (48, 67), (40, 57))


class Key:
    def __init__(self, tonic, mode):
        self.tonic = tonic
        self.mode = mode
        self.scale = MAJOR if mode == "major" else MINOR

    @classmethod
    def drawn(cls, chance, share_of_minor=0.35):
        mode = "minor" if chance.random() < share_of_minor else "major"
        return cls(chance.randrange(12), mode)

    def chord(self, degree):
        """Pitch classes of root, third and fifth; the dominant is major."""
        steps = [self.scale[(degree + third) % 7] for third in (0, 2, 4)]
        if self.mode == "minor" and degree == 4:
            steps[1] = 11
        return [(self.tonic + step) % 12 for step in steps]

    def pitches(self, low, high):
        """Keys of the scale within a range."""
        classes = {(self.tonic + step) % 12 for step in self.scale}
        return [key for key in range(low, high + 1) if key % 12 in classes]


def progression(chance, key, n_bars):
    """Degrees, one a bar; periods of four or eight bars, the last on I."""
    pool = PROGRESSIONS[key.mode]
    verse, chorus = chance.choice(pool), chance.choice(pool)
    bars = list(itertools.islice(
        itertools.cycle(verse + verse + chorus + chorus), n_bars))
    bars[-1] = 0
    return bars


def of_class(classes, low, high):
    return [key for key in range(low, high + 1) if key % 12 in classes]


def near(classes, key):
    """The nearest key of these pitch classes."""
    return min(of_class(classes, key - 7, key + 7),
               key=lambda other: abs(other - key))


def voicings(chord):
    """All ways to give three notes to four voices: none crosses, neighbours
    are within an octave, the bass has the root, and no note is missing."""
    soprano, alto, tenor, bass = RANGES
    for low in of_class(chord[:1], *bass):
        for tenor_key in of_class(chord, *tenor):
            for alto_key in of_class(chord, *alto):
                if not low < tenor_key < alto_key <= tenor_key + 12:
                    continue
                for top in of_class(chord, *soprano):
                    voicing = (top, alto_key, tenor_key, low)
                    if (alto_key < top <= alto_key + 12
                            and len({key % 12 for key in voicing}) == 3):
                        yield voicing


def four_voices(chance, key, degrees, beats):
    """Notes of four voices, @beats for each chord: those that move least, with
    some chance in it, and now and then a passing note."""
    voices, now, before = ([], [], [], []), 0, None
    for degree in degrees:
        options = list(voicings(key.chord(degree)))
        if before is None:
            best = chance.choice(options)
        else:
            best = min(options, key=lambda voicing: chance.random() * 5
                       + sum(abs(a - b) for a, b in zip(voicing, before)))
        for notes, pitch in zip(voices, best):
            notes.append((now, beats, pitch, 90))
        before, now = best, now + beats
    return [passing(chance, key, notes) for notes in voices]


def passing(chance, key, notes):
    """Leaps of a third are filled, half of them."""
    out = []
    for note, after in zip(notes, notes[1:] + [None]):
        start, length, pitch, velocity = note
        between = [] if after is None else [
            step for step in key.pitches(min(pitch, after[2]) + 1,
                                         max(pitch, after[2]) - 1)]
        if len(between) == 1 and chance.random() < 0.5:
            half = length / 2
            out.append((start, half, pitch, velocity))
            out.append((start + half, half, between[0], velocity - 8))
        else:
            out.append(note)
    return out


def melody(chance, key, degrees, low, high, rhythms, share_of_rests=0.1):
    """A tune over bars of four beats: notes of the chord where a bar begins,
    steps and small leaps elsewhere, phrases of two bars."""
    notes, pitches = [], key.pitches(low, high)
    at = len(pitches) // 2
    for bar, degree in enumerate(degrees):
        now = 4.0 * bar
        for number, length in enumerate(chance.choice(rhythms)):
            if number == 0:
                wanted = near(key.chord(degree), pitches[at])
                at = min(range(len(pitches)),
                         key=lambda i: abs(pitches[i] - wanted))
            else:
                at += chance.choice((-2, -1, -1, 0, 1, 1, 2))
                at = max(0, min(at, len(pitches) - 1))
            ends = bar % 2 == 1 and now + length >= 4 * bar + 4
            if ends:
                length *= 0.6
            elif number > 0 and chance.random() < share_of_rests:
                now += length
                continue
            notes.append((now, length, pitches[at], chance.randint(75, 110)))
            now += length
    return notes


SUNG = ((1, 1, 2), (2, 2), (1, 1, 1, 1), (1.5, 0.5, 2), (3, 1), (4,),
        (0.5, 0.5, 1, 2), (1, 0.5, 0.5, 2))
PLAYED = SUNG + ((0.5,) * 8, (1, 0.5, 0.5) * 2, (0.5, 0.5, 1) * 2,
                 (0.75, 0.25, 1, 2))
