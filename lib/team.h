/* A few threads that share out numbered tasks.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_TEAM_H
#define GLS_TEAM_H

#include "gls.h"

G_BEGIN_DECLS

typedef struct _GlsTeam GlsTeam;

/* @task: 0 .. n - 1, each done once; @member: 0 .. n_members - 1, who does it
 */
typedef void (*GlsTaskFunc) (size_t task, size_t member, gpointer data);

/* The caller is member 0 and works too: one member means no thread. Where the
 * system gives fewer threads, those that there are do the work. */
GlsTeam *gls_team_new (size_t n_members);
void gls_team_free (GlsTeam *self);
/* Returns when all tasks are done. In which order, by whom: never twice the
 * same, so tasks must not depend on it. */
void gls_team_run (GlsTeam *self, size_t n, GlsTaskFunc func, gpointer data);

G_END_DECLS

#endif
