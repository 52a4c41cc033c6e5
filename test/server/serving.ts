import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import type { RunEvent } from '../../src/contract/run-events.ts';
import type { Scope, ServedStore } from '../../src/contract/served-store.ts';
import { openServedSqlite } from '../../src/database/sqlite/serve/open-served-sqlite.ts';
import { createToken } from '../../src/server/access/tokens.ts';
import type { RequestLine } from '../../src/server/request/request-log.ts';
import { type RunningServer, type ServeOptions, serveStore } from '../../src/server/serve-store.ts';
import { sampleEvents } from '../contract/sample-events.ts';
import { patienceMs } from '../in-time.ts';
import { quickFolder } from '../quick-folder.ts';
import { withKey } from './raw-request.ts';

export type Serving = RunningServer & {
  readonly served: ServedStore;
  readonly lines: readonly RequestLine[];
  readonly bugs: readonly unknown[];
  readonly get: (path: string, headers?: Readonly<Record<string, string>>) => Promise<Response>;
  readonly post: (
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Response>;
};

type Options = Partial<Omit<ServeOptions, 'served'>> & {
  readonly events?: readonly RunEvent[];
  /** In place of a store of SQLite. */
  readonly served?: ServedStore;
  /** Changes what the server sees of the store. */
  readonly wrap?: (served: ServedStore) => ServedStore;
  /** Takes what ends it all; by default with the test. */
  readonly atEnd?: (end: () => void | Promise<void>) => void;
};

/** A server on a free port of loopback, over a store of SQLite with these events; ended with the test. */
export async function startServing({
  events = sampleEvents,
  wrap = served => served,
  atEnd = end => onTestFinished(end),
  served: given,
  ...options
}: Options = {}): Promise<Serving> {
  const served = wrap(given ?? (await openTestStore(events, atEnd)));
  const lines: RequestLine[] = [];
  const bugs: unknown[] = [];
  const server = await serveStore({
    served,
    version: '1.2.3',
    port: 0,
    log: line => lines.push(line),
    reportBug: error => bugs.push(error),
    ...options,
  });
  atEnd(() => server.close());
  return {
    ...server,
    served,
    lines,
    bugs,
    get: (path, headers = {}) => fetch(server.url + path, { headers: { ...withKey, ...headers } }),
    post: (path, body, headers = {}) =>
      fetch(server.url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...withKey, ...headers },
        body: body === undefined ? undefined : JSON.stringify(body),
      }),
  };
}

/** One server for all tests of a block, which must leave it as it was. */
export function shareServing(options: Options = {}): () => Serving {
  let serving: Serving | undefined;
  const ends: (() => void | Promise<void>)[] = [];
  beforeAll(async () => {
    serving = await startServing({ ...options, atEnd: end => ends.unshift(end) });
  });
  afterAll(async () => {
    for (const end of ends) await end();
  });
  return () => {
    if (!serving) throw new Error('it is not started yet');
    return serving;
  };
}

/** One store for all tests of a block, whose servers leave it open. */
export function shareStore(events: readonly RunEvent[] = sampleEvents): () => ServedStore {
  let served: ServedStore | undefined;
  const ends: (() => void | Promise<void>)[] = [];
  beforeAll(async () => {
    served = await openTestStore(events, end => ends.unshift(end));
  });
  afterAll(async () => {
    await served?.close();
    for (const end of ends) await end();
  });
  return () => {
    if (!served) throw new Error('it is not open yet');
    return { ...served, close: async () => {} };
  };
}

export async function openTestStore(
  events: readonly RunEvent[] = sampleEvents,
  atEnd: (end: () => void | Promise<void>) => void = end => onTestFinished(end),
): Promise<ServedStore> {
  const folder = mkdtempSync(join(quickFolder(), 'runlens-server-'));
  atEnd(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  const path = join(folder, 'runs.db');
  const served = await openServedSqlite({
    path,
    target: { name: 'served', kind: 'sqlite', location: path, reason: 'argument' },
  });
  await served.intake.apply({ writer: 'sample', sequence: 1, isOwner: false, events });
  return served;
}

/** Adds a token and gives its text. */
export async function addToken(
  { tokens }: ServedStore,
  scopes: readonly Scope[],
  name: string = scopes.join('+'),
): Promise<{ readonly id: string; readonly text: string }> {
  const { id, text, hash } = createToken();
  await tokens.add({ id, name, scopes, hash });
  return { id, text };
}

/** Waits until something holds. */
export async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const end = performance.now() + patienceMs;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`it never came to: ${what}`);
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}

/** The body of an answer, which has to be an object. */
export async function readJson(answer: Response | Promise<Response>): Promise<Record<string, unknown>> {
  const value: unknown = await (await answer).json();
  if (typeof value !== 'object' || value === null) throw new Error('no object');
  return { ...value };
}
