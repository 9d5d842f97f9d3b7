/* The natural logarithm of a positive number (Cephes). */
static float log_of(float x)
{
    int32_t bits, power;
    float p, z;
    memcpy(&bits, &x, sizeof bits);
    power = (bits >> 23) - 126;
    bits = (bits & 0x7fffff) | 0x3f000000;
    memcpy(&x, &bits, sizeof x);
    if (x < 0.707106781f) {
        x += x;
        --power;
    }
    x -= 1;
    z = x * x;
    p = 7.0376836292e-2f;
    p = p * x - 1.1514610310e-1f;
    p = p * x + 1.1676998740e-1f;
    p = p * x - 1.2420140846e-1f;
    p = p * x + 1.4249322787e-1f;
    p = p * x - 1.6668057665e-1f;
    p = p * x + 2.0000714765e-1f;
    p = p * x - 2.4999993993e-1f;
    p = p * x + 3.3333331174e-1f;
    p = p * x * z - 2.12194440e-4f * (float)power - 0.5f * z;
    return x + p + 0.693359375f * (float)power;
}
