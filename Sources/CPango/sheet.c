#include "include/sheet.h"

#include <cairo/cairo-pdf.h>
#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>
#include <stdlib.h>
#include <string.h>

#include "run.h"

static const double a4_width = 595.276, a4_height = 841.89;

struct sheet_fonts {
    FcConfig *configuration;
    PangoFontMap *map;
};

struct sheet {
    cairo_surface_t *surface;
    cairo_t *cairo;
    PangoContext *layouts;
    int right_to_left;
    double leading;
    sheet_writer write;
    void *context;
};

struct line {
    PangoLayoutLine *line;
    double x, height, ascent;
};

struct sheet_text {
    PangoLayout *layout;
    struct line *lines;
    int count;
};

sheet_fonts *sheet_fonts_load(const char *xml) {
    FcConfig *configuration = FcConfigCreate();
    if (!configuration) return NULL;
    if (!FcConfigParseAndLoadFromMemory(configuration, (const FcChar8 *)xml, FcTrue)
        || !FcConfigBuildFonts(configuration)) {
        FcConfigDestroy(configuration);
        return NULL;
    }
    FcFontSet *set = FcConfigGetFonts(configuration, FcSetSystem);
    PangoFontMap *map = set && set->nfont > 0 ? pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT) : NULL;
    sheet_fonts *fonts = map ? calloc(1, sizeof *fonts) : NULL;
    if (!fonts) {
        if (map) g_object_unref(map);
        FcConfigDestroy(configuration);
        return NULL;
    }
    pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(map), configuration);
    *fonts = (sheet_fonts){.configuration = configuration, .map = map};
    return fonts;
}

void sheet_fonts_free(sheet_fonts *fonts) {
    if (!fonts) return;
    g_object_unref(fonts->map);
    FcConfigDestroy(fonts->configuration);
    free(fonts);
}

