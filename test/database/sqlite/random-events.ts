import Database from 'better-sqlite3';
import type { RunEvent } from '../../../src/contract/run-events.ts';
import { processLost } from '../../../src/database/runs/events/run-state.ts';
import { summarizeFailure } from '../../../src/model/failure/summarize-failure.ts';
import type { Payloads } from '../../../src/model/query/match/subject.ts';
import type { RunSummary } from '../../../src/model/run.ts';
import { isActive } from '../../../src/model/status.ts';
import { hostIdentity } from '../../../src/programs/process-identity.ts';
import type { TestRun } from '../../model/query/arbitrary-run.ts';
import { testNow } from '../../model/query/vocabulary.ts';

/** A random run as a recorder would say it. */
export function toEvents(run: TestRun): readonly RunEvent[] {
  const { messages = [], logs = [] } = run.payloads;
  const runId = run.summary.id;
  return [
    toCreated(run),
    ...messages.map(message => ({
      ...{ type: 'message-put' as const, runId, id: message.id },
      message: JSON.stringify(message),
    })),
    ...logs.map((message, age) => ({
      ...{ type: 'log-added' as const, runId, at: testNow - age, level: 'info', message },
    })),
  ];
}

function toCreated({ summary, payloads }: TestRun): RunEvent {
  const { errorSummary, statusRaw, status, ...rest } = summary;
  const json = (value: unknown) => (value === undefined ? undefined : JSON.stringify(value));
  return {
    type: 'run-created',
    ...rest,
    status: statusRaw ?? status,
    input: json(payloads.input),
    output: json(payloads.output),
    error: errorSummary && {
      value: json(payloads.error) ?? 'null',
      name: errorSummary.name,
      message: errorSummary.message,
      stepName: errorSummary.step,
    },
  };
}

/** The same run as a store can hold it: a failure's payload needs a failure, and an id stands for one run. */
export function toStorable(runs: readonly TestRun[]): readonly TestRun[] {
  const byId = new Map(runs.map(run => [run.summary.id, run]));
  return [...byId.values()].map(({ summary, payloads }) => ({
    summary: withFailure(summary, payloads),
    payloads: summary.errorSummary ? payloads : { ...payloads, error: undefined },
  }));
}

/** With what a store works out of the error. */
function withFailure(summary: RunSummary, { error: value }: Payloads): RunSummary {
  const { errorSummary, name } = summary;
  if (!errorSummary) return summary;
  const { step, ...error } = errorSummary;
  return { ...summary, errorSummary: summarizeFailure({ error: { ...error, value }, step, name }) };
}

export const lostSeenAt = testNow - 1_000;

/** What readers make of an active run whose owner was last seen at `lostSeenAt`. */
export function toLost(run: TestRun): TestRun {
  const { summary, payloads } = run;
  if (!isActive(summary)) return run;
  const { statusRaw: _, ...rest } = summary;
  return {
    summary: {
      ...rest,
      status: 'failed',
      finishedAt: Math.max(lostSeenAt, summary.createdAt, summary.startedAt ?? 0),
      errorSummary: processLost,
      isLost: true,
    },
    payloads: { ...payloads, error: processLost },
  };
}

/** Gives runs an owner of this host that cannot be alive. */
export function orphan(path: string, ids: readonly string[]): void {
  const db = new Database(path);
  db.prepare('INSERT INTO owners VALUES (7, 4194305, ?, ?, ?, NULL)').run('1', hostIdentity(), lostSeenAt);
  const own = db.prepare('UPDATE runs SET owner = 7 WHERE id = ?');
  db.transaction(() => {
    for (const id of ids) own.run(id);
  })();
  db.close();
}
