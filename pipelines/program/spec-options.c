/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "spec-options.h"

#include "terminal/say.h"

struct _SpecOptions
{
  size_t n;
  const GlsParameter *parameters; /* [n] */
  char **values;                  /* [n] what was given, or NULL */
  gboolean *flags;                /* [n] whether, of what takes no value */
  GPtrArray *texts;
};

/* Returns: (transfer full): names of the transforms that have a parameter */
static char *
print_transforms (const GlsParameter *parameter)
{
  const char *const *names = gls_parameter_find ("transform")->values;
  GString *text = g_string_new (NULL);

  for (guint t = 0; names[t] != NULL; t++)
    if (parameter->transforms & GLS_FOR (t))
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "",
          names[t]);
  return g_string_free (text, FALSE);
}

/* "max|up|down|both: Orientations kept (max) [jtfst]": names, blurb, default,
 * and the transforms unless it is for all, from the table. */
static char *
describe (const GlsParameter *parameter)
{
  g_autofree char *initial = NULL;
  g_autofree char *values = NULL;
  g_autofree char *known = print_transforms (parameter);
  guint all = gls_parameter_find ("transform")->transforms;
  g_autofree char *transforms = parameter->transforms == all
      ? g_strdup ("")
      : g_strconcat (" [", known, "]", NULL);

  switch (parameter->type) {
    case GLS_PARAMETER_PAIR:
      initial =
          g_strdup_printf ("%u,%u", parameter->initial, parameter->initial2);
      break;
    case GLS_PARAMETER_ENUM:
      initial = g_strdup (parameter->values[parameter->initial]);
      values = g_strjoinv ("|", (char **) parameter->values);
      break;
    case GLS_PARAMETER_BOOLEAN:
      return g_strconcat (parameter->blurb, transforms, NULL);
    case GLS_PARAMETER_UINT:
    default:
      initial = g_strdup_printf ("%u", parameter->initial);
      break;
  }
  return g_strdup_printf ("%s%s%s (%s)%s", values != NULL ? values : "",
      values != NULL ? ": " : "", parameter->blurb, initial, transforms);
}

static char *
placeholder (const GlsParameter *parameter)
{
  if (parameter->type == GLS_PARAMETER_ENUM)
    return g_strdup ("NAME");
  if (parameter->type == GLS_PARAMETER_PAIR)
    return g_strdup ("Q1,Q2");
  return g_ascii_strup (parameter->unit ? parameter->unit : "N", -1);
}

/* An option that the transform does not have would change nothing: better to
 * say so than to let someone think it did. */
static gboolean
check_transform (const GlsParameter *parameter, const GlsSpec *spec)
{
  const char *const *names = gls_parameter_find ("transform")->values;
  g_autofree char *whose = print_transforms (parameter);

  if (parameter->transforms & GLS_FOR (spec->transform))
    return TRUE;
  say (NULL, "--%s is for --transform %s, not %s", parameter->name, whose,
      names[spec->transform]);
  return FALSE;
}

/* Nor would the number of bands where there are none. */
static gboolean
check_bands (const SpecOptions *self, const GlsSpec *spec)
{
  if (spec->lambda == GLS_LAMBDA_BANDS
      || !spec_options_is_given (self, "lambda-bands"))
    return TRUE;
  say (NULL, "--lambda-bands is for --lambda bands, not %s",
      gls_parameter_find ("lambda")->values[spec->lambda]);
  return FALSE;
}

SpecOptions *
spec_options_new (void)
{
  SpecOptions *self = g_new0 (SpecOptions, 1);

  self->parameters = gls_parameters (&self->n);
  self->values = g_new0 (char *, self->n);
  self->flags = g_new0 (gboolean, self->n);
  self->texts = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
spec_options_free (SpecOptions *self)
{
  for (size_t i = 0; i < self->n; i++)
    g_free (self->values[i]);
  g_free (self->values);
  g_free (self->flags);
  g_ptr_array_unref (self->texts);
  g_free (self);
}

void
spec_options_add_to (SpecOptions *self, GArray *entries)
{
  for (size_t i = 0; i < self->n; i++) {
    const GlsParameter *parameter = &self->parameters[i];
    gboolean is_flag = parameter->type == GLS_PARAMETER_BOOLEAN;
    char *description = describe (parameter);
    char *value = is_flag ? NULL : placeholder (parameter);
    GOptionEntry entry = { parameter->name, 0, 0,
      is_flag ? G_OPTION_ARG_NONE : G_OPTION_ARG_STRING,
      is_flag ? (gpointer) &self->flags[i] : (gpointer) &self->values[i],
      description, value };

    g_ptr_array_add (self->texts, description);
    g_ptr_array_add (self->texts, value);
    g_array_append_val (entries, entry);
  }
}

gboolean
spec_options_is_given (const SpecOptions *self, const char *name)
{
  size_t i = (size_t) (gls_parameter_find (name) - self->parameters);

  return self->flags[i] || self->values[i] != NULL;
}

gboolean
spec_options_read (const SpecOptions *self, GlsSpec *spec)
{
  g_autoptr (GError) error = NULL;

  for (size_t i = 0; i < self->n && error == NULL; i++) {
    const char *value = self->flags[i] ? "true" : self->values[i];

    if (value != NULL)
      gls_spec_set (spec, self->parameters[i].name, value, &error);
  }
  for (size_t i = 0; i < self->n && error == NULL; i++)
    if ((self->flags[i] || self->values[i] != NULL)
        && !check_transform (&self->parameters[i], spec))
      return FALSE;
  if (error == NULL && !check_bands (self, spec))
    return FALSE;
  if (error == NULL && gls_spec_check (spec, &error))
    return TRUE;
  say (NULL, "%s", error->message);
  return FALSE;
}
