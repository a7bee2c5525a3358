/* http/problem.h -- error responses: RFC 9457 problem details, from one table of error kinds. */
#ifndef HTTP_PROBLEM_H
#define HTTP_PROBLEM_H

#include "base/buf.h"
#include "base/err.h"

struct field_errors;

int problem_status(enum err_kind kind);
int problem_retry_after_s(enum err_kind kind); /* 0: none */
const char *http_status_text(int status);

struct problem {
    const char *type;   /* NULL: "about:blank" */
    const char *detail; /* NULL: none, as for the rest */
    const struct field_errors *errors;
    const char *members; /* more members of the object, as JSON text */
};

/* Writes the JSON object with type, title, status and the rest. */
void problem_write(struct buf *out, int status, const struct problem *problem);

#endif
