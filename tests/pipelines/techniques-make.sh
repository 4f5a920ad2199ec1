#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# pipelines/techniques/make and fetch-notes, with one small soundfont in place of
# three large ones, and a repository made here in place of the published one.
#
#   tests/pipelines/techniques-make.sh FOLDER-OF-SCRIPTS GLISSANDO-TECHNIQUES

set -eu

scripts=$1
GLISSANDO_TECHNIQUES=$(realpath "$2")
export GLISSANDO_TECHNIQUES
font=/usr/share/sounds/sf2/TimGM6mb.sf2
for tool in git python3; do
  if ! command -v "$tool" >/dev/null 2>&1; then
    echo "skipped: $tool is not here"
    exit 77
  fi
done
if ! [ -f "$font" ]; then
  echo "skipped: timgm6mb-soundfont is not here"
  exit 77
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

fail () {
  echo "FAILED: $*"
  [ ! -f said ] || sed 's/^/    /' said
  exit 1
}

# status EXPECTED COMMAND...: runs it, and keeps what it says.
status () {
  wanted=$1
  shift
  got=0
  "$@" >out 2>said || got=$?
  [ "$got" -eq "$wanted" ] || fail "status $got, not $wanted: $*"
}

# --- what is fetched ---

mkdir -p published/all/cello published/all/tuba
export HOME="$folder" GIT_CONFIG_NOSYSTEM=1
git -c init.defaultBranch=main init -q published
for name in cello/cello_A2_1_forte_arco-normal cello/cello_Cs3_15_forte_arco-tremolo \
  cello/english-horn_C5_phrase_forte_glissando cello/flute_A4_long_forte_tremolo \
  cello/flute_readme tuba/tuba_A2_1_forte_normal; do
  echo "$name" >"published/all/$name.mp3"
done
for n in $(seq 1 80); do
  echo "$n" >"published/all/cello/guitar_E${n}_1_forte_normal.mp3"
done
git -C published config uploadpack.allowFilter true
git -C published add -A
git -C published -c user.name=x -c user.email=x@x commit -q -m x
GLISSANDO_NOTES_SOURCE=file://$folder/published
GLISSANDO_NOTES_COMMIT=$(git -C published rev-parse HEAD)
export GLISSANDO_NOTES_SOURCE GLISSANDO_NOTES_COMMIT

status 0 "$scripts/fetch-notes" notes
grep -q '^all/cello/cello_A2_1_forte_arco-normal.mp3,cello,A2,45,1,forte,normal,arco-normal,$' \
  notes/notes.csv || fail "an ordinary note is missing"
grep -q ',cello,Cs3,49,15,forte,tremolo,arco-tremolo,$' notes/notes.csv \
  || fail "the tremolo is missing"
grep -q ',cor-anglais,C5,72,phrase,forte,glissando,glissando,$' \
  notes/notes.csv || fail "the english horn is missing"
grep -q ',flute,A4,69,long,forte,tremolo-two-note,tremolo,$' \
  notes/notes.csv || fail "a wind's tremolo is of two notes"
[ "$(grep -c ,guitar, notes/notes.csv)" -eq 60 ] || fail "too many ordinary notes"
! grep -q tuba notes/notes.csv || fail "an instrument that is kept back"
[ "$(find notes -name '*.mp3' | wc -l)" -eq 64 ] || fail "too much is fetched"
[ ! -e notes/all/tuba ] || fail "an instrument that is kept back is fetched"
cut -d, -f1 notes/notes.csv | tail -n +2 | while read -r path; do
  [ -s "notes/$path" ] || fail "$path is not there"
done

# What is there is left alone, and what cannot be had is said in a sentence.
status 0 env GLISSANDO_NOTES_SOURCE=file:///nowhere "$scripts/fetch-notes" notes
status 1 env GLISSANDO_NOTES_SOURCE=file:///nowhere "$scripts/fetch-notes" others
grep -q 'file:///nowhere cannot be fetched' said || fail "the failure is not told"
[ ! -e others ] || fail "something is left of the failure"
status 2 "$scripts/fetch-notes"

# --- what is made ---

mkdir -p fonts/sf2 fonts/sf3
for name in sf2/FluidR3_GM.sf2 sf2/TimGM6mb.sf2 sf3/MuseScore_General_Full.sf3; do
  ln -s "$font" "fonts/$name"
done
export GLISSANDO_FONTS="$folder/fonts" GLISSANDO_CACHE="$folder/cache"

status 0 env GLISSANDO_NOTES_SOURCE=file:///nowhere \
  "$scripts/make" corpus --clips 9 --seed 3 --jobs 2
grep -q 'Going on without recorded notes' said || fail "what is skipped is not told"
for split in train:7 valid:1 test:1; do
  [ "$(find corpus/audio -name "${split%:*}-*.flac" | wc -l)" -eq "${split#*:}" ] \
    || fail "not as many clips of ${split%:*} as there should be"
done
[ "$(wc -l <corpus/manifest.csv)" -eq 109 ] || fail "the manifest has other rows"
grep -q '"timgm6mb-soundfont": "' corpus/provenance.json \
  || fail "the version of a font is not kept"
grep -q 'test, synthesised' out || fail "there is no table"

status 2 "$scripts/make"
status 2 "$scripts/make" x --clips many
grep -q -- '--clips takes a whole number' said || fail "the mistake is not told"
status 2 "$scripts/make" x --loud
status 1 "$scripts/make" x --notes "$folder/fonts"
grep -q 'has no notes.csv' said || fail "the missing table is not told"
