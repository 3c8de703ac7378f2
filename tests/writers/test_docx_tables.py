"""Tables of Word documents: widths, header rows, spans, shades and words for screen readers."""

from __future__ import annotations

from tests.writers.docx_samples import (
    BRANDING,
    LANDSCAPE,
    NS,
    W,
    body,
    every,
    lines,
    one,
    sample,
    text,
    tree,
    values,
    write,
)

TEXT_WIDTH = 11906 - 2 * 1020  # A4 less the margins of the packaged base document, in twentieths of a point


def test_a_grid_has_exact_widths_that_fill_the_text() -> None:
    found = body(
        "<table class='grid'><colgroup><col style='width:18%'><col style='width: 33.3%'><col></colgroup>"
        "<tr><td>a</td><td>b</td><td>c</td></tr></table>"
    )
    widths = [int(width) for width in values(found, "w:tbl/w:tblGrid/w:gridCol/@w:w")]
    assert widths[0] == round(TEXT_WIDTH * 0.18)
    assert abs(widths[1] - TEXT_WIDTH * 0.333) <= 1
    assert sum(widths) == TEXT_WIDTH
    assert values(found, "w:tbl//w:tc/w:tcPr/w:tcW/@w:w") == [str(width) for width in widths]
    assert values(found, "w:tbl/w:tblPr/w:tblLayout/@w:type") == ["fixed"]
    assert values(found, "w:tbl/w:tblPr/w:tblStyle/@w:val") == ["MarkpackGrid"]


def test_widths_follow_the_paper() -> None:
    found = tree(write("<table class='plain'><tr><th>a</th><td>b</td></tr></table>", LANDSCAPE))
    assert sum(int(width) for width in values(found, "//w:gridCol/@w:w")) == 16838 - 2 * 1020
    assert values(found, "//w:tblStyle/@w:val") == ["MarkpackPlain"]


