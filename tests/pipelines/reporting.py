"""A library with names and titles of all kinds, and what its page says of it.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import html.parser
import json
import os
import sqlite3

from glissando import music, prepare_world, run, write_wav

NAMES = [b"plain.wav", b"two\nlines.wav", b"\xff\xfe.wav", b"#50% of it?.wav",
         b"a, \"b\" & 'c'.wav", "höher.wav".encode(), b"<!--<script>.wav",
         b"</script>.wav", b"x:y.wav"]
# What the audio says of itself may be anything.
TITLES = {0: ("</script><script>alert(1)</script>", "<b>Bold</b> & \"quoted\""),
          1: ("{{data}} \u2028 \\u003c", "two\nlines"),
          3: ("<!-- <script> -->", "'"), 4: ("Ärger", "Öde")}


def edit(statement, rows=((),)):
    connection = sqlite3.connect("library.db")
    connection.text_factory = bytes
    connection.executemany(statement, rows)
    connection.commit()
    connection.close()


def ask(statement):
    connection = sqlite3.connect("library.db")
    connection.text_factory = lambda text: text.decode("utf-8", "replace")
    try:
        return connection.execute(statement).fetchall()
    finally:
        connection.close()


def prepare():
    """library.db, of music/, with a tag whose name is odd, too."""
    prepare_world()
    if os.path.exists("library.db"):
        return
    for i, name in enumerate(NAMES):
        folder = b"music/" if i % 2 else "music/ein Ordner é/".encode()
        os.makedirs(os.path.dirname(folder + name), exist_ok=True)
        write_wav(folder + name, music(1 + i / 2, rate=8000, seed=i), rate=8000)
    done = run("tag", "--model", "world.safetensors", "-o", "library.db",
               "music")
    assert done.status == 0, done.err
    ids = [row[0] for row in ask("SELECT id FROM track ORDER BY id")]
    assert len(ids) == len(NAMES)
    edit("UPDATE track SET title = ?, artist = ? WHERE id = ?",
         [(*TITLES[i], ids[i]) for i in TITLES])
    edit("UPDATE track SET album = CAST(x'ff3c2f7363726970743e' AS TEXT)"
         " WHERE id = ?", [(ids[1],)])
    edit("UPDATE tag SET name = 'b & </script>' WHERE name = 'b'")


def report(*arguments, output="report.html"):
    done = run("report", "library.db", "-o", output, *arguments)
    assert done.status == 0 and done.out == "" and done.err == "", done.err
    return read_page(output)


class Page(html.parser.HTMLParser):
    """What is in a page, as a browser that runs no scripts takes it."""

    def __init__(self, text):
        super().__init__()
        self.text = text
        self.elements = []  # (name, {attribute: value})
        self.inside = {}  # name of an element: list of the texts in it
        self.open = []
        self.feed(text)
        self.close()
        assert self.open == [], self.open

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self.inside.setdefault(tag, []).append("")
        if tag not in ("meta", "link", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, (tag, self.open)

    def handle_data(self, data):
        for tag in set(self.open):
            self.inside[tag][-1] += data

    @property
    def data(self):
        return json.loads(self.inside["script"][0])


def read_page(path):
    with open(path, encoding="utf-8", newline="") as file:
        return Page(file.read())


DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def numbers(text, n_digits):
    assert len(text) % n_digits == 0
    values = []
    for i in range(0, len(text), n_digits):
        value = 0
        for digit in text[i:i + n_digits]:
            value = value * 64 + DIGITS.index(digit)
        values.append(value)
    return values
