static void quantise(const float *x, int8_t *y, int count, float scale, float zero)
{
    for (int at = 0; at < count; ++at) {
        float value = x[at] / scale + zero;
        value = value > -128 ? value : -128;
        value = value < 127 ? value : 127;
        y[at] = (int8_t)(value + (value < 0 ? -0.5f : 0.5f));
    }
}
