"""The page that `glissando report` makes of a library, without a browser.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import base64
import hashlib
import json
import os
import re
import shutil
import urllib.parse

from glissando import main, read, run
from reporting import (NAMES, TITLES, ask, edit, numbers, prepare, read_page,
                       report)

STEPS = 4095


def find(*arguments):
    """The addresses that query finds."""
    done = run("query", "library.db", "--json", *arguments)
    return [json.loads(line)["uri"] for line in done.out.split("\n")[:-1]]


def addresses(data):
    return [data["folders"][folder] + leaf for folder, leaf, *_ in data["tracks"]]


def test_self_contained():
    """nothing is taken from anywhere, and only its own scripts and style run"""
    prepare()
    page = report()
    policy, = [about["content"] for name, about in page.elements
               if about.get("http-equiv") == "Content-Security-Policy"]
    assert policy.startswith("default-src 'none';")
    data, code = page.inside["script"]
    style, = page.inside["style"]
    for directive, text in ("script-src", code), ("style-src", style):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest())
        assert f"{directive} 'sha256-{digest.decode()}';" in policy, policy
    json.loads(data)
    for name, about in page.elements:
        assert "src" not in about and "style" not in about, (name, about)
        assert name in ("a", "link") or "href" not in about, name
        assert not any(key.startswith("on") for key in about), about
    assert [about["href"] for name, about in page.elements
            if name == "link"] == ["data:,"]
    assert "@import" not in style and "url(" not in style


def test_tracks():
    """every track is in it, whatever it is called and says of itself"""
    prepare()
    data = report().data
    rows = ask("SELECT uri, title, artist, album, end_s - start_s FROM track"
               " ORDER BY id")
    assert addresses(data) == [row[0] for row in rows]
    for track, (_, *said, seconds) in zip(data["tracks"], rows):
        assert track[2] == round(seconds)
        assert (track[3:] or [None] * 3) == said, (track, said)
    assert [tuple(track[3:5]) for i, track in enumerate(data["tracks"])
            if i in TITLES] == list(TITLES.values())
    paths = {urllib.parse.unquote_to_bytes(address[len("file://"):])
             for address in addresses(data)}
    assert all(os.path.exists(path) for path in paths)
    assert len(paths) == len(NAMES)


def test_probabilities():
    """a tag is there where query has it, and p is what the database says"""
    prepare()
    data = report().data
    names = [tag[0] for tag in data["tags"]]
    assert names == [row[0] for row in ask("SELECT name FROM tag ORDER BY place")]
    p = numbers(data["p"], 2)
    n = len(names)
    assert len(p) == n * len(NAMES)
    stored = ask("SELECT uri, place, p FROM track_tag JOIN tag ON tag = tag.id"
                 " JOIN track ON track = track.id")
    places = {uri: i for i, uri in enumerate(addresses(data))}
    for uri, place, value in stored:
        assert 0 <= value - p[places[uri] * n + place] / STEPS < 1.01 / STEPS
    # Also where the threshold is as good as p itself, or a bit more.
    values = [value for _, place, value in stored if place == 0]
    for threshold in [0.2] + [value + more for value in values[:6]
                              for more in (0, 1e-6)]:
        page = report("--threshold", f"{threshold:.9g}").data
        q = numbers(page["p"], 2)
        found = set(find("a", "--threshold", f"{threshold:.9g}"))
        step = int(page["tags"][0][2] * STEPS)
        assert found == {uri for uri, i in places.items() if q[i * n] >= step}


def test_alike():
    """it lists the tracks that query --like finds, in that order"""
    prepare()
    data = report().data
    n_alike = data["n_alike"]
    alike = numbers(data["alike"], 4)
    uris = addresses(data)
    for i in 0, 4, len(uris) - 1:
        assert [uris[k] for k in alike[i * n_alike:(i + 1) * n_alike]] == find(
            "--like", uris[i], "--top", n_alike)


def test_map():
    """all have a place on the map; one database, one page, to the byte"""
    prepare()
    places = numbers(report().data["places"], 2)
    assert len(places) == 2 * len(NAMES)
    assert min(places) == 0 and max(places) == STEPS - 1
    assert len(set(zip(places[::2], places[1::2]))) == len(NAMES)
    report(output="again.html")
    assert read("again.html") == read("report.html")


def test_without_scripts():
    """without scripts there are a table of tags and one of tracks"""
    prepare()
    page = report()
    counts = {}
    for line in run("query", "library.db", "--json").out.splitlines():
        one = json.loads(line)
        counts[one["tag"]] = one["tracks"]
    within = page.text.split("<noscript>")[1].split("</noscript>")[0]
    cells = [re.sub("<[^>]*>", "", cell) for cell in
             re.findall("<td[^>]*>(.*?)</td>", within, re.DOTALL)]
    n_tags = len(counts)
    texts = page.inside["td"]
    shown = dict(zip(texts[:2 * n_tags:2], map(int, texts[1:2 * n_tags:2])))
    assert shown == counts
    assert len(cells) == len(texts)
    rows = [texts[i:i + 3] for i in range(2 * n_tags, len(texts), 3)]
    assert len(rows) == len(NAMES)
    links = [about["href"] for name, about in page.elements if name == "a"]
    assert links == addresses(page.data)
    for row, said in zip(rows, ask("SELECT title, artist FROM track ORDER BY id")):
        assert row[1] == (said[1] or ""), row
        assert row[0] == said[0] or said[0] is None and row[0], row


def test_relative():
    """--relative: links lead from where the page is, also when both have moved"""
    prepare()
    os.makedirs("moved/pages", exist_ok=True)
    for output in "here.html", "music/index.html", "moved/pages/p.html":
        data = report("--relative", output=output).data
        folder = os.path.dirname(os.path.abspath(output))
        for address in addresses(data):
            assert address.startswith("./") and "//" not in address, address
            path = os.path.join(os.fsencode(folder),
                                urllib.parse.unquote_to_bytes(address))
            assert os.path.isfile(path), path
    shutil.copytree("music", "moved/music", dirs_exist_ok=True)
    for address in addresses(read_page("moved/music/index.html").data):
        assert os.path.isfile(os.path.join(
            b"moved/music", urllib.parse.unquote_to_bytes(address)))
    done = run("report", "library.db", "-o", "-", "--relative")
    assert done.status == 2 and "--relative needs an --output" in done.err


def test_links():
    """no link leads anywhere but to files and servers"""
    prepare()
    shutil.copy("library.db", "kept.db")
    bad = "javascript://%0aalert(1)/\"><script>"
    edit("UPDATE track SET uri = ? WHERE id = 1", [(bad,)])
    edit("UPDATE track SET uri = 'http://radio.example/a?b=c/d\">' WHERE id = 2")
    page = report()
    data = page.data
    assert data["folders"][data["tracks"][0][0]] == ""
    assert data["tracks"][0][1] == bad
    links = [about["href"] for name, about in page.elements if name == "a"]
    assert len(links) == len(NAMES) - 1
    assert all(link.startswith(("file:///", "http://")) for link in links)
    assert addresses(data)[1] == links[0] == "http://radio.example/a?b=c/d%22%3E"
    shutil.move("kept.db", "library.db")


def test_parts():
    """the part of a file leads to it, and without a title is called as the file"""
    prepare()
    shutil.copy("library.db", "kept.db")
    (path,), = ask("SELECT path FROM track WHERE uri LIKE '%/plain.wav'")
    edit("UPDATE track SET title = NULL, uri = uri || '#t=0.5,1'"
         " WHERE uri LIKE '%/plain.wav'")
    page = report()
    uri = f"file://{urllib.parse.quote(path)}#t=0.5,1"
    assert uri in addresses(page.data)
    links = [about["href"] for name, about in page.elements if name == "a"]
    assert page.inside["a"][links.index(uri)] == "plain.wav"
    shutil.move("kept.db", "library.db")


def test_small():
    """a library without embeddings, of one track, or of none has a page"""
    prepare()
    shutil.copy("library.db", "kept.db")
    edit("DELETE FROM embedding WHERE track % 2")
    data = report().data
    places = numbers(data["places"], 2)
    assert 0 < places.count(STEPS) < len(places)
    edit("DELETE FROM embedding")
    assert set(numbers(report().data["places"], 2)) == {STEPS}
    edit("UPDATE track SET silent = 1 WHERE id > 1")
    page = report()
    assert len(page.data["tracks"]) == 1
    assert f"Of {len(NAMES) - 1} silent tracks nothing" in page.text
    edit("DELETE FROM track_tag")
    edit("DELETE FROM track")
    assert report().data["tracks"] == []
    shutil.move("kept.db", "library.db")


def test_some():
    """an expression chooses the tracks that query finds by it"""
    prepare()
    middle = sorted(p for p, in ask("SELECT p FROM track_tag"))[len(NAMES)]
    text = f"a > {middle:.4f} & !('b & </script>' > 0.99)"
    page = report(text)
    found = find(text)
    assert 0 < len(found) < len(NAMES)
    assert sorted(addresses(page.data)) == sorted(found)
    assert page.inside["h1"] == [f"library: {text}"]
    for text in "a &", "calm":
        done = run("report", "library.db", text, "-o", "some.html")
        again = run("query", "library.db", text)
        assert done.status == again.status == 2
        assert done.err == again.err.replace("query", "report"), done.err


def test_title():
    """its title is the name of the database, or what is said"""
    prepare()
    assert report().inside["title"] == ["library"]
    title = "Mine & <yours> \"{{title}}\""
    page = report("--title", title)
    assert page.inside["title"] == [title] and page.inside["h1"] == [title]


def test_mistakes():
    """what cannot be done is said in one sentence, and leaves what was there"""
    prepare()
    with open("text.db", "w") as file:
        file.write("no database")
    with open("old.html", "w") as file:
        file.write("old")
    for status, part, *arguments in [
            (2, "where to?", "library.db"),
            (2, "report on what?", "-o", "old.html"),
            (2, "put it into quotation", "library.db", "a", "b", "-o", "old.html"),
            (2, "it is read too", "library.db", "-o", "library.db"),
            (2, "from 0 to 1", "library.db", "--threshold", 2, "-o", "old.html"),
            (2, "no tags of the model “x”", "library.db", "--model", "x", "-o",
             "old.html"),
            (1, "no such file", "nothing.db", "-o", "old.html"),
            (1, "not a database", "text.db", "-o", "old.html"),
            (1, "cannot be written", "library.db", "-o", "nowhere/a.html")]:
        done = run("report", *arguments)
        assert done.status == status, (arguments, done.err)
        assert len(done.complaints) == 1 and part in done.err, done.err
    assert read("old.html") == b"old"
    assert run("report", "library.db", "-o", "-").out == report().text


main(test_self_contained, test_tracks, test_probabilities, test_alike, test_map,
     test_without_scripts, test_relative, test_links, test_parts, test_small, test_some,
     test_title, test_mistakes)
