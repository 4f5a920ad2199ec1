#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# pipelines/experiments trains and scores on a small corpus that is made here, and
# what is done is not done again.
#
#   tests/pipelines/experiments.sh EXPERIMENTS GLISSANDO GLISSANDO-TECHNIQUES

set -eu

experiments=$1
GLISSANDO_PROGRAM=$2 GLISSANDO_TECHNIQUES=$3
export GLISSANDO_PROGRAM GLISSANDO_TECHNIQUES
font=/usr/share/sounds/sf2/TimGM6mb.sf2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
GLISSANDO_CACHE=$work/cache
export GLISSANDO_CACHE

fail () {
  echo "$*" >&2
  exit 1
}

# One small font plays all parts, so that all of its instruments are shared.
if ! [ -f "$font" ]; then
  echo "$font is not installed; skipped." >&2
  exit 77
fi
GLISSANDO_FONTS=$work/fonts
export GLISSANDO_FONTS
mkdir -p "$work/fonts/sf2" "$work/fonts/sf3"
ln -s "$font" "$work/fonts/sf2/FluidR3_GM.sf2"
ln -s "$font" "$work/fonts/sf3/MuseScore_General_Full.sf3"

run () { # SYSTEMS
  "$experiments/run" --tiny --jobs 2 --techniques "$work/corpus" \
    --music "$work/music.csv" --only "$1" "$work/results" 2>"$work/log"
}

# --- what it learns from ---

"$GLISSANDO_TECHNIQUES" corpus "$work/corpus" --clips 4,3,3 --jobs 2 \
  --window 1.024 --hop 0.512 --font "train=$font" --font "valid=$font" \
  --font "test=$font" >/dev/null
