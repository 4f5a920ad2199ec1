# SPDX-License-Identifier: GPL-2.0-or-later
"""Parts of notes, and the Standard MIDI File that a synthesiser plays them
from. Times are in beats, keys as in MIDI, programs counted from 0."""
import struct

TICKS = 480  # a beat
DRUMS = "drums"


class Part:
    """One player."""

    def __init__(self, program, notes, level=100, swell=0):
        self.program = program  # of General MIDI, or DRUMS
        self.notes = notes      # (start, length, key, velocity)
        self.level = level      # 0 to 127, in squares as MIDI has it
        self.swell = swell      # depth of swells of four beats, 0 to 60


def number(value):
    """Of variable length, seven bits a byte."""
    out = [value & 127]
    while value := value >> 7:
        out.insert(0, value & 127 | 128)
    return bytes(out)


def events_of(part, channel):
    """(tick, order, bytes); what ends comes before what begins."""
    status = 0x90 | channel
    events = [(0, 0, bytes([0xb0 | channel, 7, part.level]))]
    if part.program != DRUMS:
        events.append((0, 0, bytes([0xc0 | channel, part.program])))
    end = 0
    for start, length, key, velocity in part.notes:
        on, off = round(start * TICKS), round((start + length) * TICKS)
        events.append((on, 2, bytes([status, key, velocity])))
        events.append((max(off, on + 1), 1, bytes([status, key, 0])))
        end = max(end, off)
    if part.swell:
        for step in range(0, end, TICKS // 4):
            away = abs(step / TICKS % 8 / 4 - 1)  # 1 at the ends, 0 between
            level = round(127 - part.swell * away)
            events.append((step, 0, bytes([0xb0 | channel, 11, level])))
    return events


def midi_file(parts, beats_per_minute):
    """The bytes of a file of format 0."""
    channels = [channel for channel in range(16) if channel != 9]
    tempo = round(60e6 / beats_per_minute).to_bytes(3, "big")
    events = [(0, 0, b"\xff\x51\x03" + tempo)]
    for part in parts:
        drums = part.program == DRUMS
        events += events_of(part, 9 if drums else channels.pop(0))
    track, now = b"", 0
    for tick, _, event in sorted(events):
        track += number(tick - now) + event
        now = tick
    track += b"\x00\xff\x2f\x00"
    return (b"MThd" + struct.pack(">IHHH", 6, 0, 1, TICKS)
            + b"MTrk" + struct.pack(">I", len(track)) + track)
