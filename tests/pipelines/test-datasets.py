"""`--data KIND:PATH`: published data sets as people have them on disk.

Each layout is made up to the letter, with a second of sound for a track; where
../shared/datasets is, excerpts of the real files are read, too.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import csv
import gzip
import json
import os
import random
import re
import shutil
import sqlite3

import numpy as np
from sklearn.metrics import average_precision_score, roc_auc_score

from glissando import Skip, WORLD_ARCH, main, music, run, write_wav

RATE = 8000
REAL = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                     "../../../shared/datasets"))
TOP = ("guitar,classical,slow,techno,strings,drums,electronic,rock,fast,piano,"
       "ambient,beat,violin,vocal,synth,female,indian,opera,male,singing,"
       "vocals,no vocals,harpsichord,loud,quiet,flute,woman,male vocal,"
       "no vocal,pop,soft,sitar,solo,man,classic,choir,voice,new age,dance,"
       "male voice,female vocal,beats,harp,cello,no voice,weird,country,metal,"
       "female voice,choral").split(",")
MSD = ("rock,pop,alternative,indie,electronic,female vocalists,dance,00s,"
       "alternative rock,jazz,beautiful,metal,chillout,male vocalists,"
       "classic rock,soul,indie rock,Mellow,electronica,80s,folk,90s,chill,"
       "instrumental,punk,oldies,blues,hard rock,ambient,acoustic,experimental,"
       "female vocalist,guitar,Hip-Hop,70s,party,country,easy listening,sexy,"
       "catchy,funk,electro,heavy metal,Progressive rock,60s,rnb,indie pop,sad,"
       "House,happy").split(",")
INSTRUMENTS = ["accordion", "banjo", "bass", "cello"]


def need_real():
    if not os.path.isdir(REAL):
        raise Skip("there is no ../shared/datasets")


_sounds = []


def write_sound(path, seed=0):
    """A second of music under any name; what it is, its bytes say."""
    while len(_sounds) < 5:
        name = f"sound{len(_sounds)}.wav"
        write_wav(name, music(1.1, rate=RATE, seed=len(_sounds)), rate=RATE)
        _sounds.append(os.path.abspath(name))
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    shutil.copyfile(_sounds[seed % 5], path)
    # So that no two files are alike, and no two models' opinions of them.
    with open(path, "r+b") as file:
        data = bytearray(file.read())
        samples = np.frombuffer(data, "<f4", offset=68).copy()
        rand = np.random.default_rng(seed)
        samples += rand.uniform(0, 0.2) * rand.normal(
            size=len(samples)).astype("f4")
        data[68:] = samples.tobytes()
        file.seek(0)
        file.write(data)


def write_lines(path, lines, end="\n"):
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "w", newline="", encoding="utf-8") as file:
        file.writelines(line + end for line in lines)


def write_pickle(path, texts):
    """As Python 2 pickles a list of texts with protocol 0."""
    out = "(lp1\n"
    for number, text in enumerate(texts, 2):
        out += ("a" if number > 2 else "") + f"S{text!r}\np{number}\n"
    with open(path, "w") as file:
        file.write(out + ("a." if texts else "."))


def model_of(labels):
    """A model of these labels, learnt from next to nothing."""
    name = f"model-{abs(hash(tuple(labels)))}.safetensors"
    if os.path.exists(name):
        return name
    rows = []
    rand = random.Random(1)
    for k in range(6):
        write_sound(f"model/{k}.wav", k)
        rows.append([f"model/{k}.wav", *(rand.randint(0, 1) for _ in labels)])
    with open("model.csv", "w", newline="") as file:
        csv.writer(file).writerows([["path", *labels], *rows])
    with open("model.json", "w") as file:
        json.dump(WORLD_ARCH, file)
    done = run("train", "--data", "model.csv", "--arch", "model.json", "-o",
               name, "--cache", "cache", "--epochs", 2)
    assert done.status == 0, done.err
    return name


def evaluate(data, *options, labels, status=0):
    done = run("evaluate", "--data", data, "--model", model_of(labels),
               "--cache", "cache", "--predictions", "p.csv", *options)
    assert done.status == status, (done.status, done.err)
    return done


def tags_of(data, *options, labels, status=0):
    """What is measured of each tag, and all of it."""
    done = evaluate(data, "--json", *options, labels=labels, status=status)
    about = json.loads(done.out)
    about["said"] = done.complaints
    return {tag["tag"]: tag for tag in about["tags"]}, about


def heard():
    """Paths of the rows that were heard."""
    with open("p.csv", newline="") as file:
        return [row["path"] for row in csv.DictReader(file)]


def refused(data, *options, labels=TOP):
    """The one sentence that is said of what cannot be read."""
    done = evaluate(data, *options, labels=labels, status=1)
    assert len(done.complaints) == 1 and done.out == "", done.err
    return done.complaints[0]


# --- MagnaTagATune ---

# As many columns as there are, some of them as they are misspelt.
OTHERS = ["clasical", "harpsicord", "india", "clarinet", "banjo"]
COLUMNS = [*OTHERS, *reversed(TOP),
           *(f"other {k}" for k in range(188 - len(OTHERS) - len(TOP)))]
EMPTY = {35644: "6/norine_braun-now_and_zen-08-gently-117-146.mp3",
         55753: "8/jacob_heringman-josquin-19-gintzler__pater_noster-204-233.mp3",
         57881: "9/american_baroque-dances-25-le_petit_rien-88-117.mp3"}


def write_mtat(folder, clips, columns=COLUMNS, audio=True):
    """clips: of id, path and tags."""
    quote = '"{}"'.format
    lines = ["\t".join(map(quote, ["clip_id", *columns, "mp3_path"]))]
    for k, (clip, path, tags) in enumerate(clips):
        values = ["1" if name in tags else "0" for name in columns]
        lines.append("\t".join(map(quote, [clip, *values, path])))
        if audio:
            write_sound(f"{folder}/mp3/{path}", k)
    write_lines(f"{folder}/annotations_final.csv", lines)


def mtat_clips():
    """Three a folder, of which the last has none of the fifty tags."""
    rand = random.Random(4)
    clips = []
    for k, letter in enumerate("0123456789abcdef"):
        for n in range(3):
            tags = {rand.choice(TOP[:12]) for _ in range(3)} if n < 2 else {
                "clasical"}
            clips.append((100 * k + n, f"{letter}/artist-album-{n:02}-"
                          f"title-{29 * n}-{29 * n + 29}.mp3", tags))
    return clips


def prepare_mtat():
    if os.path.exists("mtat"):
        return
    write_mtat("mtat", mtat_clips() + [
        (clip, path, {"guitar"}) for clip, path in EMPTY.items()])
    for path in EMPTY.values():
        open(f"mtat/mp3/{path}", "w").close()


def test_mtat():
    """the published split by its rule: folders d to f, clips with a tag of the
    fifty; the three files that are empty are named, and no fault"""
    prepare_mtat()
    for split, letters in (("train", "0123456789ab"), ("valid", "c"),
                           ("test", "def")):
        tags, about = tags_of("mtat:mtat", "--split", split, labels=TOP)
        assert about["rows"] == 2 * len(letters), about
        assert list(tags) == TOP
        assert sorted(heard()) == sorted(
            f"mtat/mp3/{path}" for _, path, tags in mtat_clips()
            if path[0] in letters and "clasical" not in tags)
        for tag, numbers in tags.items():
            positive = sum(tag in tags for _, path, tags in mtat_clips()
                           if path[0] in letters)
            assert numbers["positive"] == positive, (tag, numbers)
            assert numbers["negative"] == about["rows"] - positive
            assert numbers["hard"]
        assert len(about["said"]) == 1, about["said"]
        assert all(str(clip) in about["said"][0] for clip in EMPTY)


def check_literature(data, clips, done):
    """ROC-AUC and PR-AUC as scikit-learn has them, over the tags that a clip
    has and a clip has not."""
    with open("p.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    truth = {path: tags for _, path, tags in clips}
    roc, pr = [], []
    for tag in TOP:
        y = [tag in truth["/".join(row["path"].split("/")[-2:])]
             for row in rows]
        p = [float(row[tag]) for row in rows]
        if any(y) and not all(y):
            roc.append(roc_auc_score(y, p))
            pr.append(average_precision_score(y, p))
    mean = re.search(r"^mean +– +\S+ +([\d.]+) +([\d.]+)", done.out, re.M)
    assert abs(float(mean[1]) - np.mean(roc)) < 6e-4, (mean[0], np.mean(roc))
    assert abs(float(mean[2]) - np.mean(pr)) < 6e-4, (mean[0], np.mean(pr))
    assert f"The mean is over {len(roc)} tags." in done.out, done.out
    return len(roc)


def test_mtat_figures():
    """evaluate prints macro ROC-AUC and PR-AUC as the literature has them, and
    names the tags that no clip has"""
    prepare_mtat()
    done = evaluate("mtat:mtat", "--split", "test", labels=TOP)
    n = check_literature("mtat:mtat", mtat_clips(), done)
    assert 0 < n < len(TOP)
    rest = done.out.split("no row has them, or all do, not scored:")[1]
    for tag in ("choral", "female voice"):
        assert re.search(f"^{tag} ", rest, re.M), done.out


def test_mtat_tracks():
    """compare knows which clips are of one track"""
    clips = [(9 * k + n, f"{letter}/a-b-0{k}-t-2-{29 * n}-{29 * n + 29}.mp3",
              {TOP[n], TOP[k]}) for k, letter in enumerate("def")
             for n in range(2)]
    write_mtat("tracks", clips)
    evaluate("mtat:tracks", "--split", "test", labels=TOP)
    done = run("compare", "--data", "mtat:tracks", "--split", "test", "--json",
               "p.csv")
    assert done.status == 0, done.err
    told = json.loads(done.out)
    assert (told["rows"], told["tracks"]) == (6, 3), told


def test_mtat_options():
    """all clips by folder; all 188 tags; another place for the audio"""
    prepare_mtat()
    _, about = tags_of("mtat,split=folders:mtat", "--split", "test",
                       labels=TOP)
    assert about["rows"] == 9 and about["said"] == [], about["said"]
    # Here the three files are rows, and empty.
    _, about = tags_of("mtat,split=folders:mtat", "--split", "train",
                       labels=TOP)
    assert about["rows"] == 36 and len(about["said"]) == 3, about["said"]
    assert all("as published" in line for line in about["said"])
    tags, about = tags_of("mtat,split=folders,tags=all:mtat", "--split",
                          "test", labels=["clasical", "guitar", "zither"])
    assert set(tags) == {"clasical", "guitar"}
    assert tags["clasical"]["positive"] == 3
    assert any("does not know these labels: " in line
               and "harpsicord" in line for line in about["said"])
    if not os.path.exists("elsewhere"):
        os.makedirs("labels-only")
        shutil.copy("mtat/annotations_final.csv", "labels-only")
        shutil.copytree("mtat/mp3", "elsewhere")
    _, about = tags_of("mtat:labels-only/annotations_final.csv", "--audio",
                       "elsewhere", "--split", "test", labels=TOP)
    assert about["rows"] == 6
    said = refused("mtat,split=folders:labels-only", "--split", "test")
    assert "--audio DIR" in said and "labels-only" in said, said
    said = refused("mtat,split=folders:labels-only", "--audio", "nosuch")
    assert "nosuch" in said and "0/artist" in said, said


def test_mtat_lists():
    """a published list beside the annotations decides, and it alone"""
    prepare_mtat()
    if not os.path.exists("listed"):
        shutil.copytree("mtat", "listed")
    chosen = [mtat_clips()[k][1] for k in (39, 41, 43, 47)]
    write_pickle("listed/test_list_pub.cP",
                 [path.replace(".mp3", ".npy") for path in chosen])
    tags_of("mtat:listed", "--split", "test", labels=TOP)
    assert sorted(heard()) == [f"listed/mp3/{path}" for path in chosen]
    _, about = tags_of("mtat:listed", "--split", "train", labels=TOP)
    assert about["rows"] == 24
    for bad in ("(lp1\nI1\na.", "cos\nsystem\n(S'touch owned'\ntR."):
        write_lines("listed/test_list_pub.cP", [bad], end="")
        said = refused("mtat:listed", "--split", "test")
        assert "listed/test_list_pub.cP" in said and "pickle" in said, said
    assert not os.path.exists("owned")


def test_train():
    """train takes the same names, and says in the model what it learnt from"""
    prepare_mtat()
    with open("world.json", "w") as file:
        json.dump(WORLD_ARCH, file)
    done = run("train", "--data", "mtat:mtat", "--arch", "world.json", "-o",
               "mtat.safetensors", "--cache", "cache", "--epochs", 2)
    assert done.status == 0, done.err
    assert "48 segments to train on, 4 to choose by, 50 tags" in done.out, \
        done.out
    about = json.loads(run("info", "--json", "mtat.safetensors").out)
    assert about["labels"] == TOP
    assert about["provenance"]["data"] == "mtat:mtat", about["provenance"]
    # What is read is not lost.
    before = open("mtat/annotations_final.csv").read()
    for path in ("mtat/annotations_final.csv",
                 "mtat/mp3/" + mtat_clips()[0][1]):
        done = run("train", "--data", "mtat:mtat", "--arch", "world.json",
                   "-o", path, "--cache", "cache")
        assert done.status == 2 and "would be lost" in done.err, done.err
    assert open("mtat/annotations_final.csv").read() == before


# --- what is wrong with rows ---

def test_problems():
    """missing audio, empty files, broken rows and ids that come again are
    named, ten of a kind, and counted, and the rest is heard"""
    clips = [(k, f"d/clip-{k:03}-0-29.mp3", {TOP[k % 7]}) for k in range(60)]
    write_mtat("bad", clips)
    for k in range(5, 30):
        os.remove(f"bad/mp3/d/clip-{k:03}-0-29.mp3")
    for k in (40, 41):
        open(f"bad/mp3/d/clip-{k:03}-0-29.mp3", "w").close()
    with open("bad/annotations_final.csv", encoding="utf-8") as file:
        lines = file.read().splitlines()
    lines.append(lines[58])  # an id again
    lines.append(lines[50].rpartition("\t")[0])  # a field less
    lines.append(lines[50].replace('"1"', '"2"').replace('"49"', '"x"'))
    lines.append(lines[50].replace("d/", "g/").replace('"49"', '"y"'))
    lines.append('"7')  # a quote that does not end
    lines.append(lines[50].replace('"49"', '"z"').replace(
        "clip", "\udcff"))
    with open("bad/annotations_final.csv", "w", encoding="utf-8",
              errors="surrogateescape") as file:
        file.writelines(line + "\n" for line in lines)
    _, about = tags_of("mtat:bad", "--split", "test", labels=TOP, status=1)
    assert about["rows"] == 60 - 25 - 2
    said = about["said"]
    assert sum("there is no such file" in line for line in said) == 10, said
    assert sum("the file is empty" in line for line in said) == 2, said
    assert sum("“57” was there before" in line for line in said) == 1, said
    assert sum(": bad/mp3/d/clip-005" in line and " line 7 " in line
               for line in said) == 1, said
    for number in (63, 64, 65, 66, 67):
        assert sum(f": line {number} is left out: " in line
                   for line in said) == 1, (number, said)
    assert "glissando: and 15 more rows whose audio is not there" in said, said
    assert len(said) == 10 + 2 + 1 + 5 + 1, said


# --- the Million Song Dataset ---

def msd_id(k):
    return f"TR{chr(65 + k % 26)}AB{k:05}F93{k:05}"[:18]


def write_database(path, labels):
    """As Last.fm's: tables without keys, joined on ROWID. labels: tags by
    track."""
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE tags (tag TEXT)")
    db.execute("CREATE TABLE tids (tid TEXT)")
    db.execute("CREATE TABLE tid_tag (tid INT, tag INT, val FLOAT)")
    names = ["seen live", *reversed(MSD), "mellow", "hip-hop"]
    db.executemany("INSERT INTO tags VALUES (?)", [(n,) for n in names])
    for row, (track, tags) in enumerate(labels.items(), 1):
        db.execute("INSERT INTO tids VALUES (?)", (track,))
        for tag, value in tags.items():
            db.execute("INSERT INTO tid_tag VALUES (?, ?, ?)",
                       (row, names.index(tag) + 1, value))
    db.commit()
    db.close()


def msd_labels(n):
    rand = random.Random(8)
    return {msd_id(k): {**{tag: 100.0 for tag in rand.sample(MSD[:9], 2)},
                        "punk": 50.0, "mellow": 100.0, "seen live": 80.0}
            for k in range(n)}


def check_msd(tags, labels, tracks):
    for tag in MSD:
        positive = sum(labels[track].get(tag, 0) > 50 for track in tracks)
        assert tags[tag]["positive"] == positive, (tag, tags[tag])
    assert tags["punk"]["positive"] == tags["Mellow"]["positive"] == 0


def test_msd_choi():
    """Choi's lists, with labels as truth values or from the database, and audio
    by either id"""
    labels = msd_labels(24)
    tracks = list(labels)
    parts = {"train": tracks[:12], "valid": tracks[12:16],
             "test": tracks[16:]}
    for split, ids in parts.items():
        sevens = [str(2351000 + tracks.index(track)) for track in ids]
        write_lines(f"choi/{split}_x_msd_id.txt", ids)
        write_lines(f"choi/{split}_x_7d_id.txt", sevens)
        write_lines(f"choi/{split}_x_filename.txt",
                    [f"{s[0]}/{s[1]}/{s}.npy" for s in sevens])
        np.save(f"choi/{split}_y.npy", np.array(
            [[labels[track].get(tag, 0) > 50 for tag in MSD]
             for track in ids]))
        for k, seven in enumerate(sevens):
            write_sound(f"choi/audio/{seven[0]}/{seven[1]}/{seven}.clip.mp3",
                        k)
    for split, ids in parts.items():
        tags, about = tags_of("msd:choi", "--split", split, labels=MSD)
        assert about["rows"] == len(ids) and about["said"] == []
        check_msd(tags, labels, ids)
    assert heard()[0] == "choi/audio/2/3/2351016.clip.mp3", heard()
    # Without the arrays, the database has the labels.
    for split in parts:
        os.remove(f"choi/{split}_y.npy")
    said = refused("msd:choi", labels=MSD)
    assert "lastfm_tags.db" in said, said
    write_database("choi/lastfm_tags.db", labels)
    tags, _ = tags_of("msd,split=choi:choi", "--split", "test", labels=MSD)
    check_msd(tags, labels, parts["test"])
    # Arrays of another shape, or of other values, are refused.
    for array in (np.zeros((8, 49), bool), np.zeros((7, 50), bool),
                  np.zeros((8, 50)), np.asfortranarray(np.zeros((8, 50),
                                                                bool))):
        np.save("choi/test_y.npy", array)
        assert "choi/test_y.npy" in refused("msd:choi", labels=MSD)
    os.remove("choi/test_y.npy")


def test_msd_lee():
    """Lee's lists: what comes after the first 201680 is for validation; audio
    by the id's letters"""
    labels = msd_labels(14)
    few = list(labels)
    filler = [f"TRZZZ{k:06}F9312345"[:18] for k in range(201680 - 6)]
    os.makedirs("lee", exist_ok=True)
    write_pickle("lee/filtered_list_train.cP", few[:6] + filler + few[6:10])
    write_pickle("lee/filtered_list_test.cP", few[10:])
    write_database("lee/lastfm_tags.db", labels)
    for k, track in enumerate(few):
        write_sound(f"lee/mp3/{'/'.join(track[2:5])}/{track}.mp3", k)
    for split, ids in (("train", few[:6]), ("valid", few[6:10]),
                       ("test", few[10:])):
        tags, about = tags_of("msd:lee", "--split", split, labels=MSD,
                              status=split == "train")
        assert about["rows"] == len(ids)
        check_msd(tags, labels, ids)
        said = about["said"]
        assert any("none of the 50 tags: 201674" in line for line in said)
        # What is missing matters where it is asked for.
        assert len(said) == (12 if split == "train" else 1), said
        assert split != "train" or said[-1].endswith(
            f"and {len(filler) - 10} more rows whose audio is not there")


