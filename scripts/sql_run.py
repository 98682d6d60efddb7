"""Run SQL statements given as a JSON list on standard input, outside transactions.

Started by ./fg with the environment's Python, since psql may be missing and the
launcher itself has no driver. Prints the rows of the last statement as JSON.

    sql_run.py DATABASE < statements.json
"""

import json
import sys

import psycopg2


def main(database):
    """Run the statements one by one; exit code 1 and one line if one fails."""
    statements = json.load(sys.stdin)
    try:
        connection = psycopg2.connect(dbname=database, connect_timeout=10)
        connection.autocommit = True  # CREATE DATABASE allows no transaction
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            rows = cursor.fetchall() if cursor.description else []
        connection.close()
    except psycopg2.Error as error:
        sys.exit(" ".join(str(error).split()))
    json.dump(rows, sys.stdout, default=str)


if __name__ == "__main__":
    main(sys.argv[1])
