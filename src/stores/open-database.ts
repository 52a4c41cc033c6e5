import { withTimeout } from '../async/deadline.ts';
import type { Capabilities } from '../contract/capabilities.ts';
import { sortFields } from '../contract/lists/sort.ts';
import type { RunStore } from '../contract/run-store.ts';
import { InspectorError } from '../model/errors.ts';
import { joinWords } from '../model/text/formats.ts';
import { schemaOf, withoutUser } from '../targets/database-url.ts';
import { engines } from '../targets/engines.ts';
import type { PostgresTarget, SingleTarget } from '../targets/target.ts';
import { createLazyStore } from './lazy-store.ts';

const brand: unique symbol = Symbol.for('runlens.UnclearDatabase');

/** A database whose address alone does not say which runs are meant. */
export class UnclearDatabase extends InspectorError {
  /** By brand: see `InspectorError`. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && Object.hasOwn(value, brand);
  }

  readonly [brand] = true;
  readonly targets: readonly SingleTarget[];

  constructor(shown: string, targets: readonly SingleTarget[]) {
    const [first] = targets;
    const names = targets.map(({ info }) => info.location).join(', ');
    if (first) {
      const hint = `name one: --target '${first.info.location}'`;
      super('usage', `${shown} is several targets: ${names}`, { hint });
    } else {
      super('unreadable', `${shown} holds no runs: no tables of ${knownNames} are there`, {
        hint: 'name the database of the application; "runlens serve --store" makes tables of runlens',
      });
    }
    this.targets = targets;
  }
}

const knownNames = joinWords(
  ['runlens', ...engines.flatMap(({ kind, known }) => (known ? [kind] : []))],
  'or',
);

/** Offered until the database answers; an act on one that is away reports that it cannot be reached. */
const untilOpened: Capabilities = { cancel: true, kill: false, start: true, live: true, sorts: sortFields };

/**
 * Opens the runs of a PostgreSQL database: those of runlens, else those of the one engine whose tables it
 * holds. Throws an `UnclearDatabase` where there are none or several. A database that does not answer within
 * `longestMs`, if that is given, is opened by the first call.
 */
export async function openDatabase(target: PostgresTarget, longestMs?: number): Promise<RunStore> {
  const opening = openFound(target);
  if (longestMs === undefined) return opening;
  const lazy = { target: target.info, can: untilOpened, open: () => openFound(target) };
  try {
    return (await withTimeout(opening, longestMs)) ?? createLazyStore({ ...lazy, opening });
  } catch (error) {
    if (!(error instanceof InspectorError) || error instanceof UnclearDatabase) throw error;
    return createLazyStore(lazy);
  }
}

async function openFound(target: PostgresTarget): Promise<RunStore> {
  const own = await openOwn(target);
  if (own) return own;
  const wanted = schemaOf(target.url);
  const all = await findEngineTargets(target);
  const found =
    wanted === '' ? all : all.filter(one => one.kind === 'engine' && schemaOf(one.place) === wanted);
  const [only] = found;
  if (only?.kind !== 'engine' || found.length > 1) throw new UnclearDatabase(withoutUser(target.url), found);
  const { engine, info, ...options } = only;
  return engine.open({ ...options, target: info });
}

export async function findDatabaseTargets(target: PostgresTarget): Promise<readonly SingleTarget[]> {
  const own = await openOwn(target);
  await own?.close();
  return [...(own ? [target] : []), ...(await findEngineTargets(target))];
}

async function openOwn({ url, isForeign, info }: PostgresTarget): Promise<RunStore | undefined> {
  if (schemaOf(url) !== '') return undefined;
  const { openPostgresStore } = await import('../database/postgres/store/open-postgres-store.ts');
  const store = await openPostgresStore({ url, isForeign, target: info });
  let isKept = false;
  try {
    isKept = await store.holdsRuns();
    return isKept ? store : undefined;
  } finally {
    if (!isKept) await store.close();
  }
}

/** An address names no schema where the engine has only one. */
async function findEngineTargets(target: PostgresTarget): Promise<readonly SingleTarget[]> {
  const { findEngines } = await import('../engines/kit/engine-database.ts');
  const found = await findEngines(target.url, engines, target);
  return found.map(({ engine, schema }) => {
    const isOnly = found.filter(other => other.engine === engine).length === 1;
    return target.ofEngine(engine, isOnly && schemaOf(target.url) === '' ? undefined : schema);
  });
}
