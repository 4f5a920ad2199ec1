/* Measured on x86-64 with glibc 2.36, GStreamer 1.22 and OpenBLAS 0.3.21: one job
 * takes up to 600 MiB of addresses, of which less than a tenth is ever touched.
 * The stack and the malloc arena of a thread take 136 MiB.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "allowance.h"

#include <cblas.h>
#include <sys/resource.h>
#include <unistd.h>

#include "terminal/say.h"

#define MIB_AT_LEAST 768
#define MIB_PER_THREAD 144
/* Of one input. With less even GStreamer's list of plugins is not to be had. */
#define DESCRIPTORS_AT_LEAST 16

/* Returns: MiB; 0 if there is no limit */
static guint64
get_address_space (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
    return 0;
  return MAX ((guint64) limit.rlim_cur >> 20, 1);
}

/* OpenBLAS starts its threads when it is loaded, before it can be told that
 * they are not wanted. */
static guint64
count_needed (void)
{
  int n_threads = openblas_get_num_threads ();

  return MIB_AT_LEAST + MIB_PER_THREAD * (guint64) (MAX (n_threads, 1) - 1);
}

static gboolean
are_descriptors_enough (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) != 0
      || limit.rlim_cur >= DESCRIPTORS_AT_LEAST)
    return TRUE;
  say (NULL, "too few files may be open at once (ulimit -n): %d are needed",
      DESCRIPTORS_AT_LEAST);
  return FALSE;
}

static gboolean
are_addresses_enough (void)
{
  guint64 given = get_address_space (), needed = count_needed ();

  if (given == 0 || given >= needed)
    return TRUE;
  say (NULL,
      "the address space is limited to %" G_GUINT64_FORMAT
      " MiB (ulimit -v), and %" G_GUINT64_FORMAT " MiB are needed",
      given, needed);
  return FALSE;
}

gboolean
allowance_is_enough (void)
{
  return are_descriptors_enough () && are_addresses_enough ();
}

guint
allowance_count_jobs (guint n_jobs)
{
  guint64 given = get_address_space (), needed = count_needed ();

  if (given == 0)
    return n_jobs;
  return (guint) CLAMP (given > needed ? (given - needed) / MIB_PER_THREAD : 0,
      1, MAX (n_jobs, 1));
}

/* Returns: bytes that the control group grants; 0 if it says nothing */
static guint64
get_group_memory (void)
{
  g_autofree char *text = NULL;

  if (!g_file_get_contents ("/sys/fs/cgroup/memory.max", &text, NULL, NULL))
    return 0;
  return g_ascii_strtoull (text, NULL, 10);
}

guint64
allowance_get_memory (void)
{
  guint64 machine =
      (guint64) sysconf (_SC_PHYS_PAGES) * (guint64) sysconf (_SC_PAGESIZE);
  guint64 group = get_group_memory ();

  return group > 0 ? MIN (machine, group) : machine;
}
