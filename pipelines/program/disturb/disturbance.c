/* A list of steps, each of a kind from a table.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "disturb/disturbance.h"

#include <math.h>
#include <string.h>

#include "disturb/kind.h"
#include "disturb/mix.h"
#include "gls.h"
#include "text.h"

typedef struct
{
  const DisturbKind *kind; /* or NULL of a mix */
  double value;
  Mix mix;
  char *stamp;
} Step;

struct _Disturbance
{
  gatomicrefcount refs;
  guint64 seed;
  GArray *steps; /* of Step */
};

static const DisturbKind *const kinds[] = { &disturb_gain, &disturb_noise,
  &disturb_tempo, &disturb_pitch, &disturb_drc, &disturb_mp3, &disturb_rate,
  &disturb_shift };

static void
step_clear (gpointer data)
{
  Step *step = data;

  g_free (step->mix.path);
  g_free (step->stamp);
}

Disturbance *
disturbance_new (guint64 seed)
{
  Disturbance *self = g_new0 (Disturbance, 1);

  g_atomic_ref_count_init (&self->refs);
  self->seed = seed;
  self->steps = g_array_new (FALSE, TRUE, sizeof (Step));
  g_array_set_clear_func (self->steps, step_clear);
  return self;
}

Disturbance *
disturbance_ref (Disturbance *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
disturbance_unref (Disturbance *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_array_unref (self->steps);
  g_free (self);
}

/* --- steps, by name --- */

static const DisturbKind *
find_kind (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i]->name, name))
      return kinds[i];
  return NULL;
}

/* Returns: (transfer full): "gain, noise, …" */
static char *
list_names (void)
{
  GString *list = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", kinds[i]->name);
  return g_string_free (list, FALSE);
}

static gboolean
read_choice (const DisturbKind *kind, const char *text, double *value,
    GError **error)
{
  g_autofree char *list = g_strjoinv (", ", (char **) kind->values);

  for (guint i = 0; kind->values[i] != NULL; i++)
    if (g_str_equal (kind->values[i], text)) {
      *value = i;
      return TRUE;
    }
  g_set_error (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC,
      "%s knows no “%s”, only %s%s%s", kind->name, text, list,
      kind->unit != NULL ? " " : "", kind->unit != NULL ? kind->unit : "");
  return FALSE;
}

static gboolean
read_value (const DisturbKind *kind, const char *text, double *value,
    GError **error)
{
  if (kind->values != NULL)
    return read_choice (kind, text, value, error);
  if (gls_text_to_number (text, kind->min, kind->max, value))
    return TRUE;
  g_set_error (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC,
      "%s must be from %g to %g %s, not “%s”", kind->name, kind->min, kind->max,
      kind->unit, text);
  return FALSE;
}

static gboolean
find_step (const char *text, Step *step, GError **error)
{
  g_auto (GStrv) part = g_strsplit (text, "=", 2);
  g_autofree char *names = list_names ();

  if (g_strv_length (part) != 2) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC,
        "“%s” is no NAME=VALUE with one of the names %s", text, names);
    return FALSE;
  }
  step->kind = find_kind (part[0]);
  if (step->kind != NULL)
    return read_value (step->kind, part[1], &step->value, error);
  g_set_error (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC,
      "there is no “%s”, only %s", part[0], names);
  return FALSE;
}

static gboolean
check_machine (const DisturbKind *kind, GError **error)
{
  const char *missing =
      kind->find_missing != NULL ? kind->find_missing () : NULL;

  if (missing != NULL)
    g_set_error (error, GLS_ERROR, GLS_ERROR_IO, "%s cannot be had: %s",
        kind->name, missing);
  return missing == NULL;
}

gboolean
disturbance_add (Disturbance *self, const char *text, GError **error)
{
  Step step = { 0 };

  if (!find_step (text, &step, error) || !check_machine (step.kind, error))
    return FALSE;
  g_array_append_val (self->steps, step);
  return TRUE;
}

void
disturbance_add_number (Disturbance *self, const char *name, double value)
{
  Step step = { .kind = find_kind (name), .value = value };

  g_array_append_val (self->steps, step);
}

void
disturbance_add_mix (Disturbance *self, const char *path, double offset_s,
    double db, const char *stamp)
{
  Step step = { .mix = { g_strdup (path), offset_s, db },
    .stamp = g_strdup (stamp) };

  g_array_append_val (self->steps, step);
}

/* --- what is asked of it --- */

static void
append_step (GString *text, const Step *step)
{
  char digits[2][G_ASCII_DTOSTR_BUF_SIZE];
  const Mix *mix = &step->mix;

  if (step->kind != NULL)
    g_string_append_printf (text, " %s=%s", step->kind->name,
        step->kind->values != NULL
            ? step->kind->values[(int) step->value]
            : g_ascii_dtostr (digits[0], sizeof digits[0], step->value));
  else
    g_string_append_printf (text, " mix=%s %s %s",
        g_ascii_dtostr (digits[0], sizeof digits[0], mix->db),
        g_ascii_dtostr (digits[1], sizeof digits[1], mix->offset_s),
        step->stamp);
}

char *
disturbance_to_text (const Disturbance *self)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "seed=%" G_GUINT64_FORMAT, self->seed);
  for (guint i = 0; i < self->steps->len; i++)
    append_step (text, &g_array_index (self->steps, Step, i));
  return g_string_free (text, FALSE);
}

double
disturbance_get_tempo (const Disturbance *self)
{
  double tempo = 1;

  for (guint i = 0; i < self->steps->len; i++) {
    const Step *step = &g_array_index (self->steps, Step, i);

    if (step->kind == &disturb_tempo)
      tempo *= step->value;
  }
  return tempo;
}

gboolean
disturbance_apply (const Disturbance *self, Sound *sound, GError **error)
{
  for (guint i = 0; i < self->steps->len; i++) {
    const Step *step = &g_array_index (self->steps, Step, i);

    if (step->kind != NULL
            ? !step->kind->apply (step->value, self->seed, sound, error)
            : !mix_apply (&step->mix, sound, error))
      return FALSE;
  }
  return TRUE;
}