# --- MTG-Jamendo ---

JAMENDO = ["genre---pop", "genre---rock", "instrument---voice",
           "mood/theme---happy"]


def write_jamendo(path, tracks, end="\r\n"):
    """tracks: numbers, with tags."""
    lines = ["\t".join(["TRACK_ID", "ARTIST_ID", "ALBUM_ID", "PATH",
                        "DURATION", "TAGS"])]
    for k, tags in tracks.items():
        lines.append("\t".join([
            f"track_{k:07}", "artist_000014", "album_000031",
            f"{k % 100:02}/{k}.mp3", "151.4", *tags]))
    write_lines(path, lines, end=end)


def test_jamendo():
    """tags are as many fields as there are; lines end with CR LF; a repository
    or one file of it; the smaller audio files will do"""
    folder = "jamendo/data/splits/split-0"
    parts = {"train": range(100, 108), "validation": range(200, 204),
             "test": range(300, 306)}
    rand = random.Random(2)
    truth = {k: rand.sample(JAMENDO, rand.randint(1, 4))
             for part in parts.values() for k in part}
    for part, numbers in parts.items():
        write_jamendo(f"{folder}/autotagging_top50tags-{part}.tsv",
                      {k: truth[k] for k in numbers})
        for k in numbers:
            write_sound(f"jamendo/audio/{k % 100:02}/{k}.low.mp3", k)
    for part, numbers in parts.items():
        split = {"validation": "valid"}.get(part, part)
        tags, about = tags_of("jamendo:jamendo", "--split", split,
                              labels=JAMENDO)
        assert about["rows"] == len(numbers) and about["said"] == []
        assert list(tags) == JAMENDO
        for tag in JAMENDO:
            assert tags[tag]["positive"] == sum(tag in truth[k]
                                                for k in numbers)
    _, about = tags_of(
        f"jamendo:{folder}/autotagging_top50tags-test.tsv", "--audio",
        "jamendo/audio", "--split", "test", labels=JAMENDO)
    assert about["rows"] == 6
    short = [tag.split("---")[1] for tag in JAMENDO]
    tags, _ = tags_of("jamendo,names=short:jamendo", labels=short)
    assert list(tags) == sorted(short)
    # Other tags, and other splits, are other files.
    for options, name in (("tags=instrument", "autotagging_instrument-train"),
                          ("tags=all", "autotagging-train")):
        said = refused(f"jamendo,{options}:jamendo", labels=JAMENDO)
        assert f"{name}.tsv" in said and "split-0" in said, said
    said = refused("jamendo,split=3:jamendo", labels=JAMENDO)
    assert "split-3" in said, said
    # A link that came along as text is none.
    write_lines(f"{folder}/autotagging_genre-train.tsv",
                ["../split-1/autotagging_genre-train.tsv"])
    said = refused("jamendo,tags=genre:jamendo", labels=JAMENDO)
    assert "symbolic link" in said, said
    # A track that is in two parts is in the first one.
    write_jamendo(f"{folder}/autotagging_top50tags-test.tsv",
                  {k: truth[k] for k in [100, *parts["test"]]})
    _, about = tags_of("jamendo:jamendo", "--split", "test", labels=JAMENDO,
                       status=1)
    assert about["rows"] == 6 and "track_0000100" in about["said"][0]


