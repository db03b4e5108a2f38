#include "run.h"

#include <hb.h>

static int is_drawn(PangoGlyph glyph) { return glyph != PANGO_GLYPH_EMPTY && !(glyph & PANGO_GLYPH_UNKNOWN_FLAG); }

/// Moves on by the glyph's advance, and keeps it unless it shows nothing.
static double add_glyph(GArray *glyphs, const PangoGlyphInfo *info, double x, double y) {
    if (is_drawn(info->glyph)) {
        cairo_glyph_t glyph = {
            .index = info->glyph,
            .x = x + pango_units_to_double(info->geometry.x_offset),
            .y = y + pango_units_to_double(info->geometry.y_offset),
        };
        g_array_append_val(glyphs, glyph);
    }
    return x + pango_units_to_double(info->geometry.width);
}

static void show(
    cairo_t *cairo, const char *text, int bytes, GArray *glyphs, const cairo_text_cluster_t *clusters, int count) {
    // Marks of direction alone leave no trace in the file.
    if (glyphs->len == 0) return;
    cairo_show_text_glyphs(
        cairo, text, bytes, (cairo_glyph_t *)glyphs->data, (int)glyphs->len, clusters, count, 0);
}

/// Characters that are shaped together, and their glyphs.
struct group {
    int start, end, characters, first_glyph, last_glyph;
    double x, width;
};

/// A vowel sign stands over its letter, and an alef reaches into the lam before it.
static int joins(gunichar before, gunichar character) {
    static const gunichar alefs[] = {0x0622, 0x0623, 0x0625, 0x0627, 0x0671};
    if (g_unichar_ismark(character)) return 1;
    for (size_t i = 0; before == 0x0644 && i < sizeof alefs / sizeof alefs[0]; i++) {
        if (character == alefs[i]) return 1;
    }
    return 0;
}

static GArray *groups_of(PangoGlyphItem *item, const char *text) {
    GArray *groups = g_array_new(FALSE, FALSE, sizeof(struct group));
    gunichar letter = 0;
    PangoGlyphItemIter at;
    for (gboolean more = pango_glyph_item_iter_init_start(&at, item, text); more;
         more = pango_glyph_item_iter_next_cluster(&at)) {
        gunichar character = g_utf8_get_char(text + at.start_index);
        int count = at.end_char - at.start_char;
        if (groups->len > 0 && joins(letter, character)) {
            struct group *last = &g_array_index(groups, struct group, groups->len - 1);
            last->end = at.end_index;
            last->characters += count;
            last->first_glyph = at.end_glyph + 1;
        } else {
            struct group group = {at.start_index, at.end_index, count, at.end_glyph + 1, at.start_glyph, 0, 0};
            g_array_append_val(groups, group);
        }
        if (!g_unichar_ismark(character)) letter = character;
    }
    return groups;
}

static void show_letter(cairo_t *cairo, const struct group *group, GArray *glyphs, const char *text) {
    cairo_text_cluster_t cluster = {.num_bytes = group->end - group->start, .num_glyphs = (int)glyphs->len};
    show(cairo, text + group->start, cluster.num_bytes, glyphs, &cluster, 1);
}

/// Paints the shape, and lays a blank glyph under it for each character, stretched so that they share its width.
static void show_shape(
    cairo_t *cairo, const struct group *group, GArray *glyphs, const char *text, PangoFont *font, double y) {
    cairo_glyph_path(cairo, (cairo_glyph_t *)glyphs->data, (int)glyphs->len);
    cairo_fill(cairo);
    hb_font_t *shaper = pango_font_get_hb_font(font);
    cairo_glyph_t blank = {.y = y};
    hb_codepoint_t index = 0;
    hb_font_get_nominal_glyph(shaper, ' ', &index);
    blank.index = index;
    double advance = pango_units_to_double(hb_font_get_glyph_h_advance(shaper, index));
    double share = group->width / group->characters;
    cairo_matrix_t size;
    cairo_get_font_matrix(cairo, &size);
    cairo_matrix_t stretched = size;
    if (advance > 0 && share > 0) stretched.xx *= share / advance;
    cairo_set_font_matrix(cairo, &stretched);
    const char *end = text + group->end;
    int place = group->characters;
    for (const char *next, *character = text + group->start; character < end; character = next) {
        next = g_utf8_next_char(character);
        blank.x = group->x + share * --place;
        cairo_text_cluster_t cluster = {.num_bytes = (int)(next - character), .num_glyphs = 1};
        cairo_show_text_glyphs(cairo, character, cluster.num_bytes, &blank, 1, &cluster, 1, 0);
    }
    cairo_set_font_matrix(cairo, &size);
}

