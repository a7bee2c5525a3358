/* routes.h -- the route table of each resource. */
#ifndef API_ROUTES_H
#define API_ROUTES_H

#include "http/route.h"

extern const struct route health_routes[];
extern const struct route openapi_routes[];
extern const struct route order_calendar_routes[];
extern const struct route order_cancel_routes[];
extern const struct route order_events_routes[];
extern const struct route order_get_routes[];
extern const struct route order_place_routes[];
extern const struct route photo_routes[];
extern const struct route pickup_get_routes[];
extern const struct route product_export_routes[];
extern const struct route product_import_routes[];
extern const struct route product_list_routes[];
extern const struct route product_get_routes[];
extern const struct route product_page_routes[];
extern const struct route product_photo_routes[];
extern const struct route product_place_routes[];
extern const struct route product_write_routes[];
extern const struct route shop_info_routes[];
extern const struct route sitemap_routes[];
extern const struct route staff_accounts_routes[];
extern const struct route staff_categories_routes[];
extern const struct route staff_forget_routes[];
extern const struct route staff_history_routes[];
extern const struct route staff_password_routes[];
extern const struct route staff_settings_routes[];
extern const struct route staff_session_routes[];

#endif
