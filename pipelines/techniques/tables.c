/* events.csv, manifest.csv and the cross tables.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tables.h"

#include <math.h>
#include <stdio.h>

#include "instruments.h"
#include "tags/csv.h"

static void
append_events (GString *out, const Recording *recording)
{
  for (guint i = 0; i < recording->events->len; i++) {
    const TechniqueEvent *event =
        &g_array_index (recording->events, TechniqueEvent, i);

    g_string_append_printf (out, "%s,%.4f,%.4f,%s,%s,%s,%s\n", recording->name,
        event->onset, event->offset, technique_name (event->technique),
        event->instrument, event->family, recording->source);
  }
}

char *
tables_make_events (const GPtrArray *recordings)
{
  GString *out =
      g_string_new ("clip,onset,offset,technique,instrument,family,source\n");

  for (guint i = 0; i < recordings->len; i++)
    append_events (out, recordings->pdata[i]);
  return g_string_free (out, FALSE);
}

/* An empty field is not known. */
static void
append_rows (GString *out, const Recording *recording, const Windows *windows)
{
  static const char *const fields[] = { ",0", ",1", "," };
  guint n = windows_count (windows, recording);

  for (guint i = 0; i < n; i++) {
    WindowLabel label[N_TECHNIQUES];
    double start = i * windows_get_hop (windows, recording);

    windows_label (windows, recording, i, label);
    g_string_append_printf (out, "%s,%.4f,%.4f,%s", recording->name, start,
        start + windows->seconds, split_name (recording->split));
    for (Technique t = 0; t < N_TECHNIQUES; t++)
      g_string_append (out, fields[label[t]]);
    g_string_append_c (out, '\n');
  }
}

char *
tables_make_manifest (const GPtrArray *recordings, const Windows *windows,
    gboolean only_real)
{
  GString *out = g_string_new ("path,start_s,end_s,split");

  for (Technique t = 0; t < N_TECHNIQUES; t++)
    g_string_append_printf (out, ",%s", technique_name (t));
  g_string_append_c (out, '\n');
  for (guint i = 0; i < recordings->len; i++) {
    const Recording *recording = recordings->pdata[i];

    if (recording->is_real || !only_real)
      append_rows (out, recording, windows);
  }
  return g_string_free (out, FALSE);
}

/* --- cross tables --- */

/* with[column][technique]: recordings in which somebody of this column plays
 * it; all[column]: recordings in which somebody of this column plays */
typedef struct
{
  GPtrArray *columns; /* (element-type utf8) */
  GArray *all;
  GArray *with[N_TECHNIQUES];
} Cross;

static void
cross_init (Cross *self)
{
  self->columns = g_ptr_array_new ();
  self->all = g_array_new (FALSE, TRUE, sizeof (guint));
  for (Technique t = 0; t < N_TECHNIQUES; t++)
    self->with[t] = g_array_new (FALSE, TRUE, sizeof (guint));
}

static void
cross_clear (Cross *self)
{
  g_ptr_array_unref (self->columns);
  g_array_unref (self->all);
  for (Technique t = 0; t < N_TECHNIQUES; t++)
    g_array_unref (self->with[t]);
}

static guint
cross_find (Cross *self, const char *column)
{
  guint i;

  if (g_ptr_array_find_with_equal_func (self->columns, column, g_str_equal, &i))
    return i;
  g_ptr_array_add (self->columns, (gpointer) column);
  g_array_set_size (self->all, self->columns->len);
  for (Technique t = 0; t < N_TECHNIQUES; t++)
    g_array_set_size (self->with[t], self->columns->len);
  return self->columns->len - 1;
}

#define COUNT(array, i) g_array_index (array, guint, i)

/* Each column of a recording once, and each technique of it once. */
static void
cross_add (Cross *self, const Recording *recording)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < recording->events->len; i++) {
    const TechniqueEvent *event =
        &g_array_index (recording->events, TechniqueEvent, i);
    guint column = cross_find (self,
        recording->is_real ? event->instrument : event->family);
    guint first = column * (N_TECHNIQUES + 1) + 1;

    COUNT (self->all, column) +=
        g_hash_table_add (seen, GUINT_TO_POINTER (first));
    COUNT (self->with[event->technique], column) += g_hash_table_add (seen,
        GUINT_TO_POINTER (first + 1 + event->technique));
  }
}

static double
entropy (double p)
{
  return p <= 0 || p >= 1 ? 0 : -p * log2 (p) - (1 - p) * log2 (1 - p);
}

/* I(technique; column) = H(technique) - H(technique | column), in bits;
 * there is at least one recording */
static double
measure_information (const Cross *self, Technique t)
{
  double n = 0, positive = 0, conditional = 0;

  for (guint c = 0; c < self->columns->len; c++) {
    double all = COUNT (self->all, c), with = COUNT (self->with[t], c);

    if (all == 0)
      continue;
    n += all;
    positive += with;
    conditional += all * entropy (with / all);
  }
  return entropy (positive / n) - conditional / n;
}

static void
print_row (const Cross *self, const char *name, const GArray *counts)
{
  guint sum = 0;

  printf ("%-16s", name);
  for (guint c = 0; c < self->columns->len; c++) {
    printf (" %13u", COUNT (counts, c));
    sum += COUNT (counts, c);
  }
  printf (" %13u", sum);
}

static void
print_cross (const Cross *self, gboolean tells_bits)
{
  printf ("%-16s", "");
  for (guint c = 0; c < self->columns->len; c++)
    printf (" %13.13s", (const char *) self->columns->pdata[c]);
  printf (" %13s%s\n", "all", tells_bits ? "      bits" : "");
  for (Technique t = 0; t < N_TECHNIQUES; t++) {
    print_row (self, technique_name (t), self->with[t]);
    if (tells_bits)
      printf (" %9.4f", measure_information (self, t));
    putchar ('\n');
  }
  print_row (self, "recordings", self->all);
  printf ("\n\n");
}

static void
print_part (const GPtrArray *recordings, Split split, gboolean real)
{
  Cross cross;
  guint n = 0;

  cross_init (&cross);
  for (Family family = 0; !real && family < N_FAMILIES; family++)
    cross_find (&cross, family_name (family));
  for (guint i = 0; i < recordings->len; i++) {
    const Recording *recording = recordings->pdata[i];

    if (recording->split == split && recording->is_real == real) {
      cross_add (&cross, recording);
      n++;
    }
  }
  if (n > 0) {
    printf ("%s, %s: recordings with a technique, by %s\n", split_name (split),
        real ? "real notes" : "synthesised", real ? "instrument" : "family");
    print_cross (&cross, !real);
  }
  cross_clear (&cross);
}

void
tables_print (const GPtrArray *recordings)
{
  for (Split split = 0; split < N_SPLITS; split++) {
    print_part (recordings, split, FALSE);
    print_part (recordings, split, TRUE);
  }
}
