static void log_softmax(const float *x, float *y, int runs, int length)
{
    for (int run = 0; run < runs; ++run, x += length, y += length) {
        float most = x[0], sum = 0;
        for (int at = 1; at < length; ++at)
            most = x[at] > most ? x[at] : most;
        for (int at = 0; at < length; ++at)
            sum += exp_of(x[at] - most);
        sum = log_of(sum) + most;
        for (int at = 0; at < length; ++at)
            y[at] = x[at] - sum;
    }
}
