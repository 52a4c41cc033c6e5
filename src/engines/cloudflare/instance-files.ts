import { globSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createYielding } from '../../async/yield-to-event-loop.ts';
import { compareNewest } from '../../contract/lists/run-order.ts';
import { openReadOnly } from '../../drivers/sqlite/open-existing.ts';
import { errorCode, InspectorError, thrownMessage } from '../../model/errors.ts';
import type { RunSummary } from '../../model/run.ts';
import { isActive } from '../../model/status.ts';
import { countOf, formatTime } from '../../model/text/formats.ts';
import { readInstance } from './read-instance.ts';
import { type StartedRun, type SummarizedInstance, toInstanceSummary } from './to-instance-run.ts';

/** An instance as lists show it. */
export type ListedInstance = {
  readonly path: string;
  /** Its id in its workflow; that of the run names the workflow too where two have the same. */
  readonly instanceId: string;
  readonly summary: RunSummary;
};

type Kept = ReadonlyMap<string, SummarizedInstance & { readonly stamp: string }>;

/** Polling looks at every file: it rests so many times longer than that takes. */
const restTimes = 20;

export type InstanceFiles = ReturnType<typeof createInstanceFiles>;

/** Keeps what was read of each instance, and reads those again whose files have changed. */
export function createInstanceFiles(place: string) {
  const kept = new Map<string, SummarizedInstance & { readonly stamp: string }>();
  const failed = new Map<string, { readonly stamp: string; readonly reason: string }>();
  let listed: readonly ListedInstance[] = [];
  let byId = new Map<string, ListedInstance>();
  let shown = '';
  let changes = 0;
  let restsUntil = 0;
  let reading: Promise<void> | undefined;

  async function readChanged(): Promise<void> {
    const startAt = performance.now();
    const yielding = createYielding();
    const files = stampFiles(place);
    for (const known of [kept, failed])
      for (const path of known.keys()) if (!files.has(path) && known.delete(path)) changes += 1;
    for (const [path, stamp] of files) {
      if ((kept.get(path) ?? failed.get(path))?.stamp !== stamp) readOne(path, stamp);
      await yielding.pause();
    }
    const session = readSession(place, [...kept].find(([, { summary }]) => isActive(summary))?.[0]);
    const now = `${changes} ${session.startedAt} ${session.isRunning}`;
    if (now !== shown) listed = toListed(kept, session);
    byId = new Map(
      listed.flatMap(run => [
        [run.summary.id, run],
        [`${run.summary.name}:${run.instanceId}`, run],
      ]),
    );
    shown = now;
    restsUntil = performance.now() + (performance.now() - startAt) * restTimes;
  }

  function readOne(path: string, stamp: string): void {
    changes += 1;
    kept.delete(path);
    failed.delete(path);
    try {
      const file = readInstance(path, false);
      if (file) kept.set(path, { stamp, ...toInstanceSummary(file) });
    } catch (error) {
      if (errorCode(error) === undefined && !(error instanceof InspectorError)) throw error;
      failed.set(path, { stamp, reason: thrownMessage(error).replace(`${path} `, 'it ') });
    }
  }

  async function refresh(signal?: AbortSignal): Promise<void> {
    reading ??= readChanged().finally(() => {
      reading = undefined;
    });
    await reading;
    signal?.throwIfAborted();
  }

  return {
    /** Newest first. */
    async list(signal?: AbortSignal): Promise<readonly ListedInstance[]> {
      await refresh(signal);
      return listed;
    },
    /** By the id of a run, or by `workflow:id`. */
    async find(id: string, signal?: AbortSignal): Promise<ListedInstance | undefined> {
      await refresh(signal);
      return byId.get(id);
    },
    /** Another one whenever something has changed. */
    async version(signal?: AbortSignal): Promise<string> {
      if (performance.now() >= restsUntil) await refresh(signal);
      return shown;
    },
    /** What could not be read. */
    notes(): readonly string[] {
      const [first] = failed.values();
      return first ? [`${countOf(failed.size, 'instance')} could not be read: ${first.reason}`] : [];
    },
  };
}

/** What was written this late before it is looked at may be written again at the same time. */
const settledMs = 100;