# --- FMA ---

def test_fma():
    """two lines of header and the index's name, fields with line breaks, lists
    as Python writes them, subsets within each other"""
    os.makedirs("fma/fma_metadata", exist_ok=True)
    tracks = [(2, "training", "small", "Hip-Hop", "[21]"),
              (3, "training", "medium", "", "[21, 45]"),
              (5, "validation", "small", "Rock", "[12, 45]"),
              (10, "test", "small", "Rock", "[12]"),
              (1234, "test", "small", "Hip-Hop", "[21, 12]"),
              (20000, "test", "large", "Rock", "[]"),
              (155320, "test", "medium", "Loud-Rock, Noise", "[45]")]
    with open("fma/fma_metadata/tracks.csv", "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["", "album", "album", "set", "set", "track", "track",
                      "track", "track"])
        out.writerow(["", "comments", "information", "split", "subset",
                      "bit_rate", "genre_top", "genres", "genres_all"])
        out.writerow(["track_id", *[""] * 8])
        for track, split, subset, top, genres in tracks:
            out.writerow([track, 0, f'<p>of "{track}"</p>\n<p>and</p>', split,
                          subset, 256000, top, genres, genres])
        out.writerow([7, 0, "", "training", "small", 0, "Rock", "[12", "[12"])
        out.writerow([8, 0, "", "nosplit", "small", 0, "Rock", "[12]", "[12]"])
    with open("fma/fma_metadata/genres.csv", "w") as file:
        file.write("genre_id,#tracks,parent,title,top_level\n12,1,0,Rock,12\n"
                   "21,9,0,Hip-Hop,21\n45,3,12,\"Loud-Rock, Noise\",12\n")
    for k, (track, *_) in enumerate(tracks):
        write_sound(f"fma/fma_large/{track // 1000:03}/{track:06}.mp3", k)
    write_sound("fma/fma_large/000/000007.mp3")
    top = ["Hip-Hop", "Loud-Rock, Noise", "Rock"]
    tags, about = tags_of("fma:fma", "--split", "test", labels=top, status=1)
    assert list(tags) == top and about["rows"] == 4
    assert [tags[t]["positive"] for t in top] == [1, 1, 2]
    assert "nosplit" in about["said"][-1] or "nosplit" in about["said"][0]
    assert any("without a genre" in line and line.endswith(": 1")
               for line in about["said"]), about["said"]
    tags, about = tags_of("fma,genres=all:fma/fma_metadata", "--split", "all",
                          labels=top, status=1)
    assert about["rows"] == 6 and [tags[t]["positive"] for t in top] == \
        [3, 3, 3], about
    assert any("“[12”" in line for line in about["said"]), about["said"]
    _, about = tags_of("fma,subset=small:fma", "--split", "test", labels=top,
                       status=1)
    assert about["rows"] == 2
    # The audio that is there says which subset is meant.
    os.rename("fma/fma_large", "fma/fma_medium")
    _, about = tags_of("fma:fma", "--split", "test", labels=top, status=1)
    assert about["rows"] == 3
    assert not any("fma_" in line and "there is no" in line
                   for line in about["said"])


