/* x * tanh(log(1 + e^x)), written without either. */
static float mish_of(float x)
{
    float e = exp_of(x < 20 ? x : 20), n = e * (e + 2);
    return x < 20 ? x * n / (n + 2) : x;
}
