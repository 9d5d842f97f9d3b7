struct conv8 {
    int in_h, in_w, in_c, out_h, out_w, out_c, k_h, k_w, s_h, s_w, p_h, p_w, d_h, d_w, groups, in_zero, out_zero;
    int low, high;
    float least, most;
};

/* The taps that lie on the map. What lies beside it is 0, and adds nothing to a sum of (x - zero) * weight. */
static int first8(int at, int dilation)
{
    return at >= 0 ? 0 : (-at + dilation - 1) / dilation;
}

static int last8(int at, int dilation, int taps, int size)
{
    int count = at >= size ? 0 : (size - at + dilation - 1) / dilation;
    return count < taps ? count : taps;
}
