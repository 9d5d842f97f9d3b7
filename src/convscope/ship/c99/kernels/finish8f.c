static void finish8f(const int32_t *sums, const int32_t *bias, const float *by, float *y, int count,
                     const struct conv8 *c)
{
    for (int n = 0; n < count; ++n) {
        float value = (float)(sums[n] + bias[n]) * by[n];
        value = value > c->least ? value : c->least;
        y[n] = value < c->most ? value : c->most;
    }
}
