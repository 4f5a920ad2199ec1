/* Five kinds of tags, and which file has which; TagLib knows the rest.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "files/metadata.h"

#include <algorithm>
#include <exception>
#include <functional>
#include <memory>
#include <stdexcept>
#include <vector>
#include <string.h>

#include <taglib/aifffile.h>
#include <taglib/apefile.h>
#include <taglib/apetag.h>
#include <taglib/asffile.h>
#include <taglib/asftag.h>
#include <taglib/flacfile.h>
#include <taglib/id3v1genres.h>
#include <taglib/id3v1tag.h>
#include <taglib/id3v2header.h>
#include <taglib/id3v2tag.h>
#include <taglib/infotag.h>
#include <taglib/mp4file.h>
#include <taglib/mp4tag.h>
#include <taglib/mpcfile.h>
#include <taglib/mpegfile.h>
#include <taglib/oggflacfile.h>
#include <taglib/opusfile.h>
#include <taglib/speexfile.h>
#include <taglib/textidentificationframe.h>
#include <taglib/tpropertymap.h>
#include <taglib/unknownframe.h>
#include <taglib/vorbisfile.h>
#include <taglib/wavfile.h>
#include <taglib/wavpackfile.h>
#include <taglib/xiphcomment.h>

using namespace TagLib;

namespace {

constexpr auto get_name = metadata_field_get_name;
const MetadataField all_fields[] = { METADATA_TAGS, METADATA_GENRE,
  METADATA_RECORD };

/* --- the file, as TagLib wants it --- */

class Stream : public IOStream {
public:
  explicit Stream (Overlay *file) : file (file)
  {
  }

  FileName name () const override
  {
    return "";
  }

  ByteVector readBlock (unsigned long n) override
  {
    guint64 size = overlay_get_size (file), left = size - std::min (at, size);
    ByteVector data (static_cast<unsigned> (std::min<guint64> (n, left)), 0);
    size_t got = overlay_read (file, at, data.data (), data.size ());

    at += got;
    return data.resize (static_cast<unsigned> (got));
  }

  void writeBlock (const ByteVector &data) override
  {
    insert (data, at, data.size ());
    at += data.size ();
  }

  void insert (const ByteVector &data, unsigned long start,
      unsigned long replace) override
  {
    overlay_replace (file, start, replace, data.data (), data.size ());
  }

  void removeBlock (unsigned long start, unsigned long n) override
  {
    overlay_replace (file, start, n, nullptr, 0);
  }

  bool readOnly () const override
  {
    return false;
  }

  bool isOpen () const override
  {
    return true;
  }

  void seek (long offset, Position from) override
  {
    long base = from == Beginning ? 0 : from == Current ? tell () : length ();

    at = static_cast<guint64> (std::max (base + offset, 0L));
  }

  long tell () const override
  {
    return static_cast<long> (at);
  }

  long length () override
  {
    return static_cast<long> (overlay_get_size (file));
  }

  void truncate (long n) override
  {
    overlay_replace (file, static_cast<guint64> (n), G_MAXUINT64, nullptr, 0);
  }

private:
  Overlay *file;
  guint64 at = 0;
};

/* --- kinds of tags --- */

class Fields {
public:
  virtual ~Fields () = default;
  virtual StringList get (MetadataField field) const = 0;
  virtual void set (MetadataField field, const StringList &values) = 0;
  /* Before it is saved. */
  virtual void prepare ()
  {
  }
};

/* A frame that is written as it is. It has its name only then, since TagLib looks
 * for those that it would change by their names. */
class RawFrame : public ID3v2::Frame {
public:
  RawFrame (const ByteVector &id, const ByteVector &content)
      : Frame (new Header ("RAW ")), id (id), content (content)
  {
  }

  String toString () const override
  {
    return String ();
  }

protected:
  void parseFields (const ByteVector &data) override
  {
    content = data;
  }

  ByteVector renderFields () const override
  {
    header ()->setFrameID (id);
    return content;
  }

private:
  ByteVector id, content;
};

