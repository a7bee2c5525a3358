/* email.c -- see base/email.h. */
#include "base/email.h"

#include <stddef.h>
#include <string.h>

static bool label_valid(const char *label, size_t len)
{
    if (len == 0 || len > 63 || label[0] == '-' || label[len - 1] == '-')
        return false;
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)label[i];
        bool alnum = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c >= 0x80;
        if (!alnum && c != '-')
            return false;
    }
    return true;
}

bool email_is_plausible(const char *email)
{
    const char *at = strchr(email, '@');
    int labels = 0;

    if (at == NULL || at == email || at - email > 64 || strchr(at + 1, '@') != NULL ||
        strpbrk(email, " <>()[],;:\\\"") != NULL)
        return false;
    for (const char *label = at + 1; label != NULL; labels++) {
        const char *dot = strchr(label, '.');
        if (!label_valid(label, dot ? (size_t)(dot - label) : strlen(label)))
            return false;
        label = dot ? dot + 1 : NULL;
    }
    return labels >= 2;
}

void email_fold(char *email)
{
    for (; *email != '\0'; email++)
        if (*email >= 'A' && *email <= 'Z')
            *email = (char)(*email | 0x20);
}
