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
