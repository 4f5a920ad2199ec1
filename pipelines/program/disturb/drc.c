/* Dynamic range compression by the program SoX, as MUDA has it done (McFee,
 * Humphrey and Bello, "A software framework for musical data augmentation",
 * ISMIR 2015), whose settings these are; they stand for the profiles of Dolby E.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "disturb/kind.h"

#include <gio/gio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "gls.h"

#define PROGRAM "sox"

static const char *const names[] = { "radio", "film-standard", "film-light",
  "music-standard", "music-light", "speech", NULL };

/* Attack and decay in seconds, the curve from input to output levels in dB, and
 * where there is more, gain and first level in dB and look-ahead in seconds. */
static const char *const settings[] = {
  "0.01,1 -90,-90,-70,-70,-60,-20,0,0 -5",
  "0.1,0.3 -90,-90,-70,-64,-43,-37,-31,-31,-21,-21,0,-20 0 0 0.1",
  "0.1,0.3 -90,-90,-70,-64,-53,-47,-41,-41,-21,-21,0,-20 0 0 0.1",
  "0.1,0.3 -90,-90,-70,-58,-55,-43,-31,-31,-21,-21,0,-20 0 0 0.1",
  "0.1,0.3 -90,-90,-70,-58,-65,-53,-41,-41,-21,-21,0,-11 0 0 0.1",
  "0.1,0.3 -90,-90,-70,-55,-50,-35,-31,-31,-21,-21,0,-20 0 0 0.1",
};

static const char *
find_missing (void)
{
  g_autofree char *path = g_find_program_in_path (PROGRAM);

  return path != NULL ? NULL : "there is no program “sox” here";
}

/* What the program reads. It is no pipe, since writing into one whose reader has
 * died would end us too.
 * Returns: a file descriptor, or -1 */
static int
open_input (const GArray *samples)
{
  const gsize n = samples->len * sizeof (float);
  int fd = memfd_create ("sound", MFD_CLOEXEC);
  gsize done = 0;

  while (fd >= 0 && done < n) {
    gssize more = write (fd, samples->data + done, n - done);

    if (more <= 0) {
      close (fd);
      return -1;
    }
    done += (gsize) more;
  }
  if (fd >= 0)
    lseek (fd, 0, SEEK_SET);
  return fd;
}

static GSubprocess *
start (const char *setting, guint rate, int input, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE
          | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autofree char *line = g_strdup_printf (PROGRAM
      " -V1 -D -t f32 -r %u -c 1 - -t f32 - compand %s",
      rate, setting);
  g_auto (GStrv) words = g_strsplit (line, " ", -1);

  g_subprocess_launcher_take_stdin_fd (launcher, input);
  return g_subprocess_launcher_spawnv (launcher, (const char *const *) words,
      error);
}

/* Returns: (transfer full) (nullable): floats */
static GBytes *
compand (const char *setting, const Sound *sound, GError **error)
{
  int input = open_input (sound->samples);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GBytes) out = NULL;

  if (input >= 0)
    process = start (setting, sound->rate, input, error);
  else
    g_set_error_literal (error, GLS_ERROR, GLS_ERROR_IO,
        "there is no memory for what sox is to compress");
  if (process == NULL
      || !g_subprocess_communicate (process, NULL, NULL, &out, NULL, error))
    return NULL;
  if (g_subprocess_get_successful (process))
    return g_steal_pointer (&out);
  g_set_error_literal (error, GLS_ERROR, GLS_ERROR_IO,
      "sox has failed to compress it");
  return NULL;
}

static gboolean
apply (double value, guint64 seed, Sound *sound, GError **error)
{
  const guint n = sound->samples->len;
  GArray *samples = g_array_sized_new (FALSE, TRUE, sizeof (float), n);
  g_autoptr (GBytes) out = compand (settings[(int) value], sound, error);

  if (out != NULL)
    g_array_append_vals (samples, g_bytes_get_data (out, NULL),
        (guint) (g_bytes_get_size (out) / sizeof (float)));
  g_array_set_size (samples, n);
  sound_replace (sound, samples);
  return out != NULL;
}

const DisturbKind disturb_drc = {
  .name = "drc",
  .values = names,
  .find_missing = find_missing,
  .apply = apply,
};
