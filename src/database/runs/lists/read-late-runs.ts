import type { LateOptions, LateRuns } from '../../../contract/lists/run-page.ts';
import { InspectorError } from '../../../model/errors.ts';
import { sql } from '../../../query-sql/sql-template.ts';
import { type Reading, rowsOf } from '../reading.ts';

type Place = { readonly place: number };

/** See `RunStore.lateRuns`. A position beyond the end is of the file or database that was there before. */
export function* readLateRuns({ after, limit }: Omit<LateOptions, 'signal'>): Reading<LateRuns> {
  const [last] = yield* rowsOf<Place>(sql`SELECT place FROM late_runs ORDER BY place DESC LIMIT 1`);
  const end = last?.place ?? 0;
  const start = after === undefined ? end : Math.min(end, parsePosition(after));
  if (start === end) return { addresses: [], position: String(end) };
  const rows = yield* rowsOf<Place & { readonly id: string | null }>(
    sql`SELECT l.place, r.id FROM late_runs l LEFT JOIN runs r ON r.key = l.run
      WHERE l.place > ${start} ORDER BY l.place LIMIT ${limit}`,
  );
  const addresses = rows.flatMap(({ id }) => (id === null ? [] : [id]));
  return { addresses, position: String(rows.at(-1)?.place ?? start) };
}

function parsePosition(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new InspectorError('usage', `not a position among late runs: ${text.slice(0, 40)}`, {
    hint: 'take the position of the answer before, as it is',
  });
}
