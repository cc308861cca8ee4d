// The few vector loops that Swift cannot dispatch at run time: matrix products on weights packed once, pointwise
// programs over small tiles, and the thread pool that divides batch rows and output tiles.
//
// Every function exists for float (_f32) and double (_f64), made from one source. All matrices are row-major; `ld…` is
// the distance between rows in elements. No function allocates, except ck_set_threads.
//
// Bit-for-bit promise: an element of a result is one chain of fused multiply-adds over the inner dimension in rising
// order (multiply and add on processors without FMA), whatever the number of rows, the tile it falls into, or the
// thread that makes it. Only the instruction set may change the bits.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// MARK: Instruction sets

/// The instruction set in use: "avx512", "avx2", "neon" or "plain". Chosen at the first call of any kernel: the best
/// that the processor has, or what the variable UNROLL_ISA names, if the processor has it.
const char *ck_isa(void);
/// Changes the instruction set; returns 0, or -1 when the processor does not have it. Not while kernels run.
int ck_select_isa(const char *name);

// MARK: Threads

/// Number of threads that ck_parallel uses, the caller's included, clamped to 1 … 256. Starts or ends workers, which
/// block all signals but faults and have an alternate signal stack of their own. Without effect inside a body.
void ck_set_threads(int count);
int ck_threads(void);
/// Runs body(context, 0) … body(context, tasks - 1), each once, on the pool and the calling thread; returns when all
/// are done. Calls from several threads at once share the pool one after another; a call from inside a body, or with
/// one thread or one task, runs on the calling thread alone.
void ck_parallel(size_t tasks, void (*body)(void *context, size_t task), void *context);
/// From now on (alone != 0) the calling thread runs its tasks by itself and leaves the pool to others: for threads that
/// each have work enough of their own. Results do not depend on it.
void ck_work_alone(int alone);

// MARK: Pointwise programs

/// The verbs of a pointwise program. a, b, c are operands, all elementwise unless said otherwise.
typedef enum ck_verb {
  CK_COPY,              // a
  CK_NEGATE,            // -a
  CK_ADD,               // a + b
  CK_SUBTRACT,          // a - b
  CK_MULTIPLY,          // a * b
  CK_DIVIDE,            // a / b
  CK_MULTIPLY_ADD,      // a * b + c, fused where the processor can
  CK_SIGMOID,           // 1 / (1 + exp(-a))
  CK_TANH,
  CK_RELU,              // max(a, 0); NaN stays NaN
  CK_SOFTPLUS,          // log(1 + exp(a)), no overflow
  CK_EXP,
  CK_LOG,
  CK_SQRT,
  CK_ABS,
  CK_MINIMUM,           // of a and b; NaN if either is
  CK_MAXIMUM,
  CK_SIGMOID_BACKWARD,  // b * a * (1 - a):  a = sigmoid's result, b = its gradient
  CK_TANH_BACKWARD,     // b * (1 - a * a):  a = tanh's result
  CK_RELU_BACKWARD,     // b where a > 0, else 0:  a = relu's result or argument
  CK_ABS_BACKWARD,      // b * sign(a), 0 at 0:  a = the argument
  CK_SELECT_LESS,       // c where a <= b, else 0        (gradient of minimum for its first argument)
  CK_SELECT_GREATER,    // c where a > b, else 0         (gradient of maximum for its first; of minimum for its second)
  CK_SELECT_GREATER_EQUAL, // c where a >= b, else 0
  CK_SELECT_SMALLER,    // c where a < b, else 0
  CK_EXPAND,            // dst[j] = a[j / k], k = columns of dst / columns of a
  CK_CONTRACT,          // dst[j] = a[jk] + … + a[jk + k-1], k = columns of a / columns of dst
  CK_NORMALISE,         // (a - mean(a)) / sqrt(var(a) + 1e-5) over the columns of each row
  CK_NORMALISE_BACKWARD,// gradient of CK_NORMALISE at argument a for the gradient b of its result
  // Pairs of the above that often follow each other; each gives the bits of the two.
  CK_SIGMOID_OF_SUM,    // sigmoid(a + b)
  CK_TANH_OF_SUM,       // tanh(a + b)
  CK_SIGMOID_BACKWARD_OF_PRODUCT,  // (b * c) * a * (1 - a)
  CK_TANH_BACKWARD_OF_PRODUCT,     // (b * c) * (1 - a * a)
  CK_TANH_BACKWARD_OF_SUM,         // (b + c) * (1 - a * a)
} ck_verb;

