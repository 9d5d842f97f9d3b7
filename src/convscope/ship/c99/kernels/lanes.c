/* As many numbers as one instruction takes. Compilers without GNU's vector types get plain floats. */
#if defined(__GNUC__) && defined(__AVX512F__)
#define WIDE 16
#elif defined(__GNUC__) && defined(__AVX__)
#define WIDE 8
#elif defined(__GNUC__) && (defined(__SSE__) || defined(__ARM_NEON) || defined(__wasm_simd128__) || defined(__ALTIVEC__))
#define WIDE 4
#else
#define WIDE 1
#endif
#if WIDE >= 8
#define TILE 6
#elif WIDE == 4
#define TILE 2
#else
#define TILE 1
#endif
