internal import CICU

/// Names of domains in any script (UTS 46, non-transitional, with the rules for hosts).
enum InternationalDomain {
    /// `xn--…` labels; nil when it is no name that could be registered.
    static func ascii(of name: String) -> String? {
        unsafe ICUText.collect { out, capacity in unsafe icu_domain_to_ascii(name, out, capacity) }
    }

    /// The letters behind `xn--…` labels; nil when there are none that are allowed.
    static func letters(of name: String) -> String? {
        unsafe ICUText.collect { out, capacity in unsafe icu_domain_to_unicode(name, out, capacity) }
    }
}
