from odoo import api, fields, models
from odoo.exceptions import AccessError

# Owners whose steps make the files: nobody adds, changes or removes any.
STEP_LINKS = ("coordination_id", "subassignment_id", "recommendation_id")


class GovEvidence(models.Model):
    """A file that proves a result. Frozen with the result it belongs to.

    A file of an answer (coordination) or of a part's report is made by the step that
    sends it, so it is frozen from its first moment.
    """

    _name = "gov.evidence"
    _description = "Evidence"
    _inherit = ["gov.file.mixin", "gov.search.mixin"]
    _order = "result_id, id"

    _guarded_fields = frozenset({"link_id", "shared_from_id"})
    _search_key_fields = ("name",)

    name = fields.Char(string="File name", required=True)
    result_id = fields.Many2one(
        comodel_name="gov.assignment.result",
        ondelete="restrict",
        index=True,
    )
    coordination_id = fields.Many2one(
        comodel_name="gov.coordination",
        ondelete="restrict",
        index="btree_not_null",
        copy=False,
    )
    subassignment_id = fields.Many2one(
        comodel_name="gov.subassignment",
        ondelete="restrict",
        index="btree_not_null",
        copy=False,
    )
    recommendation_id = fields.Many2one(
        comodel_name="gov.supervision.recommendation",
        ondelete="restrict",
        index="btree_not_null",
        copy=False,
    )
    assignment_id = fields.Many2one(
        related="result_id.assignment_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        compute="_compute_company_id",
        store=True,
        precompute=True,
        index=True,
    )
    # Where the file was taken from, when nobody uploaded it for this result.
    link_id = fields.Many2one(
        comodel_name="gov.link",
        string="File of the linked record",
        ondelete="restrict",
        index="btree_not_null",
        readonly=True,
        copy=False,
    )
    shared_from_id = fields.Many2one(
        comodel_name="gov.evidence",
        string="Shared with the result",
        ondelete="set null",
        index="btree_not_null",
        readonly=True,
        copy=False,
    )

    _owner_check = models.Constraint(
        "CHECK (num_nonnulls(result_id, coordination_id, subassignment_id, "
        "recommendation_id) = 1)",
        "A file belongs to one result, one answer or one part.",
    )

    @api.depends("result_id", *STEP_LINKS)
    def _compute_company_id(self):
        for evidence in self:
            # sudo: the company is copied from what the file belongs to.
            owner = evidence.sudo()._get_owner()
            evidence.company_id = owner.company_id

    @api.model_create_multi
    def create(self, vals_list):
        evidence = super().create(vals_list)
        evidence._check_open()
        return evidence

    def write(self, vals):
        if not self._is_unlocked():
            self._check_open()
            if not {"result_id", *STEP_LINKS}.isdisjoint(vals):
                raise AccessError(self.env._("Evidence stays with its result."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        self._check_open()

    def _get_owner(self):
        """What the file belongs to: a result, an answer or a part."""
        self.ensure_one()
        owners = (self[name] for name in ("result_id", *STEP_LINKS))
        return next(filter(None, owners), self.result_id)

    def _is_frozen(self):
        """True if a file of ``self`` can no longer be changed."""
        return any(evidence[link] for evidence in self for link in STEP_LINKS) or any(
            result.state != "draft" for result in self.result_id
        )

    @api.model
    def _take_over(self, result, attachments, evidence):
        """Evidence of ``result`` from files that are in the office already.

        Each gets an attachment of its own, so that whoever accepts the result may
        read it, and so that nobody has to lock, or can change behind it, a file of
        the e-office. On disk it stays one file: the file store goes by content.

        :param attachments: files of records linked to the line or to its document
        :param evidence: evidence of the same unit
        """
        attachments.check_access("read")
        evidence.check_access("read")
        line = result.assignment_id
        links = {(k.res_model, k.res_id): k for k in line.shown_link_ids}
        vals_list = []
        for file in attachments:
            link = links.get((file.res_model, file.res_id))
            if not link or file.type != "binary":
                raise AccessError(
                    self.env._(
                        "%(name)s is no file of a linked record.", name=file.name
                    )
                )
            vals_list.append(
                {"name": file.name, "file": file.datas, "link_id": link.id}
            )
        for other in evidence:
            if other.assignment_id.unit_id != line.unit_id:
                raise AccessError(
                    self.env._("%(name)s belongs to another unit.", name=other.name)
                )
            vals = {"name": other.name, "file": other.file, "shared_from_id": other.id}
            vals_list.append(vals)
        return self.with_context(bin_size=False)._guarded_create(
            [vals | {"result_id": result.id} for vals in vals_list]
        )

    def _check_open(self):
        # sudo: a locked result refuses, whoever asks.
        steps = any(evidence[link] for evidence in self.sudo() for link in STEP_LINKS)
        if steps and not self._is_unlocked():
            raise AccessError(
                self.env._("The files of an answer are sent with it and stay as sent.")
            )
        results = self.sudo().result_id
        results._check_not_locked()
        for result in results:
            result.with_env(self.env)._check_can_write()
