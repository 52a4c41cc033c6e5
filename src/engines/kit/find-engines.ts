import type { Engine } from '../../contract/engine.ts';
import { openReadOnlyDatabase } from '../../drivers/postgres/read-only-database.ts';
import { findEngineSchemas } from './engine-database.ts';
import type { Signal } from './run-source.ts';

/** A schema of a database that holds tables of an engine. */
export type FoundEngine = { readonly engine: Engine; readonly schema: string };

type FindOptions = Signal & {
  /** Whether a stranger wrote the address: see `PoolOptions`. */
  readonly isForeign: boolean;
};

/** The engines whose tables a PostgreSQL database holds, by the names of tables alone. */
export async function findEngines(
  url: string,
  engines: readonly Engine[],
  { isForeign, signal }: FindOptions,
): Promise<readonly FoundEngine[]> {
  const database = openReadOnlyDatabase(url.replace(/#.*/s, ''), { isForeign });
  try {
    const found: FoundEngine[] = [];
    for (const engine of engines) {
      if (!engine.known) continue;
      const schemas = await findEngineSchemas(database, engine.known, { signal });
      found.push(...schemas.map(({ name }) => ({ engine, schema: name })));
    }
    return found;
  } finally {
    await database.close();
  }
}
