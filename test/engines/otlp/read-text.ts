import type { RunStore } from '../../../src/contract/run-store.ts';
import type { StoreAnswers, StoreRequest } from '../../../src/engines/kit/answer-request.ts';
import { defaultScanBudget } from '../../../src/engines/kit/run-source.ts';
import { createAnswer } from '../../../src/engines/otlp/answer-otlp-request.ts';
import { createFolder } from './temp-files.ts';

export type TextRuns = Pick<RunStore, 'listRuns' | 'getRun' | 'getTrace'>;

/**
 * The runs of a file of these lines, as a store's thread answers them, without the thread: to start one takes
 * many times as long as to read some spans. The tests of files and of what is large open stores.
 */
export function readText(...lines: readonly string[]): TextRuns {
  const answer = createAnswer(createFolder({ 'traces.jsonl': lines.join('') }).path('traces.jsonl'));
  const { signal } = new AbortController();
  const ask = async <T extends StoreRequest['type']>(request: Extract<StoreRequest, { type: T }>) =>
    structuredClone(await answer(request, signal)) as StoreAnswers[T];
  return {
    async listRuns(query, { signal: _, ...listing }) {
      const { page } = await ask<'list'>({ type: 'list', query, budget: defaultScanBudget, ...listing });
      return page;
    },
    getRun: async (id, { include = {} } = {}) => (await ask<'run'>({ type: 'run', id, include }))?.value,
    getTrace: (id, { limit = 1_000, cursor } = {}) => ask<'trace'>({ type: 'trace', id, limit, cursor }),
  };
}
