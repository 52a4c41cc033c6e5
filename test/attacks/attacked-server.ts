import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { Scope, ServedStore } from '../../src/contract/served-store.ts';
import { openServedPostgres } from '../../src/database/postgres/store/open-served-postgres.ts';
import type { Run } from '../../src/model/run.ts';
import { writerKeyHeader } from '../../src/protocol/wire-access.ts';
import { targetOf } from '../database/postgres/postgres-under-test.ts';
import { createTestDatabase } from '../postgres/test-database.ts';
import { addToken, openTestStore, type Serving, startServing } from '../server/serving.ts';

export const storesServed = ['SQLite', 'PostgreSQL'] as const;

export type AttackedServer = Serving & {
  /** Sends as whoever has a token of these scopes, and the key of a writer where one is given. */
  readonly ask: (
    who: { readonly scope: Scope; readonly key?: string },
    path: string,
    body?: unknown,
  ) => Promise<{ readonly status: number; readonly answer: Record<string, unknown> }>;
  readonly token: (scope: Scope) => Promise<string>;
  readonly run: (id: string) => Promise<Run | undefined>;
  /** The writers whose batches were applied, by the runs that they created. */
  readonly writers: ReadonlyMap<string, string>;
};

/** One server with tokens over an empty store of this kind, for all tests of a block. */
export function shareAttackedServer(kind: (typeof storesServed)[number]): () => AttackedServer {
  let server: AttackedServer | undefined;
  const ends: (() => void | Promise<void>)[] = [];
  const atEnd = (end: () => void | Promise<void>) => void ends.unshift(end);
  beforeAll(async () => {
    const served = kind === 'SQLite' ? await openTestStore([], atEnd) : await openDatabase(atEnd);
    const writers = new Map<string, string>();
    server = withTokens(await startServing({ served, atEnd, wrap: noteWriters(writers) }), writers);
    // From the first token on, every client needs one.
    await server.token('read');
  });
  afterAll(async () => {
    for (const end of ends) await end();
  });
  return () => {
    if (!server) throw new Error('it is not started yet');
    return server;
  };
}

async function openDatabase(atEnd: (end: () => Promise<void>) => void): Promise<ServedStore> {
  const { url, drop } = await createTestDatabase();
  atEnd(drop);
  return openServedPostgres({ url, target: targetOf(url) });
}

function noteWriters(writers: Map<string, string>): (served: ServedStore) => ServedStore {
  return served => ({
    ...served,
    intake: {
      ...served.intake,
      apply(batch) {
        for (const event of batch.events)
          if (event.type === 'run-created') writers.set(event.id, batch.writer);
        return served.intake.apply(batch);
      },
    },
  });
}

function withTokens(serving: Serving, writers: ReadonlyMap<string, string>): AttackedServer {
  const tokens = new Map<Scope, Promise<string>>();
  const token = (scope: Scope) => {
    const text = tokens.get(scope) ?? addToken(serving.served, [scope]).then(added => added.text);
    tokens.set(scope, text);
    return text;
  };
  return {
    ...serving,
    token,
    writers,
    run: id => serving.served.store.getRun(id),
    async ask({ scope, key }, path, body) {
      const response = await fetch(serving.url + path, {
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          authorization: `Bearer ${await token(scope)}`,
          ...(key === undefined ? {} : { [writerKeyHeader]: key }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      const answer: unknown = await response.json();
      if (typeof answer !== 'object' || answer === null) throw new Error('no object');
      return { status: response.status, answer: { ...answer } };
    },
  };
}

/** A folder for the spool of a recorder; removed with the block. */
export function shareFolder(): () => string {
  const folders: string[] = [];
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });
  return () => {
    const folder = mkdtempSync(join(tmpdir(), 'runlens-attack-'));
    folders.push(folder);
    return folder;
  };
}

export const keyOf = (writer: string): string => `key-of-${writer}-`.padEnd(43, 'x');

/** A running run, as a recorder sends it. */
export function activeRun(id: string, fields: object = {}) {
  return {
    ...{ type: 'run-created', id, kind: 'workflow', name: 'signup', status: 'running' },
    trigger: { type: 'api', label: 'API', raw: 'api' },
    createdAt: '2026-11-24T12:00:00.000Z',
    ...fields,
  };
}
