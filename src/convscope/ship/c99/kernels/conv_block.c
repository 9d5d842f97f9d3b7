static void strip@N@(const float *x, const float *weight, float *y, const struct patch *p, int count, int channels,
                     const struct conv *c)
{
    int at = 0;
#if TILE > 1
    for (; at + TILE <= count; at += TILE)
        tile@N@_TILE(x + at * p->step, weight, y + at * p->out_step, p, channels, c);
    if (at < count && count >= TILE) { /* the last tile covers some pixels again */
        at = count - TILE;
        tile@N@_TILE(x + at * p->step, weight, y + at * p->out_step, p, channels, c);
        at = count;
    }
#endif
    for (; at < count; ++at)
        tile@N@_1(x + at * p->step, weight, y + at * p->out_step, p, channels, c);
}

/* @N@ output channels of a whole map: rows of pixels whose taps all lie on it, and the columns at its sides. */
static void block@N@(const float *x, const float *weight, float *y, int channels, const struct conv *c)
{
    int each = c->in_c / c->groups, merged = c->d_w == 1 && c->groups == 1;
    int left = first_whole(c->p_w, c->s_w), top = first_whole(c->p_h, c->s_h);
    int right = last_whole(c->p_w, c->s_w, (c->k_w - 1) * c->d_w + 1, c->in_w, c->out_w);
    int bottom = last_whole(c->p_h, c->s_h, (c->k_h - 1) * c->d_h + 1, c->in_h, c->out_h);
    ptrdiff_t in_row = (ptrdiff_t)c->in_w * c->in_c, out_row = (ptrdiff_t)c->out_w * c->out_c;
    struct patch p;
    p.row = c->d_h * in_row;
    p.tap = (ptrdiff_t)c->d_w * c->in_c;
    p.weight_row = (ptrdiff_t)c->k_w * each * @N@;
    for (int oy = 0; oy < c->out_h; ++oy) {
        int at_y = oy * c->s_h - c->p_h;
        int y0 = first_tap(at_y, c->d_h), y1 = last_tap(at_y, c->d_h, c->k_h, c->in_h);
        for (int ox = 0, count; ox < c->out_w; ox += ox >= left && ox < right ? count : 1) {
            int at_x = ox * c->s_w - c->p_w;
            int x0 = first_tap(at_x, c->d_w), x1 = last_tap(at_x, c->d_w, c->k_w, c->in_w);
            const float *from = x;
            int pixels;
            count = pixels = ox >= left && ox < right ? right - ox : 1;
            p.step = (ptrdiff_t)c->s_w * c->in_c;
            p.out_step = c->out_c;
            if (count == 1 && oy >= top && oy < bottom) { /* a column goes down at once, from its first whole row */
                if (oy > top)
                    continue;
                pixels = bottom - top;
                p.step = c->s_h * in_row;
                p.out_step = out_row;
            }
            p.rows = p.taps = p.length = 0;
            p.first = 0;
            if (x1 > x0 && y1 > y0) {
                p.rows = y1 - y0;
                p.taps = merged ? 1 : x1 - x0;
                p.length = merged ? (x1 - x0) * each : each;
                p.first = ((ptrdiff_t)y0 * c->k_w + x0) * each * @N@;
                from += (at_y + y0 * c->d_h) * in_row + (ptrdiff_t)(at_x + x0 * c->d_w) * c->in_c;
            }
            strip@N@(from, weight, y + oy * out_row + (ptrdiff_t)ox * c->out_c, &p, pixels, channels, c);
        }
    }
}
