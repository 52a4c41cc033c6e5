import type { Sql } from '../../query-sql/sql-template.ts';

/** Yields statements and is resumed with their rows: by SQLite at once, by PostgreSQL after a round trip. */
export type Reading<Result> = Generator<Sql, Result, readonly unknown[]>;

/** The caller must select columns of type `Row`. */
export function* rowsOf<Row>(statement: Sql): Reading<readonly Row[]> {
  return (yield statement) as readonly Row[];
}

export function runReading<Result>(
  reading: Reading<Result>,
  read: (statement: Sql) => readonly unknown[],
): Result {
  let step = reading.next();
  while (!step.done) step = reading.next(read(step.value));
  return step.value;
}

export async function runReadingAsync<Result>(
  reading: Reading<Result>,
  read: (statement: Sql) => Promise<readonly unknown[]>,
): Promise<Result> {
  let step = reading.next();
  while (!step.done) step = reading.next(await read(step.value));
  return step.value;
}
