"""A guide's figures changed in a spreadsheet, as an editor does it."""

from collections.abc import Callable
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from .test_admin import open_guide, sign_in


def test_an_editor_changes_a_figure_in_a_spreadsheet_sees_what_it_would_do_and_writes_it(
    page: Page, own_site: str, tmp_path: Path, assert_accessible: Callable[[Page], None]
) -> None:
    page.set_viewport_size({"width": 768, "height": 1024})
    sign_in(page, own_site)
    open_guide(page, own_site, "Technical Support Manager")
    page.get_by_role("link", name="Spreadsheet of bands").click()
    assert_accessible(page)
    with page.expect_download() as begun:
        page.get_by_role("link", name="Excel workbook").click()
    path = tmp_path / begun.value.suggested_filename
    begun.value.save_as(path)
    for figure, told in (("=1+1", "1 problem"), (123456, "Would be written: 1 changed")):
        book = load_workbook(path)
        columns = [cell.value for cell in book.active[1]]
        book.active.cell(2, columns.index("median") + 1).value = figure
        book.save(path)
        page.get_by_label("The changed spreadsheet").set_input_files(path)
        page.get_by_role("button", name="Show what it would do").click()
        expect(page.get_by_role("heading", name=told)).to_be_visible()
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") == 768
    expect(page.get_by_role("row", name="median 102600 123456")).to_be_visible()
    page.get_by_role("button", name="Write all of this").click()
    expect(page.locator(".success")).to_contain_text("Pay bands from a spreadsheet: 1 changed.")
    page.goto(f"{own_site}/admin/salaries/band/?q=median-bls")
    expect(page.locator("#result_list")).to_contain_text("median 123,456")
