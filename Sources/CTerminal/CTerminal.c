#define _GNU_SOURCE
#include "CTerminal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>

// Everything that a handler touches lies in static storage and is written before the handler can run.
static struct termios start_state;
static bool has_start_state;
static pid_t owner;
static atomic_int wake_descriptor = -1;
static atomic_uint signals;
static atomic_int interrupts;
static char goodbye[1024];
static size_t goodbye_count;
static atomic_bool armed;
static atomic_bool is_ending;
static atomic_int held_errors = -1;
static int standard_error = -1;
static struct sigaction previous[NSIG];

static const int fatal_signals[] = {SIGTERM, SIGHUP, SIGQUIT, SIGABRT, SIGSEGV, SIGBUS,
                                    SIGILL,  SIGFPE, SIGTRAP, SIGSYS,  SIGXCPU};
enum { handler_stack_size = 64 * 1024 };

static void write_all(int descriptor, const char *bytes, size_t count) {
  while (count > 0) {
    ssize_t written = write(descriptor, bytes, count);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    bytes += written;
    count -= (size_t)written;
  }
}

bool ct_hold_errors(void) {
  if (atomic_load(&held_errors) >= 0) return true;
  int memory = memfd_create("standard error", MFD_CLOEXEC);
  if (memory < 0) return false;
  standard_error = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  if (standard_error < 0 || dup2(memory, STDERR_FILENO) < 0) {
    close(memory);
    return false;
  }
  atomic_store(&held_errors, memory);
  return true;
}

void ct_release_errors(void) {
  int memory = atomic_exchange(&held_errors, -1);
  if (memory < 0) return;
  dup2(standard_error, STDERR_FILENO);
  close(standard_error);
  char bytes[1024];
  off_t offset = 0;
  for (ssize_t count; (count = pread(memory, bytes, sizeof bytes, offset)) > 0; offset += count)
    write_all(STDERR_FILENO, bytes, (size_t)count);
  close(memory);
}

void ct_restore(void) {
  // A forked child shares the terminal but does not own it.
  if (getpid() != owner) return;
  if (atomic_exchange(&armed, false)) write_all(STDOUT_FILENO, goodbye, goodbye_count);
  // In the background tcsetattr would stop the program instead of ending it.
  if (has_start_state && tcgetpgrp(STDIN_FILENO) == getpgrp()) tcsetattr(STDIN_FILENO, TCSANOW, &start_state);
  ct_release_errors();
}

bool ct_arm(const char *bytes, size_t count) {
  if (count > sizeof goodbye) return false;
  atomic_store(&armed, false);
  memcpy(goodbye, bytes, count);
  goodbye_count = count;
  atomic_store(&armed, true);
  return true;
}

void ct_disarm(void) { atomic_store(&armed, false); }

int ct_wake_descriptor(void) { return atomic_load(&wake_descriptor); }

void ct_wake(void) {
  int error = errno;
  uint64_t one = 1;
  // The counter is full only when a wake is pending anyway.
  ssize_t ignored = write(atomic_load(&wake_descriptor), &one, sizeof one);
  (void)ignored;
  errno = error;
}

unsigned ct_take_signals(void) {
  uint64_t count;
  ssize_t ignored = read(atomic_load(&wake_descriptor), &count, sizeof count);
  (void)ignored;
  return atomic_exchange(&signals, 0);
}

bool ct_interrupted(void) { return atomic_load(&interrupts) > 0; }
void ct_clear_interrupt(void) { atomic_store(&interrupts, 0); }

static void end_by(int signal) {
  ct_restore();
  struct sigaction standard = {.sa_handler = SIG_DFL};
  sigaction(signal, &standard, NULL);
  raise(signal);
}

static void on_interrupt(int signal) {
  int error = errno;
  atomic_fetch_or(&signals, CT_INTERRUPTED);
  if (atomic_fetch_add(&interrupts, 1) >= 2) end_by(signal);
  ct_wake();
  errno = error;
}

void ct_interrupt(void) {
  atomic_store(&interrupts, 1);
  ct_wake();
}

static void on_fatal(int signal, siginfo_t *info, void *context) {
  (void)context;
  int error = errno;
  atomic_store(&is_ending, true);
  ct_restore();
  // Hand over to whoever was there before: the system's default or Swift's backtrace. A true fault happens again when
  // the handler returns; a signal that somebody sent has to be sent again.
  sigaction(signal, &previous[signal], NULL);
  if (info->si_code <= 0 || signal == SIGHUP || signal == SIGQUIT || signal == SIGXCPU) raise(signal);
  errno = error;
}

