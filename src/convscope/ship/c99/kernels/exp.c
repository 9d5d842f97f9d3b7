/* e^x by 2^n times a polynomial (Cephes); below 2e-7 of it off, and a compiler can do many at once. */
static float exp_of(float x)
{
    float n, r, p;
    int32_t whole, bits;
    x = x < -87.3f ? -87.3f : x;
    x = x > 88.3f ? 88.3f : x;
    n = x * 1.44269504f;
    whole = (int32_t)(n + (n < 0 ? -0.5f : 0.5f));
    r = x - (float)whole * 0.693359375f + (float)whole * 2.12194440e-4f;
    p = 1.9875691500e-4f;
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * r * r + r + 1;
    bits = (whole + 127) << 23;
    memcpy(&n, &bits, sizeof n);
    return p * n;
}
