// What Swift may see of GNU readline. Its globals belong to the main actor: readline is not safe on two threads.
#pragma once
#include <stdio.h>
#include <readline/readline.h>
#include <readline/history.h>

#define ON_MAIN_ACTOR __attribute__((swift_attr("@MainActor")))
extern const char *rl_readline_name ON_MAIN_ACTOR;
extern char *rl_line_buffer ON_MAIN_ACTOR;
extern char *rl_display_prompt ON_MAIN_ACTOR;
extern int rl_point ON_MAIN_ACTOR;
extern int rl_end ON_MAIN_ACTOR;
extern int rl_done ON_MAIN_ACTOR;
extern FILE *rl_outstream ON_MAIN_ACTOR;
extern int rl_catch_signals ON_MAIN_ACTOR;
extern int rl_catch_sigwinch ON_MAIN_ACTOR;
extern int rl_change_environment ON_MAIN_ACTOR;
extern int rl_editing_mode ON_MAIN_ACTOR;
extern unsigned long rl_readline_state ON_MAIN_ACTOR;
extern rl_getc_func_t *rl_getc_function ON_MAIN_ACTOR;
extern rl_voidfunc_t *rl_redisplay_function ON_MAIN_ACTOR;
extern rl_hook_func_t *rl_input_available_hook ON_MAIN_ACTOR;
extern rl_vintfunc_t *rl_prep_term_function ON_MAIN_ACTOR;
extern rl_voidfunc_t *rl_deprep_term_function ON_MAIN_ACTOR;
extern rl_completion_func_t *rl_attempted_completion_function ON_MAIN_ACTOR;
extern rl_compdisp_func_t *rl_completion_display_matches_hook ON_MAIN_ACTOR;
extern int rl_attempted_completion_over ON_MAIN_ACTOR;
extern int rl_completion_append_character ON_MAIN_ACTOR;
extern int rl_completion_suppress_append ON_MAIN_ACTOR;
extern int rl_completion_quote_character ON_MAIN_ACTOR;
extern int rl_filename_completion_desired ON_MAIN_ACTOR;
extern const char *rl_basic_word_break_characters ON_MAIN_ACTOR;
extern const char *rl_completer_quote_characters ON_MAIN_ACTOR;
extern int history_write_timestamps ON_MAIN_ACTOR;
extern char history_comment_char ON_MAIN_ACTOR;
extern int history_base ON_MAIN_ACTOR;
extern int history_length ON_MAIN_ACTOR;
#undef ON_MAIN_ACTOR

// Macros that Swift cannot import: the marks around the parts of a prompt that take no columns.
static const char readline_prompt_start_ignore = RL_PROMPT_START_IGNORE;
static const char readline_prompt_end_ignore = RL_PROMPT_END_IGNORE;
