/* routes.c -- see api/api.h. */
#include "api/routes.h"

#include "api/api.h"

#include <stddef.h>

const struct route *const api_routes[] = {
    photo_routes,
    product_photo_routes,
    product_list_routes,
    product_get_routes,
    product_page_routes,
    product_write_routes,
    order_place_routes,
    order_get_routes,
    order_cancel_routes,
    order_calendar_routes,
    pickup_get_routes,
    order_events_routes,
    product_place_routes,
    product_export_routes,
    product_import_routes,
    health_routes,
    openapi_routes,
    shop_info_routes,
    sitemap_routes,
    staff_session_routes,
    staff_password_routes,
    staff_accounts_routes,
    staff_history_routes,
    staff_settings_routes,
    staff_categories_routes,
    staff_forget_routes,
    NULL,
};