python3 - "$work" <<END
import os, random, sys, wave
os.chdir(sys.argv[1])
with open("music.csv", "w") as manifest:
    print("path,start_s,end_s,split,fast,slow", file=manifest)
    for i, split in enumerate(("train", "valid", "test") * 3):
        with wave.open(f"{i}.wav", "wb") as file:
            file.setparams((1, 1, 16000, 0, "NONE", ""))
            for _ in range(15 if i // 3 else 60):
                beat = random.Random(i).randbytes(1000)
                file.writeframes((beat + bytes([128]) * (
                    15000 if i // 3 else 3000)))
        print(f"{i}.wav,,,{split},{int(i < 3)},{int(i > 5)}", file=manifest)
END

# --- what it leaves ---

run paper-techniques,fcn-techniques,default-music \
  || fail "It failed: $(cat "$work/log")"
for name in paper-techniques fcn-techniques default-music; do
  made=$work/results/$name-1
  for file in model.safetensors train.log valid.json test.json predictions.csv \
    seconds; do
    [ -s "$made/$file" ] || fail "There is no $made/$file"
  done
done
[ -s "$work/results/fcn-techniques-1/events-test.json" ] || fail "No events"
rows=$(grep -cE ',(valid|test),' "$work/results/techniques.csv")
told=$(grep -c audio/ "$work/results/paper-techniques-1/predictions.csv")
[ "$rows" = "$told" ] || fail "Predictions of $told rows, not $rows"
new=$work/results/techniques-new.csv
grep -q ',shared,' "$new" && ! grep -q ',test,' "$new" \
  || fail "Instruments of both fonts are not told apart"
awk '{ exit !($1 > 0 && $1 < 600) }' "$work/results/fcn-techniques-1/seconds" \
  || fail "fcn took $(cat "$work/results/fcn-techniques-1/seconds") s"

# --- what is done is not done again; what is not there is said ---

ls -lR --time-style=full-iso "$work/results" >"$work/before"
run paper-techniques,fcn-techniques,default-music || fail "Not a second time"
ls -lR --time-style=full-iso "$work/results" | cmp -s - "$work/before" \
  || fail "The second run wrote something"
[ ! -s "$work/log" ] || fail "The second run said: $(cat "$work/log")"

# --- what is reported of it ---

report () { # FOLDER
  "$experiments/report" "$1" "$work/page" 2>"$work/log"
}

report "$work/results" || fail "No report: $(cat "$work/log")"
page=$work/page/experiments.md
score=$("$GLISSANDO_PROGRAM" compare --data "$work/results/techniques.csv" \
  --split test "$work/results/fcn-techniques-1/predictions.csv" \
  2>"$work/left" | awk '$1 ~ /fcn-techniques-1/ { print $(NF - 2) }')
[ -n "$score" ] && grep -q "^| .fcn. | 1 | .*| $score \[" "$page" \
  || fail "The report does not have fcn's F, $score"
grep -q "run with .--tiny" "$page" || fail "Whose results these are is not said"
grep -q "crnn. on music (1)" "$page" || fail "What is missing is not said"
grep -q "beside .fcn., " "$page" || fail "The two systems are not compared"
grep -q "^| .paper. | 1 | 0" "$page" || fail "Events are not reported"
if grep "^{" "$page"; then fail "Something is not filled in"; fi
for picture in $(sed -n 's/^!\[\](\(.*\))$/\1/p' "$page"); do
  python3 -c "import sys, xml.dom.minidom; xml.dom.minidom.parse(sys.argv[1])" \
    "$work/page/$picture" || fail "$picture is no picture"
done
report "$work/nowhere" && fail "A report of nothing"
[ "$(wc -l <"$work/log")" = 1 ] || fail "$(cat "$work/log")"

# --- what is kept of it ---

keep () { # WHAT IT IS TOLD
  "$experiments/keep" "$@" 2>"$work/log"
}

kept=$work/kept
keep "$work/results" "$kept" || fail "Nothing is kept: $(cat "$work/log")"
grep -q "3 trainings kept" "$work/log" || fail "$(cat "$work/log")"
[ "$(ls "$kept")" = "default-music-1.tar.xz
fcn-techniques-1.tar.xz
paper-techniques-1.tar.xz
run.tar.xz" ] || fail "Kept is $(ls "$kept")"
sha256sum "$kept"/* >"$work/before"
keep "$work/results" "$kept" && sha256sum --quiet -c "$work/before" \
  || fail "The same is kept otherwise"

# Where another machine goes on with it, nothing is left to do.
mv "$work/results" "$work/first"
"$experiments/run" --tiny --jobs 2 --techniques "$work/corpus" \
  --music "$work/music.csv" --kept "$kept" --only \
  paper-techniques,fcn-techniques,default-music "$work/results" 2>"$work/log" \
  || fail "It does not go on: $(cat "$work/log")"
grep -q "3 trainings taken" "$work/log" || fail "$(cat "$work/log")"
grep -q Training "$work/log" && fail "Done again: $(cat "$work/log")"
python3 - "$work" <<END || fail "Predictions are others"
import csv, sys
for name in "paper-techniques-1", "fcn-techniques-1", "default-music-1":
    was, now = (list(csv.reader(open(
        f"{sys.argv[1]}/{folder}/{name}/predictions.csv")))
                for folder in ("first", "results"))
    assert was[0] == now[0] and len(was) == len(now) > 1
    for a, b in zip(was[1:], now[1:]):
        assert a[:4] == b[:4], (a, b)
        for p, q in zip(map(float, a[4:]), map(float, b[4:])):
            assert abs(p ** .5 - q ** .5) <= 1 / 63, (p, q)
END
keep "$work/results" "$kept" && sha256sum --quiet -c "$work/before" \
  || fail "What was taken is kept otherwise"

# A report of it has the same costs, and says what it is of.
sed -n '/^## What it costs/,/^## What this/p' "$page" >"$work/costs"
report "$kept" || fail "No report of what is kept: $(cat "$work/log")"
grep -q "^Of 3 trainings .*kept" "$page" || fail "That they are kept is not said"
sed -n '/^## What it costs/,/^## What this/p' "$page" | cmp -s - "$work/costs" \
  || fail "The costs are others"
grep -q "^| .fcn. | 1 | .*\[" "$page" || fail "fcn is not scored"

# A run on other data takes nothing, and a broken file is named.
mkdir -p "$work/other/tries"
echo tiny >"$work/other/size"
sed '$d' "$work/music.csv" >"$work/fewer.csv"
printf '%s\n' "$work/fewer.csv" >"$work/other/music-data"
keep --restore "$kept" "$work/other" || fail "$(cat "$work/log")"
grep -q "3 trainings not taken" "$work/log" || fail "$(cat "$work/log")"
[ ! -e "$work/other/default-music-1" ] || fail "Other music was taken"
echo full >"$work/other/size"
head -c 500 "$kept/fcn-techniques-1.tar.xz" >"$work/cut"
cp "$work/cut" "$kept/fcn-techniques-1.tar.xz"
for folder in "$work/other" "$work/new"; do
  keep --restore "$kept" "$folder" && fail "Taken into $folder"
  [ "$(wc -l <"$work/log")" = 1 ] || fail "$(cat "$work/log")"
done
grep -q "fcn-techniques-1.tar.xz is no archive" "$work/log" \
  || fail "$(cat "$work/log")"
rm -r "$work/results"
mv "$work/first" "$work/results"

run nobody && fail "A system that there is not"
grep -q "nobody is none of the systems" "$work/log" || fail "$(cat "$work/log")"
"$experiments/run" --quick --only paper "$work/results" 2>"$work/log" \
  && fail "Sizes were mixed"
[ "$(wc -l <"$work/log")" = 1 ] || fail "$(cat "$work/log")"
