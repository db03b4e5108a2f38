#pragma once
#include <stddef.h>
#include <stdint.h>

// CMS signatures as PAdES wants them, their verification, and certificates to develop with. Functions that return a
// pointer answer null, and those that return a number answer a negative one, when they fail: see `signing_error`.

/// What OpenSSL says about the last failure on this thread.
const char *signing_error(void);

/// A signer's certificate, those between it and an authority, and its private key.
typedef struct signing_identity signing_identity;

/// Reads PEM files: the signer's certificate first. A key under a passphrase is refused, never asked for on a terminal.
signing_identity *signing_identity_read(const char *certificates_path, const char *key_path);
void signing_identity_free(signing_identity *identity);
/// The common name of the signer's certificate, cut to `capacity`; returns its length in bytes.
long signing_identity_name(const signing_identity *identity, char *name, size_t capacity);

/// A run of bytes that the caller keeps alive.
struct signing_span {
    const uint8_t *bytes;
    size_t count;
};

/// A detached CMS signature over two spans in a row (ETSI EN 319 142-1: signingCertificateV2, no signingTime). Returns
/// its length in bytes.
long signing_cms_make(
    const signing_identity *identity, struct signing_span first, struct signing_span second, uint8_t *cms,
    size_t capacity);

/// The authorities that signers are traced to.
typedef struct signing_anchors signing_anchors;

signing_anchors *signing_anchors_read(const char *certificates_path);
void signing_anchors_free(signing_anchors *anchors);

/// Answers 0 when `cms` is the DER of a CMS signature, in the only form that `signing_cms_make` could have given it, over
/// these two spans, by a certificate for signing (nonRepudiation) that leads to an anchor and was valid at `time`
/// (seconds since 1970). Then `name` holds the signer's common name.
int signing_cms_check(
    const signing_anchors *anchors, const uint8_t *cms, size_t count, struct signing_span first,
    struct signing_span second, int64_t time, char *name, size_t capacity);

/// Makes an authority and a signer below it (P-256) for development: writes the authority's certificate, the signer's,
/// and the signer's key (mode 0600; an existing file is never replaced). The authority's key is forgotten. Answers 0.
int signing_development_make(
    const char *authority_name, const char *signer_name, const char *authority_path, const char *certificate_path,
    const char *key_path);
