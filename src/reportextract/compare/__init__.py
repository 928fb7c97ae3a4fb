"""Years of one agency, or agencies of one year, side by side, with what a person should notice.

``choose`` finds the reports, ``gather`` reads what the datasets hold about them, ``oddities`` says what is odd; the
result is a ``Comparison`` (``model``), which ``text``, ``sheets`` and ``page`` write out. Words for people, in
Chinese and English, stand in ``words.yaml``.
"""
