"""Reliability diagrams, as SVG that can be read in the dark and in the light.

SPDX-License-Identifier: GPL-2.0-or-later

Guo et al., "On calibration of modern neural networks", 2017: in bins of rows with
similar probabilities, the mean label over the mean probability. Bins are of as
many rows each, as in lib/tags/metrics.h. Both axes are square roots, so that small
probabilities have room; what is right stays on the diagonal.
"""
import collections
import math
from xml.sax.saxutils import escape

BINS = 10
ALL_BINS = 20  # of all tags together
TICKS = [0, 0.01, 0.05, 0.1, 0.25, 0.5, 1]

Bin = collections.namedtuple("Bin", "n score label")
# What is drawn of a tag: a list of pairs for each set of predictions
Panel = collections.namedtuple("Panel", "title series")

WIDTH, MARGIN, BIG, SMALL, PER_ROW = 760, 44, 260, 92, 6
STYLE = """
svg { color: #222; font: 10px sans-serif }
.page { fill: #fff }
text { fill: currentColor }
.frame { fill: none; stroke: #999 }
.grid { stroke: #999; stroke-opacity: .3 }
.right { stroke: #999; stroke-dasharray: 3 3 }
.bar { fill: #999; fill-opacity: .5 }
.s0 { stroke: #1f6fb2 }
.s1 { stroke: #c8641e }
.line { fill: none; stroke-opacity: .6 }
.dot { stroke-width: 4; stroke-linecap: round }
.told { fill-opacity: 0 }
@media (prefers-color-scheme: dark) {
 svg { color: #d6dce4 }
 .page { fill: #161b22 }
 .s0 { stroke: #6cb2f0 }
 .s1 { stroke: #f0a060 }
}
"""


def cut(pairs, n_bins):
    """Bins of pairs of probability and label; equal probabilities share one."""
    pairs = sorted(pairs)
    bins, i = [], 0
    for b in range(1, n_bins + 1):
        first, end = i, b * len(pairs) // n_bins
        while i < end or 0 < i < len(pairs) and pairs[i][0] == pairs[i - 1][0]:
            i += 1
        if i > first:
            n = i - first
            bins.append(Bin(n, math.fsum(p for p, _ in pairs[first:i]) / n,
                            math.fsum(y for _, y in pairs[first:i]) / n))
    return bins


def measure_error(pairs):
    """The expected calibration error, None where there are too few rows."""
    if len(pairs) < BINS:
        return None
    return math.fsum(b.n * abs(b.label - b.score)
                     for b in cut(pairs, BINS)) / len(pairs)


# --- marks ---

def text(x, y, what, anchor="middle", size=10):
    return (f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" '
            f'font-size="{size}">{escape(what)}</text>\n')


def line(x0, y0, x1, y1, kind):
    return (f'<path class="{kind}" d="M{x0:.1f} {y0:.1f}L{x1:.1f} {y1:.1f}"/>\n')


def draw_frame(x, y, side, ticks):
    """An empty diagram whose lower left corner is (x, y)."""
    marks = ""
    for tick in ticks:
        at = side * math.sqrt(tick)
        marks += line(x + at, y, x + at, y - side, "grid")
        marks += line(x, y - at, x + side, y - at, "grid")
    return marks + line(x, y, x + side, y - side, "right") + (
        f'<rect class="frame" x="{x}" y="{y - side}" width="{side}" '
        f'height="{side}"/>\n')


def place(x, y, side, b):
    return f"{x + side * math.sqrt(b.score):.1f} {y - side * math.sqrt(b.label):.1f}"


def draw_series(x, y, side, bins, k):
    """Points, and what joins them."""
    points = [place(x, y, side, b) for b in bins]
    return (f'<path class="line s{k}" d="M{"L".join(points)}"/>\n'
            f'<path class="dot s{k}" d="{"".join(f"M{p}h0" for p in points)}"/>\n')


def tell_points(x, y, side, bins):
    """What a pointer is told that rests on one of them."""
    marks = ""
    for b in bins:
        px, py = place(x, y, side, b).split()
        marks += (f'<circle class="told" cx="{px}" cy="{py}" r="5"><title>{b.n}, '
                  f"{b.score:.3f} in the mean: {b.label:.3f}</title></circle>\n")
    return marks


