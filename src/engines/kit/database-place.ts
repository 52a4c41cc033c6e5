import type { Engine, EngineTable } from '../../contract/engine.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { decodePercent } from '../../model/decode-percent.ts';
import { InspectorError } from '../../model/errors.ts';
import { databaseHint, isDatabaseAddress, postgresProtocols } from '../database-address.ts';

type DatabaseEngine = {
  /** Also the scheme of its addresses: `pg-boss` in `pg-boss:postgres://host/database`. */
  readonly kind: string;
  readonly known: EngineTable;
  readonly open: (options: OpenOptions) => Promise<RunStore>;
};

export type KnownEngine = Engine & { readonly known: EngineTable };

type OpenOptions = Omit<Parameters<Engine['open']>[0], 'projectFolder'> & {
  readonly projectFolder: string;
  readonly known: EngineTable;
};

/**
 * An engine that keeps its runs in PostgreSQL. A place is the address of the database, with its password; the
 * schema, where several hold tables of the engine, follows `#`.
 */
export function databaseEngine({ kind, known, open }: DatabaseEngine): KnownEngine {
  const locate = (text: string): string => {
    const place = text.trim();
    if (isDatabaseAddress(place, postgresProtocols)) return place;
    throw new InspectorError('usage', `${kind}: is followed by the address of a database`, {
      hint: databaseHint(`${kind}:postgres://user@host/database`),
    });
  };
  return {
    ...{ kind, isRemote: true, access: 'database', known, locate, nameOf: nameOfDatabase },
    open: options => open({ ...options, projectFolder: options.projectFolder(), known }),
  };
}

function nameOfDatabase(place: string): string {
  const { host, pathname } = new URL(place);
  const name = schemaOfPlace(place) || decodePercent(pathname.slice(1)) || host;
  return name.replaceAll(',', '_');
}

/** Adds the environment's password to an address that has none, unless a stranger wrote it. */
export function withPassword(place: string, isForeign: boolean, variable = 'PGPASSWORD'): string {
  const url = new URL(place);
  if (!isForeign) url.password ||= encodeURIComponent(process.env[variable] ?? '');
  return url.href;
}

/** `app` of `postgres://host/database#app`; empty for an address without `#`. */
export function schemaOfPlace(place: string): string {
  return decodePercent(new URL(place).hash.slice(1));
}