# --- OpenMIC ---

def write_openmic(labels, classes=None):
    """labels: instrument and relevance by sample."""
    write_lines("openmic/openmic-2018-aggregated-labels.csv",
                ["sample_key,instrument,relevance,num_responses",
                 *(f"{key},{instrument},{relevance},3"
                   for key, told in labels.items()
                   for instrument, relevance in told.items())])
    write_lines("openmic/class-map.json", [json.dumps(
        classes or {name: k for k, name in enumerate(INSTRUMENTS)})])
    keys = list(labels)
    write_lines("openmic/partitions/split01_train.csv", keys[:6])
    write_lines("openmic/partitions/split01_test.csv", keys[6:])
    for k, key in enumerate(keys):
        write_sound(f"openmic/audio/{key[:3]}/{key}.ogg", k)


def test_openmic():
    """what was not asked of a sample is not known, and no row of its tag"""
    rand = random.Random(5)
    labels = {f"{k:06}_{3840 * k}": {
        name: round(rand.random(), 5) for name in
        rand.sample(INSTRUMENTS, rand.randint(1, 2))} for k in range(46, 66)}
    write_openmic(labels)
    tags, about = tags_of("openmic:openmic", "--split", "test",
                          labels=INSTRUMENTS)
    assert about["rows"] == 14 and list(tags) == INSTRUMENTS
    for name in INSTRUMENTS:
        told = [x[name] for x in list(labels.values())[6:] if name in x]
        assert tags[name]["positive"] == sum(x >= 0.5 for x in told)
        assert tags[name]["negative"] == sum(x < 0.5 for x in told)
    tags, _ = tags_of("openmic,labels=soft:openmic", "--split", "all",
                      labels=INSTRUMENTS)
    assert not any(tag["hard"] for tag in tags.values())
    # A model learns from what is known.
    with open("world.json", "w") as file:
        json.dump(WORLD_ARCH, file)
    done = run("train", "--data", "openmic:openmic", "--arch", "world.json",
               "-o", "openmic.safetensors", "--cache", "cache")
    assert done.status == 0 and "12 segments" in done.out, done.out
    losses = re.findall(r"^ *\d+/3 +([\d.]+)", done.out, re.M)
    assert len(losses) == 3 and "nan" not in done.out, done.out
    with open("openmic/openmic-2018-aggregated-labels.csv", "a") as file:
        file.write("000046_176640,banjo,1.5,3\nnosuch_1,banjo,0.5,3\nx\n")
    _, about = tags_of("openmic:openmic", "--split", "test",
                       labels=INSTRUMENTS, status=1)
    assert len(about["said"]) == 3, about["said"]


