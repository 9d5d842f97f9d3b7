/* Near 0 a polynomial (Cephes), else by e^2x. */
static float tanh_of(float x)
{
    float z = x * x, p = -5.70498872745e-3f, far = x < 0 ? -x : x;
    far = 1 - 2 / (exp_of(2 * far) + 1);
    p = p * z + 2.06390887954e-2f;
    p = p * z - 5.37397155531e-2f;
    p = p * z + 1.33314422036e-1f;
    p = p * z - 3.33332819422e-1f;
    return z < 0.390625f ? x + x * z * p : x < 0 ? -far : far;
}
