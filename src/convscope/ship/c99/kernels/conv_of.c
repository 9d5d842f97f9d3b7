/* A convolution: blocks of output channels, each with its bias and weights together. */
static void conv(const float *x, const float *weight, float *y, const struct conv *c)
{
    int each = c->in_c / c->groups, out = c->out_c / c->groups, taps = c->k_h * c->k_w * each;
    for (int group = 0; group < c->groups; ++group)
        for (int at = 0; at < out;) {
            int left = out - at, wide = left > 12 ? 16 : left > 4 ? 8 : left > 1 ? 4 : 1;
            int channels = left < wide ? left : wide;
            const float *in = x + group * each;
            float *to = y + group * out + at;
@CASES@
            weight += (taps + 1) * wide;
            at += channels;
        }
}
