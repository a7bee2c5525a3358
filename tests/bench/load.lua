-- load.lua -- wrk's requests: wrk ... -s load.lua URL -- LOAD LABEL NAME EMAIL LINES POOL_SIZE POOL_ID_STEP
-- LOAD is products, order_get or order_place. LABEL makes the idempotency keys of two runs on one database differ.
-- The last line it prints is "load: REQUESTS P50_US P99_US ERRORS DURATION_US".

local threads = 0

function setup(thread)
    threads = threads + 1
    thread:set("number", threads)
end

local loads = {}

function loads.products()
    local get = wrk.format("GET", "/api/products")

    return function() return get end
end

function loads.order_get(args)
    local size, step = tonumber(args[6]), tonumber(args[7])

    return function()
        return wrk.format("GET", string.format("/api/orders/%.0f", math.random(size) * step))
    end
end

function loads.order_place(args)
    local body = string.format(
        '{"customer_name": "%s", "customer_email": "%s", "items": %s, "payment": {"token": "tok_visa"}}',
        args[3], args[4], args[5])
    local headers = { ["Content-Type"] = "application/json" }
    local count = 0

    return function()
        count = count + 1
        headers["Idempotency-Key"] = string.format("%s-%d-%09d", args[2], number, count)
        return wrk.format("POST", "/api/orders", headers, body)
    end
end

function init(args)
    math.randomseed(number)
    request = loads[args[1]](args)
end

function done(summary, latency)
    local errors = summary.errors
    local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout

    print(string.format("load: %d %d %d %d %d", summary.requests, latency:percentile(50), latency:percentile(99),
                        failed, summary.duration))
end
