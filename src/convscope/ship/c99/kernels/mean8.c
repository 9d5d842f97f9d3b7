/* The mean of a window's (x - zero), with some bits behind the point, then scaled. */
struct mean8 {
    int in_zero, out_zero, fraction, by;
};

static void mean8(const int8_t *x, int8_t *y, int rows, int columns, int in_w, int channels, int counted,
                  const struct mean8 *p)
{
    for (int from = 0; from < channels; from += 32) {
        int32_t sums[32] = {0};
        int count = channels - from < 32 ? channels - from : 32;
        for (int row = 0; row < rows; ++row)
            for (int column = 0; column < columns; ++column) {
                const int8_t *in = x + ((ptrdiff_t)row * in_w + column) * channels + from;
                for (int n = 0; n < count; ++n)
                    sums[n] += in[n] - p->in_zero;
            }
        for (int n = 0; n < count; ++n) {
            int32_t sum = sums[n] * (1 << p->fraction), half = sum < 0 ? -(counted / 2) : counted / 2;
            y[from + n] = cut8(scaled((sum + half) / counted, p->by) + p->out_zero, -128, 127);
        }
    }
}
