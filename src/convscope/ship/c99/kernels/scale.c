/* Bytes of a picture, pixel by pixel, to numbers. */
static void scale(const uint8_t *x, float *y, int pixels, int channels, const float *factor, const float *shift)
{
    for (int pixel = 0; pixel < pixels; ++pixel)
        for (int channel = 0; channel < channels; ++channel, ++x, ++y)
            *y = (float)*x * factor[channel] + shift[channel];
}
