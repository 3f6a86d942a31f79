"""A real browser that waits in line, and again and again loses its network for three seconds.

Says at the end how often, whether its place ever moved, and whether it ever came in by it.
"""

import json
import shutil
import sys
import time

from bench.stage import PRODUCTION

HOST = PRODUCTION["ALLOWED_HOSTS"]
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run")


def program():
    return shutil.which("chromium-headless-shell") or shutil.which("chromium")


def possible():
    return bool(program())


class Phone:
    def __init__(self, page, url):
        self.page, self.url = page, url
        self.figures = {"lost": 0, "moved": 0, "inside": 0, "back_s": [], "errors": 0}

    def join(self, until):
        """Take a number. :returns: whether there was one in time."""
        while time.time() < until:
            self.open("/wait/")
            if self.position():
                self.figures["position"] = self.position()
                return True
            if button := self.page.query_selector("form[action='/wait/join/'] button"):
                button.click()
                self.page.wait_for_load_state()
            else:
                time.sleep(0.5)
        return False

    def open(self, path):
        """:returns: whether the page was the one asked for."""
        answer = self.page.goto(self.url + path)
        return answer.status == 200 and self.page.url.startswith(self.url + path)

    def position(self):
        found = self.page.query_selector("#wait[data-position]")
        return found and int(found.get_attribute("data-position"))

    def lose_network(self):
        """As with airplane mode in 2021: three seconds, and then straight at the form."""
        self.figures["lost"] += 1
        self.page.context.set_offline(True)
        time.sleep(3)
        self.page.context.set_offline(False)
        since = time.time()
        self.figures["inside"] += self.open("/book/clinics/")
        self.open("/wait/")
        if position := self.position():
            self.figures["back_s"].append(round(time.time() - since, 1))
            self.figures["moved"] += position != self.figures["position"]


def main():
    from playwright.sync_api import Error, sync_playwright

    port, until = sys.argv[1], time.time() + float(sys.argv[2])
    flags = [*FLAGS, f"--host-resolver-rules=MAP {HOST} 127.0.0.1"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program(), args=flags)
        context = browser.new_context(ignore_https_errors=True, locale="ko-KR")
        phone = Phone(context.new_page(), f"https://{HOST}:{port}")
        phone.page.set_default_timeout(8000)
        while time.time() < until:
            try:
                if "position" in phone.figures or phone.join(until):
                    phone.lose_network()
            except Error:
                phone.figures["errors"] += 1
            time.sleep(1)
        browser.close()
    print(json.dumps(phone.figures))


if __name__ == "__main__":
    main()