static void on_news(int signal) {
  int error = errno;
  atomic_fetch_or(&signals, signal == SIGWINCH ? CT_RESIZED : signal == SIGCONT ? CT_CONTINUED : CT_STOP_ASKED);
  ct_wake();
  errno = error;
}

static bool handle(int signal, void (*handler)(int), int flags) {
  struct sigaction action = {.sa_handler = handler, .sa_flags = flags};
  sigfillset(&action.sa_mask);
  return sigaction(signal, &action, NULL) == 0;
}

static bool take_handler_stack(void) {
  stack_t stack = {.ss_sp = malloc(handler_stack_size), .ss_size = handler_stack_size};
  if (stack.ss_sp == NULL) return false;
  if (sigaltstack(&stack, NULL) == 0) return true;
  free(stack.ss_sp);
  return false;
}

bool ct_guard(void) {
  if (atomic_load(&wake_descriptor) >= 0) return true;
  owner = getpid();
  has_start_state = tcgetattr(STDIN_FILENO, &start_state) == 0;
  int descriptor = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (descriptor < 0) return false;
  atomic_store(&wake_descriptor, descriptor);
  bool all = take_handler_stack();
  // A parent may have left signals blocked; a program that cannot be ended is a nuisance.
  sigset_t none;
  sigemptyset(&none);
  pthread_sigmask(SIG_SETMASK, &none, NULL);
  struct sigaction fatal = {.sa_sigaction = on_fatal, .sa_flags = SA_SIGINFO | SA_ONSTACK};
  sigfillset(&fatal.sa_mask);
  for (size_t i = 0; i < sizeof fatal_signals / sizeof *fatal_signals; i++) {
    int signal = fatal_signals[i];
    // What the parent ignores, as nohup does with SIGHUP, stays ignored.
    if (sigaction(signal, NULL, &previous[signal]) != 0) { all = false; continue; }
    if (previous[signal].sa_handler == SIG_IGN) continue;
    // Swift's backtrace, which asks what to do next, is for faults; who sends SIGQUIT wants the program gone.
    if (signal == SIGQUIT) previous[signal] = (struct sigaction){.sa_handler = SIG_DFL};
    all = sigaction(signal, &fatal, NULL) == 0 && all;
  }
  struct sigaction before;
  // A shell that starts the program in the background has SIGINT ignored, and it stays so. No SA_RESTART: a read that
  // waits for the user must notice Ctrl-C.
  if (sigaction(SIGINT, NULL, &before) != 0 || before.sa_handler != SIG_IGN)
    all = handle(SIGINT, on_interrupt, SA_ONSTACK) && all;
  all = handle(SIGWINCH, on_news, SA_RESTART | SA_ONSTACK) && all;
  all = handle(SIGCONT, on_news, SA_RESTART | SA_ONSTACK) && all;
  // A closed pipe and a full quota become errors of write(2), which are told in words.
  all = handle(SIGPIPE, SIG_IGN, 0) && handle(SIGXFSZ, SIG_IGN, 0) && all;
  return atexit(ct_restore) == 0 && all;
}

void ct_report_stop(bool report) { handle(SIGTSTP, report ? on_news : SIG_DFL, SA_RESTART | SA_ONSTACK); }

void ct_suspend(void) {
  struct sigaction standard = {.sa_handler = SIG_DFL}, kept;
  sigaction(SIGTSTP, &standard, &kept);
  kill(0, SIGTSTP);
  sigaction(SIGTSTP, &kept, NULL);
}

bool ct_guard_thread(void) {
  sigset_t for_main;
  sigfillset(&for_main);
  static const int own[] = {SIGABRT, SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGSYS};
  for (size_t i = 0; i < sizeof own / sizeof *own; i++) sigdelset(&for_main, own[i]);
  return pthread_sigmask(SIG_BLOCK, &for_main, NULL) == 0 && take_handler_stack();
}

void ct_release_thread(void) {
  stack_t none = {.ss_flags = SS_DISABLE}, current;
  if (sigaltstack(&none, &current) == 0 && !(current.ss_flags & SS_DISABLE)) free(current.ss_sp);
}

bool ct_is_ending(void) { return atomic_load(&is_ending); }

void ct_give_way(void) {
  // On Linux a thread has a nice value of its own. A refusal costs a little latency and nothing else.
  setpriority(PRIO_PROCESS, 0, 5);
}

bool ct_window_size(int *columns, int *rows) {
  struct winsize size;
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return false;
  *columns = size.ws_col;
  *rows = size.ws_row;
  return true;
}
