/* http/problem.h -- error responses: RFC 9457 problem details, from one table of error kinds. */
#ifndef HTTP_PROBLEM_H
#define HTTP_PROBLEM_H

#include "base/buf.h"
#include "base/err.h"

struct field_errors;

int problem_status(enum err_kind kind);
int problem_retry_after_s(enum err_kind kind); /* 0: none */
const char *http_status_text(int status);

/* Writes the JSON object with type, title, status, detail and errors. `detail` and `errors` may be NULL. */
void problem_write(struct buf *out, int status, const char *detail, const struct field_errors *errors);

#endif
