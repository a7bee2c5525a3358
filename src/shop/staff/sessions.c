/* sessions.c -- see shop/staff/sessions.h. Sessions are kept in sets of a few, found by the hash of the
 * token; a new one replaces the one of its set that was looked up first. An entry is trusted only with the
 * current version. */
#include "shop/staff/sessions.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/text.h"
#include "db/db.h"
#include "db/sql.h"
#include "loop/op.h"
#include "loop/timer.h"
#include "shop/staff/token_hash.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WAYS 4
#define SETS (SESSIONS_KEPT / WAYS)

_Static_assert(SETS == 256, "the first two hex digits choose the set");

struct kept {
    char hash[FINGERPRINT_HEX_BYTES];
    int64_t version;
    int64_t trusted_until_ms; /* 0: empty */
    struct staff_member member;
};

struct sessions {
    struct db *db;
    struct op_list ops;
    struct timer poll;
    int64_t version;          /* the newest that this process has seen */
    int64_t trusted_until_ms; /* the last of all entries: until then it polls */
    struct kept sets[SETS][WAYS];
};

static struct kept *set_of(struct sessions *sessions, const char *hash)
{
    return sessions->sets[text_hex_digit(hash[0]) * 16 + text_hex_digit(hash[1])];
}

static bool is_trusted(const struct sessions *sessions, const struct kept *kept)
{
    return kept->version == sessions->version && kept->trusted_until_ms > clock_ms();
}

const struct staff_member *sessions_known(struct sessions *sessions, const char *token)
{
    char hash[FINGERPRINT_HEX_BYTES];
    struct kept *set = set_of(sessions, token_hash(token, hash));

    for (int i = 0; i < WAYS; i++)
        if (is_trusted(sessions, &set[i]) && strcmp(set[i].hash, hash) == 0)
            return &set[i].member;
    return NULL;
}

void sessions_changed(struct sessions *sessions, int64_t version)
{
    if (version > sessions->version)
        sessions->version = version;
}

/* ---- the poll ---- */

static void on_version(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct sessions *sessions = arg;

    if (err == NULL)
        sessions_changed(sessions, db_int(rows, 0, 0));
}

static void on_poll(void *arg)
{
    struct sessions *sessions = arg;

    if (clock_ms() >= sessions->trusted_until_ms)
        return;
    timer_start(&sessions->poll, SESSIONS_POLL_MS);
    op_list_cancel(&sessions->ops); /* of a poll that is still waiting */
    db_run(sessions->db, &sessions->ops, &sql_staff_version, NULL, on_version, sessions);
}

/* ---- looking up ---- */

/* The place for a session: its own, an unused one, or the one of its set that is trusted least long. */
static struct kept *place_for(struct sessions *sessions, const char *hash)
{
    struct kept *set = set_of(sessions, hash), *place = set;

    for (int i = 0; i < WAYS; i++) {
        if (strcmp(set[i].hash, hash) == 0)
            return &set[i];
        if (set[i].trusted_until_ms < place->trusted_until_ms)
            place = &set[i];
    }
    return place;
}

static struct kept *keep(struct sessions *sessions, const char *hash, const struct db_rows *rows)
{
    struct kept *kept = place_for(sessions, hash);
    int64_t left_ms = db_int(rows, 0, 4) * 1000;

    *kept = (struct kept){ .version = db_int(rows, 0, 5), .member = { .id = db_int(rows, 0, 0) } };
    memcpy(kept->hash, hash, sizeof(kept->hash));
    (void)snprintf(kept->member.name, sizeof(kept->member.name), "%s", db_text(rows, 0, 1));
    (void)snprintf(kept->member.email, sizeof(kept->member.email), "%s", db_text(rows, 0, 2));
    if (!staff_role_parse(db_text(rows, 0, 3), &kept->member.role))
        kept->member.role = STAFF_COUNTER; /* the schema allows no other name */
    kept->trusted_until_ms = clock_ms() + (left_ms < SESSION_TRUST_MS ? left_ms : SESSION_TRUST_MS);
    if (kept->trusted_until_ms > sessions->trusted_until_ms)
        sessions->trusted_until_ms = kept->trusted_until_ms;
    if (!timer_running(&sessions->poll))
        timer_start(&sessions->poll, SESSIONS_POLL_MS);
    sessions_changed(sessions, kept->version);
    return kept;
}

static void on_session(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct session_lookup *lookup = arg;

    if (err != NULL || db_rows_count(rows) == 0)
        lookup->fn(lookup->arg, NULL, err);
    else
        lookup->fn(lookup->arg, &keep(lookup->sessions, lookup->hash, rows)->member, NULL);
}

void sessions_look_up(struct sessions *sessions, struct op_list *ops, struct session_lookup *lookup,
                      const char *token, sessions_fn *fn, void *arg)
{
    lookup->sessions = sessions;
    lookup->fn = fn;
    lookup->arg = arg;
    const char *const params[] = { token_hash(token, lookup->hash) };
    db_run(sessions->db, ops, &sql_session_use, params, on_session, lookup);
}

/* ---- its life ---- */

struct sessions *sessions_new(struct loop *loop, struct db *db)
{
    struct sessions *sessions = mem_alloc(sizeof(*sessions));

    sessions->db = db;
    op_list_init(&sessions->ops);
    timer_init(&sessions->poll, loop, on_poll, sessions);
    return sessions;
}

void sessions_free(struct sessions *sessions)
{
    if (sessions == NULL)
        return;
    op_list_cancel(&sessions->ops);
    timer_done(&sessions->poll);
    free(sessions);
}
