/** SQL with a `?` for each of its parameters, in their order. */
export type Sql = { readonly sql: string; readonly params: readonly unknown[] };

/** Puts values between the pieces of a text: SQL as it is, anything else as a parameter. */
export function sql(pieces: TemplateStringsArray, ...values: readonly unknown[]): Sql {
  let text = pieces[0] ?? '';
  const params: unknown[] = [];
  for (const [at, value] of values.entries()) {
    if (isSql(value)) {
      text += value.sql;
      params.push(...value.params);
    } else {
      text += '?';
      params.push(value);
    }
    text += pieces[at + 1] ?? '';
  }
  return { sql: text, params };
}

/** SQL without parameters. */
export function raw(text: string): Sql {
  return { sql: text, params: [] };
}

export function joinSql(parts: readonly Sql[], between: string): Sql {
  return { sql: parts.map(part => part.sql).join(between), params: parts.flatMap(part => part.params) };
}

/** All of the conditions; true when there are none. */
export function allOf(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? raw('true') : joinSql(conditions, ' AND ');
}

/** The text as PostgreSQL takes it, with `$1`, `$2` … for the parameters. */
export function numbered(text: string): string {
  let number = 0;
  return text.replaceAll('?', () => {
    number += 1;
    return `$${number}`;
  });
}

function isSql(value: unknown): value is Sql {
  return typeof value === 'object' && value !== null && 'sql' in value && 'params' in value;
}
