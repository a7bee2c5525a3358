# chart.awk -- draws the rates of bakery and its peers as an SVG: awk -f stats.awk -f chart.awk results.tsv
# Each figure has two bars, and the peer's median always has the same length. Thin lines show the range from lowest to highest.

# Returns the length of the longest bar, including its range, in units of the peer's median.
function longest(    name, unit, far) {
    for (name in peer) {
        if (!(name in rounds))
            continue
        summarise(name, peer[name], "rate")
        unit = median
        far = far > most / unit ? far : most / unit
        summarise(name, "bakery", "rate")
        far = far > most / unit ? far : most / unit
    }
    return far
}

function bar(y, class, label, unit) {
    printf "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"18\" rx=\"2\"/>\n", class, LEFT, y, median * unit
    printf "<line class=\"range\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>\n", LEFT + least * unit, LEFT + most * unit,
           y + 9, y + 9
    printf "<text class=\"name\" x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>\n", LEFT - 8, y + 13, label
    printf "<text class=\"number\" x=\"%.1f\" y=\"%d\">%s/s</text>\n", LEFT + most * unit + 8, y + 13, thousands(median)
}

function figure(name, title, other,    unit) {
    if (!(name in rounds))
        return
    summarise(name, peer[name], "rate")
    unit = ONE / median
    printf "<text class=\"title\" x=\"%d\" y=\"%d\">%s</text>\n", LEFT, y, title
    summarise(name, "bakery", "rate")
    bar(y + 8, "ours", "bakery", unit)
    summarise(name, peer[name], "rate")
    bar(y + 30, "theirs", other, unit)
    y += 76
}

END {
    LEFT = 170
    WIDTH = 480
    ONE = WIDTH / longest()
    for (name in peer)
        count += name in rounds
    printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 760 %d\" role=\"img\" ", 24 + 76 * count
    print "font-family=\"system-ui, sans-serif\" font-size=\"12\">"
    print "<title>bakery's requests a second beside nginx, pgbench and sqlite3 on the same machine</title>"
    print "<style>"
    print ".ours { fill: #c2571a } .theirs { fill: #8c959f } .range { stroke: #1f2328; stroke-width: 1.5 }"
    print "text { fill: #1f2328 } .title { font-weight: 600 }"
    print "@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .range { stroke: #e6edf3 } }"
    print "</style>"
    y = 20
    figure("products", "GET /api/products", "nginx, a file")
    figure("order_get", "GET /api/orders/{id}", "pgbench, one each")
    figure("order_place", "POST /api/orders, while they are processed", "pgbench, one each")
    figure("one_file_place", "POST /api/orders on one file, while they are processed", "sqlite3, one each")
    print "</svg>"
}
