# stats.awk -- reads results.tsv into tables of figures for report.awk and chart.awk.
#
# value[figure, side, column, round], and what summarises it: median(), least() and most() of a column, and with
# "ratio" as the column those of bakery's rate divided by its peer's in the same round.

BEGIN {
    FS = "\t"
    column[4] = "rate"
    column[5] = "p50"
    column[6] = "p99"
    column[7] = "cpu"
    column[8] = "idle"
    peer["products"] = "nginx"
    peer["order_get"] = "pgbench"
    peer["order_place"] = "pgbench"
    peer["one_file_place"] = "sqlite3"
}

function summarise(figure, side, name,    n, round, i, j, swap, list) {
    n = 0
    for (round = 1; round <= rounds[figure]; round++) {
        if (name == "ratio")
            list[++n] = value[figure, "bakery", "rate", round] / value[figure, side, "rate", round]
        else
            list[++n] = value[figure, side, name, round]
    }
    for (i = 2; i <= n; i++)
        for (j = i; j > 1 && list[j] < list[j - 1]; j--) {
            swap = list[j]
            list[j] = list[j - 1]
            list[j - 1] = swap
        }
    least = list[1]
    most = list[n]
    median = (list[int((n + 1) / 2)] + list[int(n / 2) + 1]) / 2
}

FILENAME ~ /results\.tsv$/ && !/^#/ {
    for (i = 4; i <= 8; i++)
        value[$1, $2, column[i], $3] = $i + 0
    if ($3 > rounds[$1])
        rounds[$1] = $3
}

function thousands(number,    text, out) {
    text = sprintf("%.0f", number)
    for (; length(text) > 3; text = substr(text, 1, length(text) - 3))
        out = "," substr(text, length(text) - 2) out
    return text out
}
