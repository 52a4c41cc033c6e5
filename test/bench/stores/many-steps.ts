import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { RunEvent } from '../../../src/contract/run-events.ts';
import { createPool } from '../../../src/database/postgres/database.ts';
import { createBatchIntake } from '../../../src/database/postgres/write/batch-intake.ts';
import { openSampleWriter } from '../../../src/database/sqlite/write/sample-writer.ts';

export const stepRuns = { fewId: 'run_few_steps', manyId: 'run_many_steps' };

export const stepsOfFew = 10;
export const stepsOfMany = 20_000;

const eventsAtOnce = 2_000;

/** Failed runs of few and of very many steps, in a file. */
export async function makeStepRuns(folder: string): Promise<string> {
  const path = join(folder, 'step-runs.db');
  if (existsSync(path)) return path;
  const writer = await openSampleWriter(path);
  writer.write(stepRunEvents());
  await writer.settle();
  await writer.close();
  return path;
}

/** The same in a database of PostgreSQL. */
export async function fillWithStepRuns(url: string): Promise<void> {
  const pool = createPool(url);
  const intake = createBatchIntake(pool, url);
  const events = stepRunEvents();
  try {
    for (let from = 0, sequence = 1; from < events.length; from += eventsAtOnce, sequence += 1)
      await intake.apply({
        writer: 'bench',
        sequence,
        isOwner: false,
        events: events.slice(from, from + eventsAtOnce),
      });
  } finally {
    await pool.end();
  }
}

/** The payloads and errors of the steps of the run that has very many. */
export function textOfSteps(): string {
  return stepRunEvents()
    .flatMap(event =>
      event.type === 'step-put' && event.runId === stepRuns.manyId
        ? [event.input, event.output, event.error]
        : [],
    )
    .join('');
}

function stepRunEvents(): readonly RunEvent[] {
  const startAt = Date.now() - 3_600_000;
  return [
    ...runWithSteps(stepRuns.fewId, stepsOfFew, startAt),
    ...runWithSteps(stepRuns.manyId, stepsOfMany, startAt),
  ];
}

/** Every other step has the name of all others; one of twenty is tried twice; the last one ends the run. */
function runWithSteps(id: string, count: number, startAt: number): readonly RunEvent[] {
  const steps: RunEvent[] = [];
  for (let index = 0; index < count; index += 1) {
    const name = index % 2 === 0 ? 'store page' : `load page ${index}`;
    const isLast = index === count - 1;
    if (index % 20 === 7) steps.push(attemptOf(id, { index, name, attempt: 1, isFailed: true, startAt }));
    steps.push(attemptOf(id, { index, name, attempt: index % 20 === 7 ? 2 : 1, isFailed: isLast, startAt }));
  }
  const last = count - 1;
  const created: RunEvent = {
    type: 'run-created',
    id,
    kind: 'workflow',
    name: id.replaceAll('_', '-'),
    trigger: { type: 'manual', label: 'CLI', raw: '{}' },
    createdAt: startAt,
    status: 'failed',
    startedAt: startAt,
    finishedAt: startAt + count * 5 + 10,
    input: JSON.stringify({ pages: count }),
    output: JSON.stringify({ stored: count - 1 }),
    error: {
      name: 'PageError',
      message: 'the last page is empty',
      stepId: `step-${last}-1`,
      stepName: `load page ${last}`,
    },
    stepCount: steps.length,
  };
  return [created, ...steps];
}

type Attempt = {
  readonly index: number;
  readonly name: string;
  readonly attempt: number;
  readonly isFailed: boolean;
  readonly startAt: number;
};

function attemptOf(runId: string, { index, name, attempt, isFailed, startAt }: Attempt): RunEvent {
  const startedAt = startAt + index * 5 + attempt;
  return {
    type: 'step-put',
    runId,
    id: `step-${index}-${attempt}`,
    name,
    stepType: 'action',
    status: isFailed ? 'failed' : 'success',
    attempt,
    startedAt,
    finishedAt: startedAt + 2,
    input: payloadOf(index, 'page'),
    output: isFailed ? undefined : payloadOf(index, 'stored'),
    error: isFailed
      ? JSON.stringify({
          value: { code: 'EMPTY', page: index },
          name: 'PageError',
          message: `page ${index} is empty`,
        })
      : undefined,
  };
}

/** About 1 KB. */
function payloadOf(index: number, kind: string): string {
  const rows = Array.from({ length: 10 }, (_, row) => ({
    id: `${kind}-${index}-${row}`,
    email: `person.${index}.${row}@example.com`,
    total: (index * 7_919 + row) % 100_000,
    tags: ['alpha', `group-${row}`],
  }));
  return JSON.stringify({ kind, index, rows });
}
