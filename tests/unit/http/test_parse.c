/* test_parse.c -- what is a request and what is refused, whole and byte by byte: http/parse.h. */
#include "base/attr.h"
#include "http/parse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define HEAD_BYTES 512
#define BODY_BYTES 64

#define HOST "Host: shop\r\n"

struct outcome {
    enum parse_result result;
    size_t used;
};

/* Feeds `step` bytes at a time until the request is complete or refused, or the text ends. */
static struct outcome feed(struct parse *parse, const char *text, size_t len, size_t step)
{
    struct outcome outcome = { PARSE_MORE, 0 };

    while (outcome.used < len) {
        size_t slice = len - outcome.used < step ? len - outcome.used : step, used;

        outcome.result = parse_feed(parse, text + outcome.used, slice, &used);
        outcome.used += used;
        if (outcome.result == PARSE_HEAD && !parse_allow_body(parse, BODY_BYTES))
            outcome.result = PARSE_REFUSED;
        if (outcome.result == PARSE_COMPLETE || outcome.result == PARSE_REFUSED)
            break;
        assert_true(used > 0);
    }
    return outcome;
}

struct refused_case {
    const char *name;
    int status;
    const char *text;
    size_t len; /* 0: strlen(text) */
};

#define RAW(text) text, sizeof(text) - 1

