#pragma once
#include <stdbool.h>
#include <stdint.h>

// libphonenumber is C++ only.

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
    PHONE_KIND_FIXED,
    PHONE_KIND_MOBILE,
    PHONE_KIND_FIXED_OR_MOBILE,
    PHONE_KIND_OTHER,
} phone_kind;

typedef struct {
    char e164[24];
    char region[4];
    phone_kind kind;
} phone_number;

/// False when `text` is no valid number. `region` (ISO 3166, two capital letters) reads numbers written without a
/// country code; "ZZ" allows only international ones.
bool phone_number_parse(const char *text, const char *region, phone_number *out);
/// As people write it, with spaces and the country code. Answers the length, 0 when it can't.
int32_t phone_number_international(const char *e164, char *out, int32_t capacity);

#ifdef __cplusplus
}
#endif
