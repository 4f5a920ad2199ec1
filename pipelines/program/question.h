/* What a tagged library is asked: what “query” and “report” have in common.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_QUESTION_H
#define GLISSANDO_QUESTION_H

#include "catalogue/catalogue.h"
#include "catalogue/expression.h"

/* text: (nullable): of --threshold. threshold: (out): NAN if there is none.
 * Returns: what is wrong, or NULL */
const char *question_read_threshold (const char *text, float *threshold);

/* Returns: what is wrong, or NULL: whether a database and at most one expression
 * are all that there is. @missing: what to say where there is nothing */
const char *question_check_arguments (char **arguments, const char *missing);

/* text: (nullable). expression: (out) (transfer full) (nullable).
 * Returns: FALSE, having said why, if it is none */
gboolean question_parse (const char *text, GlsExpression **expression);

/* model: (nullable): of --model. Returns: (transfer full) (nullable): what the
 * database calls it: “default” may be the name of a model from before it had one
 * of its own, or mean that */
char *question_choose_model (GlsCatalogue *catalogue, const char *model);

/* Whether writing @output would not destroy the database. Says why, if not. */
gboolean question_is_safe (const char *database, const char *output);

/* catalogue: (nullable): NULL if it could not be opened. Says what went wrong.
 * Returns: the exit status */
int question_fail (const char *database, const GlsCatalogue *catalogue,
    const GError *error);

#endif
