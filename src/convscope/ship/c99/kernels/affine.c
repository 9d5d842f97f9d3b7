static void affine(const float *x, float *y, int pixels, int channels, const float *scale, const float *shift, float low,
                   float high)
{
    for (int pixel = 0; pixel < pixels; ++pixel, x += channels, y += channels)
        for (int channel = 0; channel < channels; ++channel) {
            float value = x[channel] * scale[channel] + shift[channel];
            value = value > low ? value : low;
            y[channel] = value < high ? value : high;
        }
}
