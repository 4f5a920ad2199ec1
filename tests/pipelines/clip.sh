#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# pipelines/clip: the piece has its length, is the same every time, and is not
# silent; what cannot be written is refused.
#
#   tests/pipelines/clip.sh CLIP

set -eu

clip=$1
if ! [ -f /usr/share/sounds/sf2/TimGM6mb.sf2 ] \
  || ! gst-inspect-1.0 --exists fluiddec; then
  echo "skipped: timgm6mb-soundfont or fluiddec is not here"
  exit 77
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

fail () {
  echo "FAILED: $*"
  exit 1
}

# The notes are these, to the byte.
"$clip" "$folder/notes.mid"
echo "4fc3f63ca34b70ac231215ade1596f52c66943daf0b545bf9011c4f269edeb01  $folder/notes.mid" \
  | sha256sum --check --quiet || fail "the notes are others"

"$clip" "$folder/one.wav"
"$clip" "$folder/two.wav"
cmp "$folder/one.wav" "$folder/two.wav" || fail "two renderings differ"

# 19 bars of four beats at 120 to the minute, in stereo S16 at 44100 Hz
size=$(wc -c <"$folder/one.wav")
seconds=$((size / (44100 * 4)))
[ "$seconds" -eq 37 ] || [ "$seconds" -eq 38 ] || fail "it lasts $seconds s"

# Compressed, silence would be a few kilobytes.
"$clip" "$folder/clip.flac"
size=$(wc -c <"$folder/clip.flac")
[ "$size" -gt 1000000 ] || fail "FLAC makes $size bytes of it"

status=0
"$clip" "$folder/clip.txt" 2>/dev/null || status=$?
[ "$status" -eq 2 ] || fail "clip.txt gave status $status"
status=0
"$clip" "$folder/absent/clip.wav" 2>/dev/null || status=$?
[ "$status" -eq 1 ] || fail "an absent folder gave status $status"
