/* Perceptually uniform colour maps.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * magma and viridis are by Nathaniel Smith, Stefan van der Walt and (viridis)
 * Eric Firing, who gave them to the public domain (CC0,
 * https://bids.github.io/colormap; also in matplotlib). Of their 256 colours
 * every fifth is kept here; between them colours are interpolated, which is
 * off by one in 255 at most.
 */
#include "picture/colormap.h"

#define STEP 5
#define N_POINTS (255 / STEP + 1)

static const guint8 magma[N_POINTS][3] = {
  { 0, 0, 4 },
  { 2, 2, 11 },
  { 5, 4, 22 },
  { 9, 7, 32 },
  { 14, 11, 43 },
  { 20, 14, 54 },
  { 26, 16, 66 },
  { 33, 17, 78 },
  { 41, 17, 90 },
  { 49, 17, 101 },
  { 57, 15, 110 },
  { 66, 15, 117 },
  { 74, 16, 121 },
  { 82, 19, 124 },
  { 90, 22, 126 },
  { 98, 25, 128 },
  { 106, 28, 129 },
  { 114, 31, 129 },
  { 121, 34, 130 },
  { 129, 37, 129 },
  { 137, 40, 129 },
  { 145, 43, 129 },
  { 153, 45, 128 },
  { 161, 48, 126 },
  { 170, 51, 125 },
  { 178, 53, 123 },
  { 186, 56, 120 },
  { 194, 59, 117 },
  { 202, 62, 114 },
  { 210, 66, 111 },
  { 217, 70, 107 },
  { 224, 76, 103 },
  { 231, 82, 99 },
  { 236, 88, 96 },
  { 241, 96, 93 },
  { 244, 105, 92 },
  { 247, 114, 92 },
  { 249, 123, 93 },
  { 251, 133, 96 },
  { 252, 142, 100 },
  { 253, 152, 105 },
  { 254, 161, 110 },
  { 254, 170, 116 },
  { 254, 180, 123 },
  { 254, 189, 130 },
  { 254, 198, 138 },
  { 254, 207, 146 },
  { 254, 216, 154 },
  { 253, 226, 163 },
  { 253, 235, 172 },
  { 252, 244, 182 },
  { 252, 253, 191 },
};

static const guint8 viridis[N_POINTS][3] = {
  { 68, 1, 84 },
  { 70, 8, 92 },
  { 71, 16, 99 },
  { 72, 23, 105 },
  { 72, 29, 111 },
  { 72, 36, 117 },
  { 71, 42, 122 },
  { 70, 48, 126 },
  { 69, 55, 129 },
  { 67, 61, 132 },
  { 65, 66, 135 },
  { 63, 72, 137 },
  { 61, 78, 138 },
  { 58, 83, 139 },
  { 56, 89, 140 },
  { 53, 94, 141 },
  { 51, 99, 141 },
  { 49, 104, 142 },
  { 46, 109, 142 },
  { 44, 113, 142 },
  { 42, 118, 142 },
  { 41, 123, 142 },
  { 39, 128, 142 },
  { 37, 132, 142 },
  { 35, 137, 142 },
  { 33, 142, 141 },
  { 32, 146, 140 },
  { 31, 151, 139 },
  { 30, 156, 137 },
  { 31, 161, 136 },
  { 33, 165, 133 },
  { 36, 170, 131 },
  { 40, 174, 128 },
  { 46, 179, 124 },
  { 53, 183, 121 },
  { 61, 188, 116 },
  { 70, 192, 111 },
  { 80, 196, 106 },
  { 90, 200, 100 },
  { 101, 203, 94 },
  { 112, 207, 87 },
  { 124, 210, 80 },
  { 137, 213, 72 },
  { 149, 216, 64 },
  { 162, 218, 55 },
  { 176, 221, 47 },
  { 189, 223, 38 },
  { 202, 225, 31 },
  { 216, 226, 25 },
  { 229, 228, 25 },
  { 241, 229, 29 },
  { 253, 231, 37 },
};

static void
interpolate (const guint8 (*points)[3], guint8 table[256][3])
{
  for (int i = 0; i < 256; i++)
    for (int c = 0; c < 3; c++) {
      int a = points[i / STEP][c];
      int b = points[MIN (i / STEP + 1, N_POINTS - 1)][c];

      table[i][c] =
          (guint8) ((a * (STEP - i % STEP) + b * (i % STEP) + STEP / 2) / STEP);
    }
}

void
gls_colormap_fill (GlsColormap map, guint8 table[256][3])
{
  switch (map) {
    case GLS_COLORMAP_MAGMA:
      interpolate (magma, table);
      break;
    case GLS_COLORMAP_VIRIDIS:
      interpolate (viridis, table);
      break;
    case GLS_COLORMAP_GREY:
    default:
      for (int i = 0; i < 256; i++)
        table[i][0] = table[i][1] = table[i][2] = (guint8) i;
      break;
  }
}
