#include "icu_shim.h"

#include <cstdio>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <unicode/bytestream.h>
#include <unicode/calendar.h>
#include <unicode/dtptngen.h>
#include <unicode/idna.h>
#include <unicode/listformatter.h>
#include <unicode/messagepattern.h>
#include <unicode/msgfmt.h>
#include <unicode/numberformatter.h>
#include <unicode/smpdtfmt.h>
#include <unicode/tznames.h>
#include <unicode/ucurr.h>

using icu::Locale;
using icu::UnicodeString;

struct icu_pattern {
    icu::MessageFormat format;
    icu::MessagePattern parsed;
    // MessageFormat makes its number formats at first use, without a lock of its own.
    std::mutex mutex;

    icu_pattern(const UnicodeString &text, const Locale &locale, UParseError &where, UErrorCode &error)
        : format(text, locale, where, error), parsed(text, nullptr, error) {}
};

static int32_t write(const UnicodeString &text, UErrorCode error, char *out, int32_t capacity) {
    if (U_FAILURE(error)) return -static_cast<int32_t>(error);
    icu::CheckedArrayByteSink sink(out, capacity);
    text.toUTF8(sink);
    return sink.Overflowed() ? sink.NumberOfBytesAppended() + capacity : sink.NumberOfBytesAppended();
}

icu_pattern *icu_pattern_compile(
    const char *locale, const char *pattern, char *error, size_t error_capacity) {
    UErrorCode status = U_ZERO_ERROR;
    UParseError where{};
    auto compiled = std::make_unique<icu_pattern>(
        UnicodeString::fromUTF8(pattern), Locale(locale), where, status);
    if (U_SUCCESS(status)) return compiled.release();
    snprintf(error, error_capacity, "%s at character %d", u_errorName(status), where.offset);
    return nullptr;
}

void icu_pattern_free(icu_pattern *pattern) { delete pattern; }

int32_t icu_pattern_format(
    icu_pattern *pattern, const icu_argument *arguments, int32_t count, char *out, int32_t capacity) {
    UErrorCode status = U_ZERO_ERROR;
    std::vector<UnicodeString> names(count);
    std::vector<icu::Formattable> values(count);
    for (int32_t index = 0; index < count; index++) {
        const icu_argument &argument = arguments[index];
        names[index] = UnicodeString::fromUTF8(argument.name);
        if (argument.text) {
            values[index].setString(UnicodeString::fromUTF8(argument.text));
        } else {
            values[index].setInt64(argument.integer);
        }
    }
    UnicodeString result;
    std::lock_guard<std::mutex> guard(pattern->mutex);
    pattern->format.format(names.data(), values.data(), count, result, status);
    return write(result, status, out, capacity);
}

int32_t icu_pattern_names(const icu_pattern *pattern, char *out, int32_t capacity) {
    UnicodeString names;
    for (int32_t index = 0; index < pattern->parsed.countParts(); index++) {
        const icu::MessagePattern::Part &part = pattern->parsed.getPart(index);
        const bool named = part.getType() == UMSGPAT_PART_TYPE_ARG_NAME;
        if (!named && part.getType() != UMSGPAT_PART_TYPE_ARG_NUMBER) continue;
        names.append(pattern->parsed.getSubstring(part)).append(u'\n');
    }
    return write(names, U_ZERO_ERROR, out, capacity);
}

// Finding a locale's pattern costs a hundred times what its use does; there are a few per language.
static icu::SimpleDateFormat *wall_format(const char *locale, const char *skeleton, UErrorCode &status) {
    thread_local std::map<std::string, std::unique_ptr<icu::SimpleDateFormat>> known;
    auto &format = known[std::string(locale) + "|" + skeleton];
    if (format) return format.get();
    const Locale place(locale);
    std::unique_ptr<icu::DateTimePatternGenerator> patterns(
        icu::DateTimePatternGenerator::createInstance(place, status));
    if (U_FAILURE(status)) return nullptr;
    const UnicodeString pattern = patterns->getBestPattern(UnicodeString::fromUTF8(skeleton), status);
    auto made = std::make_unique<icu::SimpleDateFormat>(pattern, place, status);
    if (U_FAILURE(status)) return nullptr;
    made->setTimeZone(*icu::TimeZone::getGMT());
    format = std::move(made);
    return format.get();
}

