import type { Database } from 'better-sqlite3';

type Counted = { readonly kind: string; readonly name: string; readonly status: string };

/** Gathers what a transaction does to the counts by status and by workflow, and writes it once at its end. */
export type Counters = {
  readonly add: (run: Counted, n: 1 | -1) => void;
  readonly write: () => void;
  /** Forgets what was gathered: the transaction was rolled back. */
  readonly forget: () => void;
};

export function createCounters(db: Database): Counters {
  const counts = db.prepare(
    'INSERT INTO counts VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n',
  );
  const totals = db.prepare('INSERT INTO totals VALUES (?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n');
  const gathered = new Map<string, { readonly run: Counted; n: number }>();
  return {
    add(run, n) {
      const id = JSON.stringify([run.kind, run.name, run.status]);
      const entry = gathered.get(id);
      if (entry) entry.n += n;
      else gathered.set(id, { run, n });
    },
    write() {
      const byStatus = new Map<string, number>();
      for (const { run, n } of gathered.values()) {
        if (n === 0) continue;
        counts.run(run.kind, run.name, run.status, n);
        byStatus.set(run.status, (byStatus.get(run.status) ?? 0) + n);
      }
      for (const [status, n] of byStatus) if (n !== 0) totals.run(status, n);
      gathered.clear();
    },
    forget: () => gathered.clear(),
  };
}
