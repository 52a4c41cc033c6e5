import type { ClientBase } from 'pg';
import { createInsert } from './row-statement.ts';

type Counted = { readonly kind: string; readonly name: string; readonly status: string };
type Entry = { readonly run: Counted; n: number };

/** Gathers what a transaction does to the counts by kind, name and status, and writes it once at its end. */
export type Counts = {
  readonly add: (run: Counted, n: 1 | -1) => void;
  readonly write: (client: ClientBase) => Promise<void>;
};

/** Rows of their own, so that writers do not wait for each other. */
const insert = createInsert<Entry>('counts', [
  { name: 'kind', type: 'text', of: ({ run }) => run.kind },
  { name: 'name', type: 'text', of: ({ run }) => run.name },
  { name: 'status', type: 'text', of: ({ run }) => run.status },
  { name: 'n', type: 'integer', of: ({ n }) => n },
]);

export function createCounts(): Counts {
  const gathered = new Map<string, Entry>();
  return {
    add(run, n) {
      const id = JSON.stringify([run.kind, run.name, run.status]);
      const entry = gathered.get(id);
      if (entry) entry.n += n;
      else gathered.set(id, { run, n });
    },
    async write(client) {
      await insert.run(
        client,
        [...gathered.values()].filter(({ n }) => n !== 0),
      );
    },
  };
}
