#pragma once
#include <stddef.h>
#include <stdint.h>

// Tagged A4 pages by cairo and pango. Swift decides where things stand; here they are only measured and drawn.
// Lengths are PDF points, y grows downwards. Nothing here is shared between threads: one caller at a time per `sheet_fonts`.

/// The fonts of one private fontconfig set-up: what the machine's own configuration says has no effect on a document.
typedef struct sheet_fonts sheet_fonts;

/// Reads fontconfig XML. Returns null when it can't be parsed or names no usable font.
sheet_fonts *sheet_fonts_load(const char *configuration);
void sheet_fonts_free(sheet_fonts *fonts);

/// Takes bytes of the file as they come; any answer but 0 ends the writing.
typedef int (*sheet_writer)(void *context, const uint8_t *bytes, size_t count);

typedef struct sheet sheet;

struct sheet_properties {
    const char *title;
    const char *author;
    /// ISO 8601, because cairo would otherwise write the time of rendering.
    const char *created;
    /// BCP 47; chooses glyph variants.
    const char *language;
    /// 1 when paragraphs run from right to left.
    int right_to_left;
    /// What a line takes, as a share of the height that its fonts ask for.
    double leading;
};

/// Begins a document of A4 pages. `context` must outlive `sheet_finish`.
sheet *sheet_begin(sheet_fonts *fonts, struct sheet_properties properties, sheet_writer write, void *context);
/// Writes what is left and frees the sheet. 0, or the cairo status that stopped it.
int sheet_finish(sheet *sheet);
void sheet_next_page(sheet *sheet);

/// Structure for screen readers (ISO 32000-1, 14.8.4): Document, H1, H2, P, Table, TR, TH, TD, Figure. Tags nest.
void sheet_open_tag(sheet *sheet, const char *name);
void sheet_close_tag(sheet *sheet, const char *name);

enum sheet_alignment { SHEET_START, SHEET_CENTRE, SHEET_END };

/// A paragraph that was broken into lines for a width.
typedef struct sheet_text sheet_text;

/// Breaks pango markup into lines. `fonts` is a list of families by preference. Null when the markup is malformed.
sheet_text *sheet_text_set(
    sheet *sheet, const char *markup, const char *families, double size, double width, enum sheet_alignment alignment);
void sheet_text_free(sheet_text *text);
int sheet_text_lines(const sheet_text *text);
/// The distance from this line's top to the next one's.
double sheet_text_line_height(const sheet_text *text, int line);
/// Draws lines `first ..< first + count`, the first one's top at `y`. `grey` runs from 0 (black) to 1 (white).
void sheet_text_draw(sheet *sheet, const sheet_text *text, int first, int count, double x, double y, double grey);

void sheet_rule(sheet *sheet, double x, double y, double width, double thickness, double grey);

/// The modules of a QR symbol (error correction M), a byte each, 1 for dark, row by row. Returns its width in modules,
/// or 0 when the text doesn't fit a symbol or its width squared exceeds `capacity`.
int qr_encode(const char *text, uint8_t *modules, size_t capacity);
/// Draws such modules as a square with this side.
void sheet_modules(sheet *sheet, const uint8_t *modules, int width, double x, double y, double side);
