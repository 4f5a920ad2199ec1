/* One row an event.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "data/eventlist.h"

#include "data/manifest.h"
#include "gls.h"
#include "location.h"
#include "tags/csv.h"
#include "text.h"
#include "textfile.h"

#define KIND "event"
#define MOST_LABELS 4096

typedef enum
{
  COLUMN_CLIP,
  COLUMN_ONSET,
  COLUMN_OFFSET,
  COLUMN_LABEL,
  COLUMN_P,
  COLUMN_KIND,
  N_COLUMNS
} Column;

/* By either name; the second one is that of “tag --csv”. */
static const char *const column_names[N_COLUMNS][2] = {
  [COLUMN_CLIP] = { "clip", "input" },
  [COLUMN_ONSET] = { "onset", "start" },
  [COLUMN_OFFSET] = { "offset", "end" },
  [COLUMN_LABEL] = { "technique", "tag" },
  [COLUMN_P] = { "p", "p" },
  [COLUMN_KIND] = { "kind", "kind" },
};

struct _EventList
{
  GPtrArray *labels;  /* char *, and NULL at the end */
  GPtrArray *clips;   /* GArray of GlsEvent */
  GHashTable *places; /* of clips, by what they are called and where they are */
};

typedef struct
{
  EventList *list;
  const char *path;
  char *folder;
  gssize columns[N_COLUMNS]; /* or -1 */
  Problems *problems;
} Reader;

void
eventlist_free (EventList *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->labels);
  g_ptr_array_unref (self->clips);
  g_hash_table_unref (self->places);
  g_free (self);
}

/* --- what a row is about --- */

/* Returns: (transfer full) (nullable): NULL of what is no file */
static char *
make_absolute (const char *name, const char *folder)
{
  g_autofree char *path = gls_location_get_path (name);

  return path != NULL ? g_canonicalize_filename (path, folder) : NULL;
}

static void
add_place (EventList *self, char *name, GArray *clip)
{
  if (name == NULL || g_hash_table_contains (self->places, name))
    g_free (name);
  else
    g_hash_table_insert (self->places, name, clip);
}

static GArray *
get_clip (Reader *self, const char *name)
{
  EventList *list = self->list;
  GArray *clip = g_hash_table_lookup (list->places, name);

  if (clip != NULL)
    return clip;
  clip = g_array_new (FALSE, FALSE, sizeof (GlsEvent));
  g_ptr_array_add (list->clips, clip);
  add_place (list, g_strdup (name), clip);
  add_place (list, make_absolute (name, self->folder), clip);
  add_place (list, make_absolute (name, NULL), clip);
  return clip;
}

/* Returns: its place, or -1 if there are too many */
static gssize
get_label (EventList *self, const char *name)
{
  guint n = self->labels->len - 1;

  for (guint i = 0; i < n; i++)
    if (g_str_equal (self->labels->pdata[i], name))
      return i;
  if (n == MOST_LABELS)
    return -1;
  g_ptr_array_insert (self->labels, (int) n, g_strdup (name));
  return n;
}

/* --- rows --- */

static gboolean
read_header (Reader *self, const GPtrArray *fields, GError **error)
{
  for (int c = 0; c < N_COLUMNS; c++) {
    self->columns[c] = -1;
    for (guint i = fields->len; i-- > 0;) {
      const char *name = fields->pdata[i];

      if (g_str_has_prefix (name, "\xEF\xBB\xBF"))
        name += 3; /* a byte order mark */
      if (g_str_equal (name, column_names[c][0])
          || g_str_equal (name, column_names[c][1]))
        self->columns[c] = i;
    }
    if (self->columns[c] < 0 && c != COLUMN_P && c != COLUMN_KIND) {
      g_set_error (error, GLS_ERROR, GLS_ERROR_DATA,
          "its header has neither a column “%s” nor “%s”", column_names[c][0],
          column_names[c][1]);
      return FALSE;
    }
  }
  return TRUE;
}