def test_widths_beyond_the_whole_are_scaled_down() -> None:
    found = body(
        "<table><colgroup><col style='width:80%'><col style='width:80%'></colgroup>"
        "<tr><td>a</td><td>b</td></tr></table>"
    )
    assert values(found, "//w:gridCol/@w:w") == [str(TEXT_WIDTH // 2)] * 2


def test_header_rows_repeat_and_no_row_is_torn() -> None:
    found = body(
        "<table class='grid'><thead><tr><th>AC</th><th>Mark</th></tr></thead>"
        "<tbody><tr><th scope='row'>1.1</th><td>18</td></tr>"
        "<tr class='long'><td>1.2</td><td>10</td></tr></tbody></table>"
    )
    rows = every(found, "w:tbl/w:tr")
    assert [len(every(row, "w:trPr/w:tblHeader")) for row in rows] == [1, 0, 0]
    assert [len(every(row, "w:trPr/w:cantSplit")) for row in rows] == [1, 1, 0]
    assert values(found, "//w:tblLook/@w:firstRow") == ["1"]
    assert [style for style, _ in lines(rows[0])] == ["TableHead", "TableHead"]
    assert lines(rows[1]) == [("TableText", "1.1"), ("TableText", "18")]


def test_a_head_keeps_with_the_first_row_and_a_criterion_across_the_table_with_what_is_below_it() -> None:
    found = body(
        "<table class='grid'><thead><tr><th colspan='2'>AC</th></tr><tr><th>Mark</th><th>At least</th></tr></thead>"
        "<tbody><tr><th scope='row' colspan='2'>1.1</th></tr><tr><td>18</td><td>12</td></tr>"
        "<tr><th scope='row' colspan='2'>1.2</th></tr><tr><td>10</td><td>6</td></tr></tbody></table>"
    )
    assert values(found, "//w:p[w:pPr/w:keepNext]//w:t/text()") == ["AC", "Mark", "At least", "1.1", "1.2"]


def test_the_line_below_the_rows_that_keep_together_is_drawn_above_the_next_row() -> None:
    found = body(
        "<table class='grid'><thead><tr><th>AC</th></tr></thead><tbody><tr class='judged'><td>1.1</td></tr>"
        "<tr class='judged'><td>1.2</td></tr><tr><td>1.3</td></tr></tbody></table>"
    )
    head, first, second, third = every(found, "//w:tr")
    assert values(first, "w:tc/w:tcPr/w:tcBorders/w:bottom/@w:val") == ["nil"]
    assert values(second, "w:tc/w:tcPr/w:tcBorders/w:top/@w:sz") == ["10"]  # a criterion's own line
    assert not every(third, "w:tc/w:tcPr/w:tcBorders")
    assert not every(head, "w:tc/w:tcPr/w:tcBorders")
    found = body("<table class='grid'><tr><td>a</td></tr><tr><td class='met'>b</td></tr></table>")
    line = one(found, "//w:tr[2]/w:tc/w:tcPr/w:tcBorders/w:top")
    of_style = "//w:style[@w:styleId='MarkpackGrid']/w:tblPr/w:tblBorders/w:insideH"
    assert line.attrib == one(tree(write("a"), "word/styles.xml"), of_style).attrib
    order = [str(entry.tag).rpartition("}")[2] for entry in one(found, "//w:tr[2]/w:tc/w:tcPr")]
    assert order == ["tcW", "tcBorders", "shd"]


def test_criteria_alone_in_a_table_may_stand_on_several_pages() -> None:
    rows = "".join(f"<tr><th scope='row'>1.{number}</th></tr>" for number in range(1, 40))
    found = body(f"<table class='grid'><thead><tr><th>AC</th></tr></thead><tbody>{rows}</tbody></table>")
    assert values(found, "//w:p[w:pPr/w:keepNext]//w:t/text()") == ["AC"]


def test_a_first_row_of_column_headings_is_a_header_without_thead() -> None:
    found = body("<table><tr><th>AC</th><th>Mark</th></tr><tr><th scope='row'>1.1</th><td>18</td></tr></table>")
    assert [len(every(row, "w:trPr/w:tblHeader")) for row in every(found, "//w:tr")] == [1, 0]


def test_a_head_of_two_rows_is_drawn_whole_as_one_row_is() -> None:
    found = body(
        "<table class='grid'><thead><tr><th rowspan='2'>AC</th><th colspan='2'>Descriptors</th></tr>"
        "<tr><th>Pass</th><th>Good pass</th></tr></thead><tr><td>1.1</td><td>a</td><td>b</td></tr></table>"
    )
    rows = every(found, "//w:tr")
    for row in rows[:2]:
        assert set(values(row, "w:tc/w:tcPr/w:shd/@w:fill")) == {BRANDING.ink[1:].upper()}
        assert len(every(row, "w:tc/w:tcPr/w:shd")) == len(every(row, "w:tc"))
        assert set(values(row, "w:tc/w:p/w:pPr/w:pStyle/@w:val")) <= {"TableHead", "TableText"}
    assert not every(rows[2], "w:tc/w:tcPr/w:shd")


def test_spans_become_merged_cells_in_a_full_grid() -> None:
    found = body(
        "<table><tr><td rowspan='3' colspan='2'>a</td><td>b</td></tr><tr><td rowspan='2'>c</td></tr><tr></tr>"
        "<tr><td>d</td><td colspan='2'>e</td></tr></table>"
    )
    shape = [
        [
            (
                text(cell),
                "".join(values(cell, "w:tcPr/w:gridSpan/@w:val")),
                "".join(values(cell, "w:tcPr/w:vMerge/@w:val")),
            )
            for cell in every(row, "w:tc")
        ]
        for row in every(found, "//w:tr")
    ]
    assert shape == [
        [("a", "2", "restart"), ("b", "", "")],
        [("", "2", "continue"), ("c", "", "restart")],
        [("", "2", "continue"), ("", "", "continue")],
        [("d", "", ""), ("e", "2", "")],
    ]


def test_caption_and_description_are_there_for_screen_readers() -> None:
    found = body(
        "<table class='grid' aria-label='Each criterion with its mark'><caption>Marks of <em>unit</em> 308</caption>"
        "<tr><td>a</td></tr></table>"
    )
    assert values(found, "//w:tblCaption/@w:val") == ["Marks of unit 308"]
    assert values(found, "//w:tblDescription/@w:val") == ["Each criterion with its mark"]
    caption = one(found, "w:p[w:pPr/w:pStyle/@w:val='Caption']")
    assert text(caption) == "Marks of unit 308"
    assert every(caption, "w:pPr/w:keepNext")
    assert caption.getnext() is one(found, "w:tbl")


def test_cells_are_shaded_and_aligned_by_their_classes() -> None:
    found = body(
        "<table><tr><td class='num'>18/24</td><td class='met'>Met</td><td class='not-met'>Not met yet</td>"
        "<td class='not-marked'>Not marked yet</td><td class='label'>Total</td></tr></table>"
    )
    number, met, not_met, not_marked, label = every(found, "//w:tc")
    assert values(number, "w:p/w:pPr/w:jc/@w:val") == ["right"]
    fills = [values(cell, "w:tcPr/w:shd/@w:fill") for cell in (met, not_met, not_marked)]
    assert len({fill for [fill] in fills}) == 3
    assert lines(label) == [("TableHeading", "Total")]


def test_cells_hold_blocks_lists_and_tables() -> None:
    found = body(
        "<table><tr><td><p>One</p><ul><li>Two</li></ul><table class='plain'><tr><td>Three</td></tr></table></td>"
        "<td></td></tr></table>"
    )
    first, empty = every(found, "w:tbl/w:tr/w:tc")
    assert [entry for _, entry in lines(first)] == ["One", "Two", "Three", ""]
    assert every(first, "w:p[w:pPr/w:numPr][w:pPr/w:pStyle/@w:val='TableText']")
    assert sum(int(width) for width in values(first, "w:tbl/w:tblGrid/w:gridCol/@w:w")) < TEXT_WIDTH / 2
    assert first[-1].tag == f"{W}p"
    assert [child.tag for child in empty] == [f"{W}tcPr", f"{W}p"]


def test_tables_stay_apart_and_text_keeps_its_distance() -> None:
    table = "<table><tr><td>a</td></tr></table>"
    found = body(f"{table}{table}<p>b</p>{table}")
    kinds = [str(child.tag).rpartition("}")[2] for child in found]
    assert kinds == ["tbl", "p", "tbl", "p", "tbl", "p", "sectPr"]
    assert [int(space) for space in values(found, "w:p[w:r]/w:pPr/w:spacing/@w:before")] == [140]


def test_tables_that_stay_on_one_page_are_not_parted_between_them() -> None:
    table = "<table><tr><td>a</td></tr></table>"
    found = body(f"<div class='keep'>{table}{table}</div>{table}")
    between = [child for child in found if child.tag == f"{W}p"]
    assert [bool(every(child, "w:pPr/w:keepNext")) for child in between] == [True, False, False]


def test_a_box_for_writing_has_room_on_paper() -> None:
    found = body("<table><tr><td><textarea name='u1__a' rows='6'></textarea></td></tr></table>")
    height = one(found, "//w:trHeight")
    assert int(height.get(f"{W}val", "0")) == 6 * 250
    assert height.get(f"{W}hRule") == "atLeast"


def test_a_signature_has_room_on_paper() -> None:
    assert values(body("<table><tr><th>Signature</th><td class='signature'></td></tr></table>"), "//w:trHeight/@w:val")


def test_rows_of_one_body_among_several_stay_together() -> None:
    pair = "<tbody><tr><td>{0}</td></tr><tr><td>{0} below</td></tr></tbody>"
    found = body(f"<table>{pair.format('a')}{pair.format('b')}</table>")
    assert values(found, "//w:p[w:pPr/w:keepNext]//w:t/text()") == ["a", "b"]
    assert not every(body(f"<table>{pair.format('a')}</table>"), "//w:keepNext")


def test_a_small_table_of_labels_and_values_is_not_torn() -> None:
    table = "<table class='plain'>" + "<tr><th scope='row'>Name</th><td>x</td></tr>" * 3 + "</table>"
    assert len(every(body(table), "//w:p[w:pPr/w:keepNext]")) == 4


def test_a_criterion_that_heads_a_row_is_text() -> None:
    found = body(
        "<table><tr><th scope='row'><span data-criterion='1.1'>Plan</span></th><th scope='row'>x</th></tr></table>"
    )
    assert lines(found)[:2] == [("TableText", "Plan"), ("TableText", "x")]


def test_labels_are_grey_and_criteria_stand_on_the_employers_pale_colour() -> None:
    found = body(
        "<table class='plain'><tr><th scope='row'>Name</th><td>x</td></tr></table>"
        "<table class='grid criteria'><thead><tr><th>AC</th><th>Mark</th></tr></thead>"
        "<tbody><tr class='judged'><th scope='row'>1.1</th><td class='award'>18</td></tr>"
        "<tr class='feedback'><th scope='row'>Feedback</th><td>Good.</td></tr></tbody></table>"
    )
    cells = {text(cell): cell for cell in every(found, "//w:tc")}
    tint = BRANDING.tint[1:].upper()
    shades = {name: "".join(values(cell, "w:tcPr/w:shd/@w:fill")) for name, cell in cells.items()}
    assert shades == {
        "Name": "F6F6F6", "x": "", "AC": "", "Mark": "", "1.1": tint, "18": "", "Feedback": tint, "Good.": ""
    }  # fmt: skip
    assert lines(cells["Name"])[0][0] == lines(cells["Feedback"])[0][0] == "TableLabel"
    above = {name: "".join(values(cell, "w:tcPr/w:tcBorders/w:top/@w:sz")) for name, cell in cells.items()}
    assert above["1.1"] == above["18"] == "10"
    assert values(cells["18"], "w:p/w:pPr/w:jc/@w:val") == ["center"]


def test_every_row_of_the_samples_fills_its_grid() -> None:
    for name in ("brief", "feedback", "mark_sheet"):
        for table in every(tree(write(sample(name))), "//w:tbl"):
            columns = len(every(table, "w:tblGrid/w:gridCol"))
            for row in table.findall("w:tr", NS):
                spans = [
                    int("".join(values(cell, "w:tcPr/w:gridSpan/@w:val")) or 1) for cell in row.findall("w:tc", NS)
                ]
                assert sum(spans) == columns
