// The terminal is always given back: after a fatal signal, a crash or an exit it is as it was at the start. Ctrl-C
// while a command runs is a flag that any thread may read.
#pragma once
#include <stdbool.h>
#include <stddef.h>

// Saves the terminal's state and installs every handler. Call once, on the main thread, before ncurses or readline
// start. Returns false with errno set when a handler or the wake descriptor could not be had; the program then works
// unguarded.
bool ct_guard(void);

// The bytes that bring the terminal back from a full screen (leave the alternate screen, show the cursor, mouse and
// paste modes off). They are written by the guard only while armed. More than 1024 bytes are refused.
bool ct_arm(const char *bytes, size_t count);
void ct_disarm(void);

// Gives the terminal back now; safe in a signal handler and harmless when called twice.
void ct_restore(void);
// True once a fatal signal has given the terminal back: the other threads live on for a moment, and must not draw.
bool ct_is_ending(void);

// True after a SIGINT since the last ct_clear_interrupt(). The third SIGINT without a clear between ends the program.
bool ct_interrupted(void);
void ct_clear_interrupt(void);

// Makes ct_interrupted() true, for a terminal that delivers Ctrl-C as a byte. It never ends the program.
void ct_interrupt(void);

// Keeps what is written to standard error in memory, so that it does not smear a full screen. ct_restore() writes it
// out, which keeps the last words of a program that crashes. False when there is no memory for it.
bool ct_hold_errors(void);
// Writes out what was held and gives standard error back.
void ct_release_errors(void);

// A descriptor for poll(2), readable after ct_wake() or after one of the signals below; -1 before ct_guard().
int ct_wake_descriptor(void);
// Callable from any thread and from signal handlers.
void ct_wake(void);
// Makes the descriptor quiet and returns the signals since the last call, as a set of the bits below.
unsigned ct_take_signals(void);
enum { CT_INTERRUPTED = 1, CT_RESIZED = 2, CT_CONTINUED = 4, CT_STOP_ASKED = 8 };

// Stops the program as Ctrl-Z does and returns when it goes on.
void ct_suspend(void);
// While off, which is how the program starts, Ctrl-Z stops the program at once; while on it is CT_STOP_ASKED.
void ct_report_stop(bool report);

// For every thread but the main one, first thing: signals that are meant for the program go to the main thread, and
// the thread gets a stack for handlers, so that even its stack overflow ends tidily. False when out of memory.
bool ct_guard_thread(void);
void ct_release_thread(void);
// The calling thread, and those that it starts from now on, give way to the thread that draws and reads keys.
void ct_give_way(void);

// Columns and rows of the terminal at standard output; false when it is none or does not know.
bool ct_window_size(int *columns, int *rows);
