/* api/public/page_escape.h -- text from outside within a page, where it must stay text. No I/O. */
#ifndef API_PUBLIC_PAGE_ESCAPE_H
#define API_PUBLIC_PAGE_ESCAPE_H

#include "base/buf.h"

/* For the content of an element, and between the quotes of an attribute. */
void page_add_html(struct buf *out, const char *text);

/* For JSON in a script element. */
void page_add_script_json(struct buf *out, const char *json);

#endif
