from accounts.staff.pages import render_page, staff_page

__all__ = ["render_page", "staff_page"]
