/* password.c -- see shop/staff/password.h. */
#include "shop/staff/password.h"

#include "base/mem.h"
#include "base/text.h"
#include "loop/offload.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define PASSES       2
#define MEMORY_BYTES ((size_t)19 << 20)

extern const char common_passwords[]; /* web/build/common-passwords.ts */

_Static_assert(PASSWORD_HASH_BYTES == crypto_pwhash_STRBYTES, "a hash fits");

struct passwords {
    struct offload *offload;
};

/* One hash. The password is erased with it. */
struct job {
    char password[PASSWORD_BYTES];
    char hash[PASSWORD_HASH_BYTES]; /* the given one, or the result; "": none */
    bool checks;
    bool succeeded; /* the hash was made, or the password matches */
    password_hash_fn *on_hash;
    password_check_fn *on_check;
    void *arg;
};

/* common_passwords has one password on each line, in lower case, and only those that are long enough. */
static bool is_common(const char *password)
{
    size_t len = strlen(password);

    for (const char *line = common_passwords; *line != '\0'; line += strcspn(line, "\n") + 1)
        if (strncasecmp(line, password, len) == 0 && line[len] == '\n')
            return true;
    return false;
}

bool password_is_allowed(const char *password, struct err *err)
{
    size_t bytes = strlen(password);

    if (!text_is_utf8(password, bytes) || text_length(password) < PASSWORD_MIN ||
        text_length(password) > PASSWORD_MAX)
        return err_set(err, ERR_INVALID, "must have %d to %d characters", PASSWORD_MIN, PASSWORD_MAX);
    if (is_common(password))
        return err_set(err, ERR_INVALID, "is one of the commonest passwords: choose another one");
    return true;
}

static void run_job(void *arg)
{
    struct job *job = arg;

    /* Without a hash to check against, a new one is made, which takes as long. */
    if (job->checks && job->hash[0] != '\0')
        job->succeeded = crypto_pwhash_str_verify(job->hash, job->password, strlen(job->password)) == 0;
    else
        job->succeeded =
            crypto_pwhash_str(job->hash, job->password, strlen(job->password), PASSES, MEMORY_BYTES) == 0 &&
            !job->checks;
}

static void free_job(void *arg)
{
    struct job *job = arg;

    sodium_memzero(job, sizeof(*job));
    free(job);
}

static struct job *job_new(const char *password, const char *hash, void *arg)
{
    struct job *job = mem_alloc(sizeof(*job));

    (void)snprintf(job->password, sizeof(job->password), "%s", password);
    (void)snprintf(job->hash, sizeof(job->hash), "%s", hash != NULL ? hash : "");
    job->arg = arg;
    return job;
}

static void on_hashed(void *arg UNUSED, void *result, const struct err *err)
{
    struct job *job = result;
    struct err failure = ERR_INIT;

    if (err == NULL && !job->succeeded) { /* it allocates its memory itself */
        (void)err_set(&failure, ERR_UNAVAILABLE, "not enough memory for a password hash: try again");
        err = &failure;
    }
    job->on_hash(job->arg, err == NULL ? job->hash : NULL, err);
}

static void on_checked(void *arg UNUSED, void *result, const struct err *err)
{
    struct job *job = result;

    job->on_check(job->arg, err == NULL && job->succeeded, err);
}

struct passwords *passwords_new(struct loop *loop)
{
    struct passwords *passwords = mem_alloc(sizeof(*passwords));

    passwords->offload = offload_new(loop, &(struct offload_options){
                                               .name = "password",
                                               .threads = PASSWORDS_RUNNING,
                                               .waiting = PASSWORDS_WAITING,
                                               .time_limit_ms = PASSWORD_LIMIT_MS,
                                           });
    return passwords;
}

void passwords_free(struct passwords *passwords)
{
    if (passwords == NULL)
        return;
    offload_free(passwords->offload);
    free(passwords);
}

void password_hash(struct passwords *passwords, struct op_list *owner, const char *password,
                   password_hash_fn *fn, void *arg)
{
    struct job *job = job_new(password, NULL, arg);

    job->on_hash = fn;
    offload_run(passwords->offload, owner, run_job, job, free_job, on_hashed, NULL);
}

void password_check(struct passwords *passwords, struct op_list *owner, const char *password,
                    const char *hash, password_check_fn *fn, void *arg)
{
    struct job *job = job_new(password, hash, arg);

    job->checks = true;
    job->on_check = fn;
    offload_run(passwords->offload, owner, run_job, job, free_job, on_checked, NULL);
}
