#pragma once
#include <stddef.h>
#include <stdint.h>

// ICU's MessageFormat and formatters exist in C++ only (the C forms are variadic or know numbered arguments alone).
// Texts are UTF-8 ending in a zero byte. A function that writes text answers its length in bytes; an answer of
// `capacity` or more means that it didn't fit, and nothing useful was written; a negative answer is an ICU error.

#ifdef __cplusplus
extern "C" {
#endif

/// A compiled MessageFormat pattern; may be used from several threads at once.
typedef struct icu_pattern icu_pattern;

/// One named value for a pattern: a text, or an integer when `text` is null.
typedef struct {
    const char *name;
    const char *text;
    int64_t integer;
} icu_argument;

/// Null when the pattern is wrong; `error` then says what and where.
icu_pattern *icu_pattern_compile(const char *locale, const char *pattern, char *error, size_t error_capacity);
void icu_pattern_free(icu_pattern *pattern);
int32_t icu_pattern_format(
    icu_pattern *pattern, const icu_argument *arguments, int32_t count, char *out, int32_t capacity);
/// The names of all placeholders, nested ones too, one per line; a name may come twice.
int32_t icu_pattern_names(const icu_pattern *pattern, char *out, int32_t capacity);

/// Wall-clock fields in the given skeleton (such as `yMMMMEEEEd`, `Hm`); no time zone is applied.
int32_t icu_wall_time_format(
    const char *locale, const char *skeleton, int32_t year, int32_t month, int32_t day, int32_t hour,
    int32_t minute, char *out, int32_t capacity);
/// An amount in the currency's smallest unit.
int32_t icu_money_format(
    const char *locale, const char *currency, int64_t minor, char *out, int32_t capacity);
/// "a, b and c".
int32_t icu_list_format(
    const char *locale, const char *const *items, int32_t count, char *out, int32_t capacity);
/// A domain's name with its labels as `xn--…` (UTS 46), and back; an error when a host can't be called so.
int32_t icu_domain_to_ascii(const char *name, char *out, int32_t capacity);
int32_t icu_domain_to_unicode(const char *name, char *out, int32_t capacity);
/// The city that a zone is called by: "Bruxelles" for Europe/Brussels in French.
int32_t icu_zone_city(const char *locale, const char *zone, char *out, int32_t capacity);

#ifdef __cplusplus
}
#endif
