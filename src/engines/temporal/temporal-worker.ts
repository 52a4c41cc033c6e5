import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { compareNewest } from '../../contract/lists/run-order.ts';
import { newestMessages } from '../../model/run.ts';
import { serveStore } from '../kit/answer-request.ts';
import { listedRuns } from '../kit/run-search.ts';
import { type HistoryFile, historyFiles, lacks, toHistoryError } from './open-temporal-store.ts';
import { eventsIn, type HistoryRun, parseHistory } from './parse-history.ts';

type Parsed = { readonly version: string; readonly run: HistoryRun | undefined };

/** A thread, because a history is parsed in one go. A file is read again when it was written again. */
serveStore<HistoryRun>(
  'temporal',
  place => {
    let known = new Map<string, Parsed>();
    let listed: { readonly version: string; readonly runs: readonly HistoryRun[] } | undefined;
    const versionOf = (files: readonly HistoryFile[]) =>
      files.map(({ path, version }) => `${path} ${version}`).join('\n');
    const load = (): readonly HistoryRun[] => {
      const files = historyFiles(place);
      const version = versionOf(files);
      if (listed?.version === version) return listed.runs;
      known = new Map(files.map(file => [file.path, parsedOf(file, known.get(file.path))]));
      const runs = [...known.values()].flatMap(({ run }) => (run ? [run] : []));
      const byId = new Map(runs.map(run => [run.summary.id, run]));
      listed = { version, runs: [...byId.values()].sort((a, b) => compareNewest(a.summary, b.summary)) };
      return listed.runs;
    };
    return {
      version: async () => versionOf(historyFiles(place)),
      lacks,
      runs: listedRuns({ list: async () => load(), placeOf: ({ summary }) => summary }),
      notes: () => notesOf(known),
      find: async id => load().find(({ summary }) => summary.id === id),
      summary: ({ summary }) => summary,
      payloads: async runs =>
        runs.map(({ input, output, error, logs }) => ({
          ...{ input, output, error: error?.value, logs: newestMessages(logs) },
        })),
      details: async ({ input, output, error, raw }) => ({ input, output, error, raw }),
      work: async ({ items, logs }) => ({ items, logs }),
    };
  },
  toHistoryError,
);

function parsedOf({ path, version }: HistoryFile, before: Parsed | undefined): Parsed {
  if (before?.version === version) return before;
  return { version, run: readHistory(path) };
}

/** A file that is half written, or no history, affects no other. */
function readHistory(path: string): HistoryRun | undefined {
  try {
    const events = eventsIn(JSON.parse(readFileSync(path, 'utf8').replace(/^\ufeff/, '')));
    return events && parseHistory(events, basename(path).replace(/\.json$/i, ''));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function notesOf(known: ReadonlyMap<string, Parsed>): readonly string[] {
  const unread = [...known].filter(([, { run }]) => !run).map(([path]) => basename(path));
  if (unread.length === 0) return [];
  return [`${unread.length} of ${known.size} files are no whole history: ${unread.slice(0, 3).join(', ')}`];
}
