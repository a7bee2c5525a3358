/* page_escape.c -- see api/public/page_escape.h. */
#include "api/public/page_escape.h"

#include <string.h>

void page_add_html(struct buf *out, const char *text)
{
    while (*text != '\0') {
        size_t plain = strcspn(text, "&<>\"'");

        buf_add(out, text, plain);
        text += plain;
        switch (*text) {
        case '&':
            buf_adds(out, "&amp;");
            break;
        case '<':
            buf_adds(out, "&lt;");
            break;
        case '>':
            buf_adds(out, "&gt;");
            break;
        case '"':
            buf_adds(out, "&quot;");
            break;
        case '\'':
            buf_adds(out, "&#39;");
            break;
        default:
            return;
        }
        text++;
    }
}

/* "</script" would end the element and "<!--" would change how it is read. JavaScript before 2019 took the
 * separators of lines and paragraphs, U+2028 and U+2029, for ends of lines. In JSON all of these stand in
 * strings only, where they may be written as escapes. */
void page_add_script_json(struct buf *out, const char *json)
{
    static const char separators[] = "\xe2\x80"; /* the first two of their three bytes */

    while (*json != '\0') {
        size_t plain = strcspn(json, "<>&\xe2");

        buf_add(out, json, plain);
        json += plain;
        if (strncmp(json, separators, 2) == 0 && (json[2] == '\xa8' || json[2] == '\xa9')) {
            buf_adds(out, json[2] == '\xa8' ? "\\u2028" : "\\u2029");
            json += 3;
        } else if (*json == '\xe2') {
            buf_addc(out, *json++);
        } else if (*json != '\0') {
            buf_addf(out, "\\u%04x", (unsigned)*json++);
        }
    }
}
