static void border@S@(const @T@ *x, @T@ *y, int in_h, int in_w, int out_h, int out_w, int channels, int above, int left,
                   int mode)
{
    for (int oy = 0; oy < out_h; ++oy)
        for (int ox = 0; ox < out_w; ++ox, y += channels) {
            int iy = stands_for(oy - above, in_h, mode), ix = stands_for(ox - left, in_w, mode);
            memcpy(y, x + ((ptrdiff_t)iy * in_w + ix) * channels, (size_t)channels * sizeof *y);
        }
}
