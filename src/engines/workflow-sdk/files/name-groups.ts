import { readdirSync, type Stats, statSync } from 'node:fs';
import { inTurns, mapPieces } from '../../../async/yield-to-event-loop.ts';
import { finish, type Pieces } from '../../../model/pieces.ts';
import { isMissing, namesIn, toFolderError } from './data-files.ts';

/** How old the names may be while the folder keeps changing. */
const maxAgeMs = 500;

/** File names of a folder, grouped: `<run id>-<own id>.json`, `<stream>-<own id>.bin`. */
export function createNameGroups(folder: string) {
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
    async refresh(signal?: AbortSignal): Promise<void> {
      if (isCurrent()) return;
      const stamp = settledStamp(folder);
      const at = performance.now();
      const grouping = groupNames(await namesIn(folder));
      keep(await inTurns(grouping, signal), stamp, at);
    },
    namesOf: (runId: string) => groups.get(runId) ?? [],
    groupNames: () => groups.keys(),
    /** As `namesOf`, but lists the folder synchronously if the last listing is old. */
    namesNow(runId: string): readonly string[] {
      const at = performance.now();
      if (at - readAt > maxAgeMs && !isCurrent()) {
        // Before listing: grouping many names takes longer than a stamp takes to settle.
        const stamp = settledStamp(folder);
        keep(finish(groupNames(namesNow(folder))), stamp, at);
      }
      return groups.get(runId) ?? [];
    },
  };
}

type Groups = ReadonlyMap<string, readonly string[]>;

function* groupNames(names: readonly string[]): Pieces<Groups> {
  const groups = new Map<string, string[]>();
  yield* mapPieces(names, name => {
    const runId = runIdIn(name);
    const known = runId === undefined ? undefined : groups.get(runId);
    if (known) known.push(name);
    else if (runId !== undefined) groups.set(runId, [name]);
  });
  return groups;
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

/** `<id>.json`, or `<id>.<tag>.json` for files that a test runner wrote. */
type FileName = { readonly id: string; readonly tag?: string };

const pattern = /^([^./\\\0]+)(?:\.([a-z][a-z0-9-]*))?\.(?:json|bin)$/i;

/** `undefined` for other names, such as those of temporary files. */
export function parseFileName(name: string): FileName | undefined {
  const found = pattern.exec(name);
  const [, id, tag] = found ?? [];
  if (id === undefined) return undefined;
  return tag === undefined ? { id } : { id, tag };
}

export function isFileId(id: string): boolean {
  return id.length > 0 && id.length <= 200 && /^[^./\\\0]+$/.test(id);
}

const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Reads the time in the ULID that ends an id, epoch ms. */
export function ulidTime(id: string): number | undefined {
  const ulid = id.slice(-26);
  if (!/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(ulid)) return undefined;
  let time = 0;
  for (const letter of ulid.slice(0, 10)) time = time * 32 + digits.indexOf(letter);
  return time;
}

const ulidName = /^wrun_[0-7][0-9A-HJKMNP-TV-Z]{25}\./;
const plainName = /^wrun_[0-7][0-9A-HJKMNP-TV-Z]{25}\.json$/;

/** Whether the name is only an id that the engine made: such names sort by time. */
export function isPlainName(name: string): boolean {
  return plainName.test(name);
}

/** Epoch ms; `undefined` when the engine did not make the id. */
export function timeInName(name: string): number | undefined {
  return ulidName.test(name) ? ulidTime(name.slice(0, name.indexOf('.'))) : undefined;
}

export type Stamp = string;

export function stampOf(path: string): Stamp | undefined {
  const stats = statNow(path);
  return stats && toStamp(stats);
}

/** Reading the file reports the error that is swallowed here. */
function statNow(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function toStamp({ mtimeMs, ctimeMs, size, ino }: Stats): Stamp {
  return `${mtimeMs} ${ctimeMs} ${size} ${ino}`;
}

/** File clocks tick every few ms: a file may change twice in one tick and keep its stamp. */
const unsettledMs = 50;

/** `undefined` while a further change might not change the stamp. */
export function settledStamp(folder: string): Stamp | undefined {
  const stats = statNow(folder);
  return stats && Date.now() - stats.mtimeMs > unsettledMs ? toStamp(stats) : undefined;
}

/** `undefined` when the file may have changed since `at`, epoch ms. */
export function stampUnchangedSince(path: string, at: number): Stamp | undefined {
  const stats = statNow(path);
  return stats && at - Math.max(stats.mtimeMs, stats.ctimeMs) > unsettledMs ? toStamp(stats) : undefined;
}
