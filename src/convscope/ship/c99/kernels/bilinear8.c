/* Where a pixel looks, in 128ths: its first neighbour, and how far it is from there. */
static int looks8(int out, int step, int begin, int size, int *far)
{
    int at = out * step + begin, first;
    at = ((at > 0 ? at : 0) + 256) >> 9;
    first = at >> 7;
    *far = first < size - 1 ? at & 127 : 0;
    return first < size - 1 ? first : size - 1;
}

static void bilinear8(const int8_t *x, int8_t *y, int in_h, int in_w, int out_h, int out_w, int channels, int step_h,
                      int step_w, int begin_h, int begin_w)
{
    for (int oy = 0; oy < out_h; ++oy) {
        int below, y0 = looks8(oy, step_h, begin_h, in_h, &below), y1 = y0 < in_h - 1 ? y0 + 1 : y0;
        for (int ox = 0; ox < out_w; ++ox, y += channels) {
            int right, x0 = looks8(ox, step_w, begin_w, in_w, &right), x1 = x0 < in_w - 1 ? x0 + 1 : x0;
            const int8_t *a = x + ((ptrdiff_t)y0 * in_w + x0) * channels;
            const int8_t *b = x + ((ptrdiff_t)y0 * in_w + x1) * channels;
            const int8_t *c = x + ((ptrdiff_t)y1 * in_w + x0) * channels;
            const int8_t *d = x + ((ptrdiff_t)y1 * in_w + x1) * channels;
            for (int n = 0; n < channels; ++n) {
                int32_t above = (128 - right) * a[n] + right * b[n], under = (128 - right) * c[n] + right * d[n];
                y[n] = (int8_t)(((128 - below) * above + below * under + 8192) >> 14);
            }
        }
    }
}
