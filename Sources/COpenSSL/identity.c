#include "identity.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdlib.h>
#include <string.h>

const char *signing_error(void) {
    static __thread char text[256];
    unsigned long code = ERR_peek_last_error();
    ERR_clear_error();
    if (code == 0) return "no reason given";
    ERR_error_string_n(code, text, sizeof text);
    return text;
}

static int no_passphrase(char *buffer, int size, int writing, void *context) {
    (void)buffer, (void)size, (void)writing, (void)context;
    return -1;
}

STACK_OF(X509) * certificates_read(const char *path) {
    BIO *file = BIO_new_file(path, "r");
    if (!file) return NULL;
    STACK_OF(X509) *certificates = sk_X509_new_null();
    X509 *next;
    while (certificates && (next = PEM_read_bio_X509(file, NULL, no_passphrase, NULL))) sk_X509_push(certificates, next);
    BIO_free(file);
    if (certificates && sk_X509_num(certificates) == 0) {
        sk_X509_free(certificates);
        return NULL;
    }
    // The reader stops at the end of the file with an error of its own.
    ERR_clear_error();
    return certificates;
}

signing_identity *signing_identity_read(const char *certificates_path, const char *key_path) {
    signing_identity *identity = calloc(1, sizeof *identity);
    if (!identity) return NULL;
    identity->between = certificates_read(certificates_path);
    if (identity->between) identity->certificate = sk_X509_shift(identity->between);
    BIO *file = BIO_new_file(key_path, "r");
    if (file) identity->key = PEM_read_bio_PrivateKey(file, NULL, no_passphrase, NULL);
    BIO_free(file);
    if (!identity->certificate || !identity->key || !X509_check_private_key(identity->certificate, identity->key)) {
        signing_identity_free(identity);
        return NULL;
    }
    return identity;
}

void signing_identity_free(signing_identity *identity) {
    if (!identity) return;
    X509_free(identity->certificate);
    sk_X509_pop_free(identity->between, X509_free);
    EVP_PKEY_free(identity->key);
    free(identity);
}

long signing_identity_name(const signing_identity *identity, char *name, size_t capacity) {
    return certificate_name(identity->certificate, name, capacity);
}

long certificate_name(const X509 *certificate, char *name, size_t capacity) {
    X509_NAME *subject = X509_get_subject_name(certificate);
    int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
    if (at < 0) return -1;
    unsigned char *text = NULL;
    int length = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
    if (length < 0) return -1;
    if ((size_t)length > capacity) length = (int)capacity;
    memcpy(name, text, (size_t)length);
    OPENSSL_free(text);
    return length;
}
