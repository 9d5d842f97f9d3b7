/* Windows that share out the map: output i reads i*in/out, rounded down, to (i+1)*in/out, rounded up. */
static void adaptive_max8(const int8_t *x, int8_t *y, int in_h, int in_w, int out_h, int out_w, int channels)
{
    for (int oy = 0; oy < out_h; ++oy)
        for (int ox = 0; ox < out_w; ++ox, y += channels) {
            int y0 = oy * in_h / out_h, y1 = ((oy + 1) * in_h + out_h - 1) / out_h;
            int x0 = ox * in_w / out_w, x1 = ((ox + 1) * in_w + out_w - 1) / out_w;
            memset(y, -128, (size_t)channels);
            for (int iy = y0; iy < y1; ++iy)
                for (int ix = x0; ix < x1; ++ix) {
                    const int8_t *in = x + ((ptrdiff_t)iy * in_w + ix) * channels;
                    for (int channel = 0; channel < channels; ++channel)
                        y[channel] = in[channel] > y[channel] ? in[channel] : y[channel];
                }
        }
}
