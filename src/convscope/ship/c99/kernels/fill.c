static void fill(float *y, int count, float number)
{
    for (int at = 0; at < count; ++at)
        y[at] = number;
}