bool
are_latin (const StringList &values)
{
  return std::all_of (values.begin (), values.end (),
      [] (const String &value) { return value.isLatin1 (); });
}

/* Several texts with zeros between them. */
ByteVector
join (const StringList &values)
{
  String::Type encoding = are_latin (values) ? String::Latin1 : String::UTF16;
  ByteVector zero (encoding == String::Latin1 ? 1 : 2, '\0');
  ByteVector content (1, static_cast<char> (encoding));

  for (auto value = values.begin (); value != values.end (); ++value) {
    if (value != values.begin ())
      content.append (zero);
    content.append (value->data (encoding));
  }
  return content;
}

/* A number stands for one of the genres of ID3v1. */
String
get_genre_name (const String &value)
{
  bool is_number = false;
  int number = value.toInt (&is_number);
  String name = is_number ? ID3v1::genre (number) : String ();

  return name.isEmpty () ? value : name;
}

/* Frames of text, which have a description where they are our own. */
class Id3v2Fields : public Fields {
public:
  Id3v2Fields (ID3v2::Tag *tag, ID3v2::Version version)
      : tag (tag), version (version)
  {
  }

  StringList get (MetadataField field) const override
  {
    StringList values;

    for (auto *frame : find (field)) {
      StringList more = frame->fieldList ();

      if (field != METADATA_GENRE) /* which comes first, described */
        more.erase (more.begin ());
      for (const auto &value : more)
        values.append (field == METADATA_GENRE ? get_genre_name (value)
                                               : value);
    }
    return values;
  }

  void set (MetadataField field, const StringList &values) override
  {
    auto encoding = are_latin (values) ? String::Latin1 : String::UTF8;

    for (auto *frame : find (field))
      tag->removeFrame (frame);
    if (values.isEmpty ())
      return;
    if (field != METADATA_GENRE) {
      tag->addFrame (new ID3v2::UserTextIdentificationFrame (get_name (field),
          values, encoding));
      return;
    }
    auto *frame = new ID3v2::TextIdentificationFrame ("TCON", encoding);
    frame->setText (values);
    tag->addFrame (frame);
  }

  /* TagLib writes 2.3 without what 2.4 has no place for, and of several genres
   * that are not in the list of ID3v1 only the first one. Other programs put
   * zeros between them in 2.3, too. */
  void prepare () override
  {
    if (version != ID3v2::v3)
      return;
    for (auto *frame : ID3v2::FrameList (tag->frameList ())) {
      auto *unknown = dynamic_cast<ID3v2::UnknownFrame *> (frame);

      if (unknown != nullptr && is_of_2_3 (frame->frameID ()))
        replace (frame, unknown->data ());
    }
    auto genres = find (METADATA_GENRE);
    if (genres.size () == 1 && !is_for_2_3 (genres[0]->fieldList ()))
      replace (genres[0], join (get (METADATA_GENRE)));
  }

private:
  ID3v2::Tag *tag;
  ID3v2::Version version;

  /* Numbers of genres, and at most one text after them. */
  static bool is_for_2_3 (StringList genres)
  {
    if (!genres.isEmpty ())
      genres.erase (--genres.end ());
    return std::all_of (genres.begin (), genres.end (),
        [] (const String &genre) { return get_genre_name (genre) != genre; });
  }

  static bool is_of_2_3 (const ByteVector &id)
  {
    return id == "EQUA" || id == "RVAD" || id == "TRDA" || id == "TSIZ";
  }

  void replace (ID3v2::Frame *frame, const ByteVector &content)
  {
    auto *raw = new RawFrame (frame->frameID (), content);

    tag->removeFrame (frame);
    tag->addFrame (raw);
  }

