/* text_clean.h -- cleans text that people enter, before its rules are checked. Invisible characters, and
 * those that change the direction of the text around them, would make a docket unreadable. */
#ifndef BASE_TEXT_CLEAN_H
#define BASE_TEXT_CLEAN_H

/* Removes invisible, bidirectional-control, private-use and unassigned characters, and spaces at both ends.
 * Line and paragraph separators become spaces. Joiners and variation selectors stay if they belong to a
 * letter or an emoji. The result is empty if nothing visible is left. Control characters stay:
 * text_has_control() finds them. `utf8` must be valid. It is changed in place and never grows. */
void text_clean(char *utf8);

#endif
