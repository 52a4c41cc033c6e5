import type { ClientBase } from 'pg';
import { InspectorError } from '../../model/errors.ts';
import { errorCode } from './postgres-error.ts';
import { migrations, schemaName } from './postgres-schema.ts';
import { showUrl } from './show-url.ts';

export const schemaVersion = migrations.length;

/** Keys of the advisory locks that the servers of one database share; arbitrary numbers of our own. */
export const advisoryLocks = { migrate: 7_261_200_001, upkeep: 7_261_200_002 } as const;

/**
 * Creates the schema, or brings it up to date, in one transaction. Servers that start at the same time wait
 * for each other. Throws an `InspectorError` when a newer runlens made the schema or a right is missing.
 */
export async function migrate(client: ClientBase, url: string): Promise<void> {
  if ((await schemaVersionOf(client)) === schemaVersion) return;
  await client.query('BEGIN');
  try {
    await client.query('SELECT pg_advisory_xact_lock($1)', [advisoryLocks.migrate]);
    await upgrade(client, url);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** The version of the database's schema; 0 where there is none. */
export async function schemaVersionOf(client: ClientBase): Promise<number> {
  // Reads the catalog's tables, because functions such as to_regclass may use a state from before the lock.
  const isMade = `EXISTS (SELECT FROM pg_tables WHERE schemaname = '${schemaName}' AND tablename = 'schema_version')`;
  if (!(await exists(client, isMade))) return 0;
  const version = await client.query<{ version: number }>(`SELECT version FROM ${schemaName}.schema_version`);
  return version.rows[0]?.version ?? 0;
}

/** Throws when this program does not read the version of the schema. */
export function requireVersion(version: number, url: string): void {
  if (version > schemaVersion) {
    throw new InspectorError(
      'unreadable',
      `${showUrl(url)} was made by a newer runlens (schema ${version}, this one reads up to ${schemaVersion})`,
      { hint: 'upgrade runlens' },
    );
  }
  if (version < schemaVersion) {
    throw new InspectorError('unreadable', `${showUrl(url)} holds no runs of this version of runlens yet`, {
      hint: 'start "runlens serve --store" on it once: that makes what is missing',
    });
  }
}

async function upgrade(client: ClientBase, url: string): Promise<void> {
  const from = await schemaVersionOf(client);
  if (from >= schemaVersion) return requireVersion(from, url);
  if (from === 0) await createSchema(client, url);
  await includeExtension(client);
  for (const statements of migrations.slice(from)) await client.query(statements);
  await client.query(`UPDATE ${schemaName}.schema_version SET version = $1`, [schemaVersion]);
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

/** Adds the extension's own schema to the search path: creating an index needs the operators in it. */
async function includeExtension(client: ClientBase): Promise<void> {
  await client.query(`
    SELECT set_config('search_path', '${schemaName}, ' || quote_ident(nspname), true)
    FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace WHERE extname = 'pg_trgm'`);
}

function lacksRight(error: unknown, message: string, hint: string): unknown {
  const isAboutRights = /^(42501|58P01|0A000|F0000)$/.test(errorCode(error) ?? '');
  return isAboutRights ? new InspectorError('auth', message, { hint, cause: error }) : error;
}
