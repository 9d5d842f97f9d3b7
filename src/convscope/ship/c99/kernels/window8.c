#if defined(__GNUC__)
typedef int16_t __attribute__((may_alias)) wide8; /* windows lie in the arena, as floats do at other times */
#else
typedef int16_t wide8;
#endif

/* The window of a pixel, row by row, less the zero; behind it zeros up to a multiple of 16. */
static void window8(const int8_t *x, wide8 *to, int filled, int oy, int ox, const struct conv8 *c)
{
    int each = c->in_c / c->groups, merged = c->d_w == 1 && c->groups == 1;
    int at_y = oy * c->s_h - c->p_h, at_x = ox * c->s_w - c->p_w;
    int y0 = first8(at_y, c->d_h), y1 = last8(at_y, c->d_h, c->k_h, c->in_h);
    int x0 = first8(at_x, c->d_w), x1 = last8(at_x, c->d_w, c->k_w, c->in_w);
    int runs = merged ? x0 < x1 : x1 - x0, length = merged ? (x1 - x0) * each : each;
    int16_t zero = (int16_t)c->in_zero;
    memset(to, 0, (size_t)filled * sizeof *to);
    for (int ky = y0; ky < y1; ++ky)
        for (int run = 0; run < runs; ++run) {
            wide8 *row = to + (ky * c->k_w + x0 + run) * each;
            const int8_t *in = x + ((ptrdiff_t)(at_y + ky * c->d_h) * c->in_w + at_x + (x0 + run) * c->d_w) * c->in_c;
            for (int k = 0; k < length; ++k)
                row[k] = (int16_t)(in[k] - zero);
        }
}
