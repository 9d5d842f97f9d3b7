/* A convolution: windows of four pixels laid out, or of one, and every output channel's weights held against them. */
static void conv8@S@(const int8_t *x, const int8_t *weight, const int32_t *bias, const @B@ *by, @T@ *y, wide8 *room,
                     const struct conv8 *c)
{
    int each = c->in_c / c->groups, out = c->out_c / c->groups, length = c->k_h * c->k_w * each;
    int filled = (length + 15) & ~15, pixels = c->out_h * c->out_w, tile = pixels < 4 ? 1 : 4;
    for (int group = 0; group < c->groups; ++group)
        for (int at = 0; at < pixels; at += tile) {
            int32_t sums[4][32];
            at = at + tile <= pixels ? at : pixels - tile; /* the last tile covers some pixels again */
            for (int m = 0; m < tile; ++m)
                window8(x + group * each, room + m * filled, filled, (at + m) / c->out_w, (at + m) % c->out_w, c);
            for (int from = group * out, left = out; left > 0; from += 32, left -= 32) {
                int count = left < 32 ? left : 32;
                if (tile == 4)
                    sums8_4(room, filled, weight + (ptrdiff_t)from * length, length, count, sums);
                else
                    sums8_1(room, filled, weight + (ptrdiff_t)from * length, length, count, sums);
                for (int m = 0; m < tile; ++m)
                    finish8@S@(sums[m], bias + from, by + from, y + (ptrdiff_t)(at + m) * c->out_c + from, count, c);
            }
        }
}