/// One operation on operands named by their place in the operand table.
typedef struct ck_instruction {
  uint16_t verb, destination, a, b, c;
} ck_instruction;

/// Where an operand lies: rows of `columns` elements, `stride` elements apart. Stride 0 shows one row for every row.
/// A destination may be the very same memory as an operand of the same instruction (in place), never a shifted one.
typedef struct ck_operand_f32 { float *base; ptrdiff_t stride; size_t columns; } ck_operand_f32;
typedef struct ck_operand_f64 { double *base; ptrdiff_t stride; size_t columns; } ck_operand_f64;

/// Runs the instructions in order over `rows` rows. Intermediate operands are ordinary operands; the caller keeps tiles
/// small enough for the cache. Relative error of the functions for normal results: below 5e-7 in float, below 3.2e-15
/// in double; infinities and NaN give what the C library gives, and denormals are not flushed to 0. Sums inside a row
/// (contract, normalise) add in an order that the number of summands alone decides.
void ck_pointwise_f32(const ck_instruction *program, size_t count, const ck_operand_f32 *operands, size_t rows);
void ck_pointwise_f64(const ck_instruction *program, size_t count, const ck_operand_f64 *operands, size_t rows);

/// Where an operand lies at every time step: row r of step t begins at base + slot * step + r * stride, with slot = (t +
/// shift) & mask: -1 where every step has a slot of its own. A register begins at base for every tile of rows.
typedef struct ck_place_f32 {
  float *base; ptrdiff_t step, stride, mask; size_t columns; int32_t shift, is_register;
} ck_place_f32;
typedef struct ck_place_f64 {
  double *base; ptrdiff_t step, stride, mask; size_t columns; int32_t shift, is_register;
} ck_place_f64;

/// Which part of a sequence a program runs over: `rows` rows from `first` on of time step t, `tile` rows at a time, so
/// that a tile's registers stay in the cache. What step `next` reads is brought near meanwhile; next = t: nothing is.
typedef struct ck_step { ptrdiff_t t, next; size_t first, rows, tile; } ck_step;

/// Runs the instructions over one time step. `operands` is room for as many as there are places.
void ck_pointwise_step_f32(const ck_instruction *program, size_t count, const ck_place_f32 *places, size_t place_count,
                           ck_operand_f32 *operands, ck_step step);
void ck_pointwise_step_f64(const ck_instruction *program, size_t count, const ck_place_f64 *places, size_t place_count,
                           ck_operand_f64 *operands, ck_step step);

// MARK: Matrix products

/// Elements that a packed weight needs for a product with n result columns and inner dimension k. The packed layout is
/// the same for every instruction set; reads are fastest when `packed` starts at a multiple of 64 bytes.
size_t ck_packed_count_f32(size_t n, size_t k);
size_t ck_packed_count_f64(size_t n, size_t k);
/// Packs w [n, k] for y [m, n] = a [m, k] · wᵀ (the forward product of a weight stored as PyTorch stores it).
void ck_pack_transposed_f32(const float *w, size_t ldw, size_t n, size_t k, float *packed);
void ck_pack_transposed_f64(const double *w, size_t ldw, size_t n, size_t k, double *packed);
/// Packs w [k, n] for y [m, n] = a [m, k] · w (the product that carries a gradient back through the weight).
void ck_pack_f32(const float *w, size_t ldw, size_t n, size_t k, float *packed);
void ck_pack_f64(const double *w, size_t ldw, size_t n, size_t k, double *packed);
/// c [m, n] = a [m, k] · packed, or c += when accumulate is not 0 (then c's element starts the chain of sums).
/// Any m, n, k ≥ 0. Single-threaded: callers divide the rows.
void ck_matmul_packed_f32(const float *a, size_t lda, const float *packed, float *c, size_t ldc, size_t m, size_t n,
                          size_t k, int accumulate);
void ck_matmul_packed_f64(const double *a, size_t lda, const double *packed, double *c, size_t ldc, size_t m, size_t n,
                          size_t k, int accumulate);
/// c [n, k] += aᵀ · b with a [r, n], b [r, k]: a weight's gradient, summed over r rows (all time steps and examples)
/// in order; negative lda and ldb go through them from the last to the first.
/// Single-threaded: callers divide n (by moving a and c) or k (by moving b and c).
void ck_matmul_gradient_f32(const float *a, ptrdiff_t lda, const float *b, ptrdiff_t ldb, float *c, size_t ldc,
                            size_t r, size_t n, size_t k);
