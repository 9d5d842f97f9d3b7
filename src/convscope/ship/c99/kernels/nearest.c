static void nearest@S@(const @T@ *x, @T@ *y, int in_h, int in_w, int out_h, int out_w, int channels, float step_h,
                    float step_w, float centre)
{
    for (int oy = 0; oy < out_h; ++oy)
        for (int ox = 0; ox < out_w; ++ox, y += channels) {
            int iy = (int)(((float)oy + centre) * step_h), ix = (int)(((float)ox + centre) * step_w);
            iy = iy < in_h ? iy : in_h - 1;
            ix = ix < in_w ? ix : in_w - 1;
            memcpy(y, x + ((ptrdiff_t)iy * in_w + ix) * channels, (size_t)channels * sizeof *y);
        }
}
