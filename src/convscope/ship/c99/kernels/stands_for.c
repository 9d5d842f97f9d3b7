/* Which pixel stands for one beyond the edge: 0 reflect, 1 replicate, 2 circular. */
static int stands_for(int at, int size, int mode)
{
    if (mode == 0)
        return at < 0 ? -at : at >= size ? 2 * size - 2 - at : at;
    if (mode == 1)
        return at < 0 ? 0 : at >= size ? size - 1 : at;
    return at < 0 ? at + size : at >= size ? at - size : at;
}
