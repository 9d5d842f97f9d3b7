/* One number of many: over lengths m with strides t, for every place of lengths n with strides s. */
static void reduce_@NAME@(const float *x, float *y, const int n[5], const int s[5], const int m[5], const int t[5])
{
    float count = (float)m[0] * (float)m[1] * (float)m[2] * (float)m[3] * (float)m[4];
    for (int i = 0; i < n[0]; ++i)
        for (int j = 0; j < n[1]; ++j)
            for (int k = 0; k < n[2]; ++k)
                for (int l = 0; l < n[3]; ++l)
                    for (int o = 0; o < n[4]; ++o) {
                        const float *in = x + i * s[0] + j * s[1] + k * s[2] + l * s[3] + o * s[4];
                        float a = @FIRST@;
                        for (int p = 0; p < m[0]; ++p)
                            for (int q = 0; q < m[1]; ++q)
                                for (int r = 0; r < m[2]; ++r)
                                    for (int u = 0; u < m[3]; ++u)
                                        for (int v = 0; v < m[4]; ++v) {
                                            float b = in[p * t[0] + q * t[1] + r * t[2] + u * t[3] + v * t[4]];
                                            a = @EXPRESSION@;
                                        }
                        *y++ = @LAST@;
                    }
    (void)count;
}
