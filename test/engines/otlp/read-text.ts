import type { RunStore } from '../../../src/contract/run-store.ts';
import { defineStore } from '../../../src/engines/kit/define-store.ts';
import { otlpParts } from '../../../src/engines/otlp/otlp-parts.ts';
import { createIndexedFiles } from '../../../src/engines/otlp/runs/indexed-files.ts';
import { createFolder } from './temp-files.ts';

export type TextRuns = Pick<RunStore, 'listRuns' | 'getRun' | 'getTrace'>;

/**
 * The runs of a file of these lines, as a store's thread answers them, without the thread: to start one takes
 * many times as long as to read some spans. The tests of files and of what is large open stores.
 */
export function readText(...lines: readonly string[]): TextRuns {
  const place = createFolder({ 'traces.jsonl': lines.join('') }).path('traces.jsonl');
  const target = { name: '', kind: 'otlp', location: place, reason: '' };
  const { listRuns, getRun, getTrace } = defineStore(target, otlpParts(createIndexedFiles(place)));
  return {
    listRuns: async (query, options) => structuredClone(await listRuns(query, options)),
    getRun: async (id, options) => structuredClone(await getRun(id, options)),
    getTrace: async (id, options) => structuredClone(await getTrace(id, options)),
  };
}
