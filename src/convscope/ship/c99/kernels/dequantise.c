static void dequantise(const int8_t *x, float *y, int count, float scale, int zero)
{
    for (int at = 0; at < count; ++at)
        y[at] = (float)(x[at] - zero) * scale;
}
