"""Which reports a name means: one agency's, or an error that lists what it could mean."""

from __future__ import annotations

import pytest

from reportextract.compare.choose import choose_reports, parse_years
from reportextract.datasets.read import Datasets
from reportextract.errors import UsageError
from tests.unit.compare.published import Report, publish


@pytest.fixture(scope="module")
def datasets(tmp_path_factory: pytest.TempPathFactory) -> Datasets:
    return publish(
        tmp_path_factory.mktemp("published"),
        Report("汾阳市下堡镇人民政府", 2019, code="141181102"),
        Report("下堡镇人民政府", 2020, code="141181102"),
        Report("巫溪县下堡镇人民政府", 2020, code="500238109"),
        Report("洪泽县人民政府", 2015, code="320813", level="county", form="2014"),
        Report("洪泽区人民政府", 2023, code="320813", level="county"),
        Report("洪泽区财政局", 2023, code="320813", level="department"),
        Report("鼓楼街道办事处", 2023, code=None),
    )


def chosen(datasets: Datasets, *names: str, years: str | None = None) -> list[tuple[str, int]]:
    return [(column.agency, column.year) for column in choose_reports(datasets, names, years)]


def test_a_division_code_means_its_government_over_the_years_also_when_renamed(datasets: Datasets) -> None:
    assert chosen(datasets, "320813") == [("洪泽县人民政府", 2015), ("洪泽区人民政府", 2023)]
    assert chosen(datasets, "141181102") == [("汾阳市下堡镇人民政府", 2019), ("下堡镇人民政府", 2020)]


def test_a_name_may_leave_out_what_marks_a_government(datasets: Datasets) -> None:
    assert chosen(datasets, "鼓楼街道") == [("鼓楼街道办事处", 2023)]
    assert chosen(datasets, "洪泽区") == [("洪泽县人民政府", 2015), ("洪泽区人民政府", 2023)]
    assert chosen(datasets, "財政局") == [("洪泽区财政局", 2023)]


def test_a_whole_name_wins_over_names_that_contain_it(datasets: Datasets) -> None:
    assert {code for _, code in chosen(datasets, "下堡镇人民政府")} == {2019, 2020}


def test_a_name_that_fits_several_agencies_lists_them(datasets: Datasets) -> None:
    with pytest.raises(UsageError) as caught:
        choose_reports(datasets, ["下堡"], None)
    assert caught.value.exit_code == 1
    for part in ("fits 2 agencies", "141181102", "500238109", "2019, 2020", "Give the whole name"):
        assert part in str(caught.value)


def test_an_unknown_name_tells_what_is_alike(datasets: Datasets) -> None:
    with pytest.raises(UsageError, match="洪泽区人民政府"):
        choose_reports(datasets, ["洪泽区人民致府"], None)


def test_years(datasets: Datasets) -> None:
    assert chosen(datasets, "下堡镇人民政府", years="2020-2024") == [("下堡镇人民政府", 2020)]
    with pytest.raises(UsageError, match="There are reports of 2019, 2020"):
        choose_reports(datasets, ["下堡镇人民政府"], "2023")
    assert parse_years("2019-2021,2023") == {2019, 2020, 2021, 2023}
    for wrong in ("last", "2021-2019", "", "19-20"):
        with pytest.raises(UsageError):
            parse_years(wrong)


def test_of_several_agencies_the_latest_common_year(datasets: Datasets) -> None:
    assert chosen(datasets, "洪泽区", "鼓楼街道") == [("洪泽区人民政府", 2023), ("鼓楼街道办事处", 2023)]
    assert chosen(datasets, "洪泽区", "洪泽区", years="2023") == [("洪泽区人民政府", 2023)]
    with pytest.raises(UsageError, match="no report of the same year"):
        choose_reports(datasets, ["141181102", "鼓楼街道"], None)
