/* Through an MP3 encoder, LAME, and a decoder, mpg123.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "disturb/kind.h"

#include "disturb/through.h"
#include "gls.h"

/* What MPEG-1 and MPEG-2 both have, so that each fits most sampling rates. */
static const char *const bitrates[] = { "32", "40", "48", "56", "64", "80",
  "96", "112", "128", "160", NULL };

/* What comes out is later by this: 576 samples of LAME's, and the 529 that a
 * decoder has by the standard. */
#define DELAY 1105
/* So that the last of them comes out, too: more than a frame of the encoder and
 * one of the decoder. */
#define TAIL (4 * 1152)

static const guint rates[] = { 8000, 11025, 12000, 16000, 22050, 24000, 32000,
  44100, 48000 };

static const char *
find_missing (void)
{
  static const char *const elements[] = { "lamemp3enc", "mpegaudioparse",
    "mpg123audiodec", NULL };

  return through_has_elements (elements)
      ? NULL
      : "GStreamer has no MP3 encoder and decoder here: install "
        "gstreamer1.0-plugins-good";
}

static gboolean
check_rate (guint rate, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (rates); i++)
    if (rates[i] == rate)
      return TRUE;
  g_set_error (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC,
      "MP3 has no sampling rate of %u Hz, which the model hears", rate);
  return FALSE;
}

static gboolean
apply (double value, guint64 seed, Sound *sound, GError **error)
{
  g_autofree char *line =
      g_strdup_printf ("audioconvert dithering=none ! "
                       "lamemp3enc target=bitrate cbr=true bitrate=%s ! "
                       "audio/mpeg,rate=%u ! mpegaudioparse ! mpg123audiodec",
          bitrates[(int) value], sound->rate);

  return check_rate (sound->rate, error)
      && through (sound, line, DELAY, TAIL, error);
}

const DisturbKind disturb_mp3 = {
  .name = "mp3",
  .values = bitrates,
  .unit = "kbit/s",
  .find_missing = find_missing,
  .apply = apply,
};
