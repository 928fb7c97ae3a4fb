"""A plain report as typed pages, for tests that change one thing about it."""

TITLE = """
^某县石桥镇人民政府
^2023年政府信息公开工作年度报告
"""
FIRST_PAGE = """
　　一、总体情况
　　2023年，我镇认真落实条例，主动公开各类政府信息共计一百
二十条，工作取得新成效。
　　二、主动公开政府信息情况
=disclosure
　　三、收到和处理政府信息公开申请情况
=requests
　　四、政府信息公开行政复议、行政诉讼情况
=review_litigation
"""
LAST_PAGE = """
　　五、存在的主要问题及改进情况
　　公开内容与群众需求结合不够紧密。
　　六、其他需要报告的事项
　　无。
"""
SIGNATURE = """>某县石桥镇人民政府
>2024年1月12日
"""


def report(
    title: str = TITLE, preamble: str = "", last: str = LAST_PAGE, signature: str = SIGNATURE, head: str = ""
) -> str:
    """The typed pages of a report with parts replaced; ``head`` is put on top of both pages."""
    return f"{head}{title}{preamble}{FIRST_PAGE}---\n{head}{last}{signature}"


TEXTS = {
    1: "2023年，我镇认真落实条例，主动公开各类政府信息共计一百二十条，工作取得新成效。",
    2: "",
    3: "",
    4: "",
    5: "公开内容与群众需求结合不够紧密。",
    6: "无。",
}
