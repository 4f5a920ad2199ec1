#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# pipelines/training/corpus/fetch, on packages made here and a stand-in for apt-get that
# copies them from a folder.
#
#   tests/pipelines/corpus-fetch.sh FETCH

set -eu

fetch=$1
for tool in dpkg-deb apt-get python3; do
  if ! command -v "$tool" >/dev/null 2>&1; then
    echo "skipped: $tool is not here"
    exit 77
  fi
done

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

fail () {
  echo "FAILED: $*"
  [ ! -f said ] || sed 's/^/    /' said
  exit 1
}

# package NAME VERSION: makes a package of the folder NAME.
package () {
  mkdir -p "$1/DEBIAN"
  printf 'Package: %s\nVersion: %s\nArchitecture: all\nMaintainer: x <x@x>\nDescription: x\n' \
    "$1" "$2" >"$1/DEBIAN/control"
  dpkg-deb --root-owner-group -Znone -b "$1" \
    "archive/${1}_$(printf '%s' "$2" | sed 's/:/%3a/')_all.deb" >/dev/null
}

mkdir -p archive bin script
mkdir -p 'plain/usr/share/My music, "live"' zipped/usr/share gone/usr/share
echo one >'plain/usr/share/My music, "live"/one.ogg'
echo unlabelled >plain/usr/share/other.ogg
echo two >plain/usr/share/two.ogg
(
  cd zipped/usr/share
  python3 -c '
import zipfile
with zipfile.ZipFile("all.zip", "w") as z:
    z.writestr("a/three [*].ogg", "three\n")
    z.writestr("a/three x.ogg", "not three\n")
'
)
echo other >gone/usr/share/other.ogg
package plain 1:2-3
package zipped 1-1
package gone 1-1

cat >bin/apt-get <<'STAND_IN'
#!/bin/sh
# apt-get -q download NAME[=VERSION]
echo "$*" >>"$ARCHIVE/log"
for last; do :; done
case "$last" in
  *=*) pattern=$(printf '%s' "$last" | sed 's/:/%3a/; s/=/_/')_all.deb ;;
  *) pattern="${last}_*" ;;
esac
cp "$ARCHIVE/"$pattern .
STAND_IN
chmod +x bin/apt-get
cp "$fetch" script/fetch
cat >script/packages.csv <<'TABLE'
package,version,split,licence
plain,1:2-3,train,x
zipped,0-9,train,"x, y"
gone,1-1,valid,x
TABLE
cat >script/mtat.csv <<'TABLE'
package,path_inside_package,start_s,end_s,split,loud,soft
plain,"usr/share/My music, ""live""/one.ogg",0.0,29.1,train,0.1,0.2
plain,"usr/share/My music, ""live""/one.ogg",29.1,58.2,train,0.3,0.4
plain,usr/share/two.ogg,0.0,29.1,train,0.5,0.6
zipped,usr/share/all.zip!/a/three [*].ogg,0.0,29.1,train,0.7,0.8
gone,usr/share/removed.ogg,0.0,29.1,valid,0.9,1.0
TABLE
export ARCHIVE="$folder/archive" GLISSANDO_CACHE="$folder/cache"
PATH=$folder/bin:$PATH
corpus=$GLISSANDO_CACHE/corpus

# What is missing in the package is named, and costs the status.
status=0
script/fetch >said 2>&1 || status=$?
[ "$status" -eq 1 ] || fail "a missing file gave status $status"
grep -q 'gone: usr/share/removed.ogg' said || fail "the missing file is not named"
grep -q '^4 of 5 ' said || fail "the count is wrong"
grep -q 'version 0-9 is not to be had' said || fail "the other version is not told"

# Only what is labelled is unpacked, each file with its own content.
cat >expected <<'TABLE'
path,start_s,end_s,split,loud,soft
"audio/plain/usr/share/My music, ""live""/one.ogg",0.0,29.1,train,0.1,0.2
"audio/plain/usr/share/My music, ""live""/one.ogg",29.1,58.2,train,0.3,0.4
audio/plain/usr/share/two.ogg,0.0,29.1,train,0.5,0.6
audio/zipped/usr/share/all.zip/a/three [*].ogg,0.0,29.1,train,0.7,0.8
TABLE
cmp expected "$corpus/mtat-manifest.csv" || fail "the manifest differs"
[ "$(cat "$corpus/audio/plain/usr/share/My music, \"live\"/one.ogg")" = one ] \
  || fail "one.ogg differs"
[ "$(cat "$corpus/audio/zipped/usr/share/all.zip/a/three [*].ogg")" = three ] \
  || fail "three.ogg differs"
[ "$(find "$corpus/audio" -type f | wc -l)" -eq 3 ] || fail "too much is unpacked"

# With nothing missing the status is 0, and nothing is downloaded twice.
sed -i '/^gone/d' script/mtat.csv script/packages.csv
: >archive/log
script/fetch >said 2>&1 || fail "a complete corpus gave status $?"
[ ! -s archive/log ] || fail "downloaded again: $(cat archive/log)"

# A file that is not the one that was labelled is named.
(cd "$corpus/audio" && sha256sum plain/usr/share/two.ogg) \
  | sed 's/^......../00000000/' >script/audio.sha256
script/fetch >said 2>&1 || fail "another content gave status $?"
grep -q 'plain/usr/share/two.ogg' said || fail "the changed file is not named"
rm script/audio.sha256

# A download cut short is noticed, and made again.
rm -r "$corpus/audio/plain"
head -c 300 archive/plain_1%3a2-3_all.deb >"$corpus/deb/plain_1%3a2-3_all.deb"
script/fetch >said 2>&1 || fail "a damaged download gave status $?"
grep -q 'damaged' said || fail "the damage is not told"
cmp expected "$corpus/mtat-manifest.csv" || fail "the manifest differs"

# --discard keeps the audio alone.
rm -r "$corpus/audio/plain"
script/fetch --discard >said 2>&1 || fail "--discard gave status $?"
[ ! -e "$corpus/deb/plain_1%3a2-3_all.deb" ] || fail "the package is still there"
rm "$corpus/deb/"*
: >archive/log
script/fetch >said 2>&1 || fail "without the packages the status was $?"
[ ! -s archive/log ] || fail "downloaded for nothing: $(cat archive/log)"

status=0
script/fetch --nonsense >said 2>&1 || status=$?
[ "$status" -eq 2 ] || fail "a wrong option gave status $status"

# --only fetches that, and misses nothing else.
rm -r "$corpus/audio/plain" "$corpus/audio/zipped"
: >archive/log
script/fetch --only zipped >said 2>&1 || fail "--only gave status $?"
! grep -q plain archive/log || fail "--only fetched more"
grep -q 'three \[' "$corpus/mtat-manifest.csv" || fail "--only fetched nothing"
! grep -q plain "$corpus/mtat-manifest.csv" || fail "plain is still listed"
status=0
script/fetch --only zipped,nothing >said 2>&1 || status=$?
[ "$status" -eq 2 ] || fail "an unknown package gave status $status"
grep -q "'nothing'" said || fail "the unknown package is not named"
