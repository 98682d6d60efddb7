from odoo import models
from odoo.exceptions import UserError


class GovAssignment(models.Model):
    _inherit = "gov.assignment"

    def report_result(
        self,
        summary,
        document_symbol=None,
        document_date=None,
        files=(),
        submit=True,
    ):
        """Report on one line in one call, for programs: all of it, or nothing.

        The checks are those of the screen: only people of the lead unit report, a
        document or a file is needed, what was submitted is locked.

        :param str summary: what was done
        :param str document_symbol: number and symbol of the document that reports it
        :param str document_date: its date, ``YYYY-MM-DD``
        :param list files: dicts with ``name`` and ``content`` (base64)
        :param bool submit: False keeps a draft for people to look at
        :return: id of the ``gov.assignment.result``
        :raises AccessError: not the user's unit, or not in the user's charge
        :raises UserError: something is missing, or the line isn't open for reports
        """
        self.ensure_one()
        self.check_access("read")
        for file in files:
            if not isinstance(file, dict) or file.keys() != {"name", "content"}:
                raise UserError(
                    self.env._("Each file has a name and its content in base64.")
                )
        vals = {
            "summary": summary,
            "document_symbol": document_symbol,
            "document_date": document_date,
        }
        result = self.result_ids.filtered(lambda result: result.state == "draft")[:1]
        if result:
            result.write(vals)
        else:
            result = result.create(vals | {"assignment_id": self.id})
        self.env["gov.evidence"].create(
            [
                {"result_id": result.id, "name": file["name"], "file": file["content"]}
                for file in files
            ]
        )
        if submit:
            result.action_submit()
        return result.id
