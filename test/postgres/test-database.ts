import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { templateName } from './template-name.ts';

export type TestDatabase = {
  readonly url: string;
  /** Ends the database with whatever is connected to it. */
  readonly drop: () => Promise<void>;
};

let server: Promise<string> | undefined;

/**
 * A database of the test's own on the run's PostgreSQL, with the schema in it; `isEmpty` makes one without.
 * To copy files takes half the time of a log of their blocks.
 */
export async function createTestDatabase({ isEmpty = false } = {}): Promise<TestDatabase> {
  server ??= serverUrl();
  const admin = await server;
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const template = isEmpty ? 'template0' : templateName;
  await run(admin, `CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY`);
  return {
    url: Object.assign(new URL(admin), { pathname: `/${name}` }).href,
    drop: () => run(admin, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

async function serverUrl(): Promise<string> {
  const response = await fetch(inject('postgresDesk'));
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text;
}

async function run(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
