/* Hours of radio, faster than they pass: a station on the loopback plays a
 * minute of everything, hangs up in mid-frame, sends rubbish, stalls, changes
 * codec, rate and title; what listens must not grow, and must say the same of
 * the same audio at the end as at the start.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     soak [--hours H] [--minutes M] [--growth PERCENT]
 */
#include <gst/gst.h>
#include <malloc.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "plugin.h"
#include "footprint.h"
#include "programme.h"
#include "station.h"

#define METADATA_EVERY 16000

/* Memory may still be touched for the first time until then. */
#define WARM_UP_S 600.0

/* Time stamps go on over a break, so that audioresample joins both sides in one
 * stream: where its samples lie between those of the input depends on what came
 * before. */
#define MAX_APART 1e-3

/* A connection of this many stalls in its middle. */
#define STALLS_EVERY 50

/* Nothing for as long is a failure. */
#define PATIENCE_S 120

/* The address sanitizer keeps for a while what is freed. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define MEMORY_IS_OURS FALSE
#else
#define MEMORY_IS_OURS TRUE
#endif

typedef struct
{
  double hours;
  int minutes;
  double growth; /* of memory that is borne, in percent */
} Options;

typedef struct
{
  GArray *items;
  guint minutes; /* of each connection but the short ones */
  double hours;
  guint n_connections; /* that are counted; those after them end the last */
} Schedule;

/* What was held for a while: the largest of everything, and the mean of memory,
 * which goes up and down by some percent with what is on its way. */
typedef struct
{
  Footprint most;
  double sum_kib;
  guint n;
} Stretch;

/* What has come out. */
typedef struct
{
  const Schedule *schedule;
  double max_growth;
  GArray *starts;          /* of GstClockTime: of each connection */
  GstClockTime broke_off;  /* the last one */
  GPtrArray *first, *last; /* of tables from tag to p: the predictions of two
                               connections */
  guint n_predictions, n_titles;
  guint n_lost;
  double heard_s;
  Stretch warm, late;
} Listening;

static Schedule schedule; /* what station_open() has no room for */

/* ---- the station ---- */

static const ProgrammeItem *
item_of (guint connection)
{
  guint i = connection == 1 || connection == schedule.n_connections
      ? 0
      : (connection - 1) % schedule.items->len;

  return &g_array_index (schedule.items, ProgrammeItem, i);
}

/* What is to be compared is sent whole. */
static gboolean
is_spared (guint connection)
{
  return connection == 1 || connection >= schedule.n_connections;
}

/* The first round is short, so that each decoder has been there before memory
 * is looked at. */
static guint
minutes_of (guint connection)
{
  return connection <= schedule.items->len || is_spared (connection)
      ? 1
      : schedule.minutes;
}

/* A block of metadata: its length in 16 bytes, then a title. */
static gboolean
send_title (Listener *listener, guint at)
{
  char block[1 + 64] = { 4 };
  g_autoptr (GBytes) bytes = NULL;

  g_snprintf (block + 1, 64, "StreamTitle='Piece %u of connection %u';", at,
      listener->nth);
  bytes = g_bytes_new (block, sizeof block);
  return listener_send (listener, bytes);
}

static gboolean
send_with_titles (Listener *listener, GBytes *bytes, gsize *until_title)
{
  gsize size = g_bytes_get_size (bytes);
  gboolean is_there = TRUE;

  for (gsize at = 0; at < size && is_there;) {
    gsize n = MIN (size - at, *until_title);
    g_autoptr (GBytes) part = g_bytes_new_from_bytes (bytes, at, n);

    is_there = listener_send (listener, part);
    at += n;
    *until_title -= n;
    if (*until_title == 0) {
      is_there = is_there && send_title (listener, (guint) (at / size));
      *until_title = METADATA_EVERY;
    }
  }
  return is_there;
}

static gboolean
send_rubbish (Listener *listener)
{
  guint8 rubbish[3000];
  g_autoptr (GBytes) bytes = NULL;

  for (gsize i = 0; i < sizeof rubbish; i++)
    rubbish[i] = (guint8) (i * i * 31 + i * 7);
  bytes = g_bytes_new (rubbish, sizeof rubbish);
  return listener_send (listener, bytes);
}

