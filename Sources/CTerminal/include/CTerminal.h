// Signals and crashes give the terminal back.
#pragma once
