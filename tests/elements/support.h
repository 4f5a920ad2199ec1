/* What the element tests share: signals, harnesses, models.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_TESTS_ELEMENTS_SUPPORT_H
#define GLISSANDO_TESTS_ELEMENTS_SUPPORT_H

#include <gst/check/gstharness.h>
#include <gst/gst.h>

#include "base/caps.h"

/* A small front end, so that tests take milliseconds: ticks of 256
 * samples. */
#define RATE 8000
#define OCTAVES 8
#define TICK 256
#define SMALL_SCALOGRAM "scalogram octaves=8 q=8,1"
#define SMALL_JTFST "jtfst octaves=8 q=8,1 octaves-fr=3 q-fr=1 f=8"
#if G_BYTE_ORDER == G_LITTLE_ENDIAN
#define AUDIO_FORMAT "F32LE"
#else
#define AUDIO_FORMAT "F32BE"
#endif
#define AUDIO                                                                  \
  "audio/x-raw,format=" AUDIO_FORMAT ",rate=8000,channels=1,layout="           \
  "interleaved"

/* At the end of a launch line: caps that downstream takes. */
#define ONLY(caps) " ! capsfilter caps=\"" caps "\""

/* main() of a test: elements registered, leaks told at the end if the tracer
 * is on. */
int test_main (int argc, char **argv, void (*add_tests) (void));

/* From now on so long and no longer, or the test aborts with a word: where a
 * deadlock is what is tested for. 0: however long. */
void limit_time (guint seconds);

/* float[n] of noise that is the same in every run */
float *make_noise (size_t n);

/* A buffer of n samples x[at ...] with their time at RATE after @base. */
GstBuffer *make_audio (const float *x, size_t at, size_t n, GstClockTime base);

/* Pushes float[n] in pieces of @cut samples, from time @base on. */
void push_audio (GstHarness *h, const float *x, size_t n, size_t cut,
    GstClockTime base);

GstClockTime samples_to_time (guint64 samples);

/* What came out of a harness. */
typedef struct
{
  GPtrArray *buffers; /* GstBuffer */
  GString *bytes;     /* all of them, one after another */
} Output;

/* A harness that has its audio caps. */
GstHarness *start (const char *launch);
/* What comes out for float[n] pushed in pieces, then EOS. */
Output *analyse (const char *launch, const float *x, size_t n, size_t cut);
/* As a seek does; a new segment from zero on. */
void flush (GstHarness *h);
/* The elements are the library's transform, bit for bit, and EOS brings out
 * every frame whose centre lies inside the audio. */
void assert_is_the_library (const char *launch, const GlsSpec *spec,
    const float *x, size_t n);

/* Takes all buffers out. */
Output *take_output (GstHarness *h);
void output_free (Output *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Output, output_free)
GstBuffer *output_get (const Output *self, guint i);
/* Same number of buffers, same bytes, same times. */
void assert_same_output (const Output *a, const Output *b);
/* After a flush nothing is left of what came before. x: float[n], n > 100.
 * Returns: (transfer full): what came after it */
Output *assert_flush_forgets (const char *launch, const float *x, size_t n);
/* The launch line is refused with an error that holds both texts. */
void assert_refused (const char *launch, const char *one, const char *other);
void assert_same_bytes (const Output *a, const Output *b);

/* A bus that a harness' element posts to. */
GstBus *watch (GstHarness *h);
/* Takes a harness down, and what is left on its bus. */
void stop (GstHarness *h);
/* Text of the next message of this type, which must be there. */
char *pop_text (GstBus *bus, GstMessageType type);
/* The next element message, which must be called @name. */
GstStructure *pop_element (GstBus *bus, const char *name);
guint count_messages (GstBus *bus, GstMessageType type);

/* assert that a text holds a piece */
#define assert_holds(text, piece)                                              \
  G_STMT_START                                                                 \
  {                                                                            \
    if (strstr (text, piece) == NULL)                                          \
      g_error ("“%s” is not in “%s”", piece, text);                            \
  }                                                                            \
  G_STMT_END

/**
 * make_model:
 * @front_end: e.g. "lambda=pooled;mu-skip=1" on top of SMALL_JTFST at RATE;
 *   or "transform=scalogram"
 * @n_frames: frames in a segment
 * @hop: frames between segments
 *
 * A model called "small" with random weights and the tags one, two, three.
 *
 * Returns: (transfer full): path of a file, removed at the end of the tests
 */
char *make_model (const char *front_end, size_t n_frames, size_t hop);

/* Returns: (transfer full): path of a file in the tests' own folder */
char *temporary_path (const char *name);

#endif