static void
serve_plain (Listener *listener, const ProgrammeItem *item)
{
  gboolean spare = is_spared (listener->nth), is_there = TRUE;
  guint minutes = minutes_of (listener->nth);

  for (guint minute = 0; minute < minutes && is_there; minute++) {
    if (minute + 1 == minutes && !spare && listener->nth % STALLS_EVERY == 0) {
      listener_wait (listener, 10.0);
      return;
    }
    if (minute > 0 && !spare && listener->nth % 5 == 0)
      is_there = send_rubbish (listener);
    is_there = is_there && listener_send (listener, item->bytes);
  }
  if (!spare && is_there && listener->nth % 2 == 0) {
    g_autoptr (GBytes) torn = g_bytes_new_from_bytes (item->bytes, 0,
        g_bytes_get_size (item->bytes) / 3);

    listener_send (listener, torn);
  }
}

static void
serve (Listener *listener)
{
  const ProgrammeItem *item = item_of (listener->nth);
  gboolean titles = strcmp (item->type, "audio/mpeg") == 0;
  g_autofree char *answer = g_strdup_printf ("HTTP/1.0 200 OK\r\n"
                                             "Content-Type: %s\r\n"
                                             "icy-name: Soak\r\n%s\r\n",
      item->type,
      titles ? "icy-metaint: " G_STRINGIFY (METADATA_EVERY) "\r\n" : "");
  gsize until_title = METADATA_EVERY;
  gboolean is_there = listener_say (listener, answer);
  guint minutes = minutes_of (listener->nth);

  if (!titles)
    serve_plain (listener, item);
  for (guint minute = 0; titles && minute < minutes && is_there; minute++)
    is_there = send_with_titles (listener, item->bytes, &until_title);
}

/* ---- what listens ---- */

static GstElement *
make_pipeline (guint16 port, GError **error)
{
  g_autofree char *description = g_strdup_printf (
      "radiosrc uri=http://127.0.0.1:%u/ timeout=5 max-backoff=1 ! "
      "audioconvert ! audioresample ! scalogram ! jtfst ! packnet ! "
      "tagsink format=json location=/dev/null sync=false",
      port);

  return gst_parse_launch (description, error);
}

static GstClockTime
start_of (const Listening *self, guint connection)
{
  return connection <= self->starts->len
      ? g_array_index (self->starts, GstClockTime, connection - 1)
      : GST_CLOCK_TIME_NONE;
}

static void
remember (GPtrArray *predictions, const GstStructure *s)
{
  const GValue *tags = gst_structure_get_value (s, "tags");
  GHashTable *table =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; i < gst_value_array_get_size (tags); i++) {
    const GstStructure *tag =
        gst_value_get_structure (gst_value_array_get_value (tags, i));

    float p = g_value_get_float (gst_structure_get_value (tag, "p"));

    g_hash_table_insert (table,
        g_strdup (gst_structure_get_string (tag, "tag")),
        g_memdup2 (&p, sizeof p));
  }
  g_ptr_array_add (predictions, table);
}

static void
cover (Stretch *self, const Footprint *now)
{
  footprint_cover (&self->most, now);
  self->sum_kib += (double) now->resident_kib;
  self->n++;
}

/* Three tenths of all that is heard, once it is warm, and the last tenth. */
static void
measure (Listening *self)
{
  double all_s = 3600.0 * self->schedule->hours;
  double warm_s = MIN (WARM_UP_S, 0.4 * all_s);
  Footprint now;

  footprint_take (&now);
  if (self->heard_s >= warm_s && self->heard_s < warm_s + 0.3 * all_s)
    cover (&self->warm, &now);
  if (self->heard_s >= 0.9 * all_s)
    cover (&self->late, &now);
}

static void
take_prediction (Listening *self, const GstStructure *s)
{
  guint n = self->schedule->n_connections;
  guint64 at;

  gst_structure_get_uint64 (s, "running-time", &at);
  self->n_predictions++;
  self->n_titles += gst_structure_has_field (s, "title");
  self->heard_s = (double) at / GST_SECOND;
  if (at < start_of (self, 2))
    remember (self->first, s);
  if (start_of (self, n) != GST_CLOCK_TIME_NONE && at >= start_of (self, n)
      && at < start_of (self, n + 1))
    remember (self->last, s);
  measure (self);
}

