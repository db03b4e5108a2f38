#pragma once
#include <libpq-fe.h>
#include <poll.h>

// The PG_DIAG_ codes are character constants, which Swift doesn't import.
static const int postgres_diagnostic_state = PG_DIAG_SQLSTATE;
static const int postgres_diagnostic_message = PG_DIAG_MESSAGE_PRIMARY;
static const int postgres_diagnostic_constraint = PG_DIAG_CONSTRAINT_NAME;

/// Our defaults first, so that what the address sets wins. Arrays of constant strings are awkward from Swift.
static inline PGconn *postgres_connect(const char *address) {
    const char *names[] = {"connect_timeout", "application_name", "keepalives_idle", "tcp_user_timeout",
                           "client_encoding", "dbname", 0};
    const char *values[] = {"5", "guichet", "30", "30000", "UTF8", address, 0};
    return PQconnectdbParams(names, values, 1);
}
