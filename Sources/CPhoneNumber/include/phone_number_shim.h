#pragma once
#include <stdbool.h>
#include <stdint.h>

// libphonenumber is C++ only.

#ifdef __cplusplus
extern "C" {
#endif

/// The library's own types, all of them.
typedef enum {
    PHONE_TYPE_FIXED_LINE,
    PHONE_TYPE_MOBILE,
    PHONE_TYPE_FIXED_LINE_OR_MOBILE,
    PHONE_TYPE_TOLL_FREE,
    PHONE_TYPE_PREMIUM_RATE,
    PHONE_TYPE_SHARED_COST,
    PHONE_TYPE_VOIP,
    PHONE_TYPE_PERSONAL_NUMBER,
    PHONE_TYPE_PAGER,
    PHONE_TYPE_UAN,
    PHONE_TYPE_VOICEMAIL,
    PHONE_TYPE_UNKNOWN,
} phone_type;

typedef struct {
    char e164[24];
    /// ISO 3166; "001" for numbers of no country, "ZZ" when the library knows none.
    char region[4];
    /// Without the country's code; a zero that belongs to the number is kept.
    char national[24];
    int32_t calling_code;
    phone_type type;
    /// The library knows such a number; the rest is filled in all the same.
    bool is_valid;
} phone_number;

/// False when `text` can't be read as a number at all. `region` (ISO 3166, two capital letters) reads numbers written
/// without a country code; "ZZ" allows only international ones.
bool phone_number_parse(const char *text, const char *region, phone_number *out);
/// As people write it, with spaces and the country code. Answers the length, 0 when it can't.
int32_t phone_number_international(const char *e164, char *out, int32_t capacity);
/// 0 for a region that the library doesn't know.
int32_t phone_region_calling_code(const char *region);

#ifdef __cplusplus
}
#endif
