#include <openssl/asn1.h>
#include <openssl/cms.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

#include "identity.h"

enum { most_attributes = 16 };

static int by_encoding(const void *left, const void *right) {
    const struct signing_span *a = left, *b = right;
    size_t shorter = a->count < b->count ? a->count : b->count;
    int order = memcmp(a->bytes, b->bytes, shorter);
    if (order) return order;
    return (a->count > b->count) - (a->count < b->count);
}

/// The DER of the signed attributes as a SET: that, not their form inside the CMS, is what gets signed (RFC 5652, 5.4).
static unsigned char *signed_attributes(CMS_SignerInfo *signer, size_t *length) {
    struct signing_span encoded[most_attributes];
    int count = CMS_signed_get_attr_count(signer), made = 0;
    size_t total = 0;
    unsigned char *set = NULL;
    if (count < 1 || count > most_attributes) return NULL;
    for (; made < count; made++) {
        unsigned char *der = NULL;
        int size = i2d_X509_ATTRIBUTE(CMS_signed_get_attr(signer, made), &der);
        if (size <= 0) break;
        encoded[made] = (struct signing_span){.bytes = der, .count = (size_t)size};
        total += (size_t)size;
    }
    if (made == count && (set = malloc(total + 16))) {
        qsort(encoded, (size_t)count, sizeof encoded[0], by_encoding);
        unsigned char *end = set;
        ASN1_put_object(&end, 1, (int)total, V_ASN1_SET, V_ASN1_UNIVERSAL);
        for (int i = 0; i < count; i++) {
            memcpy(end, encoded[i].bytes, encoded[i].count);
            end += encoded[i].count;
        }
        *length = (size_t)(end - set);
    }
    for (int i = 0; i < made; i++) OPENSSL_free((void *)encoded[i].bytes);
    return set;
}

/// OpenSSL 3.0 can't leave signingTime out, and PAdES forbids it (the time stands in the signature dictionary): take it
/// away and sign what remains.
static int sign_without_time(CMS_SignerInfo *signer, EVP_PKEY *key) {
    int at = CMS_signed_get_attr_by_NID(signer, NID_pkcs9_signingTime, -1);
    if (at >= 0) X509_ATTRIBUTE_free(CMS_signed_delete_attr(signer, at));
    size_t length = 0, size = 0;
    unsigned char *set = signed_attributes(signer, &length), *value = NULL;
    EVP_MD_CTX *digest = EVP_MD_CTX_new();
    int done = set && digest && EVP_DigestSignInit(digest, NULL, EVP_sha256(), NULL, key) == 1
        && EVP_DigestSign(digest, NULL, &size, set, length) == 1 && (value = OPENSSL_malloc(size))
        && EVP_DigestSign(digest, value, &size, set, length) == 1;
    if (done) {
        ASN1_STRING_set0(CMS_SignerInfo_get0_signature(signer), value, (int)size);
    } else {
        OPENSSL_free(value);
    }
    EVP_MD_CTX_free(digest);
    free(set);
    return done;
}

static BIO *joined(struct signing_span first, struct signing_span second) {
    BIO *content = BIO_new(BIO_s_mem());
    if (content && BIO_write(content, first.bytes, (int)first.count) == (int)first.count
        && BIO_write(content, second.bytes, (int)second.count) == (int)second.count) {
        return content;
    }
    BIO_free(content);
    return NULL;
}

long signing_cms_make(
    const signing_identity *identity, struct signing_span first, struct signing_span second, uint8_t *cms,
    size_t capacity) {
    const unsigned flags = CMS_DETACHED | CMS_BINARY | CMS_CADES | CMS_NOSMIMECAP | CMS_PARTIAL;
    long length = -1;
    CMS_ContentInfo *made = CMS_sign(NULL, NULL, identity->between, NULL, flags);
    CMS_SignerInfo *signer
        = made ? CMS_add1_signer(made, identity->certificate, identity->key, EVP_sha256(), flags) : NULL;
    BIO *content = joined(first, second);
    if (signer && content && CMS_final(made, content, NULL, flags) && sign_without_time(signer, identity->key)) {
        int size = i2d_CMS_ContentInfo(made, NULL);
        if (size > 0 && (size_t)size <= capacity) length = i2d_CMS_ContentInfo(made, &cms);
    }
    BIO_free(content);
    CMS_ContentInfo_free(made);
    return length;
}

struct signing_anchors {
    X509_STORE *store;
};

signing_anchors *signing_anchors_read(const char *certificates_path) {
    STACK_OF(X509) *certificates = certificates_read(certificates_path);
    if (!certificates) return NULL;
    signing_anchors *anchors = calloc(1, sizeof *anchors);
    if (anchors) anchors->store = X509_STORE_new();
    int added = anchors && anchors->store;
    for (int i = 0; added && i < sk_X509_num(certificates); i++) {
        added = X509_STORE_add_cert(anchors->store, sk_X509_value(certificates, i));
    }
    sk_X509_pop_free(certificates, X509_free);
    if (added) return anchors;
    signing_anchors_free(anchors);
    return NULL;
}

