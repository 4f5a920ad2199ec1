#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# pipelines/training/corpus/make-extra: a clip of some kinds, as far as they can
# be made with what is installed, on one small soundfont, a song and music made
# here. The others are counted. Nothing is fetched from outside.
#
#   tests/pipelines/corpus-make-extra.sh MAKE-EXTRA

set -eu

make=$1
font=/usr/share/sounds/sf2/TimGM6mb.sf2
for tool in sox soxi fluidsynth ffmpeg python3; do
  if ! command -v "$tool" >/dev/null 2>&1; then
    echo "skipped: $tool is not here"
    exit 77
  fi
done
if ! [ -f "$font" ]; then
  echo "skipped: $font is not here"
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

# status WANTED COMMAND...: runs it, with what it says in `out` and `said`.
status () {
  wanted=$1
  shift
  code=0
  "$@" >out 2>said || code=$?
  [ "$code" -eq "$wanted" ] || fail "exit status $code, not $wanted: $*"
}

# rows FILTER: how many rows of the list have it.
rows () {
  tail -n +2 cache/corpus/extra-list.csv | grep -c "$1" || true
}

mkdir -p fonts/sf2 fonts/sf3 voices published/librosa/data/450cdd8/audio
for name in sf2/FluidR3_GM.sf2 sf2/TimGM6mb.sf2 sf3/MuseScore_General.sf3; do
  ln -s "$font" "fonts/$name"
done
mkdir -p cache/corpus/audio/pack
sox -n -r 16000 voices/short.wav synth 35 sine 220-440 vol 0.3
sox voices/short.wav voices/long.wav repeat 8
mv voices/long.wav voices/karissa-hobbs_lets-go-fishin.opus
cp voices/karissa-hobbs_lets-go-fishin.opus \
  published/librosa/data/450cdd8/audio/Karissa_Hobbs_-_Lets_Go_Fishin.hq.ogg
mv voices/short.wav 'cache/corpus/audio/pack/a, b.wav'
cat >cache/corpus/mtat-manifest.csv <<'TABLE'
path,start_s,end_s,split,loud
"audio/pack/a, b.wav",0,29.1,train,0.5
audio/pack/other.wav,0,29.1,valid,0.5
TABLE
export GLISSANDO_FONTS="$folder/fonts" GLISSANDO_CACHE="$folder/cache"
export PIP_NO_INDEX=1 GLISSANDO_VOICES_SOURCE="file://$folder/published/"

# --- how many there are to be ---

status 0 "$make" --list --labelled
[ "$(awk -F, 'NR > 1 { n += $2 + $3 } END { print n }' out)" \
  -eq "$(($(wc -l <"$(dirname "$make")/extra-mtat.csv") - 1))" ] \
  || fail "what has labels is not what can be made"

# --- a clip of each split ---

# The second song is not there, so that something is always left out.
kinds=song-a-mixed,song-b-mixed,opera,speech,quartet,band
status 1 "$make" --share 1 --only "$kinds" --voices voices
grep -q 'pip cannot download music21' said || fail "missing scores are not told"
grep -q 'Going on without song-b-mixed (1): voices has no ' said \
  || fail "a missing song is not told"
n_made=0
for kind in $(echo "$kinds" | tr , ' '); do
  made=$(rows "^extra/$kind/")
  if grep -q "Going on without $kind (" said; then
    [ "$made" -eq 0 ] || fail "$kind is told to be missing, and is there"
    sed -n "s/^Going on without/not made here:/p" said | grep "$kind ("
    continue
  fi
  [ "$made" -ge 1 ] || fail "no clip of $kind"
  n_made=$((n_made + 1))
done
echo "$n_made kinds made"
[ "$n_made" -ge 2 ] || fail "quartet and band need no more than a font"
[ "$(rows '"\?Karissa.*valid')" -eq 0 ] || fail "a song is in the split valid"
[ "$(rows ',valid,quartet,')" -eq 1 ] || fail "no quartet to validate on"
find cache/corpus/extra -name '*.flac' | while read -r clip; do
  [ "$(soxi -s "$clip")" -eq 467200 ] || fail "$clip is not 29.2 s at 16 kHz"
  level=$(sox "$clip" -n stats 2>&1 | sed -n 's/^RMS lev dB *//p')
  case "$level" in
    -[1-9].* | -[1-4][0-9].*) ;;
    *) fail "$clip is at $level dB" ;;
  esac