# --- names ---

def test_names():
    """a bare path is a manifest, a kind that there is not is named, and so is
    an option"""
    model_of(TOP)
    for name in ("model.csv", "manifest:model.csv", "./model.csv"):
        with open("model.csv") as file:
            labels = file.readline().strip().split(",")[1:]
        _, about = tags_of(name, labels=labels)
        assert about["rows"] == 6 and about["data"] == name
    # A shell knows a “~” only where a word begins.
    done = run("evaluate", "--data", "manifest:~/model.csv", "--model",
               model_of(labels), "--cache", "cache", "--json",
               env={"HOME": os.getcwd()})
    assert json.loads(done.out)["rows"] == 6, done.err
    os.makedirs("labels", exist_ok=True)
    shutil.copy("model.csv", "labels/model.csv")
    _, about = tags_of("labels/model.csv", "--audio", ".", labels=labels)
    assert about["rows"] == 6
    said = refused("matt:mtat")
    assert "“matt”" in said and "mtat, msd" in said, said
    said = refused("mtat,split=mine:mtat")
    assert "split=published|folders" in said, said
    said = refused("openmic,split=1:openmic")
    assert "labels=hard|soft" in said, said
    for kind, file in (("mtat", "annotations_final.csv"),
                       ("msd", "filtered_list_train.cP"),
                       ("jamendo", "autotagging_top50tags-train.tsv"),
                       ("fma", "tracks.csv"),
                       ("openmic", "openmic-2018-aggregated-labels.csv")):
        os.makedirs("nothing", exist_ok=True)
        for place in ("nothing", "nosuch"):
            said = refused(f"{kind}:{place}")
            assert file in said and place in said, said


