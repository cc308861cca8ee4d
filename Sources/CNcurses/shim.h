// What Swift may see of ncursesw. Mutable globals of a system library belong to the main actor.
#pragma once
#define NCURSES_WIDECHAR 1
#include <ncurses.h>
#include <term.h>
