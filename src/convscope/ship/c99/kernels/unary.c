static void each_@NAME@(const float *x, float *y, int count, float a, float b)
{
    (void)a;
    (void)b;
    for (int at = 0; at < count; ++at) {
        float v = x[at];
        y[at] = @EXPRESSION@;
    }
}