static void
take_state (Listening *self, const GstStructure *s)
{
  const char *state = gst_structure_get_string (s, "state");

  if (g_strcmp0 (state, "connected") == 0)
    g_array_append_val (self->starts, self->broke_off);
  if (g_strcmp0 (state, "lost") == 0) {
    gst_structure_get_uint64 (s, "running-time", &self->broke_off);
    self->n_lost++;
  }
}

static void
show_progress (const Listening *self, gint64 began_us)
{
  double spent_s = (double) (g_get_monotonic_time () - began_us) / 1e6;
  Footprint now;

  footprint_take (&now);
  printf ("%7.3f hours heard, %u connections, %u predictions, %ld KiB "
          "(%ld of malloc), %u descriptors, %u threads, %.0f x real time\n",
      self->heard_s / 3600.0, self->starts->len, self->n_predictions,
      now.resident_kib, now.heap_kib, now.n_descriptors, now.n_threads,
      self->heard_s / spent_s);
  fflush (stdout);
}

/* Returns: FALSE when nothing comes any more */
static gboolean
listen (Listening *self, GstElement *pipeline)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  gint64 began_us = g_get_monotonic_time ();
  double next_s = 0.0, step_s = 360.0 * self->schedule->hours;
  GstMessage *message = NULL;
  gboolean is_over = FALSE;

  while (!is_over
      && self->heard_s * (double) GST_SECOND
          < (double) start_of (self, self->schedule->n_connections + 1)
      && (message = gst_bus_timed_pop_filtered (bus, PATIENCE_S * GST_SECOND,
              GST_MESSAGE_ELEMENT | GST_MESSAGE_ERROR | GST_MESSAGE_EOS))
          != NULL) {
    const GstStructure *s = gst_message_get_structure (message);

    is_over = GST_MESSAGE_TYPE (message) != GST_MESSAGE_ELEMENT;
    if (is_over)
      printf ("FAILED: %s\n", gst_structure_get_name (s));
    else if (gst_structure_has_name (s, "glissando-tags"))
      take_prediction (self, s);
    else if (gst_structure_has_name (s, "glissando-radio"))
      take_state (self, s);
    gst_message_unref (message);
    if (self->heard_s >= next_s) {
      show_progress (self, began_us);
      next_s = self->heard_s + step_s;
    }
  }
  show_progress (self, began_us);
  return message != NULL && !is_over;
}

/* ---- what it must show ---- */

static guint
check (gboolean holds, const char *what)
{
  printf ("%s: %s\n", holds ? "ok" : "FAILED", what);
  return holds ? 0 : 1;
}

/* The largest difference of two probabilities, or 1 if there are not as many.
 */
static double
compare_two (GHashTable *a, GHashTable *b)
{
  double most = g_hash_table_size (a) == g_hash_table_size (b) ? 0.0 : 1.0;
  GHashTableIter iter;
  gpointer label, p;

  g_hash_table_iter_init (&iter, a);
  while (g_hash_table_iter_next (&iter, &label, &p)) {
    const float *other = g_hash_table_lookup (b, label);

    most = fmax (most, other != NULL ? fabsf (*(float *) p - *other) : 1.0);
  }
  return most;
}

static double
compare (const GPtrArray *a, const GPtrArray *b)
{
  double most = a->len == b->len && a->len > 0 ? 0.0 : 1.0;

  for (guint i = 0; i < MIN (a->len, b->len); i++)
    most = fmax (most, compare_two (a->pdata[i], b->pdata[i]));
  return most;
}

static guint
judge_memory (const Stretch *warm, const Stretch *late, double max_growth)
{
  double from = warm->sum_kib / warm->n, to = late->sum_kib / late->n;
  double growth = to / from - 1.0;
  double heap = (double) late->most.heap_kib / (double) warm->most.heap_kib;

  printf ("memory: %.0f KiB in three tenths after the first ten minutes, %.0f "
          "KiB "
          "in the last: %+.2f %%; of malloc, at most: %ld and %ld KiB\n",
      from, to, 100.0 * growth, warm->most.heap_kib, late->most.heap_kib);
  return check (growth < max_growth && heap < 1.0 + max_growth,
      "memory does not grow");
}

