"""The template of a list: one example row, what must be filled in marked, drop-downs that refuse anything else (ux 23)."""

from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext as _

from xiaoxiang.ledgers import workbook
from xiaoxiang.ledgers.sheets import Sheet
from xiaoxiang.places.models import Place

ROWS = 5000
"""So far down the drop-downs reach."""


def write(file: IO[bytes], sheet: Sheet, community: Place) -> None:
    """Write the template for one community."""
    with xlsxwriter.Workbook(file, {**workbook.OPTIONS, "constant_memory": False, "in_memory": True}) as made:
        page = made.add_worksheet(str(sheet.title)[:31])
        offered = made.add_worksheet(_("选项"))
        offered.hide()
        text = made.add_format({"num_format": "@"})
        head = made.add_format({"bold": True, "bg_color": "#E7EEEE", "border": 1, "text_wrap": True})
        needed = made.add_format({"bold": True, "bg_color": "#FBE9E3", "border": 1, "text_wrap": True})
        example = made.add_format({"num_format": "@", "italic": True, "font_color": "#5A6B6E"})
        for at, cell in enumerate(sheet.cells):
            page.set_column(at, at, cell.width, text)
            page.write_string(
                0, at, f"{cell.title}*" if cell.is_needed else str(cell.title), needed if cell.is_needed else head
            )
            page.write_string(1, at, cell.example, example)
            if cell.note:
                page.write_comment(0, at, str(cell.note), {"author": _("说明")})
            if cell.choices:
                _drop_down(page, offered, at, cell.choices(community))
        page.freeze_panes(1, 0)


def _drop_down(page: Any, offered: Any, at: int, choices: list[str]) -> None:
    """Offer the choices from the hidden sheet: a list in the rule itself may have 255 signs at most."""
    for row, choice in enumerate(choices):
        offered.write_string(row, at, choice)
    if not choices:
        return
    column = xlsxwriter.utility.xl_col_to_name(at)
    rule = {
        "validate": "list",
        "source": f"={_('选项')}!${column}$1:${column}${len(choices)}",
        "error_title": _("从列出的里面选"),
        "error_message": _("点单元格右边的小箭头，选一个。"),
    }
    page.data_validation(1, at, ROWS, at, rule)