void ck_matmul_gradient_f64(const double *a, ptrdiff_t lda, const double *b, ptrdiff_t ldb, double *c, size_t ldc,
                            size_t r, size_t n, size_t k);
/// sums [n] += the sum of the rows of a [r, n], in order; a negative lda goes from the last to the first.
void ck_column_sums_f32(const float *a, ptrdiff_t lda, float *sums, size_t r, size_t n);
void ck_column_sums_f64(const double *a, ptrdiff_t lda, double *sums, size_t r, size_t n);

/// turned [k, n] = w [n, k], rows without gaps.
void ck_transpose_f32(const float *w, size_t n, size_t k, float *turned);
void ck_transpose_f64(const double *w, size_t n, size_t k, double *turned);

// MARK: Rows

/// Each row of a [rows, n] becomes its log-softmax in place; stable for any finite logits.
void ck_log_softmax_f32(float *a, size_t lda, size_t rows, size_t n);
void ck_log_softmax_f64(double *a, size_t lda, size_t rows, size_t n);

/// a[j] = exp(scale a[j]) / Σ exp(scale a[i]), and back from dL/d of that in `slope` to dL/da: p (slope - Σ p slope) scale.
void ck_softmax_f32(float *a, size_t n, float scale);
void ck_softmax_f64(double *a, size_t n, double scale);
void ck_softmax_back_f32(float *slope, const float *p, size_t n, float scale);
void ck_softmax_back_f64(double *slope, const double *p, size_t n, double scale);
/// Cross-entropy of rows of logits a [rows, n] against their classes. Writes p, the log-softmax at the class, best, whether
/// no class is likelier, and the slope scale * (softmax - one-hot). A negative class says nothing: its slope is 0.
void ck_cross_entropy_f32(const float *a, size_t lda, const int32_t *classes, float scale, float *slope, size_t lds,
                          float *p, uint8_t *best, size_t rows, size_t n);
void ck_cross_entropy_f64(const double *a, size_t lda, const int32_t *classes, double scale, double *slope, size_t lds,
                          double *p, uint8_t *best, size_t rows, size_t n);
/// sums[index[t]] += a[t] for t = 0 … r - 1 in order, rows of n elements; a and index go by lda and `next`, either way.
void ck_add_rows_f32(const float *a, ptrdiff_t lda, const int32_t *index, ptrdiff_t next, float *sums, size_t lds,
                     size_t r, size_t n);
void ck_add_rows_f64(const double *a, ptrdiff_t lda, const int32_t *index, ptrdiff_t next, double *sums, size_t lds,
                     size_t r, size_t n);

// MARK: Flat arrays

/// Σ (a + b)², in double, in an order that n alone decides; without b (null) Σ a².
double ck_sum_of_squares_f32(const float *a, const float *b, size_t n);
double ck_sum_of_squares_f64(const double *a, const double *b, size_t n);

/// Σ a b, in an order that n alone decides.
double ck_dot_f64(const double *a, const double *b, size_t n);
/// Turns two vectors against each other: x, y become c x - s y, s x + c y. Their squared lengths are written to squares[2].
void ck_rotate_f64(double *x, double *y, size_t n, double c, double s, double *squares);

/// The rules of optimizers, as SequenceEngine's Optimizer.Rule writes them down.
typedef enum ck_rule {
  CK_SGD, CK_MOMENTUM, CK_NESTEROV, CK_RMSPROP, CK_ADAGRAD, CK_ADADELTA, CK_ADAM,
} ck_rule;

/// One step of a rule. Every gradient is multiplied by `scale`, then weight_decay times the weight is added to it.
/// decay: momentum's, or that of a running mean of squares. shrink: what Adam multiplies weights by first.
/// rate and root: Adam's hold its corrections, rate / (1 - beta1^t) and sqrt(1 - beta2^t).
typedef struct ck_rule_step {
  double scale, weight_decay, rate, decay, beta1, beta2, epsilon, root, shrink;
} ck_rule_step;

/// Changes the weights w [n] by their gradients g in one pass; first and second are what the rule remembers of each.
void ck_optimize_f32(ck_rule rule, ck_rule_step step, float *w, const float *g, float *first, float *second, size_t n);
void ck_optimize_f64(ck_rule rule, ck_rule_step step, double *w, const double *g, double *first, double *second,
                     size_t n);

#ifdef __cplusplus
}
#endif
