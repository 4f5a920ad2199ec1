/* mpg123 knows free bitrates; as far as ranks go, libav comes first.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "audio/free-format.h"

#include "audio/mp3.h"

/* GstAutoplugSelectResult, which no header declares */
enum
{
  TRY = 0,
  SKIP = 2,
};

static int
on_autoplug_select (GstElement *decode, GstPad *pad, GstCaps *caps,
    GstElementFactory *factory, gpointer data)
{
  return g_str_has_prefix (GST_OBJECT_NAME (factory), "avdec_mp3") ? SKIP : TRY;
}

void
free_format_install (GstElement *decode, Peek *file)
{
  const guint8 *b = peek_at (file, mp3_find_start (file), 4);

  if (b != NULL && mp3_is_free_format (b))
    g_signal_connect (decode, "autoplug-select",
        G_CALLBACK (on_autoplug_select), NULL);
}
