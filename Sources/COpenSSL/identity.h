#pragma once
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "include/signing.h"

struct signing_identity {
    X509 *certificate;
    STACK_OF(X509) * between;
    EVP_PKEY *key;
};

/// The certificates of a PEM file, in order; null when there is none.
STACK_OF(X509) * certificates_read(const char *path);
/// The common name of a certificate's subject in UTF-8.
long certificate_name(const X509 *certificate, char *name, size_t capacity);
