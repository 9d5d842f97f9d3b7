static void depthwise(const float *x, const float *weight, float *y, const struct conv *c)
{
    int left = first_whole(c->p_w, c->s_w);
    int right = last_whole(c->p_w, c->s_w, (c->k_w - 1) * c->d_w + 1, c->in_w, c->out_w);
    ptrdiff_t in_row = (ptrdiff_t)c->in_w * c->in_c;
    struct patch p;
    p.row = c->d_h * in_row;
    p.tap = (ptrdiff_t)c->d_w * c->in_c;
    p.step = (ptrdiff_t)c->s_w * c->in_c;
    p.out_step = c->out_c;
    p.weight_row = (ptrdiff_t)c->k_w * c->out_c;
    p.length = 1;
    for (int oy = 0; oy < c->out_h; ++oy) {
        int at_y = oy * c->s_h - c->p_h;
        int y0 = first_tap(at_y, c->d_h), y1 = last_tap(at_y, c->d_h, c->k_h, c->in_h);
        for (int ox = 0, count; ox < c->out_w; ox += count) {
            int at_x, x0, x1;
            const float *from = x;
            count = ox >= left && ox + 4 <= right ? 4 : 1;
            if (ox >= left && ox < right && count == 1 && right - left >= 4) { /* some pixels again */
                ox = right - 4;
                count = 4;
            }
            at_x = ox * c->s_w - c->p_w;
            x0 = first_tap(at_x, c->d_w);
            x1 = last_tap(at_x, c->d_w, c->k_w, c->in_w);
            p.rows = p.taps = 0;
            p.first = 0;
            if (x1 > x0 && y1 > y0) {
                p.rows = y1 - y0;
                p.taps = x1 - x0;
                p.first = ((ptrdiff_t)y0 * c->k_w + x0) * c->out_c;
                from += (at_y + y0 * c->d_h) * in_row + (ptrdiff_t)(at_x + x0 * c->d_w) * c->in_c;
            }
            if (count == 4)
                depth_4(from, weight, y + ((ptrdiff_t)oy * c->out_w + ox) * c->out_c, &p, c);
            else
                depth_1(from, weight, y + ((ptrdiff_t)oy * c->out_w + ox) * c->out_c, &p, c);
        }
    }
}
