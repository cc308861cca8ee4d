// AVX2 with FMA: 32-byte vectors, 16 registers.
#include "kernels.h"
#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx2,fma,bmi,bmi2"), min_vector_width(256))), apply_to = function)

#define ISA avx2
#define VECTOR_BYTES 32
#define FUSED 1
#define ACCUMULATORS 12
#include "templates/scalars.def"

#pragma clang attribute pop
#endif
