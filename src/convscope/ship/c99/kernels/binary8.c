/* Pairs, walked by strides of their own; the answers lie side by side. */
static void pairs8_@NAME@(const int8_t *one, const int8_t *other, int8_t *y, const int n[5], const int s[5],
                          const int t[5], const struct pair8 *p)
{
    for (int i = 0; i < n[0]; ++i)
        for (int j = 0; j < n[1]; ++j)
            for (int k = 0; k < n[2]; ++k)
                for (int l = 0; l < n[3]; ++l, y += n[4]) {
                    const int8_t *x = one + i * s[0] + j * s[1] + k * s[2] + l * s[3];
                    const int8_t *z = other + i * t[0] + j * t[1] + k * t[2] + l * t[3];
                    for (int m = 0; m < n[4]; ++m) {
                        int32_t a = x[m * s[4]] - p->one_zero, b = z[m * t[4]] - p->other_zero;
                        y[m] = cut8((@EXPRESSION@) + p->out_zero, p->low, p->high);
                    }
                }
}