static const char *
get_field (const Reader *self, const GPtrArray *fields, Column column)
{
  gssize at = self->columns[column];

  return at >= 0 && at < (gssize) fields->len ? fields->pdata[at] : "";
}

/* Returns: (nullable): what is wrong */
static const char *
read_event (Reader *self, const GPtrArray *row, GlsEvent *event)
{
  const char *label = get_field (self, row, COLUMN_LABEL);
  const char *p_text = get_field (self, row, COLUMN_P);
  double p = 1;
  gssize at;

  if (!gls_text_to_number (get_field (self, row, COLUMN_ONSET), 0,
          MANIFEST_MAX_TIME_S, &event->onset)
      || !gls_text_to_number (get_field (self, row, COLUMN_OFFSET), 0,
          MANIFEST_MAX_TIME_S, &event->offset))
    return "its times are not seconds from 0 to 1000000";
  if (event->offset <= event->onset)
    return "it ends before it starts";
  if (*p_text != '\0' && !gls_text_to_number (p_text, 0, 1, &p))
    return "its p is not from 0 to 1";
  if (!gls_text_is_printable (label, GLS_MAX_TEXT))
    return "its label is not text of 1 to 256 bytes without control characters";
  at = get_label (self->list, label);
  if (at < 0)
    return "there are too many labels";
  event->label = (size_t) at;
  event->p = (float) p;
  return NULL;
}

static void
read_row (Reader *self, const GPtrArray *row, size_t line)
{
  const char *clip = get_field (self, row, COLUMN_CLIP);
  const char *wrong;
  GlsEvent event;

  if (self->columns[COLUMN_KIND] >= 0
      && !g_str_equal (get_field (self, row, COLUMN_KIND), KIND))
    return;
  wrong =
      *clip == '\0' ? "it names no recording" : read_event (self, row, &event);
  if (wrong == NULL)
    g_array_append_val (get_clip (self, clip), event);
  else
    problems_add (self->problems, self->path, line, "line %zu is left out: %s",
        line, wrong);
}

static gboolean
read_text (Reader *self, const char *text, GError **error)
{
  size_t line = 1, row_line = 1;
  gboolean has_header = FALSE;
  GError *failure = NULL;
  GPtrArray *fields;

  for (; gls_csv_next_row (&text, &line, &fields, &failure); row_line = line) {
    G_GNUC_UNUSED g_autoptr (GPtrArray) owned = fields;

    if (has_header)
      read_row (self, fields, row_line);
    else if (!read_header (self, fields, error))
      return FALSE;
    has_header = TRUE;
  }
  if (failure != NULL) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  if (self->list->clips->len > 0)
    return TRUE;
  g_set_error_literal (error, GLS_ERROR, GLS_ERROR_DATA,
      "there is no event in it");
  return FALSE;
}

EventList *
eventlist_load (const char *path, Problems *problems, GError **error)
{
  g_autoptr (EventList) self = g_new0 (EventList, 1);
  g_autofree char *text = NULL;
  g_autofree char *folder = g_path_get_dirname (path);
  Reader reader = { .list = self, .path = path, .problems = problems };
  size_t length;
  gboolean ok;

  self->labels = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->labels, NULL);
  self->clips = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  self->places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  text = gls_textfile_read (path, MANIFEST_MAX_BYTES, &length, error);
  if (text == NULL)
    return NULL;
  reader.folder = g_canonicalize_filename (folder, NULL);
  ok = read_text (&reader, text, error);
  g_free (reader.folder);
  return ok ? g_steal_pointer (&self) : NULL;
}

const char *const *
eventlist_get_labels (const EventList *self, size_t *n)
{
  if (n != NULL)
    *n = self->labels->len - 1;
  return (const char *const *) self->labels->pdata;
}

const GArray *
eventlist_find (const EventList *self, const char *name, const char *path)
{
  const GArray *clip = g_hash_table_lookup (self->places, name);
  g_autofree char *absolute = path != NULL ? make_absolute (path, NULL) : NULL;

  if (clip != NULL || absolute == NULL)
    return clip;
  return g_hash_table_lookup (self->places, absolute);
}
