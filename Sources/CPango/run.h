#pragma once
#include <pango/pangocairo.h>

/// Draws one run of a line, so that its text can be read back from the file. Returns where the next run starts.
double draw_run(cairo_t *cairo, PangoGlyphItem *item, const char *text, double x, double y);
