#if WIDE == 1 || @N@ == 1
typedef float lanes@N@;
#define LANES@N@ 1
#elif WIDE >= @N@
typedef float lanes@N@ __attribute__((vector_size(@N@ * sizeof(float))));
#define LANES@N@ @N@
#else
typedef float lanes@N@ __attribute__((vector_size(WIDE * sizeof(float))));
#define LANES@N@ WIDE
#endif

static lanes@N@ lanes@N@_at(const float *from)
{
    lanes@N@ v;
    memcpy(&v, from, sizeof v);
    return v;
}
