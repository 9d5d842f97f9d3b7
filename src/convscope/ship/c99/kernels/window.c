struct window {
    int in_h, in_w, out_h, out_w, channels, k_h, k_w, s_h, s_w, p_h, p_w, d_h, d_w, count_h, count_w, divisor;
};
