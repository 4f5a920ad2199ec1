"""The page of a library in a real browser, from the disk and without a network.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import json
import os
import shutil
import urllib.parse

import browser
from glissando import Skip, main, run
from reporting import NAMES, TITLES, ask, edit, prepare, report

EXPRESSIONS = ["a", "!a", "A >= 0", "a > 0.4", "a<=0.4 | \"b & </script>\"",
               "a > 0.3 & !('b & </script>' > 0.45)", "(a|!a)&a<.5", "!!a",
               "'b & </script>' < 0.5 & a >= 0 | a > 0.9", " a\t"]
MISTAKES = ["a &", "calm", "a > 2", "a b", "(a", "a)", "\"a", "''", "a > ",
            "höher & a", "& a", "a | | a", "a >", "!", "()", "a >= 0.5.5"]
FOUND = "[...document.querySelectorAll('#rows tr')].map((row) => Number(row.dataset.track))"
CHOSEN = "document.querySelector('#track h2').textContent"
SOUND = "document.getElementById('sound').value"


def prepare_page(*arguments):
    """The page's address, and those of its tracks."""
    if browser.find() is None:
        raise Skip("Chromium is missing: pipelines/install-packages integration")
    prepare()
    data = report(*arguments).data
    return "file://" + os.path.abspath("report.html"), [
        data["folders"][folder] + leaf for folder, leaf, *_ in data["tracks"]]


def query(*arguments):
    """What it finds, an object each."""
    done = run("query", "library.db", "--json", *arguments)
    assert done.status == 0, done.err
    return [json.loads(line) for line in done.out.split("\n")[:-1]]


def fragment(**what):
    return "#" + urllib.parse.urlencode(what)


def is_quiet(page, address):
    """Nothing is complained of, and nothing but the page asked for."""
    assert page.complaints == [], page.complaints
    asked = {request.split("#")[0] for request in page.requests
             if not request.startswith("data:")}
    assert asked == {address}, asked


def middle_of(page, selector):
    return page.evaluate(f"""(() => {{
      const element = document.querySelector({json.dumps(selector)});
      element.scrollIntoView({{ block: 'nearest' }});
      const box = element.getBoundingClientRect();
      return [box.x + box.width / 2, box.y + box.height / 2];
    }})()""")


def test_opens():
    """it opens without a complaint and a request, with all tracks as they are
    called"""
    address, uris = prepare_page()
    with browser.Browser() as page:
        page.open(address)
        is_quiet(page, address)
        assert page.evaluate("document.getElementById('found').textContent") \
            == f"{len(NAMES)} tracks"
        assert page.evaluate(FOUND) == list(range(len(NAMES)))
        titles = page.evaluate("[...document.querySelectorAll("
                               "'#rows button')].map((one) => one.textContent)")
        names = [os.path.basename(urllib.parse.unquote_to_bytes(uri)).decode(
            "utf-8", "replace").removesuffix(".wav") for uri in uris]
        assert titles == [TITLES[i][0] if i in TITLES else names[i]
                          for i in range(len(NAMES))], titles
        # No name became an element.
        assert page.evaluate("document.scripts.length") == 2
        assert page.evaluate("document.querySelectorAll('b:not(.bar b)').length") \
            == 0
        for i, uri in enumerate(uris):
            page.evaluate(f"document.querySelectorAll('#rows button')[{i}].click()")
            assert page.evaluate("document.querySelector('#track a').href") == uri
        is_quiet(page, address)


def test_parts():
    """a part without a title is called as its file, and leads to the part"""
    prepare_page()
    shutil.copy("library.db", "kept.db")
    edit("UPDATE track SET title = NULL, uri = uri || '#t=0.5,1'"
         " WHERE uri LIKE '%/plain.wav'")
    address, names = prepare_page()
    shutil.move("kept.db", "library.db")
    (part,) = (i for i, name in enumerate(names) if name.endswith("#t=0.5,1"))
    with browser.Browser() as page:
        page.open(address)
        page.evaluate(f"document.querySelectorAll('#rows button')[{part}].click()")
        assert page.evaluate(CHOSEN) == "plain", page.evaluate(CHOSEN)
        assert page.evaluate("document.querySelector('#track a').href") \
            == names[part]
        is_quiet(page, address)


