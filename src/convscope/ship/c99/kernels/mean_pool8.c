static void mean_pool8(const int8_t *x, int8_t *y, const struct window *w, const struct mean8 *p)
{
    for (int oy = 0; oy < w->out_h; ++oy)
        for (int ox = 0; ox < w->out_w; ++ox, y += w->channels) {
            int y0 = oy * w->s_h - w->p_h, x0 = ox * w->s_w - w->p_w;
            int y1 = y0 + w->k_h, x1 = x0 + w->k_w, counted;
            y1 = y1 < w->in_h + w->count_h ? y1 : w->in_h + w->count_h;
            x1 = x1 < w->in_w + w->count_w ? x1 : w->in_w + w->count_w;
            y0 = y0 > -w->count_h ? y0 : -w->count_h;
            x0 = x0 > -w->count_w ? x0 : -w->count_w;
            counted = w->divisor ? w->divisor : (y1 - y0) * (x1 - x0);
            y1 = y1 < w->in_h ? y1 : w->in_h;
            x1 = x1 < w->in_w ? x1 : w->in_w;
            y0 = y0 > 0 ? y0 : 0;
            x0 = x0 > 0 ? x0 : 0;
            mean8(x + ((ptrdiff_t)y0 * w->in_w + x0) * w->channels, y, y1 - y0, x1 - x0, w->in_w, w->channels, counted, p);
        }
}
