"""The declared series."""

from datetime import date

import httpx
import pytest

from data.base.errors import ConfigError
from data.fetch.public_series import SERIES, chosen
from data.fetch.series import downloads

TODAY = date(2024, 3, 15)


def test_every_address_is_https_and_whole(subtests):
    for series in SERIES:
        with subtests.test(series.name):
            for download in downloads(series, date(2022, 7, 1), TODAY):
                url = httpx.URL(download.url)
                assert (url.scheme, url.port) == ("https", None)
                assert "{" not in download.url + download.file + download.name
                assert series.what
                assert series.terms


def test_no_two_files_share_a_name_also_with_their_records():
    names = [
        name for one in SERIES for each in downloads(one, None, TODAY) for name in (each.file, f"{each.name}.json")
    ]
    assert len(set(names)) == len(names)


def test_names_and_providers_are_chosen_in_any_case_and_each_once():
    assert [one.name for one in chosen(["VIX", "ecb", "treasury", "vix"])] == ["vix", "treasury-bills", "ecb-rates"]
    assert chosen([]) == list(SERIES)


def test_an_unknown_name_is_refused_with_what_was_meant():
    with pytest.raises(ConfigError, match="unknown source 'dtb4'; did you mean dtb4wk"):
        chosen(["dtb4"])
    with pytest.raises(ConfigError, match="unknown source 'zzz'; known: dtb3, "):
        chosen(["zzz"])


def test_a_later_start_is_asked_of_those_that_can_and_the_others_come_whole():
    (dtb3,) = downloads(chosen(["dtb3"])[0], date(2020, 5, 1), TODAY)
    assert dtb3.url.endswith("id=DTB3&cosd=2020-05-01")
    (vix,) = downloads(chosen(["vix"])[0], date(2020, 5, 1), TODAY)
    assert vix.since == date(1990, 1, 2)
    (gspc,) = downloads(chosen(["gspc"])[0], date(1900, 1, 1), TODAY)
    assert "period1=-1325635200&period2=1710460800" in gspc.url


def test_bill_rates_come_by_year_and_a_year_of_one_week_is_not_asked_for():
    (bills,) = chosen(["treasury"])
    names = [one.name for one in downloads(bills, date(2022, 7, 1), date(2024, 1, 5))]
    assert names == ["treasury-bills-2022", "treasury-bills-2023"]
    assert [one.since for one in downloads(bills, None, TODAY)][0] == date(2002, 1, 2)  # noqa: RUF015


def test_the_page_tells_of_every_series(root, subtests):
    page = (root / "docs" / "downloads.md").read_text(encoding="utf-8")
    for series in SERIES:
        with subtests.test(series.name):
            begins = "rolling" if series.rolling else series.begins
            row = (f"`{series.name}`", series.provider, f"`{series.file}`", series.what, begins, series.terms)
            assert f"| {' | '.join(map(str, row))} |" in page