def draw_counts(x, y, side, height, pairs):
    """How many pairs have which probability, in parts of the axis; logarithmic."""
    n_parts = 26
    counts = [0] * n_parts
    for p, _ in pairs:
        counts[min(n_parts - 1, int(n_parts * math.sqrt(p)))] += 1
    most = math.log10(max(counts) + 1)
    marks = text(x - 6, y - height + 8, f"{max(counts)}", "end", 8)
    marks += text(x - 6, y, "0", "end", 8)
    for i, count in enumerate(counts):
        tall = height * math.log10(count + 1) / most
        marks += (f'<rect class="bar" x="{x + side * i / n_parts:.1f}" '
                  f'y="{y - tall:.1f}" width="{side / n_parts - 1:.1f}" '
                  f'height="{tall:.1f}"/>\n')
    return marks


def draw_legend(x, y, names, panels):
    """What stands beside the large diagram."""
    marks = ""
    for k, name in enumerate(names):
        errors = [e for e in (measure_error(panel.series[k])
                              for panel in panels) if e is not None]
        said = f"{math.fsum(errors) / len(errors):.3f}" if errors else "not known"
        marks += f'<path class="dot s{k}" d="M{x} {y + 18 * k - 3.5}h0"/>\n'
        marks += text(x + 12, y + 18 * k,
                      f"{name}: calibration error {said}, mean over "
                      f"{len(errors)} tags", "start", 11)
    return marks


def describe_size(panels):
    n = sum(len(panel.series[0]) for panel in panels)
    return [f"All {len(panels)} tags together: {n} probabilities of "
            f"{max(len(panel.series[0]) for panel in panels)} rows,",
            f"{n // ALL_BINS} in each of {ALL_BINS} points.",
            "Bars: how many have which probability (logarithmic).",
            "",
            f"Below, each tag by itself: {BINS} points of as many rows each,",
            "and the calibration error.",
            "Up: the mean label. Right: the mean probability.",
            "Above the diagonal a model says too little, below too much."]


def draw_all(names, panels):
    """The large diagram, the counts under it, and what is said beside it."""
    x, y = MARGIN, 24 + BIG
    marks = draw_frame(x, y, BIG, TICKS)
    for tick in TICKS:
        at = BIG * math.sqrt(tick)
        marks += text(x - 6, y - at + 3, f"{tick:g}", "end")
        marks += text(x + at, y + 14, f"{tick:g}")
    marks += text(x + BIG / 2, y + 30, "probability, and the mean label over it")
    for k in range(len(names)):
        bins = cut([pair for panel in panels for pair in panel.series[k]],
                   ALL_BINS)
        marks += draw_series(x, y, BIG, bins, k) + tell_points(x, y, BIG, bins)
    marks += draw_counts(x, y + 88, BIG, 48, [
        pair for panel in panels for pair in panel.series[-1]])
    marks += draw_legend(x + BIG + 36, 44, names, panels)
    for i, words in enumerate(describe_size(panels)):
        marks += text(x + BIG + 30, 64 + 18 * len(names) + 16 * i, words, "start")
    return marks, y + 88


def draw_small(x, y, panel):
    error = measure_error(panel.series[-1])
    marks = draw_frame(x, y, SMALL, [0.1, 0.5])
    marks += text(x, y - SMALL - 5, panel.title, "start")
    if error is not None:
        marks += text(x + SMALL, y + 11, f"{error:.3f}", "end", 9)
    for k, pairs in enumerate(panel.series):
        if pairs:
            marks += draw_series(x, y, SMALL, cut(pairs, BINS), k)
    return marks


def draw(title, names, panels):
    """names: of the sets of predictions, one or two; panels: one for each tag.
    Returns: the picture"""
    marks, top = draw_all(names, panels)
    step = (WIDTH - MARGIN - 12) / PER_ROW
    for i, panel in enumerate(panels):
        marks += draw_small(MARGIN + step * (i % PER_ROW),
                            top + (SMALL + 40) * (i // PER_ROW + 1), panel)
    height = top + (SMALL + 40) * math.ceil(len(panels) / PER_ROW) + 20
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} '
            f'{height:.0f}">\n<title>{escape(title)}</title>\n'
            f"<style>{STYLE}</style>\n"
            f'<rect class="page" width="100%" height="100%"/>\n{marks}</svg>\n')
