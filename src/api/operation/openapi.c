/* openapi.c -- GET /api/openapi.json: the contract, which the build bundles from api/openapi/ and embeds. */
#include "api/routes.h"
#include "http/req.h"

extern const char openapi_json[];
extern const size_t openapi_json_len;

static void handle(struct req *req)
{
    req_add_header(req, "Cache-Control", "no-cache");
    req_reply(req, 200, "application/json", openapi_json, openapi_json_len);
}

const struct route openapi_routes[] = {
    { HTTP_GET, ROUTE_PUBLIC, "/api/openapi.json", handle },
    { 0 },
};
