// The thread pool. Tasks are claimed from one atomic ticket that carries the job's number, so that a worker that wakes
// late can never run a task of a job that is over. Waiting threads spin briefly and then sleep.
#include "CKernels.h"
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <time.h>

enum { MOST_THREADS = 256, ALTERNATE_STACK_BYTES = 1 << 16 };
static const int64_t spin_nanoseconds = 20000;

// The ticket: the job's number in the upper half, the next unclaimed task in the lower.
static const uint64_t task_mask = 0xffffffff;
static const uint64_t closed = 0xffffffff;  // a task number beyond every job's

static pthread_mutex_t callers = PTHREAD_MUTEX_INITIALIZER;   // one job at a time
static pthread_mutex_t sleeping = PTHREAD_MUTEX_INITIALIZER;  // guards the two conditions
static pthread_cond_t work_arrived = PTHREAD_COND_INITIALIZER;
static pthread_cond_t work_finished = PTHREAD_COND_INITIALIZER;

static _Atomic uint64_t ticket = closed;
static _Atomic(void (*)(void *, size_t)) job_body;
static _Atomic(void *) job_context;
static _Atomic uint64_t job_tasks;
static _Atomic uint64_t tasks_done;
static atomic_int sleepers, caller_sleeps, ending;

static pthread_t workers[MOST_THREADS - 1];
static atomic_int thread_count = 1;  // the caller's included
static _Thread_local int inside_task;
static _Thread_local int works_alone;

static inline void pause_briefly(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

static int64_t nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static int has_work(void) {
  const uint64_t seen = atomic_load(&ticket);
  return (seen & task_mask) < atomic_load(&job_tasks);
}

static int is_finished(void) { return atomic_load(&tasks_done) == atomic_load(&job_tasks); }

static int should_wake(void) { return has_work() || atomic_load(&ending); }

/// Spins until `condition` holds or the time for spinning is over; returns the condition.
static int spin(int (*condition)(void)) {
  if (condition()) return 1;
  const int64_t start = nanoseconds();
  do {
    for (int i = 0; i < 16; i++) {
      if (condition()) return 1;
      pause_briefly();
    }
  } while (nanoseconds() - start < spin_nanoseconds);
  return condition();
}

/// Claims and runs tasks until none is left.
static void run_tasks(void) {
  for (;;) {
    uint64_t seen = atomic_load(&ticket);
    void (*body)(void *, size_t) = atomic_load(&job_body);
    void *context = atomic_load(&job_context);
    const uint64_t tasks = atomic_load(&job_tasks);
    const uint64_t task = seen & task_mask;
    if (task >= tasks) return;
    // Fails when the task is taken or the job replaced since the ticket was read: the job's fields are then read anew.
    if (!atomic_compare_exchange_weak(&ticket, &seen, seen + 1)) continue;
    inside_task = 1;
    body(context, task);
    inside_task = 0;
    if (atomic_fetch_add(&tasks_done, 1) + 1 == tasks && atomic_load(&caller_sleeps)) {
      pthread_mutex_lock(&sleeping);
      pthread_cond_signal(&work_finished);
      pthread_mutex_unlock(&sleeping);
    }
  }
}

static void *work(void *unused) {
  // A fault in a task, a stack overflow included, still reaches the handler that restores the terminal.
  char alternate[ALTERNATE_STACK_BYTES];
  const stack_t stack = {.ss_sp = alternate, .ss_size = sizeof alternate};
  sigaltstack(&stack, NULL);
  while (!atomic_load(&ending)) {
    if (!spin(should_wake)) {
      pthread_mutex_lock(&sleeping);
      // Announced before the last look: a caller either sees the sleeper or is seen.
      atomic_fetch_add(&sleepers, 1);
      while (!should_wake()) pthread_cond_wait(&work_arrived, &sleeping);
      atomic_fetch_sub(&sleepers, 1);
      pthread_mutex_unlock(&sleeping);
    }
    run_tasks();
  }
  const stack_t none = {.ss_flags = SS_DISABLE};
  sigaltstack(&none, NULL);
  return unused;
}

static void wake_workers(void) {
  if (atomic_load(&sleepers) == 0) return;
  pthread_mutex_lock(&sleeping);
  pthread_cond_broadcast(&work_arrived);
  pthread_mutex_unlock(&sleeping);
}

int ck_threads(void) { return atomic_load(&thread_count); }

void ck_set_threads(int count) {
  if (inside_task) return;
  const int wanted = count < 1 ? 1 : count > MOST_THREADS ? MOST_THREADS : count;
  pthread_mutex_lock(&callers);
  if (wanted != atomic_load(&thread_count)) {
    atomic_store(&ending, 1);
    pthread_mutex_lock(&sleeping);
    pthread_cond_broadcast(&work_arrived);
    pthread_mutex_unlock(&sleeping);
    for (int i = 0; i < atomic_load(&thread_count) - 1; i++) pthread_join(workers[i], NULL);
    atomic_store(&ending, 0);

    sigset_t blocked, before;
    sigfillset(&blocked);
    const int faults[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP};
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) sigdelset(&blocked, faults[i]);
    // A thread starts with its maker's mask, in which even faults may be blocked.
    pthread_sigmask(SIG_SETMASK, &blocked, &before);
    int started = 0;
    while (started < wanted - 1 && pthread_create(&workers[started], NULL, work, NULL) == 0) started++;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    atomic_store(&thread_count, started + 1);
  }
  pthread_mutex_unlock(&callers);
}

void ck_work_alone(int alone) { works_alone = alone; }

void ck_parallel(size_t tasks, void (*body)(void *context, size_t task), void *context) {
  if (inside_task || works_alone || tasks <= 1 || tasks >= closed || atomic_load(&thread_count) == 1) {
    for (size_t task = 0; task < tasks; task++) body(context, task);
    return;
  }
  pthread_mutex_lock(&callers);
  // Closed first, so that no ticket of the last job can be used with the fields of this one.
  const uint64_t job = (atomic_load(&ticket) >> 32) + 1;
  atomic_store(&ticket, job << 32 | closed);
  atomic_store(&job_body, body);
  atomic_store(&job_context, context);
  atomic_store(&tasks_done, 0);
  atomic_store(&job_tasks, tasks);
  atomic_store(&ticket, job << 32);
  wake_workers();
  run_tasks();
  if (!spin(is_finished)) {
    pthread_mutex_lock(&sleeping);
    atomic_store(&caller_sleeps, 1);
    while (!is_finished()) pthread_cond_wait(&work_finished, &sleeping);
    atomic_store(&caller_sleeps, 0);
    pthread_mutex_unlock(&sleeping);
  }
  pthread_mutex_unlock(&callers);
}
