"""Files that are no longer there: `tag --prune`.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import os
import shutil

from glissando import main, music, prepare_world, run, write_wav
from libraries import ask, nobody, remove, tag

NAMES = ["a.wav", "sub/b.wav", "sub/deep/c.wav", "other/d.wav", "other/e.wav",
         "Music 2.wav"]


def fill(folder):
    for i, name in enumerate(NAMES):
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if not os.path.exists("one.wav"):
            write_wav("one.wav", music(1.5, rate=8000), rate=8000)
        shutil.copy("one.wav", path)


def fresh():
    """Music/ and, beside it, Music 2/, of both of which library.db knows all."""
    prepare_world()
    remove("library.db")
    for folder in ("Music", "Music 2"):
        shutil.rmtree(folder, ignore_errors=True)
        fill(folder)
    if not os.path.exists("known.db"):
        done = tag("-o", "known.db", "Music", "Music 2")
        assert done.status == 0, done.err
    shutil.copy("known.db", "library.db")


def known():
    return {os.path.relpath(path) for path, in
            ask("library.db", "SELECT path FROM track")}


def everything():
    return {os.path.join(folder, name) for folder in ("Music", "Music 2")
            for name in NAMES}


def prune(*inputs, status=0):
    done = tag("-o", "library.db", "--resume", "--prune", *inputs)
    assert done.status == status, done.err
    assert ask("library.db", "PRAGMA foreign_key_check") == []
    return done


def test_gone():
    """what is gone below the folder is forgotten, and nothing else"""
    fresh()
    os.remove("Music/a.wav")
    os.remove("Music/other/d.wav")
    os.remove("Music 2/a.wav")
    shutil.rmtree("Music/sub")
    done = prune("Music")
    gone = {"Music/a.wav", "Music/other/d.wav", "Music/sub/b.wav",
            "Music/sub/deep/c.wav"}
    assert known() == everything() - gone
    assert ("glissando: Music: no longer there, and forgotten: 4 of 6 tracks"
            in done.complaints), done.err
    for table in ("track_tag", "segment", "embedding"):
        assert ask("library.db", f"SELECT count(*) FROM {table} WHERE track"
                   " NOT IN (SELECT id FROM track)") == [(0,)]
    # Once more, there is nothing to say; the other folder when it is named.
    assert "forgotten" not in prune("Music").err
    prune("./Music 2/")
    assert known() == everything() - gone - {"Music 2/a.wav"}


def test_only_where_asked():
    """without --prune nothing is forgotten; --changed takes it too"""
    fresh()
    os.remove("Music/a.wav")
    assert tag("-o", "library.db", "--changed", "Music").status == 0
    assert known() == everything()
    prune("Music/sub")
    assert known() == everything()
    os.rename("Music/other/d.wav", "Music/other/z.wav")
    done = tag("-o", "library.db", "--changed", "--prune", "Music")
    assert done.status == 0, done.err
    assert known() == (everything() - {"Music/a.wav", "Music/other/d.wav"}
                       | {"Music/other/z.wav"})
    for wrong in (["--prune", "Music"],
                  ["--prune", "--json", "-o", "x.json", "Music"],
                  ["--prune", "--dry-run", "-o", "library.db", "Music"]):
        done = tag(*wrong)
        assert done.status == 2 and "--prune" in done.err, done.err
    done = prune("Music/other/z.wav")
    assert "no folder" in done.err, done.err


def test_no_disk():
    """a disk that is not mounted has lost nothing"""
    fresh()
    # The mount point is empty, or has but hidden files; or is not there.
    shutil.rmtree("Music")
    os.makedirs("Music/.Trash")
    done = prune("Music", status=1)
    assert known() == everything(), done.err
    assert "6 tracks stay" in done.err, done.err
    done = prune("Music", "Music 2", status=1)
    assert known() == everything(), done.err
    shutil.rmtree("Music")
    prune("Music", status=1)
    assert known() == everything()
    # Below what is there, another one.
    fresh()
    shutil.rmtree("Music/sub")
    os.makedirs("Music/sub")
    os.remove("Music/a.wav")
    done = prune("Music")
    assert known() == everything() - {"Music/a.wav"}, done.err
    folder = os.path.abspath("Music/sub")
    assert (f"glissando: {folder}: nothing is to be seen there, as where a disk "
            "is not mounted: 2 tracks stay in the database"
            in done.complaints), done.err
    os.rmdir("Music/sub")
    prune("Music")
    assert not any(name.startswith("Music/sub/") for name in known())


def test_link_to_nowhere():
    """behind a link that leads nowhere, nothing is lost"""
    fresh()
    remove("linked.db")
    os.makedirs("disk", exist_ok=True)
    shutil.move("Music/other", "disk/other")
    os.symlink(os.path.abspath("disk/other"), "Music/other")
    shutil.move("disk", "disk-away")
    done = prune("Music")
    assert known() == everything(), done.err
    assert "not mounted" in done.err, done.err
    shutil.move("disk-away", "disk")
    assert "not mounted" not in prune("Music").err
    assert known() == everything()
    shutil.rmtree("disk")


def test_nothing_left():
    """where nothing at all is left, all of it stays; and goes when there is
    something else"""
    fresh()
    for folder in ("sub", "other"):
        shutil.rmtree("Music/" + folder)
    os.remove("Music/a.wav")
    os.remove("Music/Music 2.wav")
    with open("Music/notes.txt", "w") as file:
        file.write("nothing else\n")
    done = prune("Music", status=1)
    assert known() == everything(), done.err
    assert "none of its 6 tracks is there any more" in done.err, done.err
    shutil.copy("one.wav", "Music/new.wav")
    prune("Music")
    assert known() == ({"Music/new.wav"} | {"Music 2/" + name
                                           for name in NAMES})


def test_unreadable():
    """what may not be looked at is not gone"""
    fresh()
    if not shutil.which("setpriv"):
        return
    os.chmod(os.getcwd(), 0o777)
    os.chmod("library.db", 0o666)
    os.chmod("Music/sub", 0)
    os.remove("Music/a.wav")
    done = tag("-o", "library.db", "--resume", "--prune", "Music",
               wrapper=nobody())
    os.chmod("Music/sub", 0o755)
    assert known() == everything() - {"Music/a.wav"}, done.err


def test_all_models():
    """a file that is gone is forgotten for every model, also by addresses"""
    fresh()
    run("train", "--data", "world.csv", "--arch", "world.json", "--seed", 7,
        "-o", "other.safetensors", "--cache", "cache")
    done = run("tag", "--model", "other.safetensors", "-o", "library.db",
               "Music")
    assert done.status == 0, done.err
    odd = b"Music/\xff%41#t=1.wav"
    shutil.copy(b"one.wav", odd)
    assert tag("-o", "library.db", "Music").status == 0
    os.remove(odd)
    os.remove("Music/a.wav")
    prune("file://" + os.path.abspath("Music"))
    assert ask("library.db", "SELECT count(*) FROM track WHERE uri LIKE"
               " '%t=1.wav' OR uri LIKE '%Music/a.wav'") == [(0,)]
    assert ask("library.db", "SELECT count(*) FROM track") == [
        (3 * len(NAMES) - 2,)]


if __name__ == "__main__":
    main(test_gone, test_only_where_asked, test_no_disk, test_link_to_nowhere,
         test_nothing_left, test_unreadable, test_all_models)
