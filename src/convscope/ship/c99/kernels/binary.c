/* Pairs, walked by strides of their own; the answers lie side by side. */
static void pairs_@NAME@(const float *one, const float *other, float *y, const int n[5], const int s[5], const int t[5],
                         float low, float high)
{
    for (int i = 0; i < n[0]; ++i)
        for (int j = 0; j < n[1]; ++j)
            for (int k = 0; k < n[2]; ++k)
                for (int l = 0; l < n[3]; ++l, y += n[4]) {
                    const float *x = one + i * s[0] + j * s[1] + k * s[2] + l * s[3];
                    const float *z = other + i * t[0] + j * t[1] + k * t[2] + l * t[3];
                    if (s[4] == 1 && t[4] == 1)
                        for (int m = 0; m < n[4]; ++m) {
                            float a = x[m], b = z[m], v = @EXPRESSION@;
                            v = v > low ? v : low;
                            y[m] = v < high ? v : high;
                        }
                    else
                        for (int m = 0; m < n[4]; ++m) {
                            float a = x[m * s[4]], b = z[m * t[4]], v = @EXPRESSION@;
                            v = v > low ? v : low;
                            y[m] = v < high ? v : high;
                        }
                }
}
