/* Sums of products, two output channels of four pixels at once: plain loops that compilers make pairs of products of.
   Weights behind a row's end meet zeros. */
static void sums8_4(const wide8 *x, int filled, const int8_t *weight, int length, int count, int32_t sums[4][32])
{
    const wide8 *x1 = x + filled, *x2 = x1 + filled, *x3 = x2 + filled;
    for (int n = 0; n < count; n += 2, weight += 2 * length) {
        const int8_t *v = weight, *w = weight + (n + 1 < count ? length : 0);
        int32_t a0 = 0, a1 = 0, a2 = 0, a3 = 0, b0 = 0, b1 = 0, b2 = 0, b3 = 0;
        for (int k = 0; k < (filled & ~15); ++k) {
            int16_t p = v[k], q = w[k];
            a0 += x[k] * p;
            b0 += x[k] * q;
            a1 += x1[k] * p;
            b1 += x1[k] * q;
            a2 += x2[k] * p;
            b2 += x2[k] * q;
            a3 += x3[k] * p;
            b3 += x3[k] * q;
        }
        sums[0][n] = a0;
        sums[0][n + 1] = b0;
        sums[1][n] = a1;
        sums[1][n + 1] = b1;
        sums[2][n] = a2;
        sums[2][n + 1] = b2;
        sums[3][n] = a3;
        sums[3][n + 1] = b3;
    }
}

/* Four output channels of one pixel. */
static void sums8_1(const wide8 *x, int filled, const int8_t *weight, int length, int count, int32_t sums[4][32])
{
    for (int n = 0; n < count; n += 4) {
        int last = count - 1;
        const int8_t *w0 = weight + (ptrdiff_t)n * length, *w1 = weight + (ptrdiff_t)(n + 1 < last ? n + 1 : last) * length;
        const int8_t *w2 = weight + (ptrdiff_t)(n + 2 < last ? n + 2 : last) * length;
        const int8_t *w3 = weight + (ptrdiff_t)(n + 3 < last ? n + 3 : last) * length;
        int32_t a = 0, b = 0, c = 0, d = 0;
        for (int k = 0; k < (filled & ~15); ++k) {
            int16_t p = w0[k], q = w1[k], r = w2[k], s = w3[k];
            a += x[k] * p;
            b += x[k] * q;
            c += x[k] * r;
            d += x[k] * s;
        }
        sums[0][n] = a;
        sums[0][n + 1] = b;
        sums[0][n + 2] = c;
        sums[0][n + 3] = d;
    }
}
