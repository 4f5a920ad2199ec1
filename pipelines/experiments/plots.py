"""Scores with their intervals, as SVG.

SPDX-License-Identifier: GPL-2.0-or-later

An estimate is what `glissando compare --json` has: value, low and high.
"""
import math
from xml.sax.saxutils import escape

WIDTH, LEFT, RIGHT, TOP, BOTTOM, LINE = 640, 150, 16, 24, 34, 18
COLOURS = ["#35608d", "#c0504d", "#5a9a4a", "#8064a2", "#d08a2e", "#4aa0b0"]


def text(x, y, anchor, what, colour="#000"):
    return (f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" '
            f'fill="{colour}">{escape(what)}</text>\n')


def line(x0, y0, x1, y1, colour="#bbb", width=1):
    return (f'<path d="M{x0:.1f} {y0:.1f}L{x1:.1f} {y1:.1f}" stroke="{colour}" '
            f'stroke-width="{width}"/>\n')


class Axis:
    """From left to right, with round numbers at both ends."""

    def __init__(self, estimates):
        low = min(e["low"] for e in estimates)
        high = max(e["high"] for e in estimates)
        step = 10 ** math.floor(math.log10(max(high - low, 1e-6) / 3))
        self.step = next(step * k for k in (1, 2, 5, 10)
                         if (high - low) / (step * k) <= 8)
        self.low = self.step * math.floor(low / self.step)
        self.high = self.step * math.ceil(high / self.step + 1e-9)

    def place(self, value):
        return LEFT + (WIDTH - LEFT - RIGHT) * (value - self.low) / (
            self.high - self.low)

    def draw(self, height, title):
        n = round((self.high - self.low) / self.step)
        bottom = height - BOTTOM + 6
        marks = text((LEFT + WIDTH - RIGHT) / 2, height - 4, "middle", title)
        for i in range(n + 1):
            value = self.low + i * self.step
            x = self.place(value)
            marks += line(x, TOP - 6, x, bottom)
            marks += text(x, bottom + 13, "middle", f"{value:.3g}")
        return marks


def draw_estimate(axis, y, estimate, colour):
    return (line(axis.place(estimate["low"]), y, axis.place(estimate["high"]),
                 y, colour, 2)
            + f'<circle cx="{axis.place(estimate["value"]):.1f}" cy="{y:.1f}" '
              f'r="3.5" fill="{colour}"/>\n')


def save(path, height, marks):
    with open(path, "w", encoding="utf-8") as file:
        file.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 '
                   f'{WIDTH} {height}" font-family="sans-serif" '
                   'font-size="10">\n<rect width="100%" height="100%" '
                   f'fill="#fff"/>\n{marks}</svg>\n')


def draw_intervals(path, title, rows):
    """rows: a name and an estimate each, from the top."""
    if not rows:
        return
    height = TOP + LINE * len(rows) + BOTTOM
    axis = Axis([estimate for _, estimate in rows])
    marks = axis.draw(height, title)
    for i, (name, estimate) in enumerate(rows):
        y = TOP + LINE * (i + 0.5)
        marks += text(LEFT - 8, y + 3.5, "end", name)
        marks += draw_estimate(axis, y, estimate, COLOURS[0])
    save(path, height, marks)


def draw_groups(path, title, names, rows):
    """rows: a name each, with one estimate for each of names, or None."""
    told = [e for _, estimates in rows for e in estimates
            if e["value"] is not None]
    if not told:
        return
    each = 7
    group = each * len(names) + 8
    height = TOP + group * len(rows) + BOTTOM
    axis = Axis(told)
    marks = axis.draw(height, title)
    for k, name in enumerate(names):
        marks += text(LEFT + 100 * k, 11, "start", "● " + name,
                      COLOURS[k % len(COLOURS)])
    for i, (name, estimates) in enumerate(rows):
        top = TOP + group * i
        marks += line(8, top - 1, WIDTH - RIGHT, top - 1, "#eee")
        marks += text(LEFT - 8, top + group / 2 + 2, "end", name)
        for k, estimate in enumerate(estimates):
            if estimate["value"] is not None:
                marks += draw_estimate(axis, top + 4 + each * (k + 0.5),
                                       estimate, COLOURS[k % len(COLOURS)])
    save(path, height, marks)
