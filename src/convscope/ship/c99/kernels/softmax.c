/* Shares of 1 in every run of numbers, or their logarithms. */
static void softmax(const float *x, float *y, int runs, int length)
{
    for (int run = 0; run < runs; ++run, x += length, y += length) {
        float most = x[0], sum = 0;
        for (int at = 1; at < length; ++at)
            most = x[at] > most ? x[at] : most;
        for (int at = 0; at < length; ++at)
            sum += y[at] = exp_of(x[at] - most);
        for (int at = 0; at < length; ++at)
            y[at] /= sum;
    }
}
