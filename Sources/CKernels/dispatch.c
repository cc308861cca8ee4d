// Chooses the instruction set and hands every public call to its table.
#include "kernels.h"
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static const ck_kernels *const sets[] = {
#if defined(__x86_64__)
    &ck_kernels_avx512, &ck_kernels_avx2,
#endif
#if defined(__aarch64__)
    &ck_kernels_neon,
#endif
    &ck_kernels_plain,
};
enum { SET_COUNT = sizeof sets / sizeof sets[0] };

static _Atomic(const ck_kernels *) chosen;

static int processor_has(const ck_kernels *set) {
#if defined(__x86_64__)
  if (set == &ck_kernels_avx512) {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  }
  if (set == &ck_kernels_avx2) return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#endif
  (void)set;
  return 1;
}

static const ck_kernels *available(const char *name) {
  for (int i = 0; i < SET_COUNT; i++) {
    if (strcmp(sets[i]->name, name) == 0) return processor_has(sets[i]) ? sets[i] : NULL;
  }
  return NULL;
}

static const ck_kernels *choose(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
#endif
  const char *wanted = getenv("UNROLL_ISA");
  const ck_kernels *set = wanted ? available(wanted) : NULL;
  for (int i = 0; !set; i++) {
    if (processor_has(sets[i])) set = sets[i];  // the last one, plain, fits every processor
  }
  // A selection that another thread has made meanwhile stays.
  const ck_kernels *none = NULL;
  return atomic_compare_exchange_strong(&chosen, &none, set) ? set : none;
}

static inline const ck_kernels *kernels(void) {
  const ck_kernels *set = atomic_load_explicit(&chosen, memory_order_acquire);
  return set ? set : choose();
}

const char *ck_isa(void) { return kernels()->name; }

int ck_select_isa(const char *name) {
  kernels();
  const ck_kernels *set = available(name);
  if (!set) return -1;
  atomic_store(&chosen, set);
  return 0;
}

#define CK_PUBLIC(Real, SUFFIX)                                                                                        \
  size_t ck_packed_count_##SUFFIX(size_t n, size_t k) {                                                                \
    const size_t width = CK_PANEL_BYTES / sizeof(Real);                                                                \
    return (n + width - 1) / width * width * k;                                                                        \
  }                                                                                                                    \
  void ck_pointwise_##SUFFIX(const ck_instruction *program, size_t count, const ck_operand_##SUFFIX *operands,         \
                             size_t rows) {                                                                            \
    kernels()->SUFFIX.pointwise(program, count, operands, rows);                                                       \
  }                                                                                                                    \
  void ck_pointwise_step_##SUFFIX(const ck_instruction *program, size_t count, const ck_place_##SUFFIX *places,        \
                                  size_t place_count, ck_operand_##SUFFIX *operands, ck_step step) {                   \
    kernels()->SUFFIX.pointwise_step(program, count, places, place_count, operands, step);                             \
  }                                                                                                                    \
  void ck_pack_transposed_##SUFFIX(const Real *w, size_t ldw, size_t n, size_t k, Real *packed) {                      \
    kernels()->SUFFIX.pack_transposed(w, ldw, n, k, packed);                                                           \
  }                                                                                                                    \
  void ck_pack_##SUFFIX(const Real *w, size_t ldw, size_t n, size_t k, Real *packed) {                                 \
    kernels()->SUFFIX.pack(w, ldw, n, k, packed);                                                                      \
  }                                                                                                                    \
  void ck_matmul_packed_##SUFFIX(const Real *a, size_t lda, const Real *packed, Real *c, size_t ldc, size_t m,         \
                                 size_t n, size_t k, int accumulate) {                                                 \
    kernels()->SUFFIX.matmul_packed(a, lda, packed, c, ldc, m, n, k, accumulate);                                      \
  }                                                                                                                    \
  void ck_matmul_gradient_##SUFFIX(const Real *a, ptrdiff_t lda, const Real *b, ptrdiff_t ldb, Real *c, size_t ldc,    \
                                   size_t r, size_t n, size_t k) {                                                     \
    kernels()->SUFFIX.matmul_gradient(a, lda, b, ldb, c, ldc, r, n, k);                                                \
  }                                                                                                                    \
  void ck_column_sums_##SUFFIX(const Real *a, ptrdiff_t lda, Real *sums, size_t r, size_t n) {                         \
    kernels()->SUFFIX.column_sums(a, lda, sums, r, n);                                                                 \
  }                                                                                                                    \
  void ck_softmax_##SUFFIX(Real *a, size_t n, Real scale) { kernels()->SUFFIX.softmax(a, n, scale); }                  \
  void ck_softmax_back_##SUFFIX(Real *slope, const Real *p, size_t n, Real scale) {                                    \
    kernels()->SUFFIX.softmax_back(slope, p, n, scale);                                                                \
  }                                                                                                                    \
  void ck_log_softmax_##SUFFIX(Real *a, size_t lda, size_t rows, size_t n) {                                           \
    kernels()->SUFFIX.log_softmax(a, lda, rows, n);                                                                    \
  }                                                                                                                    \
  void ck_transpose_##SUFFIX(const Real *w, size_t n, size_t k, Real *turned) {                                        \
    kernels()->SUFFIX.transpose(w, n, k, turned);                                                                      \
  }                                                                                                                    \
  void ck_cross_entropy_##SUFFIX(const Real *a, size_t lda, const int32_t *classes, Real scale, Real *slope,           \
                                 size_t lds, Real *p, uint8_t *best, size_t rows, size_t n) {                          \
    kernels()->SUFFIX.cross_entropy(a, lda, classes, scale, slope, lds, p, best, rows, n);                             \
  }                                                                                                                    \
  void ck_add_rows_##SUFFIX(const Real *a, ptrdiff_t lda, const int32_t *index, ptrdiff_t next, Real *sums,            \
                            size_t lds, size_t r, size_t n) {                                                          \
    kernels()->SUFFIX.add_rows(a, lda, index, next, sums, lds, r, n);                                                  \
  }                                                                                                                    \
  double ck_sum_of_squares_##SUFFIX(const Real *a, const Real *b, size_t n) {                                          \
    return kernels()->SUFFIX.sum_of_squares(a, b, n);                                                                  \
  }                                                                                                                    \
  void ck_optimize_##SUFFIX(ck_rule rule, ck_rule_step step, Real *w, const Real *g, Real *first, Real *second,        \
                            size_t n) {                                                                                \
    kernels()->SUFFIX.optimize(rule, step, w, g, first, second, n);                                                    \
  }
double ck_dot_f64(const double *a, const double *b, size_t n) { return kernels()->dot(a, b, n); }

void ck_rotate_f64(double *x, double *y, size_t n, double c, double s, double *squares) {
  kernels()->rotate(x, y, n, c, s, squares);
}

CK_PUBLIC(float, f32)
CK_PUBLIC(double, f64)
