/* text_clean.h -- cleans text that people enter, before its rules are checked: what cannot be seen or changes
 * the direction of the text around it has no place on a docket. */
#ifndef BASE_TEXT_CLEAN_H
#define BASE_TEXT_CLEAN_H

/* Removes invisible, bidirectional-control, private-use and unassigned characters, and spaces at both ends;
 * line and paragraph separators become spaces. Joiners and variation selectors stay where they belong to
 * a letter or an emoji. The result is empty when nothing visible is left. Control characters stay:
 * text_has_control() finds them. `utf8` must be valid and is changed in place; it never grows. */
void text_clean(char *utf8);

#endif
