import type { Sql } from './sql-template.ts';

/**
 * What is read from a database in several statements. It yields each statement and is resumed with its
 * rows, so that one text serves SQLite, which answers at once, and PostgreSQL, where each is a round trip.
 */
export type Reading<Result> = Generator<Sql, Result, readonly unknown[]>;

/** The rows of one statement, which are of the type that it selects. */
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
