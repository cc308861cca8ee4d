// What an instruction set gives: one table of functions, filled from the templates once for each set.
#pragma once
#include "CKernels.h"

/// Packed weights lie in panels of this many columns: one cache line. The layout is the same for every instruction set.
#define CK_PANEL_BYTES 64

#define CK_TABLE(Real, SUFFIX)                                                                                         \
  typedef struct ck_table_##SUFFIX {                                                                                   \
    void (*pointwise)(const ck_instruction *, size_t, const ck_operand_##SUFFIX *, size_t);                            \
    void (*pointwise_step)(const ck_instruction *, size_t, const ck_place_##SUFFIX *, size_t, ck_operand_##SUFFIX *,    \
                           ck_step);                                                                                   \
    void (*pack_transposed)(const Real *, size_t, size_t, size_t, Real *);                                             \
    void (*pack)(const Real *, size_t, size_t, size_t, Real *);                                                        \
    void (*matmul_packed)(const Real *, size_t, const Real *, Real *, size_t, size_t, size_t, size_t, int);            \
    void (*matmul_gradient)(const Real *, ptrdiff_t, const Real *, ptrdiff_t, Real *, size_t, size_t, size_t, size_t); \
    void (*column_sums)(const Real *, ptrdiff_t, Real *, size_t, size_t);                                              \
    void (*transpose)(const Real *, size_t, size_t, Real *);                                                           \
    void (*softmax)(Real *, size_t, Real);                                                                             \
    void (*softmax_back)(Real *, const Real *, size_t, Real);                                                          \
    void (*log_softmax)(Real *, size_t, size_t, size_t);                                                               \
    void (*cross_entropy)(const Real *, size_t, const int32_t *, Real, Real *, size_t, Real *, uint8_t *, size_t,      \
                          size_t);                                                                                     \
    void (*add_rows)(const Real *, ptrdiff_t, const int32_t *, ptrdiff_t, Real *, size_t, size_t, size_t);             \
    double (*sum_of_squares)(const Real *, const Real *, size_t);                                                      \
    void (*optimize)(ck_rule, ck_rule_step, Real *, const Real *, Real *, Real *, size_t);                             \
  } ck_table_##SUFFIX;
CK_TABLE(float, f32)
CK_TABLE(double, f64)
#undef CK_TABLE

typedef struct ck_kernels {
  const char *name;
  ck_table_f32 f32;
  ck_table_f64 f64;
  double (*dot)(const double *, const double *, size_t);
  void (*rotate)(double *, double *, size_t, double, double, double *);
} ck_kernels;

extern const ck_kernels ck_kernels_plain;
#if defined(__x86_64__)
extern const ck_kernels ck_kernels_avx2;
extern const ck_kernels ck_kernels_avx512;
#endif
#if defined(__aarch64__)
extern const ck_kernels ck_kernels_neon;
#endif