/// Readers that turn a page back into text sort the glyphs of Arabic by their place, take a gap for a space, and reverse
/// all characters but those behind one glyph: a lam-alef would come out as alef-lam, a vowel before its letter. So where
/// characters are shaped together, the shape is painted and each character gets a blank glyph in a place of its own.
static double draw_backward(cairo_t *cairo, PangoGlyphItem *item, const char *text, double x, double y) {
    GArray *groups = groups_of(item, text), *glyphs = g_array_new(FALSE, FALSE, sizeof(cairo_glyph_t));
    // Glyphs stand from left to right, which is the end of the text first.
    for (guint i = groups->len; i-- > 0;) {
        struct group *group = &g_array_index(groups, struct group, i);
        group->x = x;
        for (int glyph = group->first_glyph; glyph <= group->last_glyph; glyph++) {
            x += pango_units_to_double(item->glyphs->glyphs[glyph].geometry.width);
        }
        group->width = x - group->x;
    }
    for (guint i = 0; i < groups->len; i++) {
        const struct group *group = &g_array_index(groups, struct group, i);
        double at = group->x;
        g_array_set_size(glyphs, 0);
        for (int glyph = group->first_glyph; glyph <= group->last_glyph; glyph++) {
            at = add_glyph(glyphs, &item->glyphs->glyphs[glyph], at, y);
        }
        if (group->characters == 1) {
            show_letter(cairo, group, glyphs, text);
        } else {
            show_shape(cairo, group, glyphs, text, item->item->analysis.font, y);
        }
    }
    g_array_free(groups, TRUE);
    g_array_free(glyphs, TRUE);
    return x;
}

static double draw_forward(cairo_t *cairo, PangoGlyphItem *item, const char *text, double x, double y) {
    GArray *glyphs = g_array_new(FALSE, FALSE, sizeof(cairo_glyph_t));
    GArray *clusters = g_array_new(FALSE, FALSE, sizeof(cairo_text_cluster_t));
    PangoGlyphItemIter at;
    for (gboolean more = pango_glyph_item_iter_init_start(&at, item, text); more;
         more = pango_glyph_item_iter_next_cluster(&at)) {
        guint before = glyphs->len;
        for (int glyph = at.start_glyph; glyph < at.end_glyph; glyph++) {
            x = add_glyph(glyphs, &item->glyphs->glyphs[glyph], x, y);
        }
        cairo_text_cluster_t cluster = {
            .num_bytes = at.end_index - at.start_index, .num_glyphs = (int)(glyphs->len - before)};
        g_array_append_val(clusters, cluster);
    }
    show(
        cairo, text + item->item->offset, item->item->length, glyphs, (cairo_text_cluster_t *)clusters->data,
        (int)clusters->len);
    g_array_free(glyphs, TRUE);
    g_array_free(clusters, TRUE);
    return x;
}

double draw_run(cairo_t *cairo, PangoGlyphItem *item, const char *text, double x, double y) {
    cairo_set_scaled_font(
        cairo, pango_cairo_font_get_scaled_font(PANGO_CAIRO_FONT(item->item->analysis.font)));
    return item->item->analysis.level % 2 ? draw_backward(cairo, item, text, x, y)
                                          : draw_forward(cairo, item, text, x, y);
}
