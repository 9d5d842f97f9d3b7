/* @N@ channels of @M@ pixels, evenly apart: the sums stay in registers. */
static void tile@N@_@M@(const float *x, const float *weight, float *y, const struct patch *p, int channels,
                        const struct conv *c)
{
    lanes@N@ sum[@M@][@N@ / LANES@N@];
    for (int m = 0; m < @M@; ++m)
        for (int n = 0; n < @N@ / LANES@N@; ++n)
            sum[m][n] = lanes@N@_at(weight + n * LANES@N@);
    weight += @N@ + p->first;
    for (int row = 0; row < p->rows; ++row) {
        const float *w = weight + row * p->weight_row;
        for (int tap = 0; tap < p->taps; ++tap) {
            const float *in = x + row * p->row + tap * p->tap;
            for (int k = 0; k < p->length; ++k, w += @N@) {
                lanes@N@ v[@N@ / LANES@N@];
                for (int n = 0; n < @N@ / LANES@N@; ++n)
                    v[n] = lanes@N@_at(w + n * LANES@N@);
                for (int m = 0; m < @M@; ++m)
                    for (int n = 0; n < @N@ / LANES@N@; ++n)
                        sum[m][n] += in[m * p->step + k] * v[n];
            }
        }
    }
    for (int m = 0; m < @M@; ++m) {
        float out[@N@];
        for (int n = 0; n < @N@ / LANES@N@; ++n) {
            lanes@N@ v = sum[m][n];
            memcpy(out + n * LANES@N@, &v, sizeof v);
        }
        for (int n = 0; n < @N@; ++n) {
            out[n] = out[n] > c->low ? out[n] : c->low;
            out[n] = out[n] < c->high ? out[n] : c->high;
        }
        if (channels == @N@)
            memcpy(y + m * p->out_step, out, sizeof out);
        else
            for (int n = 0; n < channels; ++n)
                y[m * p->out_step + n] = out[n];
    }
}
