import type { ClientBase } from 'pg';
import { transact } from '../../drivers/postgres/pooled-client.ts';
import { postgresErrorCode, showUrl } from '../../drivers/postgres/postgres-error.ts';
import { InspectorError } from '../../model/errors.ts';
import { latestVersion, missingSteps, refuseNewer } from '../runs/migration.ts';
import { createTables, migrations, schemaName, searchIndexes, searchIndexNames } from './postgres-schema.ts';

/** Keys of the advisory locks that the servers of a database share; arbitrary numbers. */
export const advisoryLocks = { migrate: 7_261_200_001, upkeep: 7_261_200_002, late: 7_261_200_003 } as const;

/** Creates or migrates the schema in one transaction. Servers that start together wait for each other. */
export async function migrate(client: ClientBase, url: string, steps = migrations): Promise<void> {
  if ((await schemaVersionOf(client)) === latestVersion(steps) && (await hasSearchIndexes(client))) return;
  await transact(client, 'BEGIN', async () => {
    await client.query('SELECT pg_advisory_xact_lock($1)', [advisoryLocks.migrate]);
    await upgrade(client, url, steps);
  });
}

/** 0 where there is no schema. */
export async function schemaVersionOf(client: ClientBase): Promise<number> {
  // Functions such as `to_regclass` may use a snapshot from before the lock, so this queries the catalog.
  const isMade = `EXISTS (SELECT FROM pg_tables WHERE schemaname = '${schemaName}' AND tablename = 'schema_version')`;
  if (!(await exists(client, isMade))) return 0;
  const version = await client.query<{ version: number }>(`SELECT version FROM ${schemaName}.schema_version`);
  return version.rows[0]?.version ?? 0;
}

export function requireVersion(version: number, url: string, steps = migrations): void {
  refuseNewer(version, showUrl(url), steps);
  if (version < latestVersion(steps)) {
    throw new InspectorError('unreadable', `${showUrl(url)} holds no runs of this version of runlens yet`, {
      hint: 'start "runlens serve --store" on it once: that makes what is missing',
    });
  }
}

async function upgrade(client: ClientBase, url: string, steps: typeof migrations): Promise<void> {
  const from = await schemaVersionOf(client);
  refuseNewer(from, showUrl(url), steps);
  if (from === 0) await createSchema(client, url);
  const isComplete = await hasSearchIndexes(client);
  if (!isComplete) await createExtension(client, url);
  await includeExtension(client);
  if (!isComplete && from > 0) await client.query(searchIndexes);
  if (from === 0) await client.query(createTables);
  for (const statements of missingSteps(steps, from)) await client.query(statements);
  await client.query(`UPDATE ${schemaName}.schema_version SET version = $1`, [latestVersion(steps)]);
}

async function createSchema(client: ClientBase, url: string): Promise<void> {
  try {
    // Checked first, because IF NOT EXISTS requires the right to create even where there is nothing to do.
    if (!(await exists(client, `EXISTS (SELECT FROM pg_namespace WHERE nspname = '${schemaName}')`)))
      await client.query(`CREATE SCHEMA ${schemaName}`);
    await client.query(`
      CREATE TABLE ${schemaName}.schema_version (only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row), version integer NOT NULL);
      INSERT INTO ${schemaName}.schema_version VALUES (true, 0)`);
  } catch (error) {
    const message = `the user of ${showUrl(url)} may not create the schema ${schemaName}`;
    const hint = `let the owner of the database run: CREATE SCHEMA ${schemaName} AUTHORIZATION <user>`;
    throw lacksRight(error, message, hint);
  }
}

/** A database restored from a dump of its schema alone lacks the extension and these indexes. */
async function hasSearchIndexes(client: ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT indexname AS name FROM pg_indexes WHERE schemaname = '${schemaName}' AND indexname = ANY ($1)`,
    [[...searchIndexNames]],
  );
  return rows.length === searchIndexNames.length;
}

async function createExtension(client: ClientBase, url: string): Promise<void> {
  try {
    await client.query('CREATE EXTENSION IF NOT EXISTS pg_trgm');
  } catch (error) {
    const message = `${showUrl(url)} lacks the extension pg_trgm, and its user may not create it`;
    throw lacksRight(error, message, 'let an administrator of the database run: CREATE EXTENSION pg_trgm');
  }
}

async function exists(client: ClientBase, condition: string): Promise<boolean> {
  const { rows } = await client.query<{ answer: boolean }>(`SELECT ${condition} AS answer`);
  return rows[0]?.answer === true;
}

/** Adds the extension's schema to the search path, because creating an index needs its operators. */
async function includeExtension(client: ClientBase): Promise<void> {
  await client.query(`
    SELECT set_config('search_path', '${schemaName}, ' || quote_ident(nspname), true)
    FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace WHERE extname = 'pg_trgm'`);
}

function lacksRight(error: unknown, message: string, hint: string): unknown {
  const isAboutRights = /^(42501|58P01|0A000|F0000)$/.test(postgresErrorCode(error) ?? '');
  return isAboutRights ? new InspectorError('auth', message, { hint, cause: error }) : error;
}
