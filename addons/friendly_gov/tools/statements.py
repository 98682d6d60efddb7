"""Lists as people paste them from a document: one sentence a line."""

import re

# "1.", "2)", "3.1.", "a)", "-", "–", "•", "+": what a list puts before a sentence.
_MARK = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*[.)]|[^\W\d_]\)|[-–—•*+])\s*")


def split_statements(text):
    """Sentences of ``text`` without their numbering; empty lines are dropped.

    >>> split_statements("1. xin chào\\n- xin lỗi\\n\\n100% hồ sơ đúng hạn")
    ['xin chào', 'xin lỗi', '100% hồ sơ đúng hạn']
    """
    lines = (_strip_mark(line) for line in (text or "").splitlines())
    return [line for line in lines if line]


def _strip_mark(line):
    line = " ".join(line.split())
    return line[match.end() :] if (match := _MARK.match(line)) else line
