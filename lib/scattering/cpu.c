/* Which instruction sets this processor has, and which one is used.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "scattering/cpu.h"

const char *
gls_cpu_get_name (GlsCpu self)
{
  static const char *const name[GLS_N_CPUS] = {
    [GLS_CPU_PLAIN] = "plain",
    [GLS_CPU_NEON] = "neon",
    [GLS_CPU_AVX2] = "avx2",
    [GLS_CPU_AVX512] = "avx512",
  };

  return name[self];
}

gboolean
gls_cpu_runs (GlsCpu self)
{
  switch (self) {
    case GLS_CPU_PLAIN:
      return TRUE;
#if defined(__aarch64__)
    case GLS_CPU_NEON:
      return TRUE;
#elif defined(__x86_64__)
    case GLS_CPU_AVX2:
      return __builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma");
    case GLS_CPU_AVX512:
      return gls_cpu_runs (GLS_CPU_AVX2) && __builtin_cpu_supports ("avx512f")
          && __builtin_cpu_supports ("avx512vl")
          && __builtin_cpu_supports ("avx512dq")
          && __builtin_cpu_supports ("avx512bw");
#endif
    default:
      return FALSE;
  }
}

static char *
list_all (void)
{
  GString *list = g_string_new (NULL);

  for (GlsCpu i = 0; i < GLS_N_CPUS; i++)
    if (gls_cpu_runs (i))
      g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "",
          gls_cpu_get_name (i));
  return g_string_free (list, FALSE);
}

GlsCpu
gls_cpu_choose (const char *name, char **complaint)
{
  GlsCpu best = GLS_CPU_PLAIN;
  g_autofree char *all = NULL;

  *complaint = NULL;
  for (GlsCpu i = 0; i < GLS_N_CPUS; i++) {
    if (gls_cpu_runs (i))
      best = i;
    if (gls_cpu_runs (i) && g_strcmp0 (name, gls_cpu_get_name (i)) == 0)
      return i;
  }
  if (name == NULL || *name == '\0')
    return best;
  all = list_all ();
  *complaint = g_strdup_printf (
      "GLISSANDO_CPU=%s is not followed: this processor runs %s", name, all);
  return best;
}

GlsCpu
gls_cpu_get (void)
{
  static gsize chosen;

  if (g_once_init_enter (&chosen)) {
    g_autofree char *complaint = NULL;
    GlsCpu cpu = gls_cpu_choose (g_getenv ("GLISSANDO_CPU"), &complaint);

    if (complaint != NULL)
      g_warning ("%s", complaint);
    g_once_init_leave (&chosen, 1 + (gsize) cpu);
  }
  return (GlsCpu) (chosen - 1);
}

gconstpointer
gls_cpu_pick (gconstpointer const family[GLS_N_CPUS])
{
  GlsCpu cpu = gls_cpu_get ();

  while (family[cpu] == NULL)
    cpu--;
  return family[cpu];
}

gconstpointer
gls_cpu_pick_nth (gconstpointer const family[GLS_N_CPUS], size_t i)
{
  for (GlsCpu cpu = 0; cpu < GLS_N_CPUS; cpu++)
    if (family[cpu] != NULL && gls_cpu_runs (cpu) && i-- == 0)
      return family[cpu];
  return NULL;
}
