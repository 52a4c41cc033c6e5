import { expect, it } from 'vitest';
import { newestFirst } from '../../../src/contract/lists/sort.ts';
import { createRowLists } from '../../../src/engines/kit/row-lists.ts';
import { defaultScanBudget } from '../../../src/engines/kit/run-source.ts';
import { parseLine } from '../../../src/engines/otlp/files/otlp-line.ts';
import { otlpParts } from '../../../src/engines/otlp/otlp-parts.ts';
import { createRunIndex } from '../../../src/engines/otlp/runs/run-index.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { tracesLine } from './otlp-text.ts';

const runs = 1_000;
/** Enough time for a busy machine. */
const budget = { ...defaultScanBudget, ms: 60_000 };

/** Runs of one span each, of which every hundredth failed. */
function createLists() {
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
  const parts = otlpParts({
    refresh: () => ({ index, version: 1 }),
    load: () => content,
    skipped: () => ({ lines: new Map(), ...index.skipped() }),
  });
  const list = (filter: string) =>
    createRowLists(parts, budget).listRuns(parseQuery(filter), { sort: newestFirst, limit: 50, now: 0 });
  return { list, summarized: () => index.runs().filter(run => run.summarized !== undefined).length };
}

it('summarizes few runs that nobody has read', async () => {
  const { list, summarized } = createLists();
  expect((await list('')).runs).toHaveLength(50);
  expect(summarized()).toBeLessThan(runs / 2);
});

it('summarizes no run whose status does not match, and counts all as read', async () => {
  const { list, summarized } = createLists();
  const page = await list('status:failed');
  expect([page.runs.length, page.scanned?.read]).toEqual([runs / 100, runs]);
  expect(summarized()).toBe(runs / 100);
});
