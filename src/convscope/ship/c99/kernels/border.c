/* Which pixel stands for one beyond the edge: 0 reflect, 1 replicate, 2 circular. */
static int stands_for(int at, int size, int mode)
{
    if (mode == 0)
        return at < 0 ? -at : at >= size ? 2 * size - 2 - at : at;
    if (mode == 1)
        return at < 0 ? 0 : at >= size ? size - 1 : at;
    return at < 0 ? at + size : at >= size ? at - size : at;
}

static void border(const float *x, float *y, int in_h, int in_w, int out_h, int out_w, int channels, int above, int left,
                   int mode)
{
    for (int oy = 0; oy < out_h; ++oy)
        for (int ox = 0; ox < out_w; ++ox, y += channels) {
            int iy = stands_for(oy - above, in_h, mode), ix = stands_for(ox - left, in_w, mode);
            memcpy(y, x + ((ptrdiff_t)iy * in_w + ix) * channels, (size_t)channels * sizeof *y);
        }
}
