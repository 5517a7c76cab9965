"""A browser for the pages, which the tests of a module share."""

import os
import shutil

import pytest


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    driver = shutil.which("chromedriver")
    if driver is None or shutil.which("chromium") is None:
        if os.environ.get("NEEDS_BROWSER"):
            pytest.fail("chromium and chromedriver are not here")
        pytest.skip("chromium and chromedriver are not here")
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    folder = tmp_path_factory.mktemp("browser")
    for flag in (
        "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", f"--user-data-dir={folder}", "--window-size=1200,1000",
    ):  # fmt: skip
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    options.add_experimental_option(
        "prefs",
        {"download.default_directory": str(folder), "profile.default_content_setting_values.automatic_downloads": 1},
    )
    found = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    found.downloads = folder
    yield found
    found.quit()