  std::vector<ID3v2::TextIdentificationFrame *> find (MetadataField field) const
  {
    const char *id = field == METADATA_GENRE ? "TCON" : "TXXX";
    std::vector<ID3v2::TextIdentificationFrame *> found;

    for (auto *frame : tag->frameList (id)) {
      auto *text = dynamic_cast<ID3v2::TextIdentificationFrame *> (frame);
      auto *own = dynamic_cast<ID3v2::UserTextIdentificationFrame *> (frame);

      if (text != nullptr
          && (own == nullptr || own->description () == get_name (field)))
        found.push_back (text);
    }
    return found;
  }
};

class XiphFields : public Fields {
public:
  explicit XiphFields (Ogg::XiphComment *comment) : comment (comment)
  {
  }

  StringList get (MetadataField field) const override
  {
    const auto &fields = comment->fieldListMap ();

    return fields.contains (get_name (field)) ? fields[get_name (field)]
                                              : StringList ();
  }

  void set (MetadataField field, const StringList &values) override
  {
    comment->removeFields (get_name (field));
    for (const auto &value : values)
      comment->addField (get_name (field), value, false);
  }

private:
  Ogg::XiphComment *comment;
};

class Mp4Fields : public Fields {
public:
  explicit Mp4Fields (MP4::Tag *tag) : tag (tag)
  {
  }

  StringList get (MetadataField field) const override
  {
    return tag->contains (name (field))
        ? tag->item (name (field)).toStringList ()
        : StringList ();
  }

  void set (MetadataField field, const StringList &values) override
  {
    if (values.isEmpty ())
      tag->removeItem (name (field));
    else
      tag->setItem (name (field), MP4::Item (values));
  }

private:
  MP4::Tag *tag;

  static String name (MetadataField field)
  {
    return field == METADATA_GENRE
        ? String ("\251gen")
        : String ("----:com.apple.iTunes:") + get_name (field);
  }
};

class ApeFields : public Fields {
public:
  explicit ApeFields (APE::Tag *tag) : tag (tag)
  {
  }

  StringList get (MetadataField field) const override
  {
    const auto &items = tag->itemListMap ();

    return items.contains (get_name (field)) ? items[get_name (field)].values ()
                                             : StringList ();
  }

  void set (MetadataField field, const StringList &values) override
  {
    const char *name = field == METADATA_GENRE ? "Genre" : get_name (field);

    tag->removeItem (name);
    if (!values.isEmpty ())
      tag->setItem (name, APE::Item (name, values));
  }

private:
  APE::Tag *tag;
};

/* TagLib writes the first value of an attribute into one object of the header,
 * and the others into the extension; and it reads them as these stand in the
 * file. Where the extension stands first, that makes the first value the last. */
class AsfFields : public Fields {
public:
  AsfFields (ASF::Tag *tag, bool extension_is_first)
      : tag (tag), extension_is_first (extension_is_first)
  {
  }

  StringList get (MetadataField field) const override
  {
    StringList values;

    for (const auto &attribute : as_written (tag->attribute (name (field))))
      values.append (attribute.toString ());
    return values;
  }

  void set (MetadataField field, const StringList &values) override
  {
    ASF::AttributeList list;

    for (const auto &value : values)
      list.append (ASF::Attribute (value));
    if (extension_is_first && !list.isEmpty ()) {
      list.append (list.front ());
      list.erase (list.begin ());
    }
    tag->removeItem (name (field));
    for (const auto &attribute : list)
      tag->addAttribute (name (field), attribute);
  }

  void prepare () override
  {
    for (auto &item : tag->attributeListMap ())
      item.second = as_written (item.second);
  }

private:
  ASF::Tag *tag;
  bool extension_is_first;

  ASF::AttributeList as_written (const ASF::AttributeList &as_read) const
  {
    ASF::AttributeList list;

    for (const auto &attribute : as_read)
      list.append (attribute);
    if (extension_is_first && list.size () > 1) {
      list.prepend (list.back ());
      list.erase (--list.end ());
    }
    return list;
  }

  static const char *name (MetadataField field)
  {
    return field == METADATA_GENRE ? "WM/Genre" : get_name (field);
  }
};

