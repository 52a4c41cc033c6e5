import { once } from 'node:events';
import { createServer } from 'node:http';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { clientConfig } from '../../src/database/postgres/database.ts';
import { migrate } from '../../src/database/postgres/migrate.ts';
import { type Postgres, startPostgres } from './start-postgres.ts';
import { templateName } from './template-name.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Answers with the address of the run's PostgreSQL, which it starts when it is first asked. */
    readonly postgresDesk: string;
  }
}

/**
 * One PostgreSQL for a whole run of the tests, started when a test first needs it, stopped at the run's end.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  let started: Promise<Postgres> | undefined;
  const desk = createServer((_, response) => {
    started ??= startWithTemplate();
    started.then(
      ({ url }) => response.end(url),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  }).listen(0, '127.0.0.1');
  await once(desk, 'listening');
  desk.unref();
  const address = desk.address();
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  project.provide('postgresDesk', `http://127.0.0.1:${address.port}/`);
  return async () => {
    desk.close();
    desk.closeAllConnections();
    await (await started?.catch(() => undefined))?.stop();
  };
}

/** A database made from the template holds the schema already. */
async function startWithTemplate(): Promise<Postgres> {
  const postgres = await startPostgres();
  await using admin = await connect(postgres.url);
  await admin.client.query(`CREATE DATABASE ${templateName}`);
  const url = postgres.urlOf(templateName);
  await using template = await connect(url);
  await migrate(template.client, url);
  return postgres;
}

async function connect(url: string) {
  const client = new pg.Client(clientConfig(url));
  await client.connect();
  return { client, [Symbol.asyncDispose]: () => client.end() };
}
