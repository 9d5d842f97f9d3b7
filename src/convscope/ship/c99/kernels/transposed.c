/* A transposed convolution: an output gathers the inputs whose windows it lies in. Weights as a convolution's. */
static void transposed(const float *x, const float *weight, float *y, const struct conv *c)
{
    int each = c->in_c / c->groups, out = c->out_c / c->groups, taps = c->k_h * c->k_w * each;
    for (int group = 0; group < c->groups; ++group)
        for (int at = 0; at < out;) {
            int left = out - at, wide = left > 12 ? 16 : left > 4 ? 8 : left > 1 ? 4 : 1;
            int channels = left < wide ? left : wide;
            for (int oy = 0; oy < c->out_h; ++oy)
                for (int ox = 0; ox < c->out_w; ++ox) {
                    float sum[16];
                    float *to = y + ((ptrdiff_t)oy * c->out_w + ox) * c->out_c + group * out + at;
                    for (int n = 0; n < wide; ++n)
                        sum[n] = weight[n];
                    for (int ky = 0; ky < c->k_h; ++ky) {
                        int iy = oy + c->p_h - ky * c->d_h;
                        if (iy < 0 || iy % c->s_h || iy / c->s_h >= c->in_h)
                            continue;
                        for (int kx = 0; kx < c->k_w; ++kx) {
                            int ix = ox + c->p_w - kx * c->d_w;
                            const float *in, *w = weight + wide + (ptrdiff_t)(ky * c->k_w + kx) * each * wide;
                            if (ix < 0 || ix % c->s_w || ix / c->s_w >= c->in_w)
                                continue;
                            in = x + ((ptrdiff_t)(iy / c->s_h) * c->in_w + ix / c->s_w) * c->in_c + group * each;
                            for (int k = 0; k < each; ++k, w += wide)
                                for (int n = 0; n < wide; ++n)
                                    sum[n] += in[k] * w[n];
                        }
                    }
                    for (int n = 0; n < channels; ++n) {
                        float value = sum[n] > c->low ? sum[n] : c->low;
                        to[n] = value < c->high ? value : c->high;
                    }
                }
            weight += (taps + 1) * wide;
            at += channels;
        }
}