done

# --- again: the same bits, and what is there is kept ---

clip=cache/corpus/extra/quartet/valid-0000.flac
before=$(sha256sum <"$clip")
rm "$clip"
touch -d '2001-01-01' cache/corpus/extra/quartet/train-0000.flac
status 0 "$make" --share 1 --only quartet
[ "$(sha256sum <"$clip")" = "$before" ] || fail "the same clip has other bits"
[ -z "$(find cache/corpus/extra/quartet/train-0000.flac -newermt 2002-01-01)" ] \
  || fail "a clip that is there is made again"
[ "$(rows ',band,')" -eq 2 ] || fail "the list forgets what was made before"

# --- what cannot be had, and what is wrong ---

if command -v rubberband >/dev/null 2>&1; then
  status 1 "$make" --share 1 --only song-a
  grep -q 'is not the file that is expected' said || fail "a wrong song is taken"
  status 1 "$make" --share 1 --only song-b
  grep -q 'audio.ogg cannot be fetched' said || fail "a failed download is not told"
  there='published/UltraStar-Deluxe/songs/c9246c799050acec96a03183df4b85493d283d51'
  there="$there/Creative Commons/Joshua Morin - On the run"
  mkdir -p "$there"
  sox -t wav voices/karissa-hobbs_lets-go-fishin.opus -t ogg "$there/audio.ogg"
  status 0 "$make" --share 1 --only song-b-mixed
  grep -q 'Joshua Morin.* not checked' said || fail "what is not checked is not told"
  mv cache/corpus/mtat-manifest.csv manifest
  status 1 "$make" --share 1 --only song-a-mixed --voices voices
  grep -q 'has no mtat-manifest.csv' said || fail "missing music is not told"
  mv manifest cache/corpus/mtat-manifest.csv
fi
rm -rf cache/corpus/extra
status 1 env GLISSANDO_FONTS=/nowhere "$make" --only solo
grep -q '/nowhere/.* is not there (Debian package ' said \
  || fail "a missing font is not told"
[ "$(rows .)" -eq 0 ] || fail "the list names what is not there"
status 2 "$make" --only tuba
grep -q "there is no kind 'tuba'" said || fail "the mistake is not told"
status 2 "$make" --share 101
status 2 "$make" --jobs none
status 2 "$make" loud

# --- scores are read as they are written ---

cd "$(dirname "$make")"
PYTHONDONTWRITEBYTECODE=1 python3 - <<'READ'
import io
import zipfile
from extra import chorales

SCORE = """<score-partwise><part id="a"><measure>
<attributes><divisions>2</divisions></attributes>
<note><pitch><step>F</step><alter>1</alter><octave>4</octave></pitch>
 <duration>3</duration><tie type="start"/></note>
<note><rest/><duration>1</duration></note>
<note><grace/><pitch><step>C</step><octave>4</octave></pitch></note>
<note><pitch><step>C</step><octave>5</octave></pitch><duration>4</duration>
 <tie type="start"/></note>
<note><chord/><pitch><step>E</step><octave>5</octave></pitch>
 <duration>4</duration></note>
</measure><measure>
<note><pitch><step>C</step><octave>5</octave></pitch><duration>2</duration>
 <tie type="stop"/></note>
<backup><duration>2</duration></backup><forward><duration>2</duration></forward>
<note><pitch><step>B</step><alter>-1</alter><octave>3</octave></pitch>
 <duration>1</duration></note>
</measure></part></score-partwise>"""
data = io.BytesIO()
with zipfile.ZipFile(data, "w") as packed:
    packed.writestr("META-INF/container.xml", "<container/>")
    packed.writestr("score.xml", SCORE)
parts = chorales.read(data.getvalue())
assert parts == [[(0, 1.5, 66, 90), (2, 3, 72, 90), (5, 0.5, 58, 90)]], parts
READ