# --- the real files ---

def real_mtat():
    with gzip.open(f"{REAL}/mtat/index_mtt.tsv.gz", "rt") as file:
        rows = [line.rstrip("\n").split("\t") for line in file]
    with open(f"{REAL}/mtat/test_list_pub.cP") as file:
        test = re.findall(r"^a?S'(.*)\.npy'$", file.read(), re.M)
    with gzip.open(f"{REAL}/mtat/y_test_pub.npy.gz") as file:
        y = np.load(file)
    with open(f"{REAL}/mtat/mtat_188_columns.txt") as file:
        columns = file.read().strip().split(",")
    with open(f"{REAL}/mtat/top50_tags.txt") as file:
        # Written “noVocals”, and two of them change places.
        top = {re.sub("(?=[A-Z])", " ", name).lower()
               for name in file.read().split()}
    assert top == set(TOP) and top < set(columns) and len(columns) == 188
    return rows, test, y, columns


def test_real_mtat():
    """all 25863 clips of MagnaTagATune with the published labels of the test
    set: by its list and by the rule"""
    need_real()
    rows, test, y, columns = real_mtat()
    labels = {path: {TOP[t] for t in np.flatnonzero(row)}
              for path, row in zip(test, y)}
    clips = [(clip, path, labels.get(path[:-4], set())) for clip, path in rows]
    write_mtat("real", clips, columns, audio=False)
    some = test[::180]
    for k, path in enumerate(some):
        write_sound(f"real/{path}.mp3", k)
    shutil.copy(f"{REAL}/mtat/test_list_pub.cP", "real")
    for _ in range(2):
        done = evaluate("mtat:real", "--split", "test", labels=TOP, status=1)
        assert f"and {len(test) - len(some) - 10} more rows whose audio is " \
            "not there" in done.err, done.err
        assert sorted(heard()) == sorted(f"real/{path}.mp3" for path in some)
        check_literature("mtat:real", [
            (0, path, tags) for _, path, tags in clips], done)
        # Once more by the rule: these are all clips with a tag here.
        if os.path.exists("real/test_list_pub.cP"):
            os.remove("real/test_list_pub.cP")


