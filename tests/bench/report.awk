# report.awk -- prints the figures as Markdown: awk -f stats.awk -f report.awk machine.tsv results.tsv
# It omits figures that were not measured.
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

function footprint(state, side) {
    return mebibytes(state, side, "rate") " (" mebibytes(state, side, "p50") ")"
}

function memory(state, title, other) {
    printf "| %s | %s | %s |\n", title, footprint(state, "bakery"), footprint(state, other)
}

function started(figure, title) {
    if (!(figure in rounds))
        return
    summarise(figure, "bakery", "rate")
    printf "| %s | %.0f ms (%.0f–%.0f) |\n", title, median, least, most
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
        if (part[3] != "idle" || !(part[1] in peer))
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

    throughput("one_file_place", "on one file: orders accepted, while they are processed", "sqlite3, one each")
    if ("one_file_complete" in rounds)
        printf "| on one file: orders from `POST` to `completed` | %s | | |\n", rates("one_file_complete", "bakery")

    print "\n| medians | p50 | p99 | server's processor time each |"
    print "| --- | --- | --- | --- |"
    latency("products", "product lists", "bakery", "bakery")
    latency("products", "product lists", "nginx", "nginx")
    latency("order_get", "orders read", "bakery", "bakery + PostgreSQL")
    latency("order_get", "orders read", "pgbench", "PostgreSQL alone")
    latency("order_place", "orders accepted", "bakery", "bakery + PostgreSQL, processing included")
    latency("order_place", "orders accepted", "pgbench", "PostgreSQL alone")
    latency("one_file_place", "orders accepted on one file", "bakery", "bakery, processing included")

    if (("memory_rest", "bakery", "rate", 1) in value) {
        print "\n| memory: resident (own share) | bakery | nginx, all its processes |"
        print "| --- | --- | --- |"
        memory("rest", "at rest", "nginx")
        memory("idle_1000", "with 1,000 idle connections", "nginx")
    }
    if (("memory_rest", "one_file", "rate", 1) in value) {
        print "\n| on one file | |"
        print "| --- | --- |"
        printf "| memory at rest: resident (own share) | %s |\n", footprint("rest", "one_file")
        printf "| memory with 1,000 idle connections | %s |\n", footprint("idle_1000", "one_file")
        started("start_new", "start to first answer, a new file")
        started("start_again", "start to first answer, a file that is there")
        if (("image", "bakery", "rate", 1) in value)
            printf "| container image | %.1f MB |\n", value["image", "bakery", "rate", 1] / 1000000
    }
}
