#include "phone_number_shim.h"

#include <cstring>
#include <string>

#include <phonenumbers/phonenumberutil.h>

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

static bool copy(const std::string &text, char *out, size_t capacity) {
    if (text.size() >= capacity) return false;
    memcpy(out, text.c_str(), text.size() + 1);
    return true;
}

static phone_kind kind_of(PhoneNumberUtil::PhoneNumberType type) {
    switch (type) {
    case PhoneNumberUtil::FIXED_LINE: return PHONE_KIND_FIXED;
    case PhoneNumberUtil::MOBILE: return PHONE_KIND_MOBILE;
    case PhoneNumberUtil::FIXED_LINE_OR_MOBILE: return PHONE_KIND_FIXED_OR_MOBILE;
    default: return PHONE_KIND_OTHER;
    }
}

bool phone_number_parse(const char *text, const char *region, phone_number *out) {
    const PhoneNumberUtil &numbers = *PhoneNumberUtil::GetInstance();
    PhoneNumber number;
    if (numbers.Parse(text, region, &number) != PhoneNumberUtil::NO_PARSING_ERROR) return false;
    if (!numbers.IsValidNumber(number)) return false;
    std::string e164, home;
    numbers.Format(number, PhoneNumberUtil::E164, &e164);
    numbers.GetRegionCodeForNumber(number, &home);
    out->kind = kind_of(numbers.GetNumberType(number));
    return copy(e164, out->e164, sizeof out->e164) && copy(home, out->region, sizeof out->region);
}

int32_t phone_number_international(const char *e164, char *out, int32_t capacity) {
    const PhoneNumberUtil &numbers = *PhoneNumberUtil::GetInstance();
    PhoneNumber number;
    if (numbers.Parse(e164, "ZZ", &number) != PhoneNumberUtil::NO_PARSING_ERROR) return 0;
    std::string text;
    numbers.Format(number, PhoneNumberUtil::INTERNATIONAL, &text);
    return copy(text, out, capacity) ? static_cast<int32_t>(text.size()) : 0;
}
