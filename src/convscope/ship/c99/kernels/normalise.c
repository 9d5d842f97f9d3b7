/* Mean 0 and variance 1 over the pixels and channels of each group, then a gain and a shift a channel. */
static void normalise(const float *x, float *y, int outer, int pixels, int groups, int each, float epsilon,
                      const float *gain, const float *shift)
{
    int channels = groups * each;
    for (int run = 0; run < outer; ++run, x += (ptrdiff_t)pixels * channels, y += (ptrdiff_t)pixels * channels)
        for (int group = 0; group < groups; ++group) {
            const float *in = x + group * each;
            float mean = 0, variance = 0, factor;
            for (int pixel = 0; pixel < pixels; ++pixel) {
                float sum = 0; /* of one pixel first: rounding grows with the length of a sum */
                for (int k = 0; k < each; ++k)
                    sum += in[(ptrdiff_t)pixel * channels + k];
                mean += sum;
            }
            mean /= (float)pixels * (float)each;
            for (int pixel = 0; pixel < pixels; ++pixel) {
                float sum = 0;
                for (int k = 0; k < each; ++k) {
                    float off = in[(ptrdiff_t)pixel * channels + k] - mean;
                    sum += off * off;
                }
                variance += sum;
            }
            factor = 1 / sqrtf(variance / ((float)pixels * (float)each) + epsilon);
            for (int pixel = 0; pixel < pixels; ++pixel)
                for (int k = 0; k < each; ++k) {
                    ptrdiff_t at = (ptrdiff_t)pixel * channels + group * each + k;
                    y[at] = (x[at] - mean) * factor * gain[group * each + k] + shift[group * each + k];
                }
        }
}
