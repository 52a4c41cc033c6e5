import { readdirSync } from 'node:fs';
import { createYielding } from '../../../async/yield-to-event-loop.ts';
import { isMissing, namesIn, toFolderError } from './data-files.ts';
import { parseFileName } from './file-name.ts';
import { type Stamp, settledStamp } from './file-stamps.ts';

/** File names of a folder, grouped: `<run id>-<own id>.json`, `<stream>-<own id>.bin`. */
type NameGroups = {
  /** Lists the folder again if it has changed. */
  readonly refresh: (signal?: AbortSignal) => Promise<void>;
  /** Unsorted, as of the last refresh. */
  readonly namesOf: (runId: string) => readonly string[];
  readonly groupNames: () => Iterable<string>;
  /** As `namesOf`, but lists the folder synchronously if the last listing is old. */
  readonly namesNow: (runId: string) => readonly string[];
};

/** How old the names may be while the folder keeps changing. */
const maxAgeMs = 500;

export function createNameGroups(folder: string): NameGroups {
  let seen: Stamp | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  let groups: Groups = new Map();

  const isCurrent = () => {
    const stamp = settledStamp(folder);
    return stamp !== undefined && stamp === seen;
  };
  const keep = (found: Groups, stamp: Stamp | undefined, at: number) => {
    groups = found;
    seen = stamp;
    readAt = at;
  };

  return {
    refresh: async signal => {
      if (isCurrent()) return;
      const stamp = settledStamp(folder);
      const at = performance.now();
      keep(await groupYielding(await namesIn(folder), signal), stamp, at);
    },
    namesOf: runId => groups.get(runId) ?? [],
    groupNames: () => groups.keys(),
    namesNow: runId => {
      const at = performance.now();
      if (at - readAt > maxAgeMs && !isCurrent()) keep(group(namesNow(folder)), settledStamp(folder), at);
      return groups.get(runId) ?? [];
    },
  };
}

type Groups = ReadonlyMap<string, readonly string[]>;

async function groupYielding(names: readonly string[], signal: AbortSignal | undefined) {
  const groups = new Map<string, string[]>();
  const yielding = createYielding(signal);
  for (const name of names) {
    addTo(groups, name);
    if (yielding.isDue()) await yielding.yieldNow();
  }
  return groups;
}

function group(names: readonly string[]) {
  const groups = new Map<string, string[]>();
  for (const name of names) addTo(groups, name);
  return groups;
}

function addTo(groups: Map<string, string[]>, name: string): void {
  const runId = runIdIn(name);
  if (runId === undefined) return;
  const names = groups.get(runId);
  if (names) names.push(name);
  else groups.set(runId, [name]);
}

/** The part before the last dash: items' own ids contain no dash. */
function runIdIn(name: string): string | undefined {
  const id = parseFileName(name)?.id;
  const end = id?.lastIndexOf('-') ?? -1;
  return end > 0 ? id?.slice(0, end) : undefined;
}

function namesNow(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw toFolderError(error, folder);
  }
}
