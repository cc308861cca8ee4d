// NEON: 16-byte vectors, 32 registers, fused multiply-add.
#include "kernels.h"
#if defined(__aarch64__)

#define ISA neon
#define VECTOR_BYTES 16
#define FUSED 1
#define ACCUMULATORS 24
#include "templates/scalars.def"
#endif
