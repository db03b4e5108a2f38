#include "include/dkim.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>

struct dkim_key {
    EVP_PKEY *key;
};

static int no_passphrase(char *buffer, int size, int writing, void *context) {
    (void)buffer, (void)size, (void)writing, (void)context;
    return -1;
}

dkim_key *dkim_key_read(const char *path) {
    BIO *file = BIO_new_file(path, "r");
    if (!file) return NULL;
    EVP_PKEY *found = PEM_read_bio_PrivateKey(file, NULL, no_passphrase, NULL);
    BIO_free(file);
    if (!found) return NULL;
    dkim_key *key = malloc(sizeof *key);
    if (!key || (EVP_PKEY_id(found) != EVP_PKEY_RSA && EVP_PKEY_id(found) != EVP_PKEY_ED25519)) {
        EVP_PKEY_free(found);
        free(key);
        return NULL;
    }
    key->key = found;
    return key;
}

void dkim_key_free(dkim_key *key) {
    if (!key) return;
    EVP_PKEY_free(key->key);
    free(key);
}

int dkim_key_kind(const dkim_key *key) { return EVP_PKEY_id(key->key) == EVP_PKEY_RSA ? dkim_rsa : dkim_ed25519; }

int dkim_key_bits(const dkim_key *key) { return EVP_PKEY_bits(key->key); }

long dkim_key_public(const dkim_key *key, uint8_t *out, size_t capacity) {
    if (dkim_key_kind(key) == dkim_ed25519) {
        size_t length = capacity;
        return EVP_PKEY_get_raw_public_key(key->key, out, &length) == 1 ? (long)length : -1;
    }
    unsigned char *der = NULL;
    int length = i2d_PUBKEY(key->key, &der);
    if (length > 0 && (size_t)length <= capacity) {
        memcpy(out, der, (size_t)length);
    } else {
        length = -1;
    }
    OPENSSL_free(der);
    return length;
}

long dkim_sign(const dkim_key *key, const uint8_t *bytes, size_t count, uint8_t *signature, size_t capacity) {
    unsigned char hash[SHA256_DIGEST_LENGTH];
    size_t length = capacity;
    int is_rsa = dkim_key_kind(key) == dkim_rsa;
    if (!is_rsa) {
        if (EVP_Digest(bytes, count, hash, NULL, EVP_sha256(), NULL) != 1) return -1;
        bytes = hash;
        count = sizeof hash;
    }
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    int done = context && EVP_DigestSignInit(context, NULL, is_rsa ? EVP_sha256() : NULL, NULL, key->key) == 1
        && EVP_DigestSign(context, signature, &length, bytes, count) == 1;
    EVP_MD_CTX_free(context);
    return done ? (long)length : -1;
}
