#pragma once
#include <stddef.h>
#include <stdint.h>

// Private keys for DKIM and their signatures (RFC 6376, RFC 8463). Functions that return a pointer answer null, and those
// that return a number answer a negative one, when they fail: see `signing_error`.

enum { dkim_rsa = 1, dkim_ed25519 = 2 };

/// May be used from several threads at once.
typedef struct dkim_key dkim_key;

/// Reads a PEM file with a private key, RSA or Ed25519. One under a passphrase is refused, never asked for.
dkim_key *dkim_key_read(const char *path);
void dkim_key_free(dkim_key *key);
/// `dkim_rsa` or `dkim_ed25519`.
int dkim_key_kind(const dkim_key *key);
/// Of the modulus; 256 for Ed25519.
int dkim_key_bits(const dkim_key *key);

/// The public key as its DNS record gives it, before base64: SubjectPublicKeyInfo for RSA, the bare 32 bytes for Ed25519.
/// Returns its length.
long dkim_key_public(const dkim_key *key, uint8_t *out, size_t capacity);

/// The signature over the SHA-256 of these bytes: PKCS #1 v1.5, or Ed25519 of the hash (RFC 8463 §3). Returns its length.
long dkim_sign(const dkim_key *key, const uint8_t *bytes, size_t count, uint8_t *signature, size_t capacity);
