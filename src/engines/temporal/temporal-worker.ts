import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { compareNewest } from '../../contract/lists/run-order.ts';
import { tryParseJson } from '../../model/payload/json-text.ts';
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
      // If a run was exported twice, the longer history is the later one.
      const byLength = runs.sort((a, b) => a.events - b.events);
      const byId = new Map(byLength.map(run => [run.summary.id, run]));
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
      details: async ({ input, output, error, cancel, raw }) => ({ input, output, error, cancel, raw }),
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
  const text = readFileSync(path, 'utf8').replace(/^\ufeff/, '');
  const whole = tryParseJson(text);
  const isCut = whole === undefined;
  const events = eventsIn(isCut ? tryParseJson(`${wholeEvents(text)}]`) : whole);
  return events && parseHistory(events, { fileId: basename(path).replace(/\.json$/i, ''), isCut });
}

function wholeEvents(text: string): string {
  const start = text.search(/(?:^\s*|"events"\s*:\s*)\[/);
  const from = text.indexOf('[', start);
  let [depth, end] = [0, from];
  if (start < 0) return '';
  for (const { 0: sign, index } of text.slice(from).matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|["{}[\]]/gs)) {
    if (sign === '"') break;
    if (sign === '{' || sign === '[') depth += 1;
    if (sign === '}' || sign === ']') depth -= 1;
    if (sign === '}' && depth === 1) end = from + index;
  }
  return text.slice(from, end + 1);
}

function notesOf(known: ReadonlyMap<string, Parsed>): readonly string[] {
  const unread = [...known].filter(([, { run }]) => !run).map(([path]) => basename(path));
  if (unread.length === 0) return [];
  return [`${unread.length} of ${known.size} files are no history: ${unread.slice(0, 3).join(', ')}`];
}
