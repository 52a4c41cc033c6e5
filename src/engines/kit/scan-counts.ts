import { mostSuggested, type StatusCounts, type SuggestField } from '../../contract/run-store.ts';
import { compareWorkflows, type WorkflowInfo } from '../../contract/workflow-info.ts';
import { textValues } from '../../model/query/match/match-text.ts';
import { errorNames } from '../../model/query/match/shown-texts.ts';
import { createPathValues, parsePathName } from '../../model/query/path-values.ts';
import { suggestPaths } from '../../model/query/payload-paths.ts';
import { emptyQuery, isPathName, type PathName, type PayloadRoot } from '../../model/query/query.ts';
import { foldCase } from '../../model/query/search-words.ts';
import type { RunSummary } from '../../model/run.ts';
import { isActive, type RunStatus, toStatus } from '../../model/status.ts';
import type { RunSource, Signal } from './run-source.ts';
import { scanRuns } from './scan-runs.ts';

type Options = { readonly now: number } & Signal;

export async function scanCounts(source: RunSource, options: Options): Promise<StatusCounts> {
  const counts: Partial<Record<RunStatus, number>> = {};
  let total = 0;
  for await (const runs of scanRuns(source, emptyQuery, options)) {
    for (const { status } of runs) counts[status] = (counts[status] ?? 0) + 1;
    total += runs.length;
  }
  return { ...counts, total };
}

export async function scanWorkflows(source: RunSource, options: Options): Promise<readonly WorkflowInfo[]> {
  const infos = new Map<string, WorkflowInfo>();
  for await (const runs of scanRuns(source, emptyQuery, options)) {
    for (const run of runs) {
      const key = `${run.kind} ${run.name}`;
      infos.set(key, addToInfo(infos.get(key), run));
    }
  }
  return [...infos.values()].sort(compareWorkflows);
}

function addToInfo(info: WorkflowInfo | undefined, run: RunSummary): WorkflowInfo {
  const { name, kind, createdAt } = run;
  return {
    name,
    kind,
    total: (info?.total ?? 0) + 1,
    failed: (info?.failed ?? 0) + Number(run.status === 'failed'),
    active: (info?.active ?? 0) + Number(isActive(run)),
    lastCreatedAt: Math.max(info?.lastCreatedAt ?? createdAt, createdAt),
  };
}

/** Values with the prefix, ignoring case: most frequent first; ids newest first. */
export async function scanSuggestions(
  source: RunSource,
  field: SuggestField,
  prefix: string,
  options: Options,
): Promise<readonly string[]> {
  if (field === 'input' || field === 'output') {
    return suggestPaths(await readRecentPayloads(source, field, options), prefix);
  }
  if (isPathName(field)) return scanPathValues(source, field, prefix, options);
  const wanted = foldCase(prefix);
  const counts = new Map<string, number>();
  for await (const runs of scanRuns(source, emptyQuery, options)) {
    for (const value of runs.flatMap(run => [...new Set(suggestedValues(field, run))])) {
      if (foldCase(value).startsWith(wanted)) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    if (field === 'id' && counts.size >= mostSuggested) break;
  }
  const entries = [...counts];
  if (field !== 'id') entries.sort(([, a], [, b]) => b - a);
  return entries.slice(0, mostSuggested).map(([value]) => value);
}

async function scanPathValues(
  source: RunSource,
  field: PathName,
  prefix: string,
  options: Options,
): Promise<readonly string[]> {
  const place = parsePathName(field);
  if (!place) return [];
  const values = createPathValues(place.path, prefix);
  for (const payload of await readRecentPayloads(source, place.root, options)) values.add(payload);
  return values.values();
}

const recentRuns = 30;
const recentMs = 250;

/** The payloads of the newest runs, as many as can be read in a moment. */
async function readRecentPayloads(
  source: RunSource,
  name: 'input' | 'output',
  options: Options,
): Promise<readonly unknown[]> {
  const payloads: unknown[] = [];
  const endAt = performance.now() + recentMs;
  for await (const runs of source.read({ ...options, query: emptyQuery, wanted: recentRuns })) {
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
