"""What Mutagen reads in files: a JSON object, for each path its metadata.

SPDX-License-Identifier: GPL-2.0-or-later

    /usr/bin/python3 mutagen-tags.py FILE…

A name leads to a list of texts that are not empty. Beside them stands "version" for ID3v2.
"""
import json
import sys

import mutagen
from mutagen.apev2 import APEv2
from mutagen.id3 import ID3


def texts(value):
    if isinstance(value, (list, tuple)):
        return [text for one in value for text in texts(one)]
    if isinstance(value, bytes):  # MP4's freeform, too
        return [value.decode("utf-8", "backslashreplace")]
    return [str(value)]


def id3(tags):
    found = {"version": [str(tags.version[1])]}
    for name, frame in tags.items():
        text = getattr(frame, "text", None)
        found[name.replace("TXXX:", "")] = (
            [str(frame)] if text is None else texts(text))
    return found


def read(path):
    file = mutagen.File(path)
    tags = file.tags if file is not None else None
    if tags is None:  # as an MP3 file with APE alone
        try:
            tags = APEv2(path)
        except mutagen.MutagenError:
            return {}
    if isinstance(tags, ID3):
        return id3(tags)
    found = {}
    for name in dict.fromkeys(tags.keys()):
        own = name.replace("----:com.apple.iTunes:", "")
        value = tags[name]
        if isinstance(tags, APEv2):
            value = list(value) if value.kind == 0 else str(value)
        found[own.upper()] = [text for text in texts(value) if text != ""]
    return {name: value for name, value in found.items() if value}


print(json.dumps({path: read(path) for path in sys.argv[1:]}))
