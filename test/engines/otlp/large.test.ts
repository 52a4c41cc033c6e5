import { appendFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';
import { longestBlock } from '../../bench/longest-block.ts';
import { firstPage, idsOf, listAll } from '../../contract/reading.ts';
import { inTime, scaleToLoad } from '../../in-time.ts';
import { trials } from '../../trials.ts';
import { type SpanText, traceA, tracesLine } from './otlp-text.ts';
import { createFolder, openStoreAt } from './temp-files.ts';

const spans = trials(100_000, 40_000);
const perLine = 512;

/** One trace of many spans, the root last, as an exporter of batches writes them. */
function bigTrace(perLine: number, spans: number): string {
  const all: SpanText[] = Array.from({ length: spans - 1 }, (_, n) => ({
    id: `s${n}`,
    parent: n % 10 === 0 ? 'root' : `s${n - (n % 10)}`,
    from: n,
    name: `step ${n % 7}`,
  }));
  all.push({ id: 'root', to: spans, attributes: { 'workflow.run.id': 'big' } });
  const lines: string[] = [];
  for (let from = 0; from < all.length; from += perLine)
    lines.push(tracesLine(all.slice(from, from + perLine)));
  return lines.join('');
}

it(`reads a run of ${spans} spans while this thread stays free`, inTime, async () => {
  const { path } = createFolder({ 'traces.jsonl': bigTrace(perLine, spans) });
  const store = await openStoreAt(path('traces.jsonl'));
  const block = await longestBlock(async () => {
    const page = await store.listRuns(emptyQuery, firstPage);
    expect(page.runs).toMatchObject([{ id: 'big', status: 'success', stepCount: spans / 10 }]);
    const seen = new Set<string>();
    let cursor: string | undefined;
    for (let count = 0; count < 5; count += 1) {
      const trace = await store.getTrace('big', { cursor });
      expect(trace?.spanTotal).toBe(spans);
      for (const id of idsOf(trace?.spans ?? [])) seen.add(id);
      cursor = trace?.nextCursor;
    }
    expect(seen.size).toBe(5_000);
    appendFileSync(path('traces.jsonl'), tracesLine([{ id: 'late', parent: 's5', from: 3 }]));
    expect((await store.getTrace('big', { limit: 1 }))?.spanTotal).toBe(spans + 1);
  });
  expect(block.cpuMs).toBeLessThan(scaleToLoad(30));
});

/** A line of megabytes. */
const oneLine = 20_000;

it('reads the pages of a trace that is in one line', async () => {
  const { path } = createFolder({ 'traces.jsonl': bigTrace(oneLine, oneLine) });
  const store = await openStoreAt(path('traces.jsonl'));
  const first = await store.getTrace('big', { limit: 10 });
  const second = await store.getTrace('big', { limit: 10, cursor: first?.nextCursor });
  expect(idsOf([...(first?.spans ?? []), ...(second?.spans ?? [])])).toHaveLength(20);
});

const runs = trials(20_000, 2_000);

it('finds among thousands of runs, each in a trace of its own', async () => {
  const lines = Array.from({ length: runs }, (_, n) =>
    tracesLine([
      {
        trace: traceA.slice(0, 24) + String(n).padStart(8, '0'),
        id: `r${n}`,
        from: n,
        ...(n % (runs / 4) === 7 ? { code: 2, message: 'rare' } : {}),
        attributes: { 'workflow.run.id': `run_${n}`, 'workflow.input': `{"n":${n}}` },
      },
    ]),
  );
  const { path } = createFolder({ 'traces.jsonl': lines.join('') });
  const store = await openStoreAt(path('traces.jsonl'));
  const failed = [3, 2, 1, 0].map(quarter => `run_${(quarter * runs) / 4 + 7}`);
  expect(idsOf(await listAll(store, parseQuery('status:failed')))).toEqual(failed);
  expect(idsOf(await listAll(store, parseQuery('rare')))).toEqual(failed);
  expect(await store.counts()).toEqual({ success: runs - 4, failed: 4, total: runs });
});
