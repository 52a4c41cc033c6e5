import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { RunEvent } from '../../../src/contract/run-events.ts';
import { openSampleWriter } from '../../../src/database/sqlite/write/sample-writer.ts';

export type BigRuns = {
  readonly path: string;
  readonly mediumPayloadId: string;
  readonly largePayloadId: string;
  readonly longTraceId: string;
  /** The JSON text of the largest payload. */
  readonly largePayload: string;
};

export const spansOfLongTrace = 100_000;
const megabyte = 1_000_000;
const ids = {
  mediumPayloadId: 'run_medium_payload',
  largePayloadId: 'run_large_payload',
  longTraceId: 'run_long_trace',
};

/**
 * A store with a run whose output is 50 MB, one whose output is 2 MB, and one whose trace has 100,000 spans.
 */
export async function makeBigRuns(folder: string): Promise<BigRuns> {
  const path = join(folder, 'big-runs.db');
  const largePayload = makePayload(50 * megabyte);
  const made = { path, ...ids, largePayload };
  if (existsSync(path)) return made;
  const writer = await openSampleWriter(path);
  const now = Date.now() - 5 * 3_600_000;
  writer.write([
    makeRun(ids.mediumPayloadId, now - 3_000, makePayload(2 * megabyte)),
    makeRun(ids.largePayloadId, now - 2_000, largePayload),
    makeRun(ids.longTraceId, now - 1_000, '{"ok":true}'),
  ]);
  writer.write(makeSpans(now - 600_000));
  await writer.settle();
  await writer.close();
  return made;
}

function makeRun(id: string, createdAt: number, output: string): RunEvent {
  return {
    type: 'run-created',
    id,
    kind: 'workflow',
    name: id.replaceAll('_', '-'),
    trigger: { type: 'manual', label: 'CLI', raw: '{}' },
    createdAt,
    status: 'success',
    startedAt: createdAt,
    finishedAt: createdAt + 900,
    output,
  };
}

/** A list of rows such as a query of a database returns, as JSON text of about so many bytes. */
function makePayload(bytes: number): string {
  const rows: string[] = [];
  let size = 0;
  for (let index = 0; size < bytes; index += 1) {
    const row = {
      id: index,
      email: `person.${index}@example.com`,
      total: (index * 7919) % 100_000,
      isActive: index % 3 === 0,
      tags: ['alpha', 'beta', `group-${index % 50}`],
      address: { city: 'Malmö', line: `Street ${index % 1_000}`, note: null },
    };
    const text = JSON.stringify(row);
    size += text.length + 1;
    rows.push(text);
  }
  return `{"rows":[${rows.join(',')}]}`;
}

/** One root, a batch for every hundred, and the rest below the batches. */
function makeSpans(startAt: number): RunEvent[] {
  return Array.from({ length: spansOfLongTrace }, (_, index) => {
    const batch = index - (index % 100);
    const parent = index === 0 ? undefined : index % 100 === 0 ? 0 : batch;
    const isLong = index === 0 || index % 100 === 0;
    return {
      type: 'span-put',
      runId: ids.longTraceId,
      id: `span-${index}`,
      parentId: parent === undefined ? undefined : `span-${parent}`,
      name: `account ${index}`,
      kind: 'db',
      startAt: startAt + index * 5,
      endAt: startAt + (index === 0 ? 500_000 : (index + (isLong ? 100 : 1)) * 5),
      status: index % 10_000 === 7 ? 'error' : 'ok',
      attributes: JSON.stringify({ account: index, table: 'accounts' }),
    };
  });
}
