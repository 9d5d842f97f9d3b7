static void fill@S@(@T@ *y, int count, @T@ number)
{
    for (int at = 0; at < count; ++at)
        y[at] = number;
}
