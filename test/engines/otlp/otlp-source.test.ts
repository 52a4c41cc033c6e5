import { expect, it } from 'vitest';
import { parseLine } from '../../../src/engines/otlp/files/otlp-line.ts';
import { createOtlpSource } from '../../../src/engines/otlp/otlp-source.ts';
import { createRunIndex } from '../../../src/engines/otlp/runs/run-index.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { tracesLine } from './otlp-text.ts';

const runs = 1_000;

/** Runs of one span each, of which every hundredth failed. */
function createSource() {
  const index = createRunIndex();
  const spans = Array.from({ length: runs }, (_, at) => ({
    trace: String(at).padStart(32, 'a'),
    id: `r${at}`,
    from: at,
    code: at % 100 === 50 ? 2 : 0,
  }));
  const content = parseLine(tracesLine(spans));
  if (!content) throw new Error('it is no line');
  index.add(0, content);
  const source = createOtlpSource({
    refresh: () => ({ index, version: 1 }),
    load: () => content,
    skipped: () => ({ lines: new Map(), ...index.skipped() }),
  });
  return { source, summarized: () => index.runs().filter(run => run.summarized !== undefined).length };
}

it('summarizes no run that nobody has read', async () => {
  const { source, summarized } = createSource();
  const query = parseQuery('');
  for await (const batch of source.read({ query, now: 0 })) {
    expect(summarized()).toBe(batch.length);
    break;
  }
  expect([summarized() < runs / 2, await source.total({ query, now: 0 })]).toEqual([true, runs]);
});

it('summarizes few runs whose status does not match, and counts all as read', async () => {
  const { source, summarized } = createSource();
  let read = 0;
  let failed = 0;
  for await (const batch of source.read({ query: parseQuery('status:failed'), now: 0 })) {
    for (const { summary, skippedBefore = 0 } of batch) {
      read += 1 + skippedBefore;
      failed += Number(summary.status === 'failed');
    }
  }
  expect([read, failed]).toEqual([runs, runs / 100]);
  expect(summarized()).toBeLessThan(runs / 20);
});