def test_finds_what_query_finds():
    """an expression in the address finds what query finds, in the same order"""
    address, uris = prepare_page()
    with browser.Browser() as page:
        for text in EXPRESSIONS:
            page.open(address + fragment(q=text))
            found = [uris[i] for i in page.evaluate(FOUND)]
            matches = query(text)
            assert sorted(found) == sorted(one["uri"] for one in matches), text
            assert page.evaluate(SOUND) == text
            # As good to a step of 1/4095 may stand in another order.
            strength = {one["uri"]: one["strength"] for one in matches}
            for better, worse in zip(found, found[1:]):
                assert strength[better] > strength[worse] - 1 / 4095, text
            is_quiet(page, address)


def test_mistakes():
    """what is wrong is said as query says it"""
    address, _ = prepare_page()
    with browser.Browser() as page:
        for text in MISTAKES:
            page.open(address + fragment(q=text))
            said = page.evaluate("document.getElementById('wrong').textContent")
            done = run("query", "library.db", text)
            assert done.status == 2, text
            expected = done.err.strip().split(": ", 2)[2].split(" (leave")[0]
            assert said.lower() == expected.lower(), (said, expected)
            assert page.evaluate("document.getElementById('sound')"
                                 ".getAttribute('aria-invalid')") == "true"
            is_quiet(page, address)