static guint
judge (const Listening *self, const Footprint *before, const Footprint *after)
{
  double apart = compare (self->first, self->last);
  guint failed = 0;

  printf ("%u connections were lost, %u predictions had a title\n",
      self->n_lost, self->n_titles);
  printf ("descriptors: %u before, %u and %u while it ran, %u after\n",
      before->n_descriptors, self->warm.most.n_descriptors,
      self->late.most.n_descriptors, after->n_descriptors);
  printf ("threads: %u and %u while it ran\n", self->warm.most.n_threads,
      self->late.most.n_threads);
  printf ("tags: %u predictions of the first connection, %u of the last, apart "
          "by %.1g at most\n",
      self->first->len, self->last->len, apart);
  failed += check (apart <= MAX_APART,
      "the same audio has the same tags at the end as at the start");
  if (MEMORY_IS_OURS && self->warm.n > 0)
    failed += judge_memory (&self->warm, &self->late, self->max_growth);
  failed +=
      check (self->late.most.n_descriptors <= self->warm.most.n_descriptors + 2
              && after->n_descriptors <= before->n_descriptors + 2,
          "no descriptor is left over");
  failed += check (self->late.most.n_threads <= self->warm.most.n_threads + 2,
      "no thread is left over");
  failed += check (self->n_titles > 0, "titles come with the tags");
  return failed;
}

static void
free_table (gpointer table)
{
  g_hash_table_unref (table);
}

static guint
run (double max_growth)
{
  g_autoptr (GError) error = NULL;
  Station *station = station_open (0, serve);
  GstElement *pipeline = make_pipeline (station_get_port (station), &error);
  Listening self = { .schedule = &schedule,
    .max_growth = max_growth,
    .starts = g_array_new (FALSE, FALSE, sizeof (GstClockTime)),
    .first = g_ptr_array_new_with_free_func (free_table),
    .last = g_ptr_array_new_with_free_func (free_table) };
  Footprint before, after;
  guint failed;

  g_assert_no_error (error);
  footprint_take (&before);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  failed = check (listen (&self, pipeline), "it listens to the end");
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (pipeline);
  station_close (station);
  footprint_take (&after);
  failed += judge (&self, &before, &after);
  g_array_unref (self.starts);
  g_ptr_array_unref (self.first);
  g_ptr_array_unref (self.last);
  return failed;
}

static gboolean
parse (int *argc, char ***argv, Options *into)
{
  const GOptionEntry entries[] = {
    { "hours", 0, 0, G_OPTION_ARG_DOUBLE, &into->hours, "Hours to hear", "H" },
    { "minutes", 0, 0, G_OPTION_ARG_INT, &into->minutes,
        "Minutes of a connection", "M" },
    { "growth", 0, 0, G_OPTION_ARG_DOUBLE, &into->growth,
        "How much memory may grow", "PERCENT" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_add_group (context, gst_init_get_option_group ());
  if (!g_option_context_parse (context, argc, argv, &error)) {
    fprintf (stderr, "%s\n", error->message);
    return FALSE;
  }
  return into->hours > 0 && into->hours < 1e5 && into->minutes > 0
      && into->minutes < 600;
}

static guint
count_connections (void)
{
  guint minutes = (guint) (60.0 * schedule.hours + 0.5);
  guint n_short = schedule.items->len;

  return minutes <= n_short + 1
      ? MAX (minutes, 2)
      : n_short + 1 + (minutes - n_short - 1) / schedule.minutes;
}

int
main (int argc, char **argv)
{
  Options options = { .hours = 0.5, .minutes = 1, .growth = 1.0 };
  guint failed;

  if (!parse (&argc, &argv, &options))
    return 2;
  mallopt (M_ARENA_MAX, 1); /* as the program does */
  g_assert_true (gst_glissando_register (NULL));
  schedule.items = programme_make ();
  schedule.minutes = (guint) options.minutes;
  schedule.hours = options.hours;
  schedule.n_connections = count_connections ();
  failed = run (options.growth / 100.0);
  g_array_unref (schedule.items);
  return failed > 0 ? 1 : 0;
}
