static void finish8(const int32_t *sums, const int32_t *bias, const int32_t *by, int8_t *y, int count,
                    const struct conv8 *c)
{
    for (int n = 0; n < count; ++n)
        y[n] = cut8(scaled(sums[n] + bias[n], by[n]) + c->out_zero, c->low, c->high);
}