static const struct refused_case refused_cases[] = {
    { "bare LF after the request line", 400, "GET / HTTP/1.1\nHost: a\r\n\r\n", 0 },
    { "bare LF after a header", 400, "GET / HTTP/1.1\r\nHost: a\n\r\n", 0 },
    { "bare LF at the end", 400, "GET / HTTP/1.1\r\nHost: a\r\n\n", 0 },
    { "bare CR in a value", 400, "GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n", 0 },
    { "CR CR LF", 400, "GET / HTTP/1.1\r\r\nHost: a\r\n\r\n", 0 },
    { "folded header (SP)", 400, "GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n", 0 },
    { "folded header (HT)", 400, "GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n\tb\r\n\r\n", 0 },
    { "blank before the first header", 400, "GET / HTTP/1.1\r\n Host: a\r\n\r\n", 0 },
    { "empty header name", 400, "GET / HTTP/1.1\r\nHost: a\r\n: x\r\n\r\n", 0 },
    { "space before the colon", 400, "GET / HTTP/1.1\r\nHost : a\r\n\r\n", 0 },
    { "header without a colon", 400, "GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n", 0 },
    { "quote in a name", 400, "GET / HTTP/1.1\r\nHost: a\r\nX\"Y: a\r\n\r\n", 0 },
    { "NUL in a value", 400, RAW("GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n") },
    { "NUL in a name", 400, RAW("GET / HTTP/1.1\r\nHost: a\r\nX\0Y: b\r\n\r\n") },
    { "NUL in the target", 400, RAW("GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n") },
    { "control character in a value", 400, "GET / HTTP/1.1\r\nHost: a\r\nX: a\x01z\r\n\r\n", 0 },
    { "DEL in a value", 400, "GET / HTTP/1.1\r\nHost: a\r\nX: a\x7fz\r\n\r\n", 0 },
    { "tab in the request line", 400, "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", 0 },
    { "8-bit byte in the target", 400, "GET /\xc3\xa4 HTTP/1.1\r\nHost: a\r\n\r\n", 0 },
    { "two empty lines before", 400, "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 0 },
    { "LF before", 400, "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 0 },
    { "blank before the method", 400, " GET / HTTP/1.1\r\nHost: a\r\n\r\n", 0 },
    { "HTTP/0.9", 400, "GET /\r\n\r\n", 0 },
    { "no target", 400, "GET  HTTP/1.1\r\nHost: a\r\n\r\n", 0 },
    { "two spaces before the version", 400, "GET /  HTTP/1.1\r\nHost: a\r\n\r\n", 0 },
    { "space after the version", 400, "GET / HTTP/1.1 \r\nHost: a\r\n\r\n", 0 },
    { "space in the target", 400, "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 0 },
    { "method with a bracket", 400, "G[T / HTTP/1.1\r\nHost: a\r\n\r\n", 0 },
    { "a TLS hello", 400, RAW("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03") },
    { "lower-case http", 400, "GET / http/1.1\r\nHost: a\r\n\r\n", 0 },
    { "version without a minor", 400, "GET / HTTP/1\r\nHost: a\r\n\r\n", 0 },
    { "version 1.10", 400, "GET / HTTP/1.10\r\nHost: a\r\n\r\n", 0 },
    { "ICY", 400, "GET / ICY/1.1\r\nHost: a\r\n\r\n", 0 },
    { "HTTP/2.0", 505, "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 0 },
    { "the HTTP/2 preface", 505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 0 },
    { "HTTP/1.2", 505, "GET / HTTP/1.2\r\nHost: a\r\n\r\n", 0 },
    { "HTTP/0.9 by name", 505, "GET / HTTP/0.9\r\nHost: a\r\n\r\n", 0 },
    { "unknown method", 501, "BREW /pot HTTP/1.1\r\nHost: a\r\n\r\n", 0 },
    { "lower-case method", 501, "get / HTTP/1.1\r\nHost: a\r\n\r\n", 0 },
    { "CONNECT", 501, "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", 0 },
    { "TRACE", 501, "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n", 0 },
    { "an RTSP method", 501, "DESCRIBE / HTTP/1.1\r\nHost: a\r\n\r\n", 0 },

    { "no Host", 400, "GET / HTTP/1.1\r\n\r\n", 0 },
    { "two Hosts", 400, "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 0 },
    { "two Hosts on HTTP/1.0", 400, "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", 0 },
    { "empty Host", 400, "GET / HTTP/1.1\r\nHost:\r\n\r\n", 0 },
    { "Host with a slash", 400, "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 0 },
    { "Host with a user", 400, "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", 0 },
    { "Host with a blank", 400, "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 0 },
    { "Host as a list", 400, "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", 0 },
    { "Host with a bad port", 400, "GET / HTTP/1.1\r\nHost: a:8x\r\n\r\n", 0 },
    { "Host with a long port", 400, "GET / HTTP/1.1\r\nHost: a:123456\r\n\r\n", 0 },
    { "Host with an open bracket", 400, "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", 0 },
    { "Host with empty brackets", 400, "GET / HTTP/1.1\r\nHost: []\r\n\r\n", 0 },

    { "Content-Length twice", 400,
      "POST / HTTP/1.1\r\n" HOST "Content-Length: 1\r\nContent-Length: 1\r\n\r\nx", 0 },
    { "Content-Length in two minds", 400,
      "POST / HTTP/1.1\r\n" HOST "Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx", 0 },
    { "Content-Length as a list", 400, "POST / HTTP/1.1\r\n" HOST "Content-Length: 1, 1\r\n\r\nx", 0 },
    { "Content-Length with a sign", 400, "POST / HTTP/1.1\r\n" HOST "Content-Length: +1\r\n\r\nx", 0 },
    { "Content-Length below zero", 400, "POST / HTTP/1.1\r\n" HOST "Content-Length: -1\r\n\r\nx", 0 },
    { "Content-Length in hex", 400, "POST / HTTP/1.1\r\n" HOST "Content-Length: 0x1\r\n\r\nx", 0 },
    { "Content-Length with a blank", 400, "POST / HTTP/1.1\r\n" HOST "Content-Length: 1 1\r\n\r\nx", 0 },
    { "empty Content-Length", 400, "POST / HTTP/1.1\r\n" HOST "Content-Length:\r\n\r\n", 0 },
    { "Content-Length over the cap", 413, "POST / HTTP/1.1\r\n" HOST "Content-Length: 65\r\n\r\nx", 0 },
    { "Content-Length over 64 bits", 413,
      "POST / HTTP/1.1\r\n" HOST "Content-Length: 18446744073709551617\r\n\r\nx", 0 },
    { "Content-Length and Transfer-Encoding", 400,
      "POST / HTTP/1.1\r\n" HOST "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n",
      0 },
    { "Transfer-Encoding and Content-Length", 400,
      "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n1\r\nx\r\n0\r\n\r\n",
      0 },
    { "Transfer-Encoding on HTTP/1.0", 400,
      "POST / HTTP/1.0\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 0 },
    { "unknown Transfer-Encoding", 501, "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: gzip\r\n\r\n", 0 },
    { "Transfer-Encoding: identity", 501, "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: identity\r\n\r\n",
      0 },
    { "Transfer-Encoding: xchunked", 501, "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: xchunked\r\n\r\n",
      0 },
    { "gzip before chunked", 400, "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: gzip, chunked\r\n\r\n", 0 },
    { "chunked before gzip", 400, "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked, gzip\r\n\r\n", 0 },
    { "chunked twice", 400, "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked, chunked\r\n\r\n", 0 },
    { "Transfer-Encoding twice", 400,
      "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", 0 },
    { "empty Transfer-Encoding", 501, "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding:\r\n\r\n", 0 },
    { "another expectation", 417, "POST / HTTP/1.1\r\n" HOST "Expect: tea\r\nContent-Length: 1\r\n\r\nx", 0 },

#define CHUNKED "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n"
    { "chunk size in C hex", 400, CHUNKED "0x1\r\nx\r\n0\r\n\r\n", 0 },
    { "chunk size below zero", 400, CHUNKED "-1\r\nx\r\n0\r\n\r\n", 0 },
    { "empty chunk size", 400, CHUNKED "\r\nx\r\n0\r\n\r\n", 0 },
    { "space before the chunk size", 400, CHUNKED " 1\r\nx\r\n0\r\n\r\n", 0 },
    { "space after the chunk size", 400, CHUNKED "1 \r\nx\r\n0\r\n\r\n", 0 },
    { "chunk size over 64 bits", 400, CHUNKED "10000000000000001\r\nx", 0 },
    { "chunk size over the cap", 413, CHUNKED "41\r\nx", 0 },
    { "chunks over the cap together", 413, CHUNKED "20\r\n01234567890123456789012345678901\r\n21\r\n0", 0 },
    { "bare LF after the chunk size", 400, CHUNKED "1\nx\r\n0\r\n\r\n", 0 },
    { "bare LF after the chunk", 400, CHUNKED "1\r\nx\n0\r\n\r\n", 0 },
    { "bare CR after the chunk", 400, CHUNKED "1\r\nx\r0\r\n\r\n", 0 },
    { "longer than its chunk size", 400, CHUNKED "1\r\nxy\r\n0\r\n\r\n", 0 },
    { "bare LF after the last chunk", 400, CHUNKED "1\r\nx\r\n0\n\r\n", 0 },
    { "bare LF at the very end", 400, CHUNKED "1\r\nx\r\n0\r\n\n", 0 },
    { "bare LF in an extension", 400, CHUNKED "1;a\nx\r\n0\r\n\r\n", 0 },
    { "bare CR in an extension", 400, CHUNKED "1;a\rb\r\nx\r\n0\r\n\r\n", 0 },
    { "NUL in an extension", 400, RAW(CHUNKED "1;a=\0\r\nx\r\n0\r\n\r\n") },
    { "bare LF in a trailer", 400, CHUNKED "1\r\nx\r\n0\r\nA: b\n\r\n", 0 },
    { "folded trailer", 400, CHUNKED "1\r\nx\r\n0\r\nA: b\r\n c\r\n\r\n", 0 },
    { "trailer without a name", 400, CHUNKED "1\r\nx\r\n0\r\n: b\r\n\r\n", 0 },
    { "extensions without end", 413,
      CHUNKED "1;abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz\r\nx\r\n",
      0 },
    { "bare CR at the very end", 400, CHUNKED "1\r\nx\r\n0\r\n\rGET", 0 },
    { "chunks of a byte without end", 413,
      CHUNKED "1\r\nx\r\n1\r\nx\r\n1\r\nx\r\n1\r\nx\r\n1\r\nx\r\n1\r\nx\r\n1\r\nx\r\n1\r\nx\r\n"
              "1\r\nx\r\n1\r\nx\r\n1\r\nx\r\n1\r\nx\r\n1\r\nx\r\n1\r\nx\r\n",
      0 },
};

static void test_refuses_ambiguous_requests_with_the_right_status(void **state UNUSED)
{
    struct parse *parse = parse_new(HEAD_BYTES);
    int failures = 0;

    for (size_t i = 0; i < ARRAY_LEN(refused_cases); i++) {
        const struct refused_case *c = &refused_cases[i];
        static const size_t steps[] = { 4096, 1, 3 };

        for (size_t s = 0; s < ARRAY_LEN(steps); s++) {
            parse_reset(parse);
            struct outcome outcome = feed(parse, c->text, c->len ? c->len : strlen(c->text), steps[s]);
            if (outcome.result == PARSE_REFUSED && parse_refusal(parse)->status == c->status)
                continue;
            failures++;
            print_error("%s (%zu bytes at a time): result %d, status %d (%s), wanted %d\n", c->name, steps[s],
                        (int)outcome.result, parse_refusal(parse)->status,
                        parse_refusal(parse)->detail ? parse_refusal(parse)->detail : "-", c->status);
        }
    }
    parse_free(parse);
    assert_int_equal(failures, 0);
}

struct accepted_case {
    const char *name;
    const char *text;
    const char *rest; /* what follows it, untouched */
    const char *body;
    enum verb verb;
    bool keep_alive;
};

static const struct accepted_case accepted_cases[] = {
    { "the least", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "", "", VERB_GET, true },
    { "one empty line before", "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", "", "", VERB_GET, true },
    { "followed by another", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET /2 HTTP/1.1\r\n", "", VERB_GET, true },
    { "HEAD", "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n", "", "", VERB_HEAD, true },
    { "OPTIONS *", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", "", "", VERB_OPTIONS, true },
    { "close", "GET / HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n\r\n", "", "", VERB_GET, false },
    { "HTTP/1.0", "GET / HTTP/1.0\r\n\r\n", "", "", VERB_GET, false },
    { "HTTP/1.0 that stays", "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", "", "", VERB_GET, true },
    { "HTTP/1.0 with an expectation", "POST / HTTP/1.0\r\nExpect: tea\r\nContent-Length: 1\r\n\r\nx", "", "x",
      VERB_POST, false },
    { "a body", "POST / HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\nhello", "", "hello", VERB_POST, true },
    { "a body and another request", "POST / HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\nhello",
      "POST /2 HTTP/1.1\r\n", "hello", VERB_POST, true },
    { "a body and close", "POST / HTTP/1.1\r\n" HOST "Connection: close\r\nContent-Length: 5\r\n\r\nhello",
      "GET", "hello", VERB_POST, false },
    { "a length with zeros before", "POST / HTTP/1.1\r\n" HOST "Content-Length: 0005\r\n\r\nhello", "",
      "hello", VERB_POST, true },
    { "length zero", "POST / HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n", "GET", "", VERB_POST, true },
    { "a body with GET", "GET / HTTP/1.1\r\n" HOST "Content-Length: 1\r\n\r\nx", "GET", "x", VERB_GET, true },
    { "a body of the cap's length",
      "PUT / HTTP/1.1\r\n" HOST "Content-Length: 64\r\n\r\n"
      "0123456789012345678901234567890123456789012345678901234567890123",
      "", "0123456789012345678901234567890123456789012345678901234567890123", VERB_PUT, true },
    { "chunks", CHUNKED "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", "GET / HTTP/1.1\r\n", "hello world",
      VERB_POST, true },
    { "chunk sizes in both cases", CHUNKED "a\r\n0123456789\r\nB\r\n0123456789x\r\n00\r\n\r\n", "",
      "01234567890123456789x", VERB_POST, true },
    { "chunks with extensions", CHUNKED "5;a=b\r\nhello\r\n0;d=e\r\n\r\n", "GET", "hello", VERB_POST, true },
    { "chunks with trailers", CHUNKED "5\r\nhello\r\n0\r\nX-Sum: 12\r\nY: z\r\n\r\n", "GET", "hello",
      VERB_POST, true },
    { "trailers that claim another length", CHUNKED "1\r\nx\r\n0\r\nContent-Length: 3\r\n\r\n", "GET", "x",
      VERB_POST, true },
    { "no chunk but the last", CHUNKED "0\r\n\r\n", "GET", "", VERB_POST, true },
    { "Chunked in capitals", "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: CHUNKED\r\n\r\n0\r\n\r\n", "", "",
      VERB_POST, true },
    { "an offer of h2c",
      "GET / HTTP/1.1\r\n" HOST "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
      "HTTP2-Settings: AAMAAABk\r\n\r\n",
      "GET", "", VERB_GET, true },
    { "an offer of websocket with a body",
      "POST / HTTP/1.1\r\n" HOST "Connection: upgrade\r\nUpgrade: websocket\r\nContent-Length: 2\r\n\r\nhi",
      "GET", "hi", VERB_POST, true },
    { "Host with a port", "GET / HTTP/1.1\r\nHost: localhost:8080\r\n\r\n", "", "", VERB_GET, true },
    { "Host as IPv6", "GET / HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n", "", "", VERB_GET, true },
    { "8-bit bytes in a value", "GET / HTTP/1.1\r\nHost: a\r\nX: \xc3\xa4\r\n\r\n", "", "", VERB_GET, true },
    { "blanks around a value", "GET / HTTP/1.1\r\nHost: \t a \t\r\n\r\n", "", "", VERB_GET, true },
    { "an absolute target", "GET http://a/b HTTP/1.1\r\nHost: a\r\n\r\n", "", "", VERB_GET, true },
};

static void test_parses_a_request_the_same_in_any_slices(void **state UNUSED)
{
    struct parse *parse = parse_new(HEAD_BYTES);
    static const size_t steps[] = { 4096, 1, 2, 7 };
    int failures = 0;

    for (size_t i = 0; i < ARRAY_LEN(accepted_cases) * ARRAY_LEN(steps); i++) {
        const struct accepted_case *c = &accepted_cases[i / ARRAY_LEN(steps)];
        size_t step = steps[i % ARRAY_LEN(steps)], body_len;
        char text[1024];

        (void)snprintf(text, sizeof(text), "%s%s", c->text, c->rest);
        parse_reset(parse);
        struct outcome outcome = feed(parse, text, strlen(text), step);
        const struct head *head = parse_head(parse);
        const char *body = parse_body(parse, &body_len);
        if (outcome.result == PARSE_COMPLETE && outcome.used == strlen(c->text) && head->verb == c->verb &&
            head->keep_alive == c->keep_alive && body_len == strlen(c->body) && strcmp(body, c->body) == 0)
            continue;
        failures++;
        print_error("%s (%zu at a time): result %d, used %zu of %zu, verb %d, keeps %d, body \"%s\" (%s)\n",
                    c->name, step, (int)outcome.result, outcome.used, strlen(c->text), (int)head->verb,
                    head->keep_alive, body,
                    parse_refusal(parse)->status ? parse_refusal(parse)->detail : "not refused");
    }
    parse_free(parse);
    assert_int_equal(failures, 0);
}

static void test_finds_headers_in_any_case_and_trims_values(void **state UNUSED)
{
    static const char text[] = "GET /p HTTP/1.1\r\nhOST:a\r\nX-One: \t 1 2\t\r\nEmpty:\r\nLast:  \r\n\r\n";
    struct parse *parse = parse_new(HEAD_BYTES);

    assert_int_equal(feed(parse, text, strlen(text), 4096).result, PARSE_COMPLETE);
    const struct head *head = parse_head(parse);
    assert_int_equal(head->count, 4);
    assert_string_equal(head->target, "/p");
    assert_string_equal(head_find(head, "Host"), "a");
    assert_string_equal(head_find(head, "x-one"), "1 2");
    assert_string_equal(head_find(head, "empty"), "");
    assert_string_equal(head_find(head, "last"), "");
    assert_null(head_find(head, "absent"));
    parse_free(parse);
}

/* A head of exactly `len` bytes: a long target, or a long header. */
static void long_head(char *out, size_t len, bool in_line)
{
    const char *before = in_line ? "GET /" : "GET / HTTP/1.1\r\nHost: a\r\nX: ";
    const char *after = in_line ? " HTTP/1.1\r\nHost: a\r\n\r\n" : "\r\n\r\n";
    size_t filler = len - strlen(before) - strlen(after);

    memcpy(out, before, strlen(before));
    memset(out + strlen(before), 'x', filler);
    memcpy(out + strlen(before) + filler, after, strlen(after) + 1);
}

static void test_a_head_may_have_the_length_of_the_cap(void **state UNUSED)
{
    struct parse *parse = parse_new(HEAD_BYTES);
    char text[2 * HEAD_BYTES + 1];

    for (int in_line = 0; in_line < 2; in_line++) {
        parse_reset(parse);
        long_head(text, HEAD_BYTES, in_line);
        assert_int_equal(feed(parse, text, strlen(text), 4096).result, PARSE_COMPLETE);
        parse_reset(parse);
        long_head(text, HEAD_BYTES + 1, in_line);
        assert_int_equal(feed(parse, text, strlen(text), 4096).result, PARSE_REFUSED);
        assert_int_equal(parse_refusal(parse)->status, 431);
        parse_reset(parse);
        long_head(text, 2 * HEAD_BYTES, in_line);
        assert_int_equal(feed(parse, text, strlen(text), 1).result, PARSE_REFUSED);
        assert_int_equal(parse_refusal(parse)->status, in_line ? 414 : 431);
    }
    parse_free(parse);
}

static void test_a_trailer_may_have_the_length_of_a_head(void **state UNUSED)
{
    struct parse *parse = parse_new(HEAD_BYTES);
    char text[2 * HEAD_BYTES + 128];
    size_t len = (size_t)sprintf(text, CHUNKED "0\r\nX: ");

    memset(text + len, 'x', HEAD_BYTES);
    len += HEAD_BYTES;
    (void)sprintf(text + len, "\r\n\r\n");
    assert_int_equal(feed(parse, text, strlen(text), 4096).result, PARSE_REFUSED);
    assert_int_equal(parse_refusal(parse)->status, 431);
    parse_free(parse);
}

static void test_limits_the_number_of_headers(void **state UNUSED)
{
    struct parse *parse = parse_new(16384);
    char text[4096];

    for (int extra = 0; extra < 2; extra++) {
        size_t len = (size_t)sprintf(text, "GET / HTTP/1.1\r\nHost: a\r\n");
        for (int i = 1; i < HTTP_HEADERS_MAX + extra; i++)
            len += (size_t)sprintf(text + len, "X-%d: y\r\n", i);
        len += (size_t)sprintf(text + len, "\r\n");
        parse_reset(parse);
        assert_int_equal(feed(parse, text, len, 4096).result, extra ? PARSE_REFUSED : PARSE_COMPLETE);
        if (extra)
            assert_int_equal(parse_refusal(parse)->status, 431);
    }
    parse_free(parse);
}

static void test_reports_the_head_before_the_body(void **state UNUSED)
{
    static const char text[] =
        "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\nhi";
    struct parse *parse = parse_new(HEAD_BYTES);
    size_t used, len = strlen(text);

    assert_int_equal(parse_feed(parse, text, len, &used), PARSE_HEAD);
    assert_true(parse_allow_body(parse, BODY_BYTES));
    assert_int_equal(used, len - 2);
    assert_true(parse_head(parse)->expects_continue);
    assert_int_equal(parse_feed(parse, text + used, 2, &used), PARSE_COMPLETE);
    parse_free(parse);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refuses_ambiguous_requests_with_the_right_status),
        cmocka_unit_test(test_parses_a_request_the_same_in_any_slices),
        cmocka_unit_test(test_finds_headers_in_any_case_and_trims_values),
        cmocka_unit_test(test_a_head_may_have_the_length_of_the_cap),
        cmocka_unit_test(test_a_trailer_may_have_the_length_of_a_head),
        cmocka_unit_test(test_limits_the_number_of_headers),
        cmocka_unit_test(test_reports_the_head_before_the_body),
    };
    return cmocka_run_group_tests_name("http parse", tests, NULL, NULL);
}
