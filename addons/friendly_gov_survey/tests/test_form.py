import random

from odoo.tests import BaseCase, tagged

from ..tools import form


def question(number, kind="choice", **values):
    options = [
        {"id": number * 10 + n, "label": str(n), "level": n, "field": False}
        for n in (1, 2, 3)
    ]
    return {
        "id": number,
        "type": kind,
        "many": False,
        "required": False,
        "role": "rating",
        "when": [],
        "least": None,
        "most": None,
        "options": options if kind in ("choice", "matrix") else [],
        "rows": [],
    } | values


def spec(*questions):
    return {"id": 1, "pages": [{"id": 0, "questions": list(questions)}]}


@tagged("post_install", "-at_install")
class TestForm(BaseCase):
    def parse(self, questions, **raw):
        lists = {k: v if isinstance(v, list) else [v] for k, v in raw.items()}
        return form.read(spec(*questions), lists)

    def test_a_choice(self):
        read = self.parse([question(1), question(2)], q1="12")
        self.assertEqual(read.chosen, [(0, 12)])
        self.assertEqual(read.lines[0]["suggested_answer_id"], 12)
        self.assertFalse(read.errors)

    def test_impossible_choices(self):
        asked = [question(1), question(2, many=True)]
        for raw in ({"q1": "21"}, {"q1": ["11", "12"]}, {"q1": "x"}, {"q1": "11 "}):
            with self.subTest(raw):
                self.assertEqual(self.parse(asked, **raw).errors, {1: "unknown"})
        self.assertEqual(self.parse(asked, q2=["21", "22"]).chosen, [(0, 21), (0, 22)])
        self.assertEqual(self.parse(asked, q2=["21", "21"]).chosen, [(0, 21)])
        self.assertEqual(self.parse(asked, q9="1").errors, {0: "unknown"})
        self.assertEqual(self.parse(asked, q1=["11"] * 501).errors, {0: "unknown"})

    def test_matrix(self):
        rows = [{"id": 7, "label": "a"}, {"id": 8, "label": "b"}]
        asked = [question(1, "matrix", rows=rows, required=True)]
        self.assertEqual(
            self.parse(asked, q1_7="11", q1_8="13").chosen, [(7, 11), (8, 13)]
        )
        self.assertEqual(self.parse(asked, q1_7="11").errors, {1: "required"})
        self.assertEqual(self.parse(asked, q1_9="11").errors[0], "unknown")

    def test_what_was_not_asked_is_dropped(self):
        asked = [question(1), question(2, when=[13], required=True)]
        self.assertFalse(self.parse(asked, q1="11", q2="21").errors)
        self.assertEqual(self.parse(asked, q1="11", q2="21").chosen, [(0, 11)])
        self.assertEqual(self.parse(asked, q1="13", q2="21").chosen, [(0, 13), (0, 21)])
        self.assertEqual(self.parse(asked, q1="13").errors, {2: "required"})

    def test_values(self):
        for kind, text, wanted in (
            ("number", "12,5", 12.5),
            ("number", "-3", -3.0),
            ("number", "nan", None),
            ("number", "1e9", None),
            ("number", "٣", None),
            ("date", "2026-11-23", "2026-11-23"),
            ("date", "23/11/2026", "2026-11-23"),
            ("date", "31/02/2026", None),
            ("date", "0001-01-01", None),
            ("datetime", "2026-11-23T08:30", "2026-11-23 08:30:00"),
            ("datetime", "hôm nay", None),
            ("text", "x" * 2000, "x" * 2000),
            ("long_text", "x" * 2001, None),
            ("long_text", " a\r\nb ", "a\nb"),
        ):
            with self.subTest(f"{kind} {text[:20]}"):
                read = self.parse([question(1, kind)], q1=text)
                if wanted is None:
                    self.assertTrue(read.errors)
                    self.assertFalse(read.lines)
                else:
                    line = read.lines[0]
                    self.assertEqual(line[f"value_{line['answer_type']}"], wanted)

    def test_limits(self):
        asked = [question(1, "number", least=0.0, most=10.0)]
        self.assertFalse(self.parse(asked, q1="10").errors)
        self.assertEqual(self.parse(asked, q1="10,1").errors, {1: "number"})
        asked = [question(1, "text", least=2, most=3)]
        self.assertEqual(self.parse(asked, q1="a").errors, {1: "long"})
        self.assertFalse(self.parse(asked, q1="abc").errors)

    def test_scale(self):
        options = [{"id": n, "label": str(n), "level": 0} for n in range(11)]
        asked = [question(1, "scale", options=options)]
        self.assertEqual(self.parse(asked, q1="0").lines[0]["value_scale"], 0)
        self.assertFalse(self.parse(asked, q1="0").chosen)
        self.assertEqual(self.parse(asked, q1="11").errors, {1: "unknown"})

    def test_comments_are_told_apart(self):
        read = self.parse(
            [question(1, "long_text"), question(2, "number")], q1="a", q2="1"
        )
        self.assertEqual(read.comments, [(1, "a")])

    def test_text_that_can_be_stored(self):
        asked = [question(1, "text", required=True)]
        for text, wanted in (
            ("a\u0000b", "ab"),
            ("\ud800a", "a"),
            ("\u202egnp\u202c", "gnp"),
            ("tie\u0302\u0301p", "ti\u1ebfp"),
        ):
            with self.subTest(repr(text)):
                read = self.parse(asked, q1=text)
                self.assertEqual(read.lines[0]["value_char_box"], wanted)
        self.assertEqual(self.parse(asked, q1="\u0000\u200b").errors, {1: "required"})

    def test_conditions_follow_each_other(self):
        asked = [question(1), question(2, when=[13]), question(3, when=[21, 12])]
        read = self.parse(asked, q1="11", q2="21", q3="31")
        self.assertEqual(read.chosen, [(0, 11)])
        self.assertEqual(len(self.parse(asked, q1="13", q2="21", q3="31").chosen), 3)
        self.assertEqual(self.parse(asked, q1="12", q3="31").chosen, [(0, 12), (0, 31)])

    def test_whatever_is_sent(self):
        """Nothing that is sent raises, and no line names what was not asked."""
        rows = [{"id": 7, "label": "a"}]
        asked = [
            question(1),
            question(2, "matrix", rows=rows),
            *(question(n, kind) for n, kind in enumerate(form.READERS, 3)),
        ]
        numbers = {q["id"] for q in asked}
        chooser = random.Random(19)
        letters = "0123456789q_-/:,.eE+∞é\u0000\u202e \n"
        for _round in range(500):
            raw = {
                f"q{chooser.choice('12345678_x')}": [
                    "".join(chooser.choices(letters, k=chooser.randrange(12)))
                    for _value in range(chooser.randrange(3))
                ]
                for _name in range(chooser.randrange(6))
            }
            read = form.read(spec(*asked), raw)
            self.assertLessEqual({line["question_id"] for line in read.lines}, numbers)
            self.assertFalse(
                read.errors.keys() & {line["question_id"] for line in read.lines} - {2}
            )
