/* product_write.h -- changes of a product that do not come as JSON. */
#ifndef API_STAFF_PRODUCT_WRITE_H
#define API_STAFF_PRODUCT_WRITE_H

struct req;

/* Gives the product that the path names a photo (its path; "": none), with the rules of a PATCH, and replies.
 */
void product_write_photo(struct req *req, const char *photo);

#endif
