/* An answer for each of 256 numbers, from where they lie, by strides s, to where answers shall lie, by strides t. */
static void table8(const int8_t *x, int8_t *y, const int n[5], const int s[5], const int t[5], const int8_t *answers)
{
    for (int i = 0; i < n[0]; ++i)
        for (int j = 0; j < n[1]; ++j)
            for (int k = 0; k < n[2]; ++k)
                for (int l = 0; l < n[3]; ++l) {
                    const int8_t *from = x + i * s[0] + j * s[1] + k * s[2] + l * s[3];
                    int8_t *to = y + i * t[0] + j * t[1] + k * t[2] + l * t[3];
                    for (int m = 0; m < n[4]; ++m)
                        to[m * t[4]] = answers[from[m * s[4]] + 128];
                }
}
