# SPDX-License-Identifier: GPL-2.0-or-later
"""Pieces for one instrument: what it plays well, at a speed that suits it."""
from extra import band
from extra.harmony import melody, near, PLAYED, SUNG
from extra.midi import DRUMS, Part


def arpeggios(chance, key, degrees, program, middle):
    step = chance.choice((0.25, 0.5))
    notes = band.broken(chance, key, degrees, step, middle,
                        chance.choice((0.5, 1.5)))
    return [Part(program, notes, 110)]


def two_voices(chance, key, degrees, program, middle):
    """A running upper voice over a walking bass."""
    upper = melody(chance, key, degrees, middle, middle + 21,
                   ((0.25,) * 16, (0.5,) * 8, (0.5, 0.25, 0.25) * 4), 0.02)
    lower = melody(chance, key, degrees, middle - 24, middle - 5,
                   ((1,) * 4, (0.5,) * 8), 0.02)
    return [Part(program, upper + lower, 110)]


def tune(chance, key, degrees, program, middle):
    notes = melody(chance, key, degrees, middle - 3, middle + 19,
                   chance.choice((SUNG, PLAYED)))
    return [Part(program, notes, 115, chance.choice((0, 40)))]


def accompanied(chance, key, degrees, program, middle):
    """The tune, and a piano, a guitar, a harp or strings under it."""
    under = chance.choice((band.PIANO, band.NYLON, 46, band.STRINGS))
    notes = (band.held(chance, key, degrees) if under == band.STRINGS
             else band.broken(chance, key, degrees, 0.5, 57))
    return tune(chance, key, degrees, program, middle) + [
        Part(under, notes, 65)]


def rolls(chance, key, degrees, program, middle):
    """Three-finger rolls, and a bass that goes with them half of the time."""
    parts = [Part(program, band.broken(chance, key, degrees, 0.25, middle,
                                       0.3), 115)]
    if chance.random() < 0.5:
        parts.append(Part(band.STEEL, band.strummed(
            chance, key, degrees, (1, 3)), 75))
        parts.append(Part(band.UPRIGHT_BASS, band.bass(
            chance, key, degrees, [(0, 0.9, False), (2, 0.9, True)]), 95))
    return parts


def drone(chance, key, degrees, program, middle):
    """A tune over its keynote and fifth; every second time with hand drums."""
    low = near([key.tonic], middle - 12)
    ground = [(4 * bar + beat, 2.5, low + fifth, 70)
              for bar in range(len(degrees))
              for beat, fifth in ((0, 7), (1, 12), (2, 12), (3, 0))]
    notes = melody(chance, key, [0] * len(degrees), middle - 5, middle + 14,
                   PLAYED, 0.05)
    parts = [Part(program, notes, 115), Part(program, ground, 85)]
    if chance.random() < 0.5:
        beats = chance.choice(((0, 1.5, 2.5, 3), (0, 0.75, 1.5, 2, 3)))
        parts.append(Part(DRUMS, [
            (4 * bar + beat, 0.2, chance.choice((61, 62, 63, 64)),
             chance.randint(60, 95))
            for bar in range(len(degrees)) for beat in beats], 90))
    return parts


# Program of General MIDI from 0, middle of the range, pieces, beats a minute.
INSTRUMENTS = {
    "harpsichord": (6, 62, (two_voices, two_voices, arpeggios), (70, 120)),
    "nylon guitar": (24, 57, (arpeggios, arpeggios, two_voices), (60, 110)),
    "violin": (40, 67, (tune, accompanied), (60, 120)),
    "sitar": (104, 60, (drone,), (60, 120)),
    "harp": (46, 64, (arpeggios,), (60, 110)),
    "cello": (42, 48, (tune, accompanied), (50, 90)),
    "flute": (73, 74, (tune, accompanied), (60, 120)),
    "banjo": (105, 62, (rolls,), (90, 140)),
    "piano": (0, 62, (arpeggios, two_voices, tune), (60, 120)),
    "electric guitar": (29, 57, (tune, accompanied), (70, 130)),
}
