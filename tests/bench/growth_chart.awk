# growth_chart.awk -- the rates with much history as parts of those with little, as an SVG:
# awk -f stats.awk -f growth_chart.awk growth_results.tsv
# A bar as long as the frame says that history costs nothing. The thin lines go from least to most.

function bar(figure, title) {
    if (!(figure in rounds))
        return
    summarise(figure, "empty", "ratio")
    printf "<rect class=\"frame\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"18\"/>\n", LEFT, y, ONE
    printf "<rect class=\"ours\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"18\" rx=\"2\"/>\n", LEFT, y, median * ONE
    printf "<line class=\"range\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>\n", LEFT + least * ONE, LEFT + most * ONE,
           y + 9, y + 9
    printf "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>\n", LEFT - 8, y + 13, title
    printf "<text x=\"%.1f\" y=\"%d\">%.2f</text>\n", LEFT + ONE * (most > 1 ? most : 1) + 8, y + 13, median
    y += 28
}

END {
    LEFT = 250
    ONE = 380
    y = 12
    print "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 760 184\" role=\"img\" font-family=\"system-ui, sans-serif\" font-size=\"12\">"
    print "<title>Rates in a database full of history, as parts of the rates in a nearly empty one</title>"
    print "<style>"
    print ".ours { fill: #c2571a } .frame { fill: none; stroke: #8c959f } .range { stroke: #1f2328; stroke-width: 1.5 }"
    print "text { fill: #1f2328 }"
    print "@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .range { stroke: #e6edf3 } }"
    print "</style>"
    bar("postgres_read", "PostgreSQL: orders read")
    bar("postgres_place", "PostgreSQL: orders placed")
    bar("postgres_complete", "PostgreSQL: orders completed")
    bar("file_read", "one file: orders read")
    bar("file_place", "one file: orders placed")
    bar("file_complete", "one file: orders completed")
    print "</svg>"
}
