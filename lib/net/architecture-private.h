/* What stands in an architecture file, for the rest of net.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_NET_ARCHITECTURE_PRIVATE_H
#define GLS_NET_ARCHITECTURE_PRIVATE_H

#include "net/architecture.h"
#include "json.h"

struct _GlsArchitecture
{
  char *name;
  GStrv front_end;
  size_t n_frames, hop;
  json_t *layers;
  json_t *training; /* never NULL */
  char *licence;    /* or NULL */
};

#endif
