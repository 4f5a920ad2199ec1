/* Numbers in bytes, as files have them.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_BYTES_GET_H
#define GLISSANDO_BYTES_GET_H

#include <glib.h>

/* Little-endian, or big-endian. */
guint32 bytes_get_le32 (const guint8 *bytes);
guint64 bytes_get_le64 (const guint8 *bytes);
guint32 bytes_get_be32 (const guint8 *bytes);
guint64 bytes_get_be64 (const guint8 *bytes);
/* Four bytes of which the highest bits do not count, as in ID3v2. */
guint32 bytes_get_seven_bits (const guint8 *bytes);

#endif
