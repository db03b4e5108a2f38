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

static phone_type type_of(PhoneNumberUtil::PhoneNumberType type) {
    switch (type) {
    case PhoneNumberUtil::FIXED_LINE: return PHONE_TYPE_FIXED_LINE;
    case PhoneNumberUtil::MOBILE: return PHONE_TYPE_MOBILE;
    case PhoneNumberUtil::FIXED_LINE_OR_MOBILE: return PHONE_TYPE_FIXED_LINE_OR_MOBILE;
    case PhoneNumberUtil::TOLL_FREE: return PHONE_TYPE_TOLL_FREE;
    case PhoneNumberUtil::PREMIUM_RATE: return PHONE_TYPE_PREMIUM_RATE;
    case PhoneNumberUtil::SHARED_COST: return PHONE_TYPE_SHARED_COST;
    case PhoneNumberUtil::VOIP: return PHONE_TYPE_VOIP;
    case PhoneNumberUtil::PERSONAL_NUMBER: return PHONE_TYPE_PERSONAL_NUMBER;
    case PhoneNumberUtil::PAGER: return PHONE_TYPE_PAGER;
    case PhoneNumberUtil::UAN: return PHONE_TYPE_UAN;
    case PhoneNumberUtil::VOICEMAIL: return PHONE_TYPE_VOICEMAIL;
    default: return PHONE_TYPE_UNKNOWN;
    }
}

bool phone_number_parse(const char *text, const char *region, phone_number *out) {
    const PhoneNumberUtil &numbers = *PhoneNumberUtil::GetInstance();
    PhoneNumber number;
    if (numbers.Parse(text, region, &number) != PhoneNumberUtil::NO_PARSING_ERROR) return false;
    std::string e164, home, national;
    numbers.Format(number, PhoneNumberUtil::E164, &e164);
    numbers.GetRegionCodeForNumber(number, &home);
    numbers.GetNationalSignificantNumber(number, &national);
    out->calling_code = number.country_code();
    out->is_valid = numbers.IsValidNumber(number);
    out->type = type_of(numbers.GetNumberType(number));
    return copy(e164, out->e164, sizeof out->e164) && copy(home, out->region, sizeof out->region) &&
        copy(national, out->national, sizeof out->national);
}

int32_t phone_number_international(const char *e164, char *out, int32_t capacity) {
    const PhoneNumberUtil &numbers = *PhoneNumberUtil::GetInstance();
    PhoneNumber number;
    if (numbers.Parse(e164, "ZZ", &number) != PhoneNumberUtil::NO_PARSING_ERROR) return 0;
    std::string text;
    numbers.Format(number, PhoneNumberUtil::INTERNATIONAL, &text);
    return copy(text, out, capacity) ? static_cast<int32_t>(text.size()) : 0;
}

int32_t phone_region_calling_code(const char *region) {
    return PhoneNumberUtil::GetInstance()->GetCountryCodeForRegion(region);
}
