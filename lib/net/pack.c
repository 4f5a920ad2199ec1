/* pack: the packing layer of PackNet, made of simple layers.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Guizilini, Ambrus, Pillai, Raventos and Gaidon, "3D packing for
 * self-supervised monocular depth estimation", CVPR 2020, section 4.1 and
 * figure 2: space2depth, a 3-D convolution with D kernels, reshape, a 2-D
 * convolution; then group normalisation and ELU, as their networks have after
 * every convolution.
 *
 *   { "type": "pack", "kernels": D, "channels": C, "kernel": 3, "groups": G }
 *
 * "kernel" is the side of the 2-D kernel; the 3-D ones are 3 x 3 x 3, and with
 * no kernels there is no 3-D convolution, to learn what it is worth. Their 16
 * groups do not divide every number of channels, so G, where it is not given,
 * is the largest divisor of C that is at most 16.
 */
#include "net/pack.h"
#include "net/layer.h"

#define PAPER_GROUPS 16

/* Returns: (transfer none): the entry */
static json_t *
add_layer (json_t *out, const char *pack, const char *type)
{
  g_autofree char *name = g_strdup_printf ("%s.%s", pack, type);
  json_t *entry = json_pack ("{s:s, s:s}", "type", type, "name", name);

  json_array_append_new (out, entry);
  return entry;
}

static size_t
default_groups (size_t channels)
{
  size_t groups = PAPER_GROUPS;

  while (channels % groups != 0)
    groups--;
  return groups;
}

gboolean
gls_pack_expand (json_t *out, const json_t *pack, const char *name,
    GError **error)
{
  static const char *const known[] = { "type", "name", "kernels", "channels",
    "kernel", "groups", NULL };
  g_autofree char *what = g_strdup_printf ("layer \"%s\"", name);
  size_t kernels, channels, kernel = 3, groups;
  json_t *entry;

  if (!gls_json_only_has (pack, what, known, error)
      || !gls_json_get_size (pack, what, "kernels", 0, GLS_MAX_KERNELS,
          &kernels, error)
      || !gls_json_get_size (pack, what, "channels", 1, GLS_MAX_CHANNELS,
          &channels, error)
      || !gls_json_may_get_size (pack, what, "kernel", 1, GLS_MAX_KERNEL,
          &kernel, error))
    return FALSE;
  groups = default_groups (channels);
  if (!gls_json_may_get_size (pack, what, "groups", 1, channels, &groups,
          error))
    return FALSE;

  add_layer (out, name, "space2depth");
  if (kernels > 0)
    json_object_set_new (add_layer (out, name, "conv3d"), "kernels",
        json_integer ((json_int_t) kernels));
  entry = add_layer (out, name, "conv2d");
  json_object_set_new (entry, "channels", json_integer ((json_int_t) channels));
  json_object_set_new (entry, "kernel", json_integer ((json_int_t) kernel));
  entry = add_layer (out, name, "group_norm");
  json_object_set_new (entry, "groups", json_integer ((json_int_t) groups));
  add_layer (out, name, "elu");
  return TRUE;
}