/* --- kinds of files --- */

struct Opened
{
  std::unique_ptr<File> file;
  std::unique_ptr<Fields> fields;
  std::function<bool ()> save;
};

/* The version that is there stays; 2.2 has no writers any more. */
ID3v2::Version
choose_version (const ID3v2::Tag *tag, bool is_there)
{
  return is_there && tag->header ()->majorVersion () < 4 ? ID3v2::v3
                                                         : ID3v2::v4;
}

/* Where there is no ID3v2, what an older tag says must be in the new one, too,
 * since players that find ID3v2 look no further. */
Fields *
make_id3v2 (ID3v2::Tag *tag, bool is_there, const Tag *older)
{
  if (!is_there && older != nullptr)
    Tag::duplicate (older, tag, false);
  return new Id3v2Fields (tag, choose_version (tag, is_there));
}

/* In the tag that players read: ID3v2, unless there is only APE. */
Opened
open_mpeg (IOStream *stream)
{
  auto *file = new MPEG::File (stream, ID3v2::FrameFactory::instance ());
  Opened opened = { std::unique_ptr<File> (file), nullptr, nullptr };
  bool is_there = file->hasID3v2Tag ();

  if (!is_there && file->hasAPETag ()) {
    opened.fields = std::make_unique<ApeFields> (file->APETag ());
    opened.save = [file] {
      return file->save (MPEG::File::APE, File::StripNone, ID3v2::v4,
          File::DoNotDuplicate);
    };
    return opened;
  }
  ID3v2::Tag *tag = file->ID3v2Tag (true);
  opened.fields.reset (make_id3v2 (tag, is_there, file->ID3v1Tag ()));
  opened.save = [file, tag, is_there] {
    return file->save (MPEG::File::ID3v2, File::StripNone,
        choose_version (tag, is_there), File::DoNotDuplicate);
  };
  return opened;
}

/* What is in RIFF's own list, which has one value each, is left alone. */
Opened
open_wav (IOStream *stream)
{
  auto *file = new RIFF::WAV::File (stream);
  Opened opened = { std::unique_ptr<File> (file), nullptr, nullptr };
  ID3v2::Tag *tag = file->ID3v2Tag ();
  bool is_there = file->hasID3v2Tag ();

  if (tag != nullptr)
    opened.fields.reset (make_id3v2 (tag, is_there, file->InfoTag ()));
  opened.save = [file, tag, is_there] {
    return file->save (RIFF::WAV::File::ID3v2, File::StripNone,
        choose_version (tag, is_there));
  };
  return opened;
}

Opened
open_aiff (IOStream *stream)
{
  auto *file = new RIFF::AIFF::File (stream);
  Opened opened = { std::unique_ptr<File> (file), nullptr, nullptr };
  ID3v2::Tag *tag = file->tag ();
  bool is_there = file->hasID3v2Tag ();

  if (tag != nullptr)
    opened.fields.reset (make_id3v2 (tag, is_there, nullptr));
  opened.save = [file, tag, is_there] {
    return file->save (choose_version (tag, is_there));
  };
  return opened;
}

Opened
open_flac (IOStream *stream)
{
  auto *file = new FLAC::File (stream, ID3v2::FrameFactory::instance ());

  return { std::unique_ptr<File> (file),
    std::make_unique<XiphFields> (file->xiphComment (true)),
    [file] { return file->save (); } };
}

template <class Kind>
Opened
open_ogg (IOStream *stream)
{
  auto *file = new Kind (stream);
  auto *comment = dynamic_cast<Ogg::XiphComment *> (file->tag ());

  return { std::unique_ptr<File> (file),
    comment != nullptr ? std::make_unique<XiphFields> (comment) : nullptr,
    [file] { return file->save (); } };
}

bool
is_last_block (const ByteVector &block)
{
  return !block.isEmpty () && (block[0] & '\x80') != 0;
}