void signing_anchors_free(signing_anchors *anchors) {
    if (!anchors) return;
    X509_STORE_free(anchors->store);
    free(anchors);
}

/// The version numbers are what neither the signature nor OpenSSL watches: both must be 1, as they are for a signer named
/// by issuer and serial (RFC 5652, 5.1 and 5.3).
static int has_version_one(const uint8_t *der, size_t count) {
    enum { into, past, version };
    static const struct {
        int tag, move;
    } path[] = {
        {V_ASN1_SEQUENCE, into},  // ContentInfo
        {V_ASN1_OBJECT, past},    // its type
        {0, into},                // [0]
        {V_ASN1_SEQUENCE, into},  // SignedData
        {V_ASN1_INTEGER, version},
        {V_ASN1_SET, past},       // digest algorithms
        {V_ASN1_SEQUENCE, past},  // what is signed
        {0, past},                // certificates
        {V_ASN1_SET, into},       // signers
        {V_ASN1_SEQUENCE, into},
        {V_ASN1_INTEGER, version},
    };
    const unsigned char *at = der, *end = der + count;
    for (size_t step = 0; step < sizeof path / sizeof path[0]; step++) {
        long length;
        int tag, class;
        if (ASN1_get_object(&at, &length, &tag, &class, end - at) & 0x80 || tag != path[step].tag) return 0;
        if (path[step].move == version && (length != 1 || *at != 1)) return 0;
        if (path[step].move != into) at += length;
    }
    return 1;
}

/// One signer, no attribute outside the signature, algorithms that we know, and one possible encoding.
static int is_in_our_form(CMS_ContentInfo *cms, const uint8_t *der, size_t count) {
    STACK_OF(CMS_SignerInfo) *signers = CMS_get0_SignerInfos(cms);
    if (!signers || sk_CMS_SignerInfo_num(signers) != 1 || !has_version_one(der, count)) return 0;
    if (OBJ_obj2nid(CMS_get0_eContentType(cms)) != NID_pkcs7_data) return 0;
    CMS_SignerInfo *signer = sk_CMS_SignerInfo_value(signers, 0);
    if (CMS_unsigned_get_attr_count(signer) > 0) return 0;
    X509_ALGOR *digest = NULL, *signature = NULL;
    CMS_SignerInfo_get0_algs(signer, NULL, NULL, &digest, &signature);
    int algorithm = OBJ_obj2nid(signature->algorithm);
    if (OBJ_obj2nid(digest->algorithm) != NID_sha256) return 0;
    if (algorithm != NID_ecdsa_with_SHA256 && algorithm != NID_rsaEncryption && algorithm != NID_sha256WithRSAEncryption) {
        return 0;
    }
    unsigned char *again = NULL;
    int size = i2d_CMS_ContentInfo(cms, &again);
    int same = size > 0 && (size_t)size == count && memcmp(again, der, count) == 0;
    OPENSSL_free(again);
    return same;
}

static int verified(
    const signing_anchors *anchors, CMS_ContentInfo *cms, struct signing_span first, struct signing_span second,
    int64_t time) {
    X509_STORE *store = X509_STORE_new();
    X509_VERIFY_PARAM *rules = X509_VERIFY_PARAM_new();
    BIO *content = joined(first, second);
    int valid = 0;
    if (store && rules && content) {
        STACK_OF(X509) *roots = X509_STORE_get1_all_certs(anchors->store);
        for (int i = 0; i < sk_X509_num(roots); i++) X509_STORE_add_cert(store, sk_X509_value(roots, i));
        sk_X509_pop_free(roots, X509_free);
        // The certificate must have been valid when it signed; it may have expired since. Purposes are those of email;
        // what signing documents asks for is checked on its own.
        X509_VERIFY_PARAM_set_time(rules, (time_t)time);
        X509_VERIFY_PARAM_set_purpose(rules, X509_PURPOSE_ANY);
        X509_STORE_set1_param(store, rules);
        valid = CMS_verify(cms, NULL, store, content, NULL, CMS_BINARY | CMS_CADES) == 1;
    }
    BIO_free(content);
    X509_VERIFY_PARAM_free(rules);
    X509_STORE_free(store);
    return valid;
}

int signing_cms_check(
    const signing_anchors *anchors, const uint8_t *cms, size_t count, struct signing_span first,
    struct signing_span second, int64_t time, char *name, size_t capacity) {
    int answer = -1;
    const unsigned char *at = cms;
    CMS_ContentInfo *parsed = d2i_CMS_ContentInfo(NULL, &at, (long)count);
    if (parsed && at == cms + count && is_in_our_form(parsed, cms, count)
        && verified(anchors, parsed, first, second, time)) {
        STACK_OF(X509) *signers = CMS_get0_signers(parsed);
        X509 *signer = signers && sk_X509_num(signers) == 1 ? sk_X509_value(signers, 0) : NULL;
        if (signer && (X509_get_key_usage(signer) & KU_NON_REPUDIATION)) {
            long length = certificate_name(signer, name, capacity - 1);
            if (length >= 0) {
                name[length] = 0;
                answer = 0;
            }
        }
        sk_X509_free(signers);
    }
    CMS_ContentInfo_free(parsed);
    return answer;
}
