/* A number on a grid, cut to its ends. */
static int8_t cut8(int32_t value, int32_t low, int32_t high)
{
    value = value > low ? value : low;
    return (int8_t)(value < high ? value : high);
}
