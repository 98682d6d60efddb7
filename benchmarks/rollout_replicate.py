"""Replicating a model: 170 units with 18 steps at once, 3,321 in the background.

ours   ``action_replicate`` as a coordinator: rights, validity of the units, dates in
       working days, roll-outs, steps, history, the list of units
stock  ``create`` of the same roll-outs and steps through the ORM, tracking off: no
       check, no date worked out, no list; as their models make it, with the history

Nothing shorter makes the same rows without their keys and copies: there is no limit.
"""

from datetime import timedelta

from odoo.fields import Command

from . import builders
from .measure import call, call_in_child, in_turns, medians, say
from .output import Figure

STEPS = 18
ALL = 3321
ROUNDS = 7
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
}
CODE = "BENCH-MODEL"


def run(env):
    """Yield the figures at once and in the background."""
    builders.build(env, 1_000)
    root, departments, communes = builders._make_units(env)
    user = builders._make_user(env, "coordinator", root)
    origin = _make_origin(env, root, departments[0])
    env.cr.commit()
    yield _at_once(env, user, origin, communes)
    yield from _in_the_background(env, user, origin)


def _make_origin(env, root, unit):
    """A pilot that began 100 days ago, with eighteen steps ten days apart."""
    model = env["gov.reform.model"].search([("code", "=", CODE)])
    if model:
        return model.rollout_ids.filtered(lambda rollout: not rollout.origin_id)[:1]
    model = env["gov.reform.model"].create(
        {"code": CODE, "name": "Benchmark", "lead_unit_id": root.id}
    )
    start = env.company._gov_today() - timedelta(days=100)
    return env["gov.rollout"].create(
        {
            "reform_model_id": model.id,
            "unit_id": unit.id,
            "steering_unit_id": root.id,
            "date_start": start,
            "date_launch_planned": start + timedelta(days=150),
            "step_ids": [
                Command.create(
                    {
                        "sequence": number,
                        "code": f"B{number:02}",
                        "name": f"Step {number} of the reform model",
                        "is_mandatory": number % 3 == 0,
                        "date_planned": start + timedelta(days=10 * number),
                    }
                )
                for number in range(1, STEPS + 1)
            ],
        }
    )


def _draft(origin, units):
    model = origin.reform_model_id
    wave = origin.env["gov.rollout.wave"].create(
        {"name": "Benchmark", "reform_model_id": model.id}
    )
    return origin.env["gov.replication"].create(
        {
            "reform_model_id": model.id,
            "origin_id": origin.id,
            "wave_id": wave.id,
            "steering_unit_id": origin.steering_unit_id.id,
            "date_start": origin.env.company._gov_today(),
            "unit_ids": [Command.set(units.ids)],
        }
    )


def _at_once(env, user, origin, units):
    say(f"replicating {STEPS} steps to {len(units)} units")

    def measure(function):
        savepoint = env.cr.savepoint(flush=False)
        replication = _draft(origin, units)
        user_env = builders.as_user(env, user.id)
        done = call(user_env, lambda env: function(replication.with_env(env)))
        savepoint.rollback()
        savepoint.close(rollback=True)
        env.invalidate_all(flush=False)
        if done.result != (len(units), STEPS * len(units)):
            raise RuntimeError(f"{function.__name__} made {done.result}.")
        return done

    runs = in_turns({"ours": _ours, "stock": _stock}, ROUNDS, measure)
    seconds = medians(runs, "seconds")
    return Figure(
        "rollout_replicate",
        len(units),
        1000 * seconds["ours"],
        1000 * seconds["stock"],
        None,
        "ms",
        runs["ours"][0].queries,
    )


def _ours(replication):
    replication.action_replicate()
    replication.env.flush_all()
    return _count(replication)


def _stock(replication):
    values = replication._prepare_rollout()
    rollouts = replication.env["gov.rollout"].with_context(**QUIET)
    rollouts = rollouts._guarded_create(
        [values | {"unit_id": unit.id} for unit in replication.unit_ids]
    )
    plan = replication._get_step_plan()
    steps = replication.env["gov.rollout.step"].with_context(**QUIET)
    steps._guarded_create(
        [step | {"rollout_id": rollout.id} for rollout in rollouts for step in plan]
    )
    replication.env.flush_all()
    return _count(replication)


def _count(replication):
    replication.env.cr.execute(
        """
        SELECT count(DISTINCT r.id), count(s.id)
          FROM gov_rollout r
          LEFT JOIN gov_rollout_step s ON s.rollout_id = r.id
         WHERE r.wave_id = %s
        """,
        (replication.wave_id.id,),
    )
    return replication.env.cr.fetchone()


def _in_the_background(env, user, origin):
    """What the cron does, batch after batch, committed; one run, in a child."""
    units = _make_all_units(env, origin.steering_unit_id)
    replication = _draft(origin, units).with_env(builders.as_user(env, user.id))
    asked = call(
        replication.env, lambda env: replication.with_env(env).action_replicate()
    )
    env.cr.commit()
    say(f"  {len(units):,} units listed and queued in {asked.seconds:.1f} s")
    done = call_in_child(env, lambda env: _work(env, replication.id), _warm_up)
    if done.result != (len(units), STEPS * len(units)):
        raise RuntimeError(f"The background made {done.result}.")
    yield Figure(
        "rollout_replicate.background", ALL, done.seconds, None, None, "s", done.queries
    )
    yield Figure(
        "rollout_replicate.background", ALL, done.megabytes, None, None, "MB", None
    )


def _warm_up(env):
    env["gov.replication"].search([], limit=1).read(["name", "progress"])


def _work(env, replication_id):
    replication = env["gov.replication"].browse(replication_id)
    replication._run_queued()
    if replication.state != "done":
        raise RuntimeError(f"{replication.state}: {replication.failure}")
    return _count(replication)


def _make_all_units(env, root):
    units = env["hr.department"]
    found = units.search([("gov_code", "=like", "BENCH-ALL-%")], order="id")
    return found or units.create(
        [
            builders._unit_values(root, number, "people_committee", "commune")
            | {"gov_code": f"BENCH-ALL-{number:04}"}
            for number in range(1, ALL + 1)
        ]
    )
