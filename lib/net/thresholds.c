/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "net/thresholds.h"

#include <math.h>

/* A float is told from all others by 9 digits, and mostly by fewer. */
#define MOST_DIGITS 9

static gboolean
is_threshold (double x)
{
  return x >= 0 && x <= 1;
}

static gssize
find_label (const char *const *labels, const char *name)
{
  for (gssize i = 0; labels[i] != NULL; i++)
    if (g_str_equal (labels[i], name))
      return i;
  return -1;
}

float *
gls_thresholds_parse (const json_t *object, const char *const *labels,
    const char *what, GError **error)
{
  size_t n = g_strv_length ((GStrv) labels);
  g_autofree float *thresholds = g_new (float, MAX (n, 1));
  const char *name;
  json_t *member;

  for (size_t i = 0; i < n; i++)
    thresholds[i] = NAN;
  json_object_foreach ((json_t *) object, name, member)
  {
    gssize at = find_label (labels, name);

    if (at < 0 || !json_is_number (member)
        || !is_threshold (json_number_value (member))) {
      g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
          "%s: \"thresholds\" must be numbers from 0 to 1, each under the name "
          "of a label",
          what);
      return NULL;
    }
    thresholds[at] = (float) json_number_value (member);
  }
  return g_steal_pointer (&thresholds);
}

static json_t *
number_of_float (float x)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE], format[] = "%.1g";
  double value = 0;

  for (int n = 1; n <= MOST_DIGITS; n++) {
    format[2] = (char) ('0' + n);
    g_ascii_formatd (digits, sizeof digits, format, (double) x);
    value = g_ascii_strtod (digits, NULL);
    if ((float) value == x)
      break;
  }
  return json_real (value);
}

json_t *
gls_thresholds_to_json (const float *thresholds, const char *const *labels)
{
  json_t *object = json_object ();

  for (size_t i = 0; labels[i] != NULL; i++)
    if (!isnan (thresholds[i]))
      json_object_set_new (object, labels[i], number_of_float (thresholds[i]));
  return object;
}

gboolean
gls_thresholds_copy (const float *thresholds, size_t n, float **copy,
    GError **error)
{
  size_t n_known = 0;

  *copy = NULL;
  for (size_t i = 0; thresholds != NULL && i < n; i++) {
    if (isnan (thresholds[i]))
      continue;
    if (!is_threshold ((double) thresholds[i])) {
      g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
          "threshold %zu is %g, not from 0 to 1", i, (double) thresholds[i]);
      return FALSE;
    }
    n_known++;
  }
  if (n_known > 0)
    *copy = g_memdup2 (thresholds, n * sizeof *thresholds);
  return TRUE;
}
