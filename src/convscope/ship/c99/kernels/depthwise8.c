/* Every channel on its own; weights tap by tap. */
static void depthwise8@S@(const int8_t *x, const int8_t *weight, const int32_t *bias, const @B@ *by, @T@ *y,
                          const struct conv8 *c)
{
    int16_t zero = (int16_t)c->in_zero;
    for (int oy = 0; oy < c->out_h; ++oy) {
        int at_y = oy * c->s_h - c->p_h;
        int y0 = first8(at_y, c->d_h), y1 = last8(at_y, c->d_h, c->k_h, c->in_h);
        for (int ox = 0; ox < c->out_w; ++ox, y += c->out_c) {
            int at_x = ox * c->s_w - c->p_w;
            int x0 = first8(at_x, c->d_w), x1 = last8(at_x, c->d_w, c->k_w, c->in_w);
            for (int from = 0; from < c->out_c; from += 32) {
                int32_t sums[32] = {0};
                int count = c->out_c - from < 32 ? c->out_c - from : 32;
                for (int ky = y0; ky < y1; ++ky)
                    for (int kx = x0; kx < x1; ++kx) {
                        const int8_t *w = weight + (ptrdiff_t)(ky * c->k_w + kx) * c->out_c + from;
                        const int8_t *in = x + from;
                        in += ((ptrdiff_t)(at_y + ky * c->d_h) * c->in_w + at_x + kx * c->d_w) * c->in_c;
                        if (count == 32)
                            for (int n = 0; n < 32; ++n)
                                sums[n] += (int16_t)((int16_t)(in[n] - zero) * w[n]); /* at most 255 * 127 */
                        else
                            for (int n = 0; n < count; ++n)
                                sums[n] += (in[n] - zero) * w[n];
                    }
                finish8@S@(sums, bias + from, by + from, y + from, count, c);
            }
        }
    }
}