def test_real_jamendo():
    """the whole published test part of MTG-Jamendo, and the heads of others"""
    need_real()
    with gzip.open(f"{REAL}/mtg-jamendo/autotagging_top50tags-test.tsv.gz",
                   "rt", newline="") as file:
        text = file.read()
    lines = [line.split("\t") for line in text.splitlines()[1:]]
    assert len(lines) == 11356
    os.makedirs("real-jamendo", exist_ok=True)
    name = "real-jamendo/autotagging_top50tags-test.tsv"
    with open(name, "w", newline="") as file:
        file.write(text)
    some = lines[::400]
    for k, line in enumerate(some):
        write_sound(f"real-jamendo/{line[3]}", k)
    all_tags = sorted({tag for line in lines for tag in line[5:]})
    assert len(all_tags) == 50
    tags, about = tags_of(f"jamendo:{name}", "--split", "test",
                          labels=all_tags, status=1)
    assert list(tags) == all_tags and about["rows"] == len(some)
    for tag in all_tags:
        assert tags[tag]["positive"] == sum(tag in line[5:] for line in some)
    for head in ("autotagging_instrument.tsv.head",
                 "autotagging_moodtheme-train.tsv.head"):
        with open(f"{REAL}/mtg-jamendo/{head}", newline="") as file:
            # The last line of a head may be cut.
            text = file.read().rpartition("\r\n")[0] + "\r\n"
        with open("head.tsv", "w", newline="") as file:
            file.write(text)
        lines = [line.split("\t") for line in text.splitlines()[1:]]
        for line in lines:
            write_sound(f"heads/{line[3]}")
        labels = sorted({tag for line in lines for tag in line[5:]})
        _, about = tags_of("jamendo:head.tsv", "--audio", "heads",
                           labels=labels)
        assert about["rows"] == len(lines), about


