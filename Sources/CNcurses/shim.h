// What Swift may see of ncursesw. Its globals belong to the main actor: ncurses is not safe on two threads.
#pragma once
#define NCURSES_WIDECHAR 1
#include <wchar.h>
#include <ncurses.h>
#include <term.h>

#define ON_MAIN_ACTOR __attribute__((swift_attr("@MainActor")))
extern WINDOW *stdscr ON_MAIN_ACTOR;
extern WINDOW *curscr ON_MAIN_ACTOR;
extern int LINES ON_MAIN_ACTOR;
extern int COLS ON_MAIN_ACTOR;
extern int COLORS ON_MAIN_ACTOR;
extern int COLOR_PAIRS ON_MAIN_ACTOR;
#undef ON_MAIN_ACTOR

// Expression macros that Swift cannot import.
static const attr_t curses_bold = A_BOLD;
static const attr_t curses_dim = A_DIM;
static const attr_t curses_underline = A_UNDERLINE;
static const attr_t curses_reverse = A_REVERSE;
static const mmask_t curses_button_pressed = BUTTON1_PRESSED;
static const mmask_t curses_button_released = BUTTON1_RELEASED;
static const mmask_t curses_wheel_up = BUTTON4_PRESSED;
static const mmask_t curses_wheel_down = BUTTON5_PRESSED;
static const mmask_t curses_mouse_moved = REPORT_MOUSE_POSITION;

// Colour pairs beyond 32767 travel in the last argument, which Swift sees as a raw pointer.
static inline int curses_set_style(WINDOW *window, attr_t attributes, int pair) {
  return wattr_set(window, attributes, 0, &pair);
}

// Columns of a character in the C library's eyes, which are those that ncurses counts with.
int wcwidth(wchar_t character);
static inline int curses_columns(wchar_t character) { return wcwidth(character); }

// ncurses on the standard streams, as the terminal of that name, or of TERM where it is null. Null where the terminal is
// unknown: unlike initscr() it comes back to say so.
static inline SCREEN *curses_begin(const char *name) { return newterm(name, stdout, stdin); }
