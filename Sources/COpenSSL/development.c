#include <fcntl.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include "identity.h"

static const long ten_years = 3652L * 24 * 3600;

static int extend(X509 *certificate, X509 *issuer, int nid, const char *value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
    int added = extension && X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
    return added;
}

/// 127 random bits: positive, and never twice (RFC 5280, 4.1.2.2).
static int number(X509 *certificate) {
    unsigned char bytes[16];
    if (RAND_bytes(bytes, sizeof bytes) != 1) return 0;
    bytes[0] &= 0x7f;
    BIGNUM *value = BN_bin2bn(bytes, sizeof bytes, NULL);
    int set = value && BN_to_ASN1_INTEGER(value, X509_get_serialNumber(certificate));
    BN_free(value);
    return set;
}

/// A certificate without extensions or signature, its issuer itself or `issuer`.
static X509 *blank(const char *name, EVP_PKEY *key, X509 *issuer) {
    X509 *certificate = X509_new();
    X509_NAME *subject = certificate ? X509_get_subject_name(certificate) : NULL;
    if (subject && X509_set_version(certificate, 2) && number(certificate)
        && X509_gmtime_adj(X509_getm_notBefore(certificate), -3600)
        && X509_gmtime_adj(X509_getm_notAfter(certificate), ten_years)
        && X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, (const unsigned char *)name, -1, -1, 0)
        && X509_set_issuer_name(certificate, issuer ? X509_get_subject_name(issuer) : subject)
        && X509_set_pubkey(certificate, key)) {
        return certificate;
    }
    X509_free(certificate);
    return NULL;
}

static X509 *authority(const char *name, EVP_PKEY *key) {
    X509 *made = blank(name, key, NULL);
    if (made && extend(made, made, NID_basic_constraints, "critical,CA:TRUE,pathlen:0")
        && extend(made, made, NID_key_usage, "critical,keyCertSign,cRLSign")
        && extend(made, made, NID_subject_key_identifier, "hash") && X509_sign(made, key, EVP_sha256())) {
        return made;
    }
    X509_free(made);
    return NULL;
}

static X509 *signer(const char *name, EVP_PKEY *key, X509 *issuer, EVP_PKEY *issuer_key) {
    X509 *made = blank(name, key, issuer);
    if (made && extend(made, issuer, NID_basic_constraints, "critical,CA:FALSE")
        && extend(made, issuer, NID_key_usage, "critical,nonRepudiation")
        && extend(made, issuer, NID_subject_key_identifier, "hash")
        && extend(made, issuer, NID_authority_key_identifier, "keyid:always")
        && X509_sign(made, issuer_key, EVP_sha256())) {
        return made;
    }
    X509_free(made);
    return NULL;
}

static BIO *create(const char *path, mode_t mode) {
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    return file < 0 ? NULL : BIO_new_fd(file, BIO_CLOSE);
}

static int write_certificate(const char *path, X509 *certificate) {
    BIO *file = create(path, 0644);
    int written = file && PEM_write_bio_X509(file, certificate);
    BIO_free(file);
    return written;
}

static int write_key(const char *path, EVP_PKEY *key) {
    BIO *file = create(path, 0600);
    int written = file && PEM_write_bio_PKCS8PrivateKey(file, key, NULL, NULL, 0, NULL, NULL);
    BIO_free(file);
    return written;
}

int signing_development_make(
    const char *authority_name, const char *signer_name, const char *authority_path, const char *certificate_path,
    const char *key_path) {
    EVP_PKEY *authority_key = EVP_EC_gen("P-256"), *key = EVP_EC_gen("P-256");
    X509 *root = authority_key ? authority(authority_name, authority_key) : NULL;
    X509 *certificate = root && key ? signer(signer_name, key, root, authority_key) : NULL;
    // The key comes last: where it stands, everything it needs stands too.
    int written = certificate && write_certificate(authority_path, root)
        && write_certificate(certificate_path, certificate) && write_key(key_path, key);
    X509_free(certificate);
    X509_free(root);
    EVP_PKEY_free(key);
    EVP_PKEY_free(authority_key);
    return written ? 0 : -1;
}
