"""GoogleSQL as DuckDB takes it: the one place where the two dialects differ.

sqlglot does the work; what it gets wrong is put right here, each with the reason. Only the generator uses this module:
what it makes is checked in.
"""

from __future__ import annotations

from typing import Any

from sqlglot import exp, parse_one


def _own_conditions(select: exp.Select, name: str) -> list[Any]:
    """Take out of WHERE, and return, the conditions that speak of one table alone."""
    where = select.args.get("where")
    every = list(where.this.flatten()) if where and isinstance(where.this, exp.And) else [where.this] if where else []
    own = [one for one in every if not one.find(exp.Select) and all(column.table == name for column in one.find_all(exp.Column))]
    others = [one for one in every if one not in own]
    select.set("where", exp.Where(this=exp.and_(*others)) if others else None)
    return own


def _flattened(select: exp.Select) -> exp.Select:
    """Filter and unnest in a subquery: through a join with UNNEST, and past a subquery, DuckDB pushes no filter down to the files."""
    joins, table = select.args.get("joins") or [], select.args["from_"].this if select.args.get("from_") else None
    if not joins or not isinstance(table, exp.Table) or any(not isinstance(join.this, exp.Unnest) or join.args.get("side") for join in joins):
        return select
    name = table.alias_or_name
    inner = exp.select("*").from_(table.copy()).where(*_own_conditions(select, name))
    if len(joins) == 1:
        unnest = joins[0].this
        (column,), (item,) = unnest.expressions, unnest.args["alias"].columns
        inner = inner.select(exp.alias_(exp.Explode(this=exp.column(column.name, table=name)), item.name))
        select.set("joins", [])
    return select.from_(inner.subquery(name), copy=False)


def _put_right(node: exp.Expression) -> Any:
    if isinstance(node, exp.Select):
        return _flattened(node)
    if isinstance(node, (exp.DateAdd, exp.DateSub, exp.DateTrunc)):
        # These give a date in BigQuery and a timestamp in DuckDB.
        return exp.cast(node, exp.DataType.Type.DATE)
    if isinstance(node, exp.CountIf):
        # COUNT_IF gives a number of 128 bits, which no other column has.
        return exp.Filter(this=exp.Count(this=exp.Star()), expression=exp.Where(this=node.this))
    if isinstance(node, exp.In) and isinstance(node.args.get("unnest"), exp.Unnest):
        # The same for an array without NULLs, which ours are, in one call in place of a CASE of ten lines.
        found = exp.func("list_contains", node.args["unnest"].expressions[0], node.this)
        return exp.func("coalesce", found, exp.false())
    return node


def to_duckdb(sql: str) -> str:
    """Return a GoogleSQL statement as DuckDB takes it; ``@name`` becomes ``$name``.

    Raises:
        sqlglot.errors.ParseError: It is no GoogleSQL; the message shows the place.

    >>> print(to_duckdb("SELECT DATE_SUB(@day_to, INTERVAL 7 DAY) AS day"))
    SELECT
      CAST($day_to - INTERVAL '7' DAY AS DATE) AS day
    """
    tree = parse_one(sql, read="bigquery")
    return str(tree.transform(_put_right, copy=False).sql(dialect="duckdb", pretty=True))
