from odoo import api, models

from ..tools.fold import fold
from .gov_importer import ImportColumn

COLUMNS = [
    ImportColumn("template_code", required=True),
    ImportColumn("template_name"),
    ImportColumn("template_step_code", required=True),
    ImportColumn("step_name", required=True),
    ImportColumn("stage"),
    ImportColumn("offset_days", "int"),
    ImportColumn("mandatory", "selection"),
    ImportColumn("evidence", "selection"),
    ImportColumn("step_source"),
]


class GovImporterTemplate(models.AbstractModel):
    """Steps of templates: a known step is updated, a new one added, in file order.

    Steps that the file leaves out stay; roll-outs that run keep their own copies.
    """

    _name = "gov.importer.template"
    _description = "Import of step templates"
    _inherit = ["gov.importer.flag"]

    @api.model
    def _get_tables(self):
        return {"template": COLUMNS}

    @api.model
    def _get_table_labels(self):
        return {"template": self.env._("Steps of templates")}

    @api.model
    def _get_column_labels(self):
        return {
            "template": {
                "template_code": self.env._("Code of the template"),
                "template_name": self.env._("Name of the template"),
                "template_step_code": self.env._("Code of the template's step"),
                "step_name": self.env._("Step of the template"),
                "stage": self.env._("Stage"),
                "offset_days": self.env._("Working days from the start"),
                "mandatory": self.env._("Needed for the launch (yes/no)"),
                "evidence": self.env._("Needs evidence (yes/no)"),
                "step_source": self.env._("Source of the step"),
            }
        }

    @api.model
    def _import_tables(self, rows, errors, **options):
        lines = rows["template"]
        templates = self._get_known_templates()
        stages = {fold(s.name): s for s in self.env["gov.stage"].search([])}
        self._check_lines(lines, templates, stages, errors)
        errors.raise_any()
        for line in lines:
            values = line.values
            if values["template_code"] not in templates:
                templates[values["template_code"]] = self.env[
                    "gov.stage.template"
                ].create(
                    {"code": values["template_code"], "name": values["template_name"]}
                )
        by_template = {}
        for line in lines:
            by_template.setdefault(line.values["template_code"], []).append(line)
        for code, group in by_template.items():
            self._write_steps(templates[code], group, stages)

    @api.model
    def _get_known_templates(self):
        """The newest version of each template that the user's company may use."""
        found = self.env["gov.stage.template"].search(
            [("code", "!=", False), ("company_id", "in", [self.env.company.id, False])],
            order="version, company_id desc, id",
        )
        return {template.code: template for template in found}

    @api.model
    def _check_lines(self, lines, templates, stages, errors):
        seen = {}
        for line in lines:
            values = line.values
            key = values["template_code"], values["template_step_code"]
            if key in seen:
                message = self.env._(
                    "this step stands already in row %(row)s", row=seen[key]
                )
                errors.add("template", line.number, "template_step_code", message)
            first = key[0] not in {code for code, _step in seen}
            seen.setdefault(key, line.number)
            if first and key[0] not in templates and not values["template_name"]:
                message = self.env._("a new template needs a name")
                errors.add("template", line.number, "template_name", message)
            if values["stage"] and fold(values["stage"]) not in stages:
                message = self.env._(
                    "there is no stage “%(name)s”", name=values["stage"]
                )
                errors.add("template", line.number, "stage", message)

    @api.model
    def _write_steps(self, template, lines, stages):
        known = {step.code: step for step in template.step_ids}
        new = []
        for index, line in enumerate(lines):
            values = line.values
            stage = stages.get(fold(values["stage"] or ""))
            vals = {
                "sequence": 10 * (index + 1),
                "name": values["step_name"],
                "stage_id": stage.id if stage else False,
                "offset_days": values["offset_days"] or 0,
                "is_mandatory": values["mandatory"] == "yes",
                "needs_evidence": values["evidence"] == "yes",
                "source": values["step_source"],
            }
            code = values["template_step_code"]
            if code in known:
                known[code].write(vals)
            else:
                new.append(vals | {"template_id": template.id, "code": code})
        self.env["gov.stage.template.step"].create(new)

    @api.model
    def _get_export_rows(self, records):
        return {
            "template": [
                {
                    "template_code": template.code or template.name,
                    "template_name": template.name,
                    "template_step_code": step.code or str(index),
                    "step_name": step.name,
                    "stage": step.stage_id.name,
                    "offset_days": step.offset_days,
                    "mandatory": "yes" if step.is_mandatory else "no",
                    "evidence": "yes" if step.needs_evidence else "no",
                    "step_source": step.source,
                }
                for template in records
                for index, step in enumerate(template.step_ids.sorted(), 1)
            ]
        }
