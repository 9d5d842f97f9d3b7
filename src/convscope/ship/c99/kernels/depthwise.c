/* Every channel on its own; weights tap by tap, after the biases. @M@ pixels side by side. */
static void depth_@M@(const float *x, const float *weight, float *y, const struct patch *p, const struct conv *c)
{
    int channel = 0;
    const float *taps = weight + c->out_c + p->first;
#if WIDE > 1
    for (; channel + LANES16 <= c->out_c; channel += LANES16) {
        lanes16 sum[@M@];
        for (int m = 0; m < @M@; ++m)
            sum[m] = lanes16_at(weight + channel);
        for (int row = 0; row < p->rows; ++row)
            for (int tap = 0; tap < p->taps; ++tap) {
                const float *at = x + row * p->row + tap * p->tap + channel;
                lanes16 v = lanes16_at(taps + row * p->weight_row + (ptrdiff_t)tap * c->out_c + channel);
                for (int m = 0; m < @M@; ++m)
                    sum[m] += lanes16_at(at + m * p->step) * v;
            }
        for (int m = 0; m < @M@; ++m) {
            float out[LANES16];
            lanes16 v = sum[m];
            memcpy(out, &v, sizeof v);
            for (int n = 0; n < LANES16; ++n) {
                out[n] = out[n] > c->low ? out[n] : c->low;
                out[n] = out[n] < c->high ? out[n] : c->high;
            }
            memcpy(y + m * p->out_step + channel, out, sizeof out);
        }
    }
#endif
    for (; channel < c->out_c; ++channel)
        for (int m = 0; m < @M@; ++m) {
            float sum = weight[channel];
            for (int row = 0; row < p->rows; ++row)
                for (int tap = 0; tap < p->taps; ++tap)
                    sum += x[row * p->row + tap * p->tap + m * p->step + channel]
                        * taps[row * p->weight_row + (ptrdiff_t)tap * c->out_c + channel];
            sum = sum > c->low ? sum : c->low;
            y[m * p->out_step + channel] = sum < c->high ? sum : c->high;
        }
}
