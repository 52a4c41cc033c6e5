import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Scope, scopes } from '../../../src/contract/served-store.ts';
import { type Endpoint, endpoints } from '../../../src/protocol/endpoints.ts';
import { createToken } from '../../../src/server/access/tokens.ts';
import { runCreated } from '../../contract/sample-events.ts';
import { isThorough } from '../../trials.ts';
import { withKey } from '../raw-request.ts';
import { addToken, startServing } from '../serving.ts';

const data = 'ada@example.com';
const events = [runCreated('run_1', { input: JSON.stringify({ email: data }), status: 'running' })];

/** A right request of each endpoint, apart from who asks. */
const bodies: Partial<Record<string, unknown>> = {
  startRun: { workflow: 'signup' },
  cancelRun: {},
  markFailure: {
    kind: 'known',
    note: 'slow',
    shown: { firstAt: '2026-01-31T12:00:00Z', lastAt: '2026-01-31T12:00:00Z', count: 1 },
  },
  unmarkFailure: {},
  claimStarts: { offers: [] },
  beginStarts: { starts: [{ id: 'no such run', startedAt: '2026-01-31T12:00:00Z' }] },
  ingest: { writer: 'w', sequence: 0, facts: [] },
};
const queries: Partial<Record<string, string>> = { suggest: '?field=workflow' };

const callers = ['none', 'malformed', 'unknown id', 'wrong secret', 'revoked', ...scopes] as const;
type Caller = (typeof callers)[number];

/** What the scopes of tokens mean, written down by hand. */
const allowed: Readonly<Record<Scope, readonly Scope[]>> = {
  read: ['read'],
  cancel: ['read', 'cancel'],
  record: ['record'],
  write: ['record', 'write'],
  start: ['start'],
};

function expectedStatus({ scope, name }: Endpoint, caller: Caller): 'ok' | 401 | 403 {
  const isPublic = scope === undefined;
  const granted = scopes.find(known => known === caller);
  if (granted) return isPublic || allowed[granted].includes(scope) ? 'ok' : 403;
  if (isPublic) return name === 'getServer' && caller !== 'none' ? 401 : 'ok';
  return 401;
}

const headers = ['authorization', 'x-api-key'] as const;

/** CI tries both headers everywhere, and other runs the one or the other in turn. */
const cases = Object.values(endpoints).flatMap((endpoint: Endpoint, row) =>
  callers.flatMap((caller, column) =>
    headers
      .filter((_, at) => isThorough || (row + column + at) % 2 === 0)
      .map(header => ({ endpoint, caller, header })),
  ),
);

describe('who may ask what', () => {
  let serving: Awaited<ReturnType<typeof startServing>>;
  const ends: (() => void | Promise<void>)[] = [];
  const texts = new Map<Caller, string>();

  beforeAll(async () => {
    serving = await startServing({ events, atEnd: end => ends.unshift(end) });
    for (const scope of scopes) texts.set(scope, (await addToken(serving.served, [scope])).text);
    const revoked = await addToken(serving.served, scopes, 'revoked');
    await serving.served.tokens.revoke(revoked.id);
    const right = texts.get('read') ?? '';
    texts.set('revoked', revoked.text);
    texts.set('malformed', `${right}x`);
    texts.set('unknown id', createToken().text);
    texts.set('wrong secret', right.replace(/_[^_]*$/, `_${createToken().text.split('_')[2]}`));
  });

  afterAll(async () => {
    for (const end of ends) await end();
  });

  it.each(cases)(
    '$endpoint.method $endpoint.path by $caller, in $header',
    async ({ endpoint, caller, header }) => {
      const text = texts.get(caller);
      const value = header === 'authorization' ? `Bearer ${text}` : (text ?? '');
      const before = serving.lines.length;
      const ending = new AbortController();
      const path = endpoint.path.replace('{id}', 'run_1') + (queries[endpoint.name] ?? '');
      const body = bodies[endpoint.name];
      const answer = await fetch(serving.url + path, {
        method: endpoint.method,
        headers: {
          ...withKey,
          ...(text === undefined ? {} : { [header]: value }),
          ...(body ? { 'content-type': 'application/json' } : {}),
        },
        body: body ? JSON.stringify(body) : undefined,
        signal: ending.signal,
      });
      const expected = expectedStatus(endpoint, caller);
      if (expected === 'ok') expect([200, 202, 409, 501]).toContain(answer.status);
      else expect(answer.status).toBe(expected);

      const isStream = answer.headers.get('content-type') === 'text/event-stream';
      const said = isStream ? '' : await answer.text();
      ending.abort();
      const told = JSON.stringify([...answer.headers]) + said;
      const secret = text?.split('_')[2] ?? 'no secret';
      expect(told).not.toContain(secret);
      if (expected !== 'ok') {
        expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer realm="runlens"/);
        expect(said).not.toContain(data);
        expect(said).not.toContain('run_1');
      }
      await expect.poll(() => serving.lines.length).toBeGreaterThan(before);
      const logged = JSON.stringify(serving.lines.slice(before));
      expect(logged).not.toContain(secret);
      expect(logged).not.toContain(data);
    },
  );
});
