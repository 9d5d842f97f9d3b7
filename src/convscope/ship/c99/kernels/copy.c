/* Numbers from where they lie, by strides s, to where they shall lie, by strides t. */
static void copy@S@(const @T@ *x, @T@ *y, const int n[5], const int s[5], const int t[5])
{
    for (int i = 0; i < n[0]; ++i)
        for (int j = 0; j < n[1]; ++j)
            for (int k = 0; k < n[2]; ++k)
                for (int l = 0; l < n[3]; ++l) {
                    const @T@ *from = x + i * s[0] + j * s[1] + k * s[2] + l * s[3];
                    @T@ *to = y + i * t[0] + j * t[1] + k * t[2] + l * t[3];
                    if (s[4] == 1 && t[4] == 1)
                        memcpy(to, from, (size_t)n[4] * sizeof *to);
                    else
                        for (int m = 0; m < n[4]; ++m)
                            to[m * t[4]] = from[m * s[4]];
                }
}
