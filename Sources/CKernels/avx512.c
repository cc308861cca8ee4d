// AVX-512: 64-byte vectors, 32 registers, masked loads and stores.
#include "kernels.h"
#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,avx2,fma,bmi,bmi2"), \
                                             min_vector_width(512))), apply_to = function)

#define ISA avx512
#define VECTOR_BYTES 64
#define FUSED 1
#define ACCUMULATORS 24
#include "templates/scalars.def"

#pragma clang attribute pop
#endif
