import hashlib
import io
import json

from odoo.tests import BaseCase, tagged

from ..tools import pledge_seal

AT = "2024-06-17T02:00:00Z"


def chain(*contents):
    """Rows of a chain over ``contents``, worked out without the tool."""
    rows, previous = [], "0" * 64
    for number, content in enumerate(contents, 1):
        told = hashlib.sha256(content.encode()).hexdigest()
        payload = f"{previous}\n{number}\n{AT}\n{told}"
        sealed = hashlib.sha256(payload.encode()).hexdigest()
        rows.append(
            {
                "number": number,
                "previous": previous,
                "sealed_at": AT,
                "content_digest": told,
                "digest": sealed,
                "content": content,
            }
        )
        previous = sealed
    return rows


def lines(rows, **header):
    """The file with these rows, as bytes."""
    first = {
        "format": "gov.pledge.chain/1",
        "company": "UBND xã Chiềng Sinh",
        "count": len(rows),
        "number": len(rows),
        "head": rows[-1]["digest"] if rows else "0" * 64,
    }
    return b"".join(
        json.dumps(row, ensure_ascii=False).encode() + b"\n"
        for row in [first | header, *rows]
    )


@tagged("post_install", "-at_install")
class TestPledgeSealTools(BaseCase):
    """Canonical text and chain of seals, without a database."""

    def codes(self, data, expected=None):
        found = pledge_seal.verify(pledge_seal.read(io.BytesIO(data)), expected)
        return list(found)

    def test_canonical_is_one_text(self):
        one = pledge_seal.canonical({"b": [1, None], "a": "xin chào"})
        two = pledge_seal.canonical({"a": "xin cha\u0300o", "b": [1, None]})
        self.assertEqual(one, '{"a":"xin chào","b":[1,null]}')
        self.assertEqual(one, two)

    def test_seal_is_over_each_part(self):
        told = pledge_seal.digest("xin chào")
        self.assertEqual(told, hashlib.sha256("xin chào".encode()).hexdigest())
        first = pledge_seal.seal("0" * 64, 1, AT, told)
        self.assertEqual(first, chain("xin chào")[0]["digest"])
        others = {
            pledge_seal.seal("1" * 64, 1, AT, told),
            pledge_seal.seal("0" * 64, 2, AT, told),
            pledge_seal.seal("0" * 64, 1, "2024-06-17T02:00:01Z", told),
            pledge_seal.seal("0" * 64, 1, AT, pledge_seal.digest("xin lỗi")),
        }
        self.assertEqual(len(others | {first}), 5)

    def test_intact(self):
        rows = chain("xin chào", "xin lỗi", "xin phép")
        self.assertEqual(self.codes(lines(rows)), [])
        self.assertEqual(self.codes(lines([])), [])
        # Lines that are not shown verify all the same.
        del rows[1]["content"]
        self.assertEqual(self.codes(lines(rows)), [])

    def test_each_change_is_found(self):
        def changed(place, **vals):
            rows = chain("xin chào", "xin lỗi", "xin phép")
            rows[place - 1] |= vals
            return self.codes(lines(rows))

        told = pledge_seal.digest("xin lôi")
        self.assertEqual(changed(2, content="xin lôi"), [(2, "content")])
        self.assertEqual(
            changed(2, content="xin lôi", content_digest=told), [(2, "digest")]
        )
        self.assertEqual(changed(2, sealed_at="2024-06-18T02:00:00Z"), [(2, "digest")])
        self.assertEqual(changed(2, digest="0" * 64), [(2, "digest"), (3, "link")])
        self.assertEqual(changed(2, previous="0" * 64), [(2, "link"), (2, "digest")])
        self.assertEqual(changed(2, number=5), [(5, "gap"), (5, "digest"), (3, "gap")])

    def test_made_anew_from_one_on(self):
        rows = chain("xin chào", "xin lỗi", "xin phép")
        anew = chain("xin chào", "xin", "xin phép")
        # One seal made anew no longer leads to the next.
        self.assertEqual(self.codes(lines([rows[0], anew[1], rows[2]])), [(3, "link")])
        # All of them do: only a head noted earlier tells.
        self.assertEqual(self.codes(lines(anew)), [])
        noted = 3, rows[2]["digest"]
        self.assertEqual(self.codes(lines(anew), noted), [(3, "head")])
        self.assertEqual(self.codes(lines(rows), noted), [])

    def test_removed_and_moved(self):
        rows = chain("xin chào", "xin lỗi", "xin cảm ơn", "xin phép")
        self.assertEqual(self.codes(lines([rows[0], rows[2], rows[3]])), [(3, "gap")])
        swapped = [rows[0], rows[2], rows[1], rows[3]]
        self.assertEqual(
            self.codes(lines(swapped)), [(3, "gap"), (2, "gap"), (4, "gap")]
        )
        # The end was cut off: the header tells, if it was left as it was.
        cut = lines(rows[:2], count=4, head=rows[3]["digest"])
        self.assertEqual(self.codes(cut), [(2, "count")])
        self.assertEqual(self.codes(lines(rows[:2])), [])
        noted = 4, rows[3]["digest"]
        self.assertEqual(self.codes(lines(rows[:2]), noted), [(4, "head")])

    def test_unreadable(self):
        good = lines(chain("xin chào"))
        head = good.splitlines(keepends=True)[0]
        for data in (
            b"",
            b"\n",
            b"[]\n",
            good.replace(b"chain/1", b"chain/2"),
            good.replace(b'"number": 1, "previous"', b'"number": "1", "previous"'),
            good.replace(b'"number": 1, "previous"', b'"number": true, "previous"'),
            good.decode().encode("utf-16"),
            head + b"\xff\xfe\n",
            head + b"[" * 100_000 + b"\n",
            head + b'{"number": ' + b"9" * 5000 + b"}\n",
            head + b'"' + b"x" * pledge_seal.MAX_LINE + b'"\n',
            good + b"{}\n",
        ):
            with self.subTest(data[:60]), self.assertRaises(ValueError):
                self.codes(data)
        # What an editor adds does no harm.
        self.assertEqual(self.codes(b"\xef\xbb\xbf" + good), [])
        self.assertEqual(self.codes(good.replace(b"\n", b"\r\n")), [])
