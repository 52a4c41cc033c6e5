import type { RunEvent } from '../../../src/contract/run-events.ts';
import { openSampleWriter } from '../../../src/database/sqlite/write/sample-writer.ts';

type SpanEvent = Extract<RunEvent, { type: 'span-put' }>;

/** Runs of a workflow: one to compare, and the successes before it, oldest first. */
export type ComparedRuns = {
  readonly path: string;
  readonly failedId: string;
  readonly lastSuccessId: string;
  /** In so many places, but for noise, which is everywhere. */
  readonly tracesDiffer: number;
  /** A run with a large payload and no trace. */
  readonly payloadId: string;
  readonly payloadPartnerId: string;
  readonly payloadsDiffer: number;
  /** Every span of which differs from that of all successes, in an attribute. */
  readonly unlikeId: string;
};

export const spansOfTrace = 20_000;
export const payloadBytes = 5_000_000;
const successes = 5;
const spansOfBatch = 500;
const changedRows = [10, 1_000, 9_000, 17_000];
const hour = 3_600_000;

/**
 * A store with a run of 20,000 spans in which a call fails, one whose every call has another region, and five
 * successes like them; and a run with an output of 5 MB after two successes. Invented, but for the shape:
 * batches of calls, some at the same time, with ids and times that differ in every run.
 */
export async function makeComparedRuns(path: string): Promise<ComparedRuns> {
  const writer = await openSampleWriter(path);
  const now = Date.now();
  for (let number = 1; number <= successes; number += 1) {
    const [id, startAt] = [`run_sync_${number}`, now - (successes + 1 - number) * hour];
    writer.write([runOf(id, 'sync-accounts', startAt), ...spansOf(id, startAt, number)]);
  }
  const failedId = 'run_sync_failed';
  writer.write([failedRun(failedId, now - hour / 2), ...failing(spansOf(failedId, now - hour / 2, 8))]);
  const unlikeId = 'run_sync_unlike';
  writer.write([
    failedRun(unlikeId, now - hour / 4),
    ...spansOf(unlikeId, now - hour / 4, 9).map(span => inRegion(span, 'eu-north-1')),
  ]);
  for (const at of [1, 2, 3]) writer.write([exportOf(`run_export_${at}`, now - (4 - at) * hour, at === 3)]);
  await writer.settle();
  await writer.close();
  return {
    ...{
      path,
      failedId,
      lastSuccessId: `run_sync_${successes}`,
      unlikeId,
      tracesDiffer: planted.size + ofRun,
    },
    ...{ payloadId: 'run_export_3', payloadPartnerId: 'run_export_2', payloadsDiffer: changedRows.length },
  };
}

function runOf(id: string, name: string, startAt: number): Extract<RunEvent, { type: 'run-created' }> {
  return {
    ...{ type: 'run-created', id, kind: 'workflow', name, createdAt: startAt, status: 'success' },
    trigger: { type: 'schedule', label: 'nightly', raw: '{}' },
    ...{ startedAt: startAt, finishedAt: startAt + 200_000, input: '{"region":"all","retry":true}' },
  };
}

function failedRun(id: string, startAt: number): RunEvent {
  const error = { name: 'HttpError', message: 'POST /v1/accounts answered 500' };
  return { ...runOf(id, 'sync-accounts', startAt), status: 'failed', error };
}

const calls = ['cache get', 'SELECT account', 'POST /v1/accounts', 'UPDATE account', 'publish account'];

/** The calls of a batch, five for each account, follow each other; every fifth account overlaps the next. */
function spansOf(runId: string, startAt: number, seed: number): SpanEvent[] {
  return Array.from({ length: spansOfTrace }, (_, index): SpanEvent => {
    const batch = index - (index % spansOfBatch);
    const isBatch = index === batch;
    const call = index % calls.length;
    const account = Math.floor(index / calls.length);
    const jitter = (index * 7_919 + seed * 104_729) % 5;
    const spanAt = startAt + index * 10 + (call === 4 && account % 5 === 0 ? 7 : 0);
    return {
      type: 'span-put',
      ...{ runId, id: `${runId}-${index}`, parentId: isBatch ? undefined : `${runId}-${batch}` },
      ...{ name: isBatch ? 'batch' : (calls[call] ?? ''), kind: isBatch ? 'step' : 'http', status: 'ok' },
      ...{ startAt: spanAt, endAt: spanAt + (isBatch ? spansOfBatch * 10 - 1 : 2 + jitter) },
      attributes: JSON.stringify({
        'account.id': account,
        'request.id': `req-${seed}-${index * 31}`,
        'cloud.region': 'eu-west-1',
        'http.response.status_code': 200,
        'db.rows': (index + seed) % 7,
      }),
    };
  });
}

/** What is planted, by place, each in another batch; that the run failed differs, too. */
const planted: ReadonlyMap<number, 'failed' | 'missing' | 'region'> = new Map([
  [10_102, 'failed'],
  [12_303, 'missing'],
  [14_004, 'region'],
]);
const ofRun = 1;

function failing(spans: readonly SpanEvent[]): readonly SpanEvent[] {
  return spans.flatMap((span, at): readonly SpanEvent[] => {
    const change = planted.get(at);
    if (change === 'missing') return [];
    if (change === 'region') return [inRegion(span, 'us-east-1')];
    return [change === 'failed' ? { ...span, status: 'error' } : span];
  });
}

function inRegion(span: SpanEvent, region: string): SpanEvent {
  const attributes = { ...JSON.parse(span.attributes ?? '{}'), 'cloud.region': region };
  return { ...span, attributes: JSON.stringify(attributes) };
}

/** With an output such as a query of a database returns: a list of rows that have ids. */
function exportOf(id: string, startAt: number, isChanged: boolean): RunEvent {
  const rows: string[] = [];
  for (let index = 0, size = 0; size < payloadBytes; index += 1) {
    const total = (index * 7_919) % 100_000;
    const row = {
      ...{ id: index, email: `person.${index}@example.com`, isActive: index % 3 === 0 },
      total: isChanged && changedRows.includes(index) ? String(total) : total,
      ...{ tags: ['alpha', `group-${index % 50}`], address: { city: 'Malmö', line: `Street ${index}` } },
    };
    const text = JSON.stringify(row);
    size += text.length + 1;
    rows.push(text);
  }
  return { ...runOf(id, 'export-accounts', startAt), output: `{"rows":[${rows.join(',')}]}` };
}
