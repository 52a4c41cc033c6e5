import { readFileSync } from 'node:fs';
import { type Case, type CaseRun, parseCase } from '../../case-file/parse-case.ts';
import { newestMessages } from '../../model/run.ts';
import { serveStore } from '../kit/answer-request.ts';
import { listedRuns } from '../kit/run-search.ts';
import { toCaseError, versionOf } from './open-case-store.ts';

/** A thread, because a case is parsed in one go. The file is read again when it was written again. */
serveStore<CaseRun>(
  'case',
  path => {
    let known: { readonly version: string; readonly read: Case } | undefined;
    const load = (): Case => {
      const version = versionOf(path);
      if (known?.version === version) return known.read;
      const text = readFileSync(path, 'utf8').replace(/^\ufeff/, '');
      known = { version, read: parseCase(text, path) };
      return known.read;
    };
    return {
      version: async () => versionOf(path),
      runs: listedRuns({ list: async () => load().runs, placeOf: run => run }),
      notes: () => notesOf(load()),
      find: async id => load().runs.find(run => run.id === id),
      summary: toSummary,
      payloads: async runs => runs.map(payloadsOf),
      details: async ({ steps, trace, ...run }) => run,
      work: async ({ steps, trace }) => ({ steps, trace }),
    };
  },
  toCaseError,
);

function payloadsOf({ input, output, error, trace }: CaseRun) {
  return { input, output, error: error?.value, logs: newestMessages(trace.logs) };
}

function toSummary(run: CaseRun) {
  const { input, output, error, usage, messages, cancel, raw, steps, trace, ...summary } = run;
  return summary;
}

function notesOf({ runs, problems }: Case): readonly string[] {
  if (problems.length === 0) return [];
  const total = runs.length + problems.length;
  return [`${problems.length} of ${total} runs could not be read: ${problems[0]}`];
}