def test_words():
    """words find titles, artists, albums and paths, whatever their accents"""
    address, _ = prepare_page()
    with browser.Browser() as page:
        for words, expected in [("HOHER", 1), ("arger ode", 1), ("</script>", 2), ("é/x:", 1),
                                ("ordner", (len(NAMES) + 1) // 2),
                                ("no such words", 0)]:
            page.open(address + fragment(name=words))
            assert len(page.evaluate(FOUND)) == expected, (
                words, page.evaluate(FOUND))
        assert page.evaluate("!document.getElementById('nothing').hidden")
        page.open(address + fragment(name="ordner", q="a>0.3", order="-length"))
        seconds = dict(enumerate(row[0] for row in ask(
            "SELECT end_s - start_s FROM track ORDER BY id")))
        found = page.evaluate(FOUND)
        assert found and [seconds[i] for i in found] == sorted(
            (seconds[i] for i in found), reverse=True)


def test_keys():
    """it is worked with the keyboard alone"""
    prepare_page()
    threshold = sorted(p for p, in ask("SELECT p FROM track_tag"))[len(NAMES)]
    address, uris = prepare_page("--threshold", threshold)
    with browser.Browser() as page:
        page.open(address)
        page.press("Tab", 9)
        page.type("a > 0")
        assert page.evaluate("decodeURIComponent(location.hash)") == "#q=a+>+0"
        page.evaluate("document.getElementById('sound').value = ''")
        page.evaluate("document.getElementById('sound')"
                      ".dispatchEvent(new Event('input'))")
        page.press("Tab", 9)
        page.press("Tab", 9)
        name = page.evaluate("document.activeElement"
                             ".querySelector('.name').textContent")
        quoted = name if name == "a" else f'"{name}"'
        everything = page.evaluate(FOUND)
        for text, pressed in [(quoted, "true"), (f"!{quoted}", "mixed"),
                              ("", "false")]:
            page.press("Enter", 13)
            assert page.evaluate(SOUND) == text
            assert page.evaluate("document.activeElement"
                                 ".getAttribute('aria-pressed')") == pressed
            expected = [one["uri"] for one in query(
                text, "--threshold", threshold)] if text else uris
            assert sorted(uris[i] for i in page.evaluate(FOUND)) == sorted(
                expected)
        assert page.evaluate(FOUND) == everything
        # From one side of the map to the other and back
        page.evaluate("document.querySelector('canvas').focus()")
        seen = set()
        for key, code in [("ArrowLeft", 37), ("ArrowRight", 39),
                          ("ArrowUp", 38), ("ArrowDown", 40)] * 4:
            page.press(key, code)
            seen.add(page.evaluate(CHOSEN))
        assert len(seen) >= 3, seen
        is_quiet(page, address)


def test_mouse():
    """a click on the map chooses a track, and a frame leaves what is in it"""
    address, _ = prepare_page()
    with browser.Browser() as page:
        page.open(address)
        box = page.evaluate("(({ left, top, right, bottom }) => [left, top, right,"
                            " bottom])(document.querySelector('canvas')"
                            ".getBoundingClientRect())")
        page.drag(box[:2], [box[2] - 1, box[3] - 1])
        assert len(page.evaluate(FOUND)) == len(NAMES)
        assert "frame=" in page.evaluate("location.hash")
        half = [(box[0] + box[2]) / 2, box[3] - 1]
        page.drag([box[0] + 1, box[1] + 1], half)
        left = page.evaluate(FOUND)
        assert 0 < len(left) < len(NAMES)
        kept = page.evaluate("document.URL")
        page.click(*middle_of(page, "#clear"))
        assert len(page.evaluate(FOUND)) == len(NAMES)
        page.open(kept)
        assert page.evaluate(FOUND) == left
        # What is to be hit is found by looking where a track is named.
        chosen = page.evaluate(CHOSEN)
        for x in range(int(box[0]), int(box[2]), 10):
            for y in range(int(box[1]), int(box[3]), 40):
                if page.evaluate(CHOSEN) == chosen:
                    page.click(x, y)
        assert page.evaluate(CHOSEN) != chosen
        is_quiet(page, address)


def test_plays():
    """it plays a file, whatever that is called, also by a relative link"""
    for arguments in [], ["--relative"]:
        address, uris = prepare_page(*arguments)
        with browser.Browser() as page:
            page.open(address)
            for i in range(len(uris)):
                page.evaluate(
                    f"document.querySelectorAll('#rows button')[{i}].click()")
                page.evaluate("document.querySelector('audio').play()")
                page.wait_for("document.querySelector('audio').currentTime > 0")
            assert page.complaints == [], page.complaints
            assert all(request.startswith(("file:", "data:"))
                       for request in page.requests)


def test_missing_file():
    """a file that is gone is said to be gone"""
    address, _ = prepare_page()
    shutil.copytree("music", "kept-music")
    shutil.rmtree("music")
    with browser.Browser() as page:
        page.open(address)
        page.evaluate("document.querySelector('audio').play().catch(() => 0)")
        page.wait_for("document.querySelector('#track .hint') !== null")
    shutil.move("kept-music", "music")


def test_no_map():
    """without embeddings there is no map, and all else works"""
    prepare_page()
    shutil.copy("library.db", "kept.db")
    edit("DELETE FROM embedding")
    address, _ = prepare_page()
    with browser.Browser() as page:
        page.open(address + fragment(q="a >= 0"))
        assert len(page.evaluate(FOUND)) == len(NAMES)
        assert page.evaluate("document.querySelector('.map').offsetHeight") == 0
        is_quiet(page, address)
        edit("DELETE FROM track_tag")
        edit("DELETE FROM track")
        address, _ = prepare_page()
        page.open(address)
        assert page.evaluate("document.getElementById('found').textContent") \
            == "0 tracks"
        is_quiet(page, address)
    shutil.move("kept.db", "library.db")


def test_colours():
    """it is light or dark as the system says, with enough contrast in both"""
    address, _ = prepare_page()
    contrast = """(() => {
      const parts = (color) => {
        const context = document.createElement('canvas').getContext('2d');
        context.fillStyle = color;
        context.fillRect(0, 0, 1, 1);
        return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
      };
      // Relative luminance, WCAG 2.1
      const luminance = (color) => parts(color).map((part) => part / 255)
        .map((c) => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
        .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
      const style = getComputedStyle(document.documentElement);
      const paper = luminance(style.getPropertyValue('--paper'));
      return [paper, ...['--ink', '--soft', '--accent', '--wrong'].map((name) => {
        const other = luminance(style.getPropertyValue(name));
        return (Math.max(paper, other) + 0.05) / (Math.min(paper, other) + 0.05);
      })];
    })()"""
    with browser.Browser() as page:
        for scheme, is_light in ("light", True), ("dark", False):
            page.call("Emulation.setEmulatedMedia", features=[
                {"name": "prefers-color-scheme", "value": scheme}])
            page.open(address)
            paper, *contrasts = page.evaluate(contrast)
            assert (paper > 0.5) == is_light
            assert min(contrasts) >= 4.5, contrasts  # WCAG 2.1, 1.4.3


def test_without_scripts():
    """with scripts switched off, the tables are there"""
    address, _ = prepare_page()
    with browser.Browser() as page:
        page.call("Emulation.setScriptExecutionDisabled", value=True)
        page.open(address)
        document = page.call("DOM.getDocument")["root"]["nodeId"]
        rows = page.call("DOM.querySelectorAll", nodeId=document,
                         selector="noscript tr")["nodeIds"]
        assert len(rows) == 2 + 2 + len(NAMES)
        shown = page.call("DOM.getBoxModel", nodeId=rows[-1])["model"]
        assert shown["height"] > 10


main(test_opens, test_parts, test_finds_what_query_finds, test_mistakes, test_words, test_keys,
     test_mouse, test_plays, test_missing_file, test_no_map, test_colours,
     test_without_scripts)
