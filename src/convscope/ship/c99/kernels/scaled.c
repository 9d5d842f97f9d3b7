#if (-1 >> 1) != -1
#error "shifting a negative number right must keep its sign"
#endif

/* A sum times a factor: 15 bits of it between two shifts, both rounding to the nearest. Nothing needs 64 bits. */
static int32_t scaled(int32_t sum, int32_t by)
{
    int32_t before = by >> 16 & 255, after = by >> 24, part = (sum + (1 << before >> 1)) >> before;
    part = part > -32767 ? part : -32767;
    part = part < 32767 ? part : 32767;
    return (part * (by & 65535) + (1 << after >> 1)) >> after;
}
