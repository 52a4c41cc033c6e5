import type { ClientBase, Pool } from 'pg';
import { createFailureReport, type Report } from '../../runs/background-work.ts';
import { toLogEntries } from '../../runs/filter/index-entry.ts';
import { inTransaction, withStoreErrors } from '../database.ts';
import { type LogRow, type LogStart, logsByRun, newestLogs } from '../searched-rows.ts';
import { createInsert, createRowStatement } from './row-statement.ts';

const queue = createRowStatement<{ readonly run: number; readonly at: number }>(
  'queue-logs',
  [
    { name: 'run', type: 'integer', get: ({ run }) => run },
    { name: 'at', type: 'number', get: ({ at }) => at },
  ],
  rows => `INSERT INTO unindexed_logs (run, at) SELECT u.run, u.at FROM ${rows}
    ON CONFLICT (run) DO UPDATE SET at = least(unindexed_logs.at, excluded.at)`,
);

type Logged = { readonly key: number; readonly run: { readonly logs: readonly { readonly at: number }[] } };

export async function queueLogs(client: ClientBase, runs: readonly Logged[]): Promise<void> {
  const logged = runs.flatMap(({ key, run: { logs } }) => {
    const at = logs.reduce((earliest, log) => Math.min(earliest, log.at), Number.POSITIVE_INFINITY);
    return logs.length === 0 ? [] : [{ run: key, at }];
  });
  const inOrder = logged.toSorted((a, b) => a.run - b.run);
  await queue.run(client, inOrder);
}

const runsAtOnce = 20;

/** Skips the runs that a writer is recording. */
const take = `DELETE FROM unindexed_logs WHERE run IN
    (SELECT run FROM unindexed_logs ORDER BY run LIMIT ${runsAtOnce} FOR UPDATE SKIP LOCKED)
  RETURNING run, at`;

const states = `SELECT q.run, q.at, r.finished_at IS NOT NULL AS has_ended, coalesce(t.seq, -1) AS seq, coalesce(t.part, -1) + 1 AS parts
  FROM unnest($1::bigint[], $2::float8[]) AS q(run, at) JOIN runs r ON r.key = q.run
    LEFT JOIN LATERAL (SELECT max(last_seq) AS seq, max(part) AS part FROM log_texts WHERE log_texts.run = q.run) t ON true`;

type State = LogStart & { readonly has_ended: boolean; readonly parts: number };
type Part = { readonly run: number; readonly part: number; readonly lastSeq: number; readonly text: string };

const insert = createInsert<Part>('log_texts', [
  { name: 'run', type: 'integer', get: ({ run }) => run },
  { name: 'part', type: 'integer', get: ({ part }) => part },
  { name: 'last_seq', type: 'integer', get: ({ lastSeq }) => lastSeq },
  { name: 'text', type: 'plain', get: ({ text }) => text },
]);

/**
 * Inside a transaction; returns the number of runs taken. All parts of an active run are written again when
 * it has ended.
 */
export async function indexSomeLogs(client: ClientBase): Promise<number> {
  const taken = (await client.query<Omit<LogStart, 'seq'>>(take)).rows;
  if (taken.length === 0) return 0;
  const found = await client.query<State>(states, [taken.map(({ run }) => run), taken.map(({ at }) => at)]);
  const isAnew = ({ has_ended, parts }: State) => has_ended && parts > 0;
  const starts = found.rows.map(state =>
    isAnew(state) ? { ...state, at: Number.NEGATIVE_INFINITY, seq: -1, parts: 0 } : state,
  );
  const renewed = found.rows.filter(isAnew).map(({ run }) => run);
  if (renewed.length > 0)
    await client.query('DELETE FROM log_texts WHERE run = ANY ($1::bigint[])', [renewed]);
  const { rows } = await client.query<LogRow>(newestLogs(starts));
  const messages = logsByRun(rows);
  const lastSeqs = new Map<number, number>();
  for (const { run, seq } of rows) lastSeqs.set(run, Math.max(lastSeqs.get(run) ?? 0, seq));
  await insert.run(
    client,
    starts.flatMap(({ run, parts }) =>
      toLogEntries(messages.get(run) ?? []).map((text, at) => ({
        ...{ run, text, part: parts + at, lastSeq: lastSeqs.get(run) ?? 0 },
      })),
    ),
  );
  return taken.length;
}

const afterMs = 200;
const afterFailureMs = 5_000;

export function startLogIndexing(pool: Pool, url: string, report: Report) {
  const { failed, succeeded } = createFailureReport(report);
  let timer: NodeJS.Timeout | undefined;
  let working: Promise<void> = Promise.resolve();
  let isStopped = false;

  async function indexAll(): Promise<void> {
    let count = runsAtOnce;
    while (count === runsAtOnce && !isStopped) {
      count = await withStoreErrors(url, () => inTransaction(pool, indexSomeLogs));
    }
  }

  function schedule(ms: number): void {
    if (!isStopped) timer ??= setTimeout(work, ms).unref();
  }

  function work(): void {
    timer = undefined;
    working = working.then(indexAll).then(succeeded, error => {
      failed(error);
      schedule(afterFailureMs);
    });
  }

  schedule(afterMs);
  return {
    wake: () => schedule(afterMs),
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await working;
    },
  };
}
