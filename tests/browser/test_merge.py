"""Two roles become one, and the deletion of a role is undone, as a publisher does it."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from .test_admin import sign_in


def open_role(page: Page, site: str, address: str) -> None:
    page.goto(f"{site}/admin/guides/role/?q={address}")
    page.locator("#result_list tbody th a").first.click()
    expect(page.locator(".edition")).to_be_visible()


def test_two_roles_become_one_and_both_addresses_lead_to_it(
    page: Page, own_site: str, assert_accessible: Callable[[Page], None]
) -> None:
    page.set_viewport_size({"width": 768, "height": 1024})
    sign_in(page, own_site)
    open_role(page, own_site, "customer-relations-coordinator")
    page.get_by_role("link", name="Merge into another role").click()
    page.get_by_label("The role that stays").select_option(label="Support Manager (support-manager)")
    page.get_by_role("button", name="See what would happen").click()
    expect(page.get_by_role("heading", name="What happens")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Merge into Support Manager").click()
    expect(page.locator(".success")).to_contain_text(
        "the addresses of customer-relations-coordinator lead to"
    )
    page.goto(f"{own_site}/roles/customer-relations-coordinator/ladder/")
    assert page.url == f"{own_site}/roles/support-manager/ladder/"
    open_role(page, own_site, "customer-relations-coordinator&published=merged")
    expect(page.locator(".edition")).to_contain_text("Merged into support-manager")


def test_a_deleted_role_is_brought_back_from_the_list_of_deleted_ones(
    page: Page, own_site: str, assert_accessible: Callable[[Page], None], surprises: list[str]
) -> None:
    sign_in(page, own_site)
    open_role(page, own_site, "customer-relations-coordinator")
    page.get_by_role("link", name="Delete", exact=True).click()
    expect(page.locator("#content")).to_contain_text("brings it back whole")
    assert_accessible(page)
    page.get_by_role("button", name="Yes, delete it").click()
    page.goto(f"{own_site}/roles/customer-relations-coordinator/")
    expect(page.get_by_role("heading", name="This guide is gone")).to_be_visible()
    surprises.clear()  # the browser notes the 410
    page.goto(f"{own_site}/admin/guides/role/")
    page.get_by_role("link", name="Deleted roles (1)").click()
    page.locator("#result_list tbody th a").first.click()
    page.get_by_role("button", name="Bring it back").click()
    page.get_by_role("button", name="Publish again").click()
    page.goto(f"{own_site}/roles/customer-relations-coordinator/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
