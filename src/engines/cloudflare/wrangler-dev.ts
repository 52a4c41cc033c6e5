import { createHash } from 'node:crypto';
import { globSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import * as v from 'valibot';
import { type LockHolders, readLockHolders } from '../../drivers/sqlite/lock-holders.ts';
import { createHttpClient, type HttpClient } from '../../http/http-client.ts';
import { cleanDetail, type RefusedResponse } from '../../http/http-refusal.ts';
import { InspectorError } from '../../model/errors.ts';
import { parseExactJson } from '../../model/payload/json-text.ts';
import { formatTime, joinWords } from '../../model/text/formats.ts';

type CloudflarePlace = { readonly folder: string; readonly port?: number };

/** `/shop/.wrangler/state/v3`, or that and `:8790` */
export function parsePlace(place: string): CloudflarePlace {
  const [, folder, port] = /^(.*v3):(\d{1,5})$/s.exec(place) ?? [];
  return folder === undefined ? { folder: place } : { folder, port: Number(port) };
}

type Answer = { readonly status: number; readonly reason: string; readonly id?: string };

const api = '/cdn-cgi/local/explorer/api';
/** The server then asks no other session, and reports nothing to the vendor. */
const headers = { 'x-miniflare-explorer-no-aggregate': 'true' };
const timeouts = { connectMs: 1_000, silentMs: 10_000 };

export type LocalExplorer = ReturnType<typeof createLocalExplorer>;

/** The server of a project's `wrangler dev`. Paths are already encoded; rejects where no server answers. */
export function createLocalExplorer(place: CloudflarePlace) {
  const project = resolve(dirname(dirname(dirname(place.folder))));
  const clients = new Map<number, HttpClient>();

  function clientOf(port: number): HttpClient {
    const url = `http://localhost:${port}`;
    const client = clients.get(port) ?? createHttpClient({ url, timeouts, kind });
    clients.set(port, client);
    return client;
  }

  async function findServer(signal: AbortSignal | undefined): Promise<HttpClient> {
    const ports = place.port === undefined ? likelyPorts(project) : [place.port];
    const scopes = scopesOf(project);
    const scopeOf = async (port: number) => readScope(clientOf(port), signal);
    const found = await Promise.all(ports.map(scopeOf));
    const at = found.findIndex(scope => scope !== undefined && scopes.includes(scope));
    if (at >= 0) return clientOf(ports[at] ?? 0);
    const message = `no wrangler dev of this project answers on port ${joinWords(ports.map(String), 'or')}`;
    const hint = `start it, or name its port: cloudflare:${project}:8790`;
    throw new InspectorError('unreachable', message, { hint, isUnsent: true });
  }

  return {
    async send(
      method: 'POST' | 'PATCH',
      path: string,
      body: unknown,
      signal: AbortSignal | undefined,
    ): Promise<Answer> {
      const client = await findServer(signal);
      const sent = { method, path: `${api}/workflows/${path}`, headers, signal };
      const { status, body: answer } = await client.send({
        ...{ ...sent, body: JSON.stringify(body), isAnswer: () => true },
      });
      const read = v.safeParse(answerSchema, parseExactJson(answer.toString('utf8')));
      const { errors, result } = read.success ? read.output : { errors: [], result: null };
      const reason = errors[0]?.message.replace(/^WorkflowError: \([\w.]+\) /, '');
      return {
        status,
        reason: cleanDetail(reason ?? `the server answered ${status}`, undefined),
        id: result?.id,
      };
    },
  };
}

async function readScope(client: HttpClient, signal: AbortSignal | undefined): Promise<string | undefined> {
  try {
    const request = { path: `${api}/local/workers`, headers, signal };
    const { result } = await client.requestJson(request, workersSchema);
    return result.find(({ isSelf }) => isSelf === true)?.persistenceScope;
  } catch (error) {
    if (!(error instanceof InspectorError)) throw error;
    return undefined;
  }
}

/** How a server names its project (miniflare 5): by its path, which may have been one through a link. */
function scopesOf(project: string): readonly string[] {
  return [project, realpathSync(project)].map(path =>
    createHash('sha256').update(`local-explorer:persistence-scope:v1\0${path}`).digest('hex'),
  );
}

/** Ports named anywhere in the configuration, and wrangler's defaults. */
function likelyPorts(project: string): readonly number[] {
  const files = globSync('wrangler.{jsonc,json,toml}', { cwd: project });
  const texts = files.map(name => readFileSync(join(project, name), 'utf8'));
  const named = texts.flatMap(text => [...text.matchAll(/\bport"?\s*[:=]\s*(\d{2,5})\b/g)]);
  const ports = [...named.map(([, port]) => Number(port)), 8787, 8788, 8789];
  return [...new Set(ports.filter(port => port < 65_536))];
}

const workersSchema = v.object({
  result: v.array(v.object({ isSelf: v.optional(v.boolean()), persistenceScope: v.optional(v.string()) })),
});
const answerSchema = v.object({
  errors: v.array(v.object({ message: v.string() })),
  result: v.nullish(v.object({ id: v.optional(v.string()) })),
});

const kind = {
  accept: 'application/json',
  transientStatuses: [],
  toRefusalError: ({ status, location }: RefusedResponse) =>
    new InspectorError('unreadable', `${location} answered ${status}`),
  wrongServerHint: 'is this the server of wrangler dev?',
};

export type Session = {
  readonly startedAt: number;
  /** `undefined` where nothing tells. Looks once for the locks of the first active instance given. */
  readonly isRunning: (active?: string) => boolean | undefined;
};

/** A start opens each workflow's `metadata.sqlite`, which changes its `-shm`, and keeps that locked. */
export function readSession(place: string): Session {
  const paths = globSync('workflows/*/metadata.sqlite-shm', { cwd: place });
  const stats = paths.flatMap(path => statSync(join(place, path), { throwIfNoEntry: false }) ?? []);
  let locked: LockHolders | undefined;
  let isAsked = false;
  return {
    startedAt: Math.max(0, ...stats.map(({ mtimeMs }) => mtimeMs)),
    isRunning(active) {
      if (!isAsked && active !== undefined) {
        isAsked = true;
        locked = readLockHolders(active);
      }
      return locked && stats.some(({ ino }) => locked?.has(ino));
    },
  };
}

/** `undefined` if something runs the instance. */
export function strandedReason(lastRowAt: number, session: Session, path: string): string | undefined {
  const wakes = 'pause it and resume it, or end it';
  if (session.isRunning(path) === false) return `no wrangler dev runs here: start it, then ${wakes}`;
  if (lastRowAt >= session.startedAt) return undefined;
  return `wrangler dev started again at ${formatTime(session.startedAt)} and left it behind: ${wakes}`;
}