static cairo_status_t pass_on(void *closure, const unsigned char *bytes, unsigned count) {
    sheet *sheet = closure;
    return sheet->write(sheet->context, bytes, count) == 0 ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

sheet *sheet_begin(sheet_fonts *fonts, struct sheet_properties properties, sheet_writer write, void *context) {
    sheet *sheet = calloc(1, sizeof *sheet);
    if (!sheet) return NULL;
    sheet->write = write;
    sheet->context = context;
    sheet->right_to_left = properties.right_to_left;
    sheet->leading = properties.leading;
    sheet->surface = cairo_pdf_surface_create_for_stream(pass_on, sheet, a4_width, a4_height);
    // The signature is appended to a classic cross-reference table, which cairo writes up to 1.5.
    cairo_pdf_surface_restrict_to_version(sheet->surface, CAIRO_PDF_VERSION_1_5);
    cairo_pdf_surface_set_metadata(sheet->surface, CAIRO_PDF_METADATA_TITLE, properties.title);
    cairo_pdf_surface_set_metadata(sheet->surface, CAIRO_PDF_METADATA_AUTHOR, properties.author);
    cairo_pdf_surface_set_metadata(sheet->surface, CAIRO_PDF_METADATA_CREATE_DATE, properties.created);
    sheet->cairo = cairo_create(sheet->surface);
    sheet->layouts = pango_font_map_create_context(fonts->map);
    pango_cairo_context_set_resolution(sheet->layouts, 72);
    pango_context_set_language(sheet->layouts, pango_language_from_string(properties.language));
    pango_context_set_base_dir(
        sheet->layouts, properties.right_to_left ? PANGO_DIRECTION_RTL : PANGO_DIRECTION_LTR);
    // Whole-pixel metrics are for screens: on paper they would spread the letters unevenly.
    pango_context_set_round_glyph_positions(sheet->layouts, FALSE);
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(sheet->layouts, options);
    cairo_font_options_destroy(options);
    return sheet;
}

int sheet_finish(sheet *sheet) {
    cairo_show_page(sheet->cairo);
    cairo_status_t drawn = cairo_status(sheet->cairo);
    g_object_unref(sheet->layouts);
    cairo_destroy(sheet->cairo);
    cairo_surface_finish(sheet->surface);
    cairo_status_t written = cairo_surface_status(sheet->surface);
    cairo_surface_destroy(sheet->surface);
    free(sheet);
    return drawn ? drawn : written;
}

void sheet_next_page(sheet *sheet) { cairo_show_page(sheet->cairo); }

void sheet_open_tag(sheet *sheet, const char *name) { cairo_tag_begin(sheet->cairo, name, NULL); }

void sheet_close_tag(sheet *sheet, const char *name) { cairo_tag_end(sheet->cairo, name); }

static PangoAlignment side(const sheet *sheet, enum sheet_alignment alignment) {
    if (alignment == SHEET_CENTRE) return PANGO_ALIGN_CENTER;
    return (alignment == SHEET_START) != sheet->right_to_left ? PANGO_ALIGN_LEFT : PANGO_ALIGN_RIGHT;
}

/// Keeps each line's place, so that drawing some of them on another page needs no second walk.
static int measure(sheet_text *text, double leading) {
    text->count = pango_layout_get_line_count(text->layout);
    text->lines = calloc((size_t)text->count, sizeof *text->lines);
    if (!text->lines) return 0;
    PangoLayoutIter *iterator = pango_layout_get_iter(text->layout);
    for (int i = 0; i < text->count; i++) {
        PangoRectangle box;
        pango_layout_iter_get_line_extents(iterator, NULL, &box);
        double height = pango_units_to_double(box.height);
        double ascent = pango_units_to_double(pango_layout_iter_get_baseline(iterator) - box.y);
        text->lines[i] = (struct line){
            .line = pango_layout_line_ref(pango_layout_iter_get_line_readonly(iterator)),
            .x = pango_units_to_double(box.x),
            .height = height * leading,
            // What is taken away goes from above and below alike.
            .ascent = ascent - height * (1 - leading) / 2,
        };
        pango_layout_iter_next_line(iterator);
    }
    pango_layout_iter_free(iterator);
    return 1;
}

sheet_text *sheet_text_set(
    sheet *sheet, const char *markup, const char *families, double size, double width, enum sheet_alignment alignment) {
    if (!pango_parse_markup(markup, -1, 0, NULL, NULL, NULL, NULL)) return NULL;
    sheet_text *text = calloc(1, sizeof *text);
    if (!text) return NULL;
    text->layout = pango_layout_new(sheet->layouts);
    PangoFontDescription *font = pango_font_description_new();
    pango_font_description_set_family(font, families);
    pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
    pango_layout_set_font_description(text->layout, font);
    pango_font_description_free(font);
    pango_layout_set_width(text->layout, pango_units_from_double(width));
    pango_layout_set_wrap(text->layout, PANGO_WRAP_WORD_CHAR);
    // Else a Latin line of an Arabic page would start on the left.
    pango_layout_set_auto_dir(text->layout, FALSE);
    pango_layout_set_alignment(text->layout, side(sheet, alignment));
    pango_layout_set_markup(text->layout, markup, -1);
    if (!measure(text, sheet->leading)) {
        sheet_text_free(text);
        return NULL;
    }
    return text;
}

void sheet_text_free(sheet_text *text) {
    if (!text) return;
    for (int i = 0; text->lines && i < text->count; i++) pango_layout_line_unref(text->lines[i].line);
    free(text->lines);
    g_object_unref(text->layout);
    free(text);
}

int sheet_text_lines(const sheet_text *text) { return text->count; }

double sheet_text_line_height(const sheet_text *text, int line) {
    return line >= 0 && line < text->count ? text->lines[line].height : 0;
}

void sheet_text_draw(sheet *sheet, const sheet_text *text, int first, int count, double x, double y, double grey) {
    const char *characters = pango_layout_get_text(text->layout);
    cairo_set_source_rgb(sheet->cairo, grey, grey, grey);
    for (int i = first; i < first + count && i < text->count; i++) {
        const struct line *line = &text->lines[i];
        double at = x + line->x;
        for (GSList *run = line->line->runs; run; run = run->next) {
            at = draw_run(sheet->cairo, run->data, characters, at, y + line->ascent);
        }
        y += line->height;
    }
}

void sheet_rule(sheet *sheet, double x, double y, double width, double thickness, double grey) {
    cairo_set_source_rgb(sheet->cairo, grey, grey, grey);
    cairo_rectangle(sheet->cairo, x, y, width, thickness);
    cairo_fill(sheet->cairo);
}

void sheet_modules(sheet *sheet, const uint8_t *modules, int width, double x, double y, double side) {
    double step = side / width;
    cairo_set_source_rgb(sheet->cairo, 0, 0, 0);
    for (int row = 0; row < width; row++) {
        for (int column = 0; column < width; column++) {
            // One rectangle per run of dark modules: less to write, and no hairlines between neighbours.
            int run = 0;
            while (column + run < width && modules[row * width + column + run]) run++;
            if (run) cairo_rectangle(sheet->cairo, x + column * step, y + row * step, run * step, step);
            column += run;
        }
    }
    cairo_fill(sheet->cairo);
}
