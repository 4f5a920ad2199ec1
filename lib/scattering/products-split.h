/* One member of the family of products.h: how its tiles are made.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * NAME, LANES, TARGET and VECTOR as in products-kernel.h.
 */

TARGET static void
NAME (const float *near, const float *far, size_t width, size_t tile_size,
    float *tiles)
{
  for (size_t v = 0; v < width; v += LANES, tiles += tile_size) {
    VECTOR near_re = *(const VECTOR *) (const void *) (near + v);
    VECTOR near_im = *(const VECTOR *) (const void *) (near + width + v);
    VECTOR far_re = *(const VECTOR *) (const void *) (far + v);
    VECTOR far_im = *(const VECTOR *) (const void *) (far + width + v);
    VECTOR *to = (VECTOR *) (void *) tiles;

    to[0] = near_re + far_re;
    to[1] = near_im + far_im;
    to[2] = near_re - far_re;
    to[3] = near_im - far_im;
  }
}

#undef NAME
