/* libsndfile, under another name until the file is complete.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "audiofile.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <math.h>
#include <sndfile.h>
#include <string.h>

#include "gls.h"

static short *
quantise (const float *x, gsize n)
{
  short *samples = g_new (short, n);

  for (gsize i = 0; i < n; i++)
    samples[i] = (short) CLAMP (lrintf (32767 * x[i]), -32768, 32767);
  return samples;
}

static gboolean
fail (const char *path, const char *why, GError **error)
{
  g_set_error (error, GLS_ERROR, GLS_ERROR_IO, "%s cannot be written: %s", path,
      why);
  return FALSE;
}

gboolean
audiofile_write (const char *path, const float *x, gsize n, int rate,
    GError **error)
{
  SF_INFO info = { .samplerate = rate,
    .channels = 1,
    .format = SF_FORMAT_FLAC | SF_FORMAT_PCM_16 };
  g_autofree char *part = g_strconcat (path, ".part", NULL);
  g_autofree short *samples = quantise (x, n);
  SNDFILE *file = sf_open (part, SFM_WRITE, &info);
  gboolean ok;

  if (file == NULL)
    return fail (path, sf_strerror (NULL), error);
  ok = sf_write_short (file, samples, (sf_count_t) n) == (sf_count_t) n;
  ok = sf_close (file) == 0 && ok;
  if (!ok || g_rename (part, path) != 0) {
    const char *why = ok ? g_strerror (errno) : "the disk may be full";

    g_unlink (part);
    return fail (path, why, error);
  }
  return TRUE;
}
