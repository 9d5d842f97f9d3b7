static void bilinear(const float *x, float *y, int in_h, int in_w, int out_h, int out_w, int channels, float step_h,
                     float step_w, int corners)
{
    for (int oy = 0; oy < out_h; ++oy) {
        float at_y = corners ? (float)oy * step_h : ((float)oy + 0.5f) * step_h - 0.5f, below;
        int y0 = (int)(at_y = at_y > 0 ? at_y : 0), y1;
        y0 = y0 < in_h - 1 ? y0 : in_h - 1;
        y1 = y0 < in_h - 1 ? y0 + 1 : y0;
        below = at_y - (float)y0;
        below = below < 1 ? below : 1;
        for (int ox = 0; ox < out_w; ++ox, y += channels) {
            float at_x = corners ? (float)ox * step_w : ((float)ox + 0.5f) * step_w - 0.5f, right;
            int x0 = (int)(at_x = at_x > 0 ? at_x : 0), x1;
            const float *a, *b, *c, *d;
            x0 = x0 < in_w - 1 ? x0 : in_w - 1;
            x1 = x0 < in_w - 1 ? x0 + 1 : x0;
            right = at_x - (float)x0;
            right = right < 1 ? right : 1;
            a = x + ((ptrdiff_t)y0 * in_w + x0) * channels;
            b = x + ((ptrdiff_t)y0 * in_w + x1) * channels;
            c = x + ((ptrdiff_t)y1 * in_w + x0) * channels;
            d = x + ((ptrdiff_t)y1 * in_w + x1) * channels;
            for (int channel = 0; channel < channels; ++channel)
                y[channel] = (1 - below) * ((1 - right) * a[channel] + right * b[channel])
                    + below * ((1 - right) * c[channel] + right * d[channel]);
        }
    }
}
