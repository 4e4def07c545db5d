"""Puts many short runs straight into the tables: their parameters, tags and the sums of ten metrics, as the run table
reads them. Usage: fill.py <data folder> <experiment id> <runs>"""

import pathlib
import sys

import psycopg2

folder, experiment, runs = pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
connection = psycopg2.connect(
    host="127.0.0.1",
    port=int((folder / "postgres/cluster/postmaster.pid").read_text().splitlines()[3]),
    user="dure",
    password=(folder / "secrets/database.password").read_text().strip(),
    dbname="postgres",
)
with connection, connection.cursor() as sql:
    sql.execute(
        """
        insert into tracking.run (uuid, project_id, experiment_id, name, user_name, status, started_ms, ended_ms)
        select md5('bench ' || n), e.project_id, e.id, 'run-' || n, 'bench', 'FINISHED',
               1700000000000 + n * 60000::bigint, 1700000050000 + n * 60000::bigint
        from tracking.experiment e, generate_series(1, %s) n where e.id = %s
        """,
        (runs, experiment),
    )
    for keys, table, value in (
        (["lr", "optimizer", "layers", "seed", "dropout"], "param", "(r.id * k.n %% 37)::text"),
        (["team", "stage"], "tag", "'value ' || (r.id * k.n %% 5)"),
    ):
        sql.execute(
            f"""
            insert into tracking.{table} (run_id, key, value)
            select r.id, k.key, {value} from tracking.run r, unnest(%s) with ordinality as k (key, n)
            where r.experiment_id = %s
            """,
            (keys, experiment),
        )
    metrics = ["loss", "val/loss", "val/accuracy"] + [f"metric_{n}" for n in range(7)]
    sql.execute("insert into tracking.metric_key (key) select unnest(%s) on conflict do nothing", (metrics,))
    sql.execute(
        """
        insert into tracking.series (run_id, n, key_id, last_step, last_ms, last_value,
            first_step, first_ms, first_value, min_value, min_step, max_value, max_step)
        select r.id, 50, k.id, 49, r.started_ms + 49000, v.value,
               0, r.started_ms, v.value + 1, v.value - 0.1, 47, v.value + 1, 0
        from tracking.run r, tracking.metric_key k,
             lateral (select abs(hashint8(r.id * 1000 + k.id)) / 2147483648.0 as value) v
        where r.experiment_id = %s and k.key = any(%s)
        """,
        (experiment, metrics),
    )
connection.autocommit = True
connection.cursor().execute("analyze")
