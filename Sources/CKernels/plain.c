// 16-byte vectors and no fused multiply-add: what every processor runs.
#include "kernels.h"

#define ISA plain
#define VECTOR_BYTES 16
#define FUSED 0
#define ACCUMULATORS 8
#include "templates/scalars.def"