/* TagLib forgets to mark the last of FLAC's blocks as the last one. */
bool
save_ogg_flac (Ogg::File *file)
{
  bool is_last = is_last_block (file->packet (1));

  if (!file->save ())
    return false;
  ByteVector block = file->packet (1);
  if (is_last == is_last_block (block))
    return true;
  block[0] = static_cast<char> (block[0] | '\x80');
  file->setPacket (1, block);
  return file->Ogg::File::save ();
}

Opened
open_ogg_flac (IOStream *stream)
{
  Opened opened = open_ogg<Ogg::FLAC::File> (stream);
  auto *file = static_cast<Ogg::File *> (opened.file.get ());

  opened.save = [file] { return save_ogg_flac (file); };
  return opened;
}

Opened
open_mp4 (IOStream *stream)
{
  auto *file = new MP4::File (stream);

  return { std::unique_ptr<File> (file),
    std::make_unique<Mp4Fields> (file->tag ()),
    [file] { return file->save (); } };
}

bool
is_extension_first (IOStream *stream)
{
  static const char extension[] = "\xb5\x03\xbf\x5f\x2e\xa9\xcf\x11",
                    description[] = "\x40\xa4\xd0\xd2\x07\xe3\xd2\x11";

  stream->seek (0);
  ByteVector header = stream->readBlock (1 << 20);
  int first = header.find (extension), second = header.find (description);
  stream->seek (0);
  return first >= 0 && (second < 0 || first < second);
}

Opened
open_asf (IOStream *stream)
{
  bool extension_is_first = is_extension_first (stream);
  auto *file = new ASF::File (stream);
  auto *tag = dynamic_cast<ASF::Tag *> (file->tag ());

  return { std::unique_ptr<File> (file),
    tag != nullptr ? std::make_unique<AsfFields> (tag, extension_is_first)
                   : nullptr,
    [file] { return file->save (); } };
}

template <class Kind>
Opened
open_ape (IOStream *stream)
{
  auto *file = new Kind (stream);

  return { std::unique_ptr<File> (file),
    std::make_unique<ApeFields> (file->APETag (true)),
    [file] { return file->save (); } };
}

/* TagLib adds 8 to the size of a block in 32 bits: with one as large as that it
 * would come back to the same block for ever. */
void
check_wavpack_blocks (IOStream *stream)
{
  for (guint64 at = 0;;) {
    stream->seek (static_cast<long> (at));
    ByteVector head = stream->readBlock (8);
    if (head.size () < 8 || !head.startsWith ("wvpk"))
      break;
    unsigned size = head.toUInt (4U, false);
    if (size > G_MAXUINT32 - 8)
      throw std::runtime_error ("the size of a block");
    at += 8 + static_cast<guint64> (size);
  }
  stream->seek (0);
}

Opened
open_wavpack (IOStream *stream)
{
  check_wavpack_blocks (stream);
  return open_ape<WavPack::File> (stream);
}

/* By what is in a file, behind an ID3v2 tag; names may lie. */
const struct
{
  size_t at;
  const char *bytes;
  Opened (*open) (IOStream *stream);
} kinds[] = {
  { 8, "WAVE", open_wav },
  { 8, "AIFF", open_aiff },
  { 8, "AIFC", open_aiff },
  { 0, "fLaC", open_flac },
  { 28, "\x01vorbis", open_ogg<Ogg::Vorbis::File> },
  { 28, "OpusHead", open_ogg<Ogg::Opus::File> },
  { 28,
      "\x7f"
      "FLAC",
      open_ogg_flac },
  { 28, "Speex   ", open_ogg<Ogg::Speex::File> },
  { 4, "ftyp", open_mp4 },
  { 0, "\x30\x26\xb2\x75\x8e\x66\xcf\x11", open_asf },
  { 0, "MAC ", open_ape<APE::File> },
  { 0, "wvpk", open_wavpack },
  { 0, "MPCK", open_ape<MPC::File> },
  { 0, "MP+", open_ape<MPC::File> },
};

