# SPDX-License-Identifier: GPL-2.0-or-later
"""Synthetic singers: Festival's singing mode (Dominic Mazzoni) on its two
diphone voices. They are male; moved up with their formants they are women, and
moved down, basses."""
from extra.desk import LENGTH

WORDS = ("love moon light night day way home road sea sky heart rain time "
         "eyes name song dream wind you me we all now here there go stay run "
         "fall rise see hear know feel low high long blue gold green no more "
         "one two soul free").split()
VOWELS = "awe low day sea moon way sky blue all free no more".split()
HIGHEST = 71  # Festival crashes at 500 Hz and above
DIPHONES = {"train": "voice_kal_diphone", "valid": "voice_ked_diphone"}


class Singer:
    """@shift: semitones that the voice is moved up, with its formants"""

    def __init__(self, name, low, high, shift):
        self.name, self.low, self.high, self.shift = name, low, high, shift


SINGERS = [Singer("bass", 40, 55, -2), Singer("baritone", 45, 60, 0),
           Singer("tenor", 50, 66, 1), Singer("alto", 55, 69, 4),
           Singer("mezzo-soprano", 57, 72, 4.5),
           Singer("soprano", 60, 76, 5)]
BY_NAME = {singer.name: singer for singer in SINGERS}


def markup(notes, words, beat, shift):
    """@notes one after the other, in beats of @beat seconds, as Festival's
    singing mark-up; what overlaps is cut."""
    lines, now = [], 0.0
    for number, (start, length, key, _) in enumerate(notes):
        begins, ends = start * beat, (start + length) * beat
        if number + 1 < len(notes):
            ends = min(ends, notes[number + 1][0] * beat)
        if begins - now > 0.02:
            lines.append(f'<REST SECONDS="{begins - now:.3f}"></REST>')
        hertz = 440 * 2 ** ((key - shift - 69) / 12)
        lines.append(f'<PITCH FREQ="{hertz:.2f}">'
                     f'<DURATION SECONDS="{max(ends - begins, 0.08):.3f}">'
                     f"{words[number % len(words)]}</DURATION></PITCH>")
        now = max(ends, begins + 0.08)
    return ('<?xml version="1.0"?>\n'
            '<!DOCTYPE SINGING PUBLIC "-//SINGING//DTD SINGING mark up//EN" '
            '"Singing.v0_1.dtd" []>\n<SINGING BPM="60">\n'
            + "\n".join(lines) + "\n</SINGING>\n")


def sing(desk, chance, split, singer, notes, beat, words=None, vibrato=None):
    """Returns: a file"""
    notes = [note for note in sorted(notes) if note[0] * beat < LENGTH]
    words = words or chance.choices(WORDS, k=24)
    shift = round(singer.shift + chance.uniform(-0.7, 0.7), 2)
    shift = max(shift, max(key for _, _, key, _ in notes) - HIGHEST)
    out = desk.stretch(desk.festival(markup(notes, words, beat, shift),
                                     DIPHONES[split], "singing"), shift)
    if vibrato is None:
        vibrato = chance.choice((0, 0.15, 0.3, 0.3, 0.5))
    if vibrato:
        out = desk.vibrato(out, round(chance.uniform(4.5, 6.5), 2), vibrato)
    return out


def unison(desk, chance, voice, n_singers):
    """One voice made several: each a little late and out of tune."""
    copies = [(voice, -24)]
    for _ in range(n_singers - 1):
        copy = desk.stretch(voice, round(chance.uniform(-0.25, 0.25), 3))
        copies.append((desk.sox(copy, "pad", round(chance.uniform(0, 0.04), 3)),
                       -24))
    return desk.mix(copies) if n_singers > 1 else voice