/** The file of each instance, with a text that changes when it is written: mostly to the `-wal` beside it. */
function stampFiles(place: string): ReadonlyMap<string, string> {
  const root = join(place, 'workflows');
  const folders = namesIn(root).filter(name => name.startsWith('miniflare-workflows-'));
  const files = new Map<string, string>();
  for (const path of folders.flatMap(folder => instancesIn(join(root, folder)))) {
    const wal = statSync(`${path}-wal`, { throwIfNoEntry: false });
    const stats = wal?.size ? wal : statSync(path, { throwIfNoEntry: false });
    if (!stats) continue;
    const isSettled = Date.now() - stats.mtimeMs > settledMs;
    files.set(path, `${stats.ino} ${stats.size} ${stats.mtimeMs}${isSettled ? '' : ` ${performance.now()}`}`);
  }
  return files;
}

/** Also those of which only the `-wal` is left. */
function instancesIn(folder: string): readonly string[] {
  const names = namesIn(folder).filter(name => /^[\da-f]{64}\.sqlite(?:-wal)?$/.test(name));
  return [...new Set(names.map(name => join(folder, name.replace(/-wal$/, ''))))];
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (cause) {
    throw new InspectorError('unreachable', `${folder} cannot be listed`, {
      ...{ hint: 'name a project in which wrangler dev has run workflows', cause },
    });
  }
}

function toListed(kept: Kept, session: Session): readonly ListedInstance[] {
  const all = [...kept.values()].map(({ summary }) => summary);
  const same = Map.groupBy(all, ({ id }) => id);
  const idOf = ({ id, name }: RunSummary) => (same.get(id)?.length === 1 ? id : `${name}:${id}`);
  const starts = new Map<string, StartedRun & { readonly by: RunSummary }>();
  for (const { summary: by, started } of kept.values())
    for (const start of started) starts.set(start.id, { ...start, by });
  const runs = [...kept].map(([path, { summary, createdOn, lastRowAt }]): ListedInstance => {
    const strandedBy = isActive(summary) ? strandedReason(lastRowAt, session) : undefined;
    const start = starts.get(summary.id);
    const isStarted = start && createdOn >= start.from - 1 && createdOn <= start.to + 1;
    const origin = same.get(summary.retryOf ?? '')?.find(({ name }) => name === summary.name);
    const links = { parentId: isStarted ? idOf(start.by) : undefined, retryOf: origin && idOf(origin) };
    const shown = strandedBy === undefined ? {} : { strandedBy, statusLabel: undefined, wakeAt: undefined };
    return {
      path,
      instanceId: summary.id,
      summary: { ...summary, id: idOf(summary), ...links, ...shown },
    };
  });
  return runs.sort((one, other) => compareNewest(one.summary, other.summary));
}

/** The last `wrangler dev` as its files tell: when it began, and whether it is still there. */
type Session = { readonly startedAt: number; readonly isRunning?: boolean };

/** A start opens a `metadata.sqlite` of each workflow, changes its `-shm`, and keeps it locked. */
function readSession(place: string, active: string | undefined): Session {
  const paths = globSync('workflows/*/metadata.sqlite-shm', { cwd: place });
  const stats = paths.flatMap(path => statSync(join(place, path), { throwIfNoEntry: false }) ?? []);
  const startedAt = Math.max(0, ...stats.map(({ mtimeMs }) => mtimeMs));
  const locked = active === undefined ? undefined : lockedFiles(active);
  return { startedAt, ...(locked && { isRunning: stats.some(({ ino }) => locked.has(ino)) }) };
}

/** The inodes that are locked on this machine; `undefined` where not even our own lock can be seen. */
function lockedFiles(path: string): ReadonlySet<number> | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const db = openReadOnly(path, 0);
    try {
      // `1: POSIX  ADVISORY  READ 31786 fe:00:11346054 128 128`
      const lines = db.transaction(() => {
        db.prepare('select 1 from sqlite_master').get();
        return readFileSync('/proc/locks', 'utf8');
      })();
      const locked = new Set(
        [...lines.matchAll(/:(\d+) \d+ (?:\d+|EOF)$/gm)].map(([, inode]) => Number(inode)),
      );
      return locked.has(statSync(`${path}-shm`).ino) ? locked : undefined;
    } finally {
      db.close();
    }
  } catch {
    return undefined;
  }
}

function strandedReason(lastRowAt: number, { startedAt, isRunning }: Session): string | undefined {
  const wakes = 'pause it and resume it, or end it';
  if (isRunning === false) return `no wrangler dev runs here: start it, then ${wakes}`;
  if (lastRowAt >= startedAt) return undefined;
  return `wrangler dev started again at ${formatTime(startedAt)} and left it behind: ${wakes}`;
}
