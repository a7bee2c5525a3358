# report.awk -- the figures as Markdown: awk -f stats.awk -f report.awk machine.tsv results.tsv
# Figures that were not measured are left out.
FILENAME !~ /results\.tsv$/ { machine[$1] = $2 }

function rates(figure, side) {
    summarise(figure, side, "rate")
    return thousands(median) " (" thousands(least) "–" thousands(most) ")"
}

function ratios(figure) {
    summarise(figure, peer[figure], "ratio")
    return sprintf("**%.2f** (%.2f–%.2f)", median, least, most)
}

function middle(figure, side, name, format) {
    summarise(figure, side, name)
    return sprintf(format, median)
}

function mebibytes(state, side, name) {
    return sprintf("%.1f MiB", value["memory_" state, side, name, 1] / 1024)
}

function throughput(figure, title, other) {
    if (figure in rounds)
        printf "| %s | %s | %s: %s | %s |\n", title, rates(figure, "bakery"), other, rates(figure, peer[figure]), ratios(figure)
}

function latency(figure, title, side, server) {
    if (figure in rounds)
        printf "| %s, %s | %s ms | %s ms | %s µs |\n", title, server, middle(figure, side, "p50", "%.2f"),
               middle(figure, side, "p99", "%.2f"), middle(figure, side, "cpu", "%.1f")
}

function noisy_runs(    key, part, runs, noisy) {
    for (key in value) {
        split(key, part, SUBSEP)
        if (part[3] != "idle" || part[1] !~ /^products$|^order_get$|^order_place$/)
            continue
        runs++
        noisy += value[key] < 90
    }
    return sprintf("%d of %d runs", noisy, runs)
}

END {
    printf "Measured %s at commit %s: %s. %s. Each load: %s; the client shares the machine's processors.\n",
           machine["date"], machine["commit"], machine["machine"], machine["peers"], machine["load"]
    printf "Before %s the machine was less than 90 %% idle for other reasons.\n\n", noisy_runs()
    print "| a second: median (least–most) | bakery | beside it | ratio, median of the rounds |"
    print "| --- | --- | --- | --- |"
    throughput("products", "product lists (`GET /api/products`)", "nginx, a file")
    throughput("order_get", "orders read (`GET /api/orders/{id}`)", "pgbench, one each")
    throughput("order_place", "orders accepted (`POST /api/orders`), while they are processed", "pgbench, one each")
    if ("order_complete" in rounds)
        printf "| orders from `POST` to `completed`, through RabbitMQ | %s | | |\n", rates("order_complete", "bakery")

    print "\n| medians | p50 | p99 | server's processor time each |"
    print "| --- | --- | --- | --- |"
    latency("products", "product lists", "bakery", "bakery")
    latency("products", "product lists", "nginx", "nginx")
    latency("order_get", "orders read", "bakery", "bakery + PostgreSQL")
    latency("order_get", "orders read", "pgbench", "PostgreSQL alone")
    latency("order_place", "orders accepted", "bakery", "bakery + PostgreSQL, processing included")
    latency("order_place", "orders accepted", "pgbench", "PostgreSQL alone")

    if ("memory_rest" in rounds) {
        print "\n| memory: resident (own share) | bakery | nginx, all its processes |"
        print "| --- | --- | --- |"
        printf "| at rest | %s (%s) | %s (%s) |\n", mebibytes("rest", "bakery", "rate"), mebibytes("rest", "bakery", "p50"),
               mebibytes("rest", "nginx", "rate"), mebibytes("rest", "nginx", "p50")
        printf "| with 1,000 idle connections | %s (%s) | %s (%s) |\n", mebibytes("idle_1000", "bakery", "rate"),
               mebibytes("idle_1000", "bakery", "p50"), mebibytes("idle_1000", "nginx", "rate"), mebibytes("idle_1000", "nginx", "p50")
    }
}
