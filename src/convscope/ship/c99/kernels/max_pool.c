static void max_pool@S@(const @T@ *x, @T@ *y, const struct window *w)
{
    for (int oy = 0; oy < w->out_h; ++oy)
        for (int ox = 0; ox < w->out_w; ++ox, y += w->channels) {
            int begun = 0;
            for (int ky = 0; ky < w->k_h; ++ky)
                for (int kx = 0; kx < w->k_w; ++kx) {
                    int iy = oy * w->s_h - w->p_h + ky * w->d_h, ix = ox * w->s_w - w->p_w + kx * w->d_w;
                    const @T@ *in;
                    if (iy < 0 || iy >= w->in_h || ix < 0 || ix >= w->in_w)
                        continue;
                    in = x + ((ptrdiff_t)iy * w->in_w + ix) * w->channels;
                    if (begun)
                        for (int channel = 0; channel < w->channels; ++channel)
                            y[channel] = in[channel] > y[channel] ? in[channel] : y[channel];
                    else
                        memcpy(y, in, (size_t)w->channels * sizeof *y);
                    begun = 1;
                }
        }
}