def real_lines(name):
    """A head of a real file, without a last line that may be cut."""
    with open(f"{REAL}/{name}") as file:
        return file.read().rpartition("\n")[0].split("\n")


def test_real_msd():
    """real ids of the Million Song Dataset, in both kinds of lists, and its
    tags in their order"""
    need_real()
    with open(f"{REAL}/msd/50tagList.txt") as file:
        assert file.read().splitlines() == MSD
    with open(f"{REAL}/msd/filtered_list_test.head.cP") as file:
        text = file.read()
    ids = re.findall(r"^a?S'(.*)'$", text, re.M)
    os.makedirs("real-msd", exist_ok=True)
    # What is cut off is refused; ended as it would be, it is read.
    with open("real-msd/filtered_list_test.cP", "w") as file:
        file.write(text)
    write_pickle("real-msd/filtered_list_train.cP", [])
    write_database("real-msd/lastfm_tags.db", {
        track: {MSD[k % 3]: 100.0} for k, track in enumerate(ids)})
    assert "filtered_list_test.cP" in refused("msd:real-msd", labels=MSD)
    with open("real-msd/filtered_list_test.cP", "w") as file:
        file.write(text[:text.rindex("\n") + 1] + "a.")
    for k, track in enumerate(ids):
        write_sound(f"real-msd/{'/'.join(track[2:5])}/{track}.mp3", k)
    _, about = tags_of("msd:real-msd", "--split", "test", labels=MSD)
    assert about["rows"] == len(ids) >= 15
    # Choi's lists
    tracks = real_lines("msd/test_x_msd_id.txt.head")
    sevens = real_lines("msd/test_x_7d_id.txt.head")
    files = real_lines("msd/test_x_filename.txt.head")
    n = min(len(tracks), len(sevens), len(files))
    write_lines("real-choi/test_x_msd_id.txt", tracks[:n])
    write_lines("real-choi/test_x_7d_id.txt", sevens[:n])
    write_lines("real-choi/test_x_filename.txt", files[:n])
    np.save("real-choi/test_y.npy", np.eye(n, 50, dtype=bool))
    for split in ("train", "valid"):
        write_lines(f"real-choi/{split}_x_msd_id.txt", [])
        np.save(f"real-choi/{split}_y.npy", np.zeros((0, 50), bool))
    for k in range(n):
        write_sound("real-choi/clips/" + files[k].replace(".npy", ".mp3"), k)
    tags, about = tags_of("msd:real-choi", "--split", "test", labels=MSD)
    assert about["rows"] == n and tags["rock"]["positive"] == 1


def test_real_openmic():
    """OpenMIC's own classes and keys"""
    need_real()
    with open(f"{REAL}/openmic/class-map.json") as file:
        classes = json.load(file)
    with open(f"{REAL}/openmic/split01_train.head.csv") as file:
        keys = file.read().split()
    names = sorted(classes, key=classes.get)
    assert len(names) == 20
    shutil.rmtree("openmic", ignore_errors=True)
    write_openmic({key: {names[k % 2]: 0.1 * k} for k, key in enumerate(
        keys + [f"15500{k}_0" for k in range(4)])}, classes)
    write_lines("openmic/partitions/split01_train.csv", keys)
    write_lines("openmic/partitions/split01_test.csv",
                [f"15500{k}_0" for k in range(4)])
    tags, about = tags_of("openmic:openmic", "--split", "all", labels=names)
    assert list(tags) == names and about["rows"] == 9


main(test_mtat, test_mtat_figures, test_mtat_tracks, test_mtat_options,
     test_mtat_lists, test_train, test_problems, test_msd_choi, test_msd_lee, test_jamendo,
     test_fma, test_openmic, test_names, test_real_mtat, test_real_jamendo,
     test_real_msd, test_real_openmic)
