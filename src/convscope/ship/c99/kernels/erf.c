/* The error function, off by 1.5e-7 at most (Abramowitz and Stegun 7.1.26). */
static float erf_of(float x)
{
    float size = x < 0 ? -x : x, t = 1 / (1 + 0.3275911f * size), p = 1.061405429f;
    p = p * t - 1.453152027f;
    p = p * t + 1.421413741f;
    p = p * t - 0.284496736f;
    p = 1 - (p * t + 0.254829592f) * t * exp_of(-size * size);
    return x < 0 ? -p : p;
}
