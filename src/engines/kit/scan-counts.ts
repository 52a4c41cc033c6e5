import { mostSuggested, type SuggestField } from '../../contract/run-store.ts';
import type { RunGroup } from '../../contract/workflow-info.ts';
import { textValues } from '../../model/query/match/match-text.ts';
import { errorNames } from '../../model/query/match/shown-texts.ts';
import { createPathValues, parsePathName, suggestPaths } from '../../model/query/payload-paths.ts';
import { emptyQuery, isPathName, type PathName, type PayloadRoot } from '../../model/query/query.ts';
import { foldCase } from '../../model/query/search-words.ts';
import type { RunSummary } from '../../model/run.ts';
import { toStatus } from '../../model/status.ts';
import type { RunSource } from './run-search.ts';
import type { Signal } from './run-source.ts';
import { scanRuns } from './scan-page.ts';

type Options = { readonly now: number } & Signal;

export async function groupRuns<Row>(
  batches: AsyncIterable<readonly Row[]>,
  toSummary: (row: Row) => RunSummary,
): Promise<readonly RunGroup[]> {
  const { add, groups } = createRunGroups();
  for await (const rows of batches) for (const row of rows) add(toSummary(row));
  return groups();
}

export function createRunGroups() {
  const groups = new Map<string, RunGroup>();
  return {
    add({ name, kind, status, finishedAt, createdAt }: RunSummary): void {
      const key = `${kind} ${status} ${finishedAt === undefined} ${name}`;
      const { count = 0, lastCreatedAt = createdAt } = groups.get(key) ?? {};
      const last = Math.max(lastCreatedAt, createdAt);
      groups.set(key, { name, kind, status, finishedAt, count: count + 1, lastCreatedAt: last });
    },
    groups: (): readonly RunGroup[] => [...groups.values()],
  };
}

/** Values with the prefix, ignoring case: most frequent first; ids newest first. */
export async function scanSuggestions(
  source: RunSource,
  field: SuggestField,
  prefix: string,
  options: Options,
): Promise<readonly string[]> {
  if (field === 'input' || field === 'output')
    return suggestPaths(await readRecentPayloads(source, field, options), prefix);
  if (isPathName(field)) return scanPathValues(source, field, prefix, options);
  const wanted = foldCase(prefix);
  const counts = new Map<string, number>();
  const isFull = () => field === 'id' && counts.size >= mostSuggested;
  await scanRuns(source, emptyQuery, { ...options, isFull }, run => {
    for (const value of new Set(suggestedValues(field, run)))
      if (foldCase(value).startsWith(wanted)) counts.set(value, (counts.get(value) ?? 0) + 1);
  });
  const entries = [...counts];
  if (field !== 'id') entries.sort(([, a], [, b]) => b - a);
  return entries.slice(0, mostSuggested).map(([value]) => value);
}

async function scanPathValues(source: RunSource, field: PathName, prefix: string, options: Options) {
  const place = parsePathName(field);
  if (!place) return [];
  const values = createPathValues(place.path, prefix);
  for (const payload of await readRecentPayloads(source, place.root, options)) values.add(payload);
  return values.values();
}

const recentRuns = 30;
const recentMs = 250;

async function readRecentPayloads(source: RunSource, name: 'input' | 'output', options: Options) {
  const payloads: unknown[] = [];
  const endAt = performance.now() + recentMs;
  for await (const runs of source.read({ ...options, wanted: recentRuns })) {
    for (const { loadPayloads } of runs.slice(0, recentRuns - payloads.length)) {
      if (performance.now() > endAt) return payloads;
      payloads.push((await loadPayloads?.(options))?.[name]);
    }
    if (payloads.length >= recentRuns) break;
  }
  return payloads;
}

function suggestedValues(
  field: Exclude<SuggestField, PayloadRoot | PathName>,
  run: RunSummary,
): readonly string[] {
  switch (field) {
    case 'trigger':
      return [run.trigger.type, run.trigger.label];
    case 'status':
      return run.statusRaw !== undefined && toStatus(run.statusRaw) === 'unknown' ? [run.statusRaw] : [];
    case 'error':
      return errorNames(run);
    default:
      return textValues(field, run);
  }
}
