/* Bytes of a picture, pixel by pixel, to integers of 8 bits. */
static void scale8(const uint8_t *x, int8_t *y, int pixels, int channels, const int32_t *factor, const int32_t *summand)
{
    for (int pixel = 0; pixel < pixels; ++pixel)
        for (int channel = 0; channel < channels; ++channel, ++x, ++y)
            *y = cut8((*x * factor[channel] + summand[channel]) >> 20, -128, 127);
}
