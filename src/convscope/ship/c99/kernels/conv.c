/* Where the taps of one or more pixels, evenly apart, lie. */
struct patch {
    ptrdiff_t row, tap, step, out_step, weight_row, first;
    int rows, taps, length;
};

struct conv {
    int in_h, in_w, in_c, out_h, out_w, out_c, k_h, k_w, s_h, s_w, p_h, p_w, d_h, d_w, groups;
    float low, high;
};

/* The taps, and so the outputs first … last, that lie on the map. */
static int first_tap(int at, int dilation)
{
    return at >= 0 ? 0 : (-at + dilation - 1) / dilation;
}

static int last_tap(int at, int dilation, int taps, int size)
{
    int count = at >= size ? 0 : (size - at + dilation - 1) / dilation;
    return count < taps ? count : taps;
}

static int first_whole(int pad, int stride)
{
    return (pad + stride - 1) / stride;
}

static int last_whole(int pad, int stride, int reach, int size, int outputs)
{
    int room = size + pad - reach;
    int last = room < 0 ? 0 : room / stride + 1;
    return last < outputs ? last : outputs;
}
