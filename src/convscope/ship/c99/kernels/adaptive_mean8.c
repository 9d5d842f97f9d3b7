static void adaptive_mean8(const int8_t *x, int8_t *y, int in_h, int in_w, int out_h, int out_w, int channels,
                           const struct mean8 *p)
{
    for (int oy = 0; oy < out_h; ++oy)
        for (int ox = 0; ox < out_w; ++ox, y += channels) {
            int y0 = oy * in_h / out_h, y1 = ((oy + 1) * in_h + out_h - 1) / out_h;
            int x0 = ox * in_w / out_w, x1 = ((ox + 1) * in_w + out_w - 1) / out_w;
            mean8(x + ((ptrdiff_t)y0 * in_w + x0) * channels, y, y1 - y0, x1 - x0, in_w, channels,
                  (y1 - y0) * (x1 - x0), p);
        }
}
