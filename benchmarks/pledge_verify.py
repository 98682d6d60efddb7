"""Sealing signed pledges, and verifying the chain.

ours   ``gov.pledge.seal._verify``: every seal made again, and what the pledges, their
       files and their history hold now compared with what was signed
limit  the same contents by one plain SELECT in batches, and SHA-256 over their bytes

There is no stock counterpart. ``.linear`` compares the time a seal takes at the two
sizes: ours is that of the large chain, the limit that of the small one. ``.job`` seals
all of them; its limit is the same.
"""

import hashlib
import os

from odoo.addons.friendly_gov.tools import pledge_seal

from . import builders
from .measure import call, in_turns, medians, say
from .output import Figure

SIZES = (10_000, int(os.environ.get("FG_BENCH_PLEDGES", "50000")))
ROUNDS = int(os.environ.get("FG_BENCH_ROUNDS", "5"))
CODE = "BENCH-SEAL"
BATCH = 1_000


def run(env):
    """Yield figures of the verification at both sizes, and of the job."""
    seconds = {}
    for size in SIZES:
        say(f"building {size:,} signed pledges")
        _make_pledges(env, size)
        job = call(env, _seal)
        if job.result != size:
            raise RuntimeError(f"{job.result} seals for {size} pledges.")
        env.cr.commit()
        builders.settle(env.cr.dbname, ("gov_pledge", "gov_pledge_seal"))
        runs = in_turns(
            {"ours": _verify, "limit": _read},
            ROUNDS,
            lambda function: call(env, function),
        )
        if any(done.result != size for done in runs["ours"] + runs["limit"]):
            raise RuntimeError("A finding, or not all of them: nothing is compared.")
        wall = medians(runs, "seconds")
        seconds[size] = wall["ours"] / size
        queries = runs["ours"][0].queries
        yield Figure(
            "pledge_verify", size, wall["ours"], None, wall["limit"], "s", queries
        )
        yield Figure(
            "pledge_verify.job",
            size,
            job.seconds,
            None,
            wall["limit"],
            "s",
            job.queries,
        )
    small, large = (1_000_000 * seconds[size] for size in SIZES)
    yield Figure(
        "pledge_verify.linear", SIZES[1], large, None, small, "us a seal", None
    )


def _seal(env):
    company, made, total = env.company.id, 0, 0
    while made or not total:
        made = env["gov.pledge.seal"]._seal_batch(company)
        total += made
        env.cr.commit()
    return total


def _verify(env):
    findings = env["gov.pledge.seal"]._verify(env.company)
    if findings:
        raise RuntimeError(f"{findings[0]}")
    return env["gov.pledge.seal"]._get_head(env.company.id)[0]


def _read(env):
    last = count = 0
    while True:
        env.cr.execute(
            "SELECT id, signed_content FROM gov_pledge WHERE id > %s "
            "AND signed_content IS NOT NULL ORDER BY id LIMIT 1000",
            (last,),
        )
        rows = env.cr.fetchall()
        if not rows:
            return count
        for _pledge, content in rows:
            hashlib.sha256(content.encode()).hexdigest()
        last, count = rows[-1][0], count + len(rows)


def _make_pledges(env, size):
    """Signed pledges of one unit, as many people, in a fresh chain."""
    units = env["hr.department"]
    unit = units.search([("gov_code", "=", CODE)]) or units.create(
        {
            "name": "Benchmark",
            "gov_code": CODE,
            "gov_kind": "people_committee",
            "gov_level": "commune",
        }
    )
    code = env.ref("friendly_gov.pledge_code_5_khong")
    campaigns = env["gov.pledge.campaign"]
    campaign = campaigns.search([("name", "=", CODE)]) or campaigns.create(
        {"name": CODE, "code_id": code.id, "organizer_unit_id": unit.id}
    )
    if env["gov.pledge"].search_count([("campaign_id", "!=", campaign.id)]):
        raise RuntimeError("A fresh database is needed: pledges of somebody are here.")
    env.flush_all()
    env.cr.execute("DELETE FROM gov_pledge_seal")
    env.cr.execute("DELETE FROM gov_pledge")
    # Fifty thousand people would take longer to make than all the rest.
    env.cr.execute("DROP INDEX IF EXISTS gov_pledge_unit_uniq")
    env.cr.execute(
        """
        INSERT INTO gov_pledge (
               campaign_id, company_id, code_id, organizer_unit_id, level, unit_id,
               employee_id, signer_name, authority, state, date_signed, signed_at,
               method, place, name, search_key, is_exempt)
        SELECT %(campaign)s, %(company)s, %(code)s, %(unit)s, 'unit', %(unit)s, NULL,
               'Benchmark ' || n, 'direct', 'signed', '2024-06-17',
               '2024-06-17'::timestamp + n * interval '1 second', 'paper', 'x',
               'Benchmark', 'benchmark', FALSE
          FROM generate_series(1, %(size)s) n
        """,
        {
            "campaign": campaign.id,
            "company": env.company.id,
            "code": code.id,
            "unit": unit.id,
            "size": size,
        },
    )
    env.cr.execute("SELECT id, signer_name, signed_at FROM gov_pledge ORDER BY id")
    rows = env.cr.fetchall()
    content = env["gov.pledge"].browse(rows[0][0])._get_signed_content()
    for start in range(0, size, BATCH):
        batch = rows[start : start + BATCH]
        texts = []
        for pledge_id, name, signed_at in batch:
            content["pledge"], content["signer"]["name"] = pledge_id, name
            content["signed_at"] = f"{signed_at.isoformat()}Z"
            texts.append(pledge_seal.canonical(content))
        env.cr.execute(
            "UPDATE gov_pledge SET signed_content = new.content "
            "FROM unnest(%s, %s) new(id, content) WHERE gov_pledge.id = new.id",
            ([row[0] for row in batch], texts),
        )
    env.cr.commit()
    env.invalidate_all()
    builders.settle(env.cr.dbname, ("gov_pledge",))
