/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "question.h"

#include <math.h>

#include "net/models.h"
#include "outputs.h"
#include "terminal/say.h"
#include "text.h"

const char *
question_read_threshold (const char *text, float *threshold)
{
  double value;

  *threshold = NAN;
  if (text == NULL)
    return NULL;
  if (!gls_text_to_number (text, 0, 1, &value))
    return "--threshold must be from 0 to 1";
  *threshold = (float) value;
  return NULL;
}

const char *
question_check_arguments (char **arguments, const char *missing)
{
  if (arguments[0] == NULL)
    return missing;
  return arguments[1] != NULL && arguments[2] != NULL
      ? "an expression is one argument: put it into quotation marks"
      : NULL;
}

gboolean
question_parse (const char *text, GlsExpression **expression)
{
  g_autoptr (GError) error = NULL;

  *expression = text != NULL ? gls_expression_parse (text, &error) : NULL;
  if (error != NULL)
    say (text, "%s", error->message);
  return error == NULL;
}

char *
question_choose_model (GlsCatalogue *catalogue, const char *model)
{
  if (model == NULL || gls_catalogue_has_model (catalogue, model))
    return g_strdup (model);
  return gls_models_resolve (model);
}

gboolean
question_is_safe (const char *database, const char *output)
{
  g_autoptr (GPtrArray) inputs = g_ptr_array_new ();

  g_ptr_array_add (inputs, (gpointer) database);
  return outputs_are_safe (&output, 1, inputs);
}

/* What is wrong with the question is said as wrong data of the catalogue. */
int
question_fail (const char *database, const GlsCatalogue *catalogue,
    const GError *error)
{
  say (database, "%s", error->message);
  return catalogue != NULL && g_error_matches (error, GLS_ERROR, GLS_ERROR_DATA)
      ? GLISSANDO_USAGE
      : GLISSANDO_SOME_FAILED;
}