int32_t icu_wall_time_format(
    const char *locale, const char *skeleton, int32_t year, int32_t month, int32_t day, int32_t hour,
    int32_t minute, char *out, int32_t capacity) {
    UErrorCode status = U_ZERO_ERROR;
    icu::SimpleDateFormat *format = wall_format(locale, skeleton, status);
    std::unique_ptr<icu::Calendar> calendar(
        icu::Calendar::createInstance(icu::TimeZone::getGMT()->clone(), Locale::getRoot(), status));
    if (U_FAILURE(status)) return -static_cast<int32_t>(status);
    calendar->clear();
    calendar->set(year, month - 1, day, hour, minute);
    UnicodeString result;
    format->format(calendar->getTime(status), result);
    return write(result, status, out, capacity);
}

int32_t icu_money_format(
    const char *locale, const char *currency, int64_t minor, char *out, int32_t capacity) {
    UErrorCode status = U_ZERO_ERROR;
    UnicodeString code = UnicodeString::fromUTF8(currency);
    const int32_t digits = ucurr_getDefaultFractionDigits(code.getTerminatedBuffer(), &status);
    if (U_FAILURE(status)) return -static_cast<int32_t>(status);
    const std::string amount = std::to_string(minor) + "E-" + std::to_string(digits);
    const icu::CurrencyUnit unit(code.getTerminatedBuffer(), status);
    const UnicodeString result = icu::number::NumberFormatter::withLocale(Locale(locale))
                                     .unit(unit)
                                     .formatDecimal(amount, status)
                                     .toString(status);
    return write(result, status, out, capacity);
}

int32_t icu_list_format(
    const char *locale, const char *const *items, int32_t count, char *out, int32_t capacity) {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<icu::ListFormatter> format(icu::ListFormatter::createInstance(Locale(locale), status));
    if (U_FAILURE(status)) return -static_cast<int32_t>(status);
    std::vector<UnicodeString> texts(count);
    for (int32_t index = 0; index < count; index++) texts[index] = UnicodeString::fromUTF8(items[index]);
    UnicodeString result;
    format->format(texts.data(), count, result, status);
    return write(result, status, out, capacity);
}

int32_t icu_zone_city(const char *locale, const char *zone, char *out, int32_t capacity) {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<icu::TimeZoneNames> names(
        icu::TimeZoneNames::createInstance(Locale(locale), status));
    if (U_FAILURE(status)) return -static_cast<int32_t>(status);
    UnicodeString result;
    names->getExemplarLocationName(UnicodeString::fromUTF8(zone), result);
    if (result.isBogus()) return -static_cast<int32_t>(U_MISSING_RESOURCE_ERROR);
    return write(result, status, out, capacity);
}

// One instance for all: it never changes.
static const icu::IDNA *domains(UErrorCode &status) {
    static UErrorCode made = U_ZERO_ERROR;
    static const std::unique_ptr<icu::IDNA> shared(icu::IDNA::createUTS46Instance(
        UIDNA_USE_STD3_RULES | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII
            | UIDNA_NONTRANSITIONAL_TO_UNICODE,
        made));
    if (U_FAILURE(made)) status = made;
    return shared.get();
}

static int32_t domain_form(const char *name, bool ascii, char *out, int32_t capacity) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::IDNA *forms = domains(status);
    if (U_FAILURE(status)) return -static_cast<int32_t>(status);
    icu::IDNAInfo info;
    UnicodeString result;
    const UnicodeString given = UnicodeString::fromUTF8(name);
    if (ascii) {
        forms->nameToASCII(given, result, info, status);
    } else {
        forms->nameToUnicode(given, result, info, status);
    }
    if (info.hasErrors()) return -static_cast<int32_t>(U_INVALID_FORMAT_ERROR);
    return write(result, status, out, capacity);
}

int32_t icu_domain_to_ascii(const char *name, char *out, int32_t capacity) {
    return domain_form(name, true, out, capacity);
}

int32_t icu_domain_to_unicode(const char *name, char *out, int32_t capacity) {
    return domain_form(name, false, out, capacity);
}