ByteVector
read_start (IOStream *stream)
{
  const unsigned n = 64;

  stream->seek (0);
  ByteVector start = stream->readBlock (n);
  if (start.startsWith ("ID3") && start.size () >= 10) {
    ID3v2::Header header (start);

    stream->seek (static_cast<long> (header.completeTagSize ()));
    start = stream->readBlock (n);
  }
  stream->seek (0);
  return start;
}

Opened
open_file (IOStream *stream)
{
  ByteVector start = read_start (stream);

  for (const auto &kind : kinds)
    if (start.containsAt (kind.bytes, static_cast<unsigned> (kind.at)))
      return kind.open (stream);
  return MPEG::File::isSupported (stream) ? open_mpeg (stream) : Opened ();
}

gboolean
fail (GError **error, const char *why)
{
  g_set_error_literal (error, GLS_ERROR, GLS_ERROR_DATA, why);
  return FALSE;
}

/* Nothing that is thrown goes through C. */
gboolean
guard (const Overlay *file, GError **error, const std::function<bool ()> &work,
    const char *otherwise)
{
  bool ok;

  try {
    ok = work ();
  } catch (const std::exception &) {
    return fail (error, "its metadata are damaged");
  }
  if (overlay_get_failure (file) != nullptr) {
    g_propagate_error (error, g_error_copy (overlay_get_failure (file)));
    return FALSE;
  }
  return ok ? TRUE : fail (error, otherwise);
}

/* TagLib knows no name of its own for some, and lists them by that of the
 * container. */
PropertyMap
get_others (const File &file)
{
  PropertyMap map = file.properties ();
  std::vector<String> unnamed;
  StringList sorted;

  for (const auto &name : map.unsupportedData ())
    if (std::none_of (std::begin (all_fields), std::end (all_fields),
            [&] (auto field) { return name.find (get_name (field)) >= 0; }))
      unnamed.push_back (name);
  std::sort (unnamed.begin (), unnamed.end ());
  for (const auto &name : unnamed)
    sorted.append (name);
  map.unsupportedData () = sorted;
  for (auto field : all_fields)
    map.erase (get_name (field));
  return map;
}

} // namespace

struct _Metadata
{
  explicit _Metadata (Overlay *overlay) : overlay (overlay), stream (overlay)
  {
  }

  Overlay *overlay;
  Stream stream; /* outlives the file */
  Opened opened;
};

Metadata *
metadata_open (Overlay *file, GError **error)
{
  g_autoptr (Metadata) self = new Metadata (file);
  Metadata *opening = self;
  auto work = [opening] {
    Opened &opened = opening->opened = open_file (&opening->stream);

    return opened.file == nullptr
        || (opened.file->isValid () && opened.fields != nullptr);
  };

  if (!guard (file, error, work, "its metadata cannot be read"))
    return nullptr;
  return static_cast<Metadata *> (g_steal_pointer (&self));
}

void
metadata_free (Metadata *self)
{
  delete self;
}

gboolean
metadata_can_change (const Metadata *self, GError **error)
{
  return self->opened.file != nullptr
      ? TRUE
      : fail (error, "nothing here writes metadata into files of its kind");
}

GStrv
metadata_get (const Metadata *self, MetadataField field)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (self->opened.fields != nullptr)
    for (const auto &value : self->opened.fields->get (field))
      g_strv_builder_add (builder, value.toCString (true));
  return g_strv_builder_end (builder);
}

void
metadata_set (Metadata *self, MetadataField field, const char *const *values)
{
  StringList list;

  for (; *values != nullptr; values++)
    list.append (String (*values, String::UTF8));
  self->opened.fields->set (field, list);
}

gboolean
metadata_save (Metadata *self, GError **error)
{
  self->opened.fields->prepare ();
  return guard (self->overlay, error, self->opened.save,
      "its metadata cannot be changed");
}

gboolean
metadata_others_are_same (const Metadata *a, const Metadata *b)
{
  return get_others (*a->opened.file) == get_others (*b->opened.file);
}
