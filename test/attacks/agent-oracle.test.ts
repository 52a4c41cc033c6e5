import { join } from 'node:path';
import { describe, expect } from 'vitest';
import type { RunStore } from '../../src/contract/run-store.ts';
import type { Run } from '../../src/model/run.ts';
import { createFakeStore } from '../cli/fake-store.ts';
import { createHomeWithStore } from '../cli/real-store.ts';
import { createRun, now } from '../cli/sample-runs.ts';
import { connect } from '../mcp/connect.ts';
import { startAgent } from '../program/start-agent.ts';
import { test } from '../program/workplace.ts';
import { isThorough } from '../trials.ts';

const secret = 'Zq7xKp9mWv3nRt5b';
/** Alike in length and characters, and recorded nowhere. */
const wrong = 'Hd4yLs8cGf6jBn2w';
const pin = 471_199;
const written = `token=${secret}`;

/** Every run has the secret, so that a count, a search that is cut, or the end of a page would tell of it. */
function secretRun(at: number): Run {
  const createdAt = now - at * 60_000;
  const isFailed = at % 3 === 0;
  const error = { name: 'AuthError', message: `login failed: ${written}` };
  return createRun({
    id: `run_${at}`,
    kind: at % 5 === 0 ? 'agent' : 'workflow',
    name: at % 2 === 0 ? 'sync' : `sync ${written}`,
    createdAt,
    startedAt: createdAt,
    finishedAt: createdAt + 1_000,
    status: isFailed ? 'failed' : 'success',
    actor: written,
    project: written,
    trigger: { type: 'webhook', label: written, raw: written },
    models: [written, 'gpt-5-mini'],
    services: ['mail', written],
    stepCount: 1,
    input: {
      apiToken: secret,
      passcode: pin,
      order: `ord_${at}`,
      headers: ['Cookie', secret],
      [written]: { note: 'n' },
      nested: { credentials: { value: secret } },
    },
    output: { session: { authorization: secret } },
    ...(isFailed
      ? {
          error: {
            ...error,
            value: { ...error, apiKey: secret },
            stack: `AuthError: ${written}\n  at x.ts:1`,
          },
          errorSummary: { ...error, step: `login ${written}` },
        }
      : {}),
    messages: [{ id: 'm1', role: 'user', content: `my ${written}` }],
    usage: [{ name: written, kind: 'model' }],
    steps: [
      {
        id: 's1',
        name: `login ${written}`,
        type: 'action',
        status: isFailed ? 'failed' : 'success',
        attempt: 1,
        startedAt: createdAt,
        finishedAt: createdAt + 500,
        input: { apiToken: secret },
      },
    ],
    trace: {
      spans: [
        {
          id: 'a',
          name: `login ${written}`,
          kind: 'run',
          startAt: createdAt,
          endAt: createdAt + 1_000,
          status: 'ok',
          attributes: { 'api.key': secret },
          events: [],
        },
      ],
      logs: [{ at: createdAt, level: 'info', message: written, attributes: {} }],
    },
  });
}

const runs: readonly Run[] = [
  ...Array.from({ length: 24 }, (_, at) => secretRun(at)),
  createRun({ id: `run ${written}`, createdAt: now - 90_000 }),
  createRun({ id: 'run_repeated', createdAt: now - 95_000, retryOf: `run ${written}` }),
];

/** Each asks whether a secret begins so, is it, or has it in it. */
const questions: readonly ((guess: string) => string)[] = [
  guess => `input.apiToken:"${guess}"*`,
  guess => `-input.apiToken:"${guess}"*`,
  guess => `input.apiToken:"${guess}",zzz`,
  guess => `input.apiToken:"•"*,"${guess}"*`,
  guess => `input.apiToken:*"${guess}"*`,
  guess => `input.headers:"${guess}"*`,
  guess => `input.nested.credentials.value:"${guess}"*`,
  guess => `output.session.authorization:"${guess}"*`,
  guess => `input."token=${guess}".note:n`,
  guess => `"${guess}"`,
  guess => `-"${guess}"`,
  guess => `"token ${guess}"`,
  guess => `error:"${guess}"`,
  guess => `-error:"${guess}"`,
  guess => `error:"login failed: token=","${guess}"`,
  guess => `error:*"${guess}"*`,
  guess => `actor:"token=${guess}"*`,
  guess => `actor:*"${guess}"*`,
  guess => `-actor:"token=${guess}"`,
  guess => `project:"token=${guess}"*`,
  guess => `trigger:"token=${guess}"*`,
  guess => `model:"token=${guess}"*`,
  guess => `service:*"${guess}"*`,
  guess => `step:"login token=${guess}"*`,
  guess => `workflow:"sync token=${guess}"*`,
  guess => `workflow:*"${guess}"*`,
  guess => `id:"run token=${guess}"*`,
  guess => `retryOf:"run token=${guess}"*`,
  guess => `status:failed "${guess}"`,
  guess => `status:"${guess}"`,
];

const numbers: readonly ((value: number) => string)[] = [
  value => `input.passcode:>${value}`,
  value => `input.passcode:${value}`,
  value => `-input.passcode:<=${value}`,
  value => `input.passcode:${value}..999999`,
];

/** `npm test` asks every other pair of questions, each in one more way than the list, in turn. */
const ways = 3;

/** How much of the secret is guessed with a question; `npm test` guesses a part or the whole, in turn. */
const lengthsOf = (at: number) =>
  isThorough ? [3, 4, 6, 9, 12, secret.length] : [at % 2 === 0 ? 4 : secret.length];

describe('an agent that guesses a secret', () => {
  test('is answered the same by every tool and term, whether the guess is right or wrong', async ({
    place,
  }) => {
    const home = await createHomeWithStore(runs);
    const { call } = await startAgent(place, '--target', join(home.cwd, '.runlens', 'runs.db'));
    const answer = async (tool: string, args: object, guess: string) => {
      const { text, isError } = await call(tool, { ...args });
      const said = text.replaceAll(guess, '<guess>');
      expect.soft(said).not.toContain(secret);
      return { isError, text: said };
    };
    const compare = async (tool: string, ask: (guess: string) => object, right: string, other: string) =>
      expect
        .soft(await answer(tool, ask(right), right), `${tool} ${JSON.stringify(ask('…'))}`)
        .toEqual(await answer(tool, ask(other), other));
    for (const [at, question] of questions.entries()) {
      if (!isThorough && at % 4 > 1) continue;
      const isAsked = (tool: number) => isThorough || at % ways === tool;
      for (const length of lengthsOf(at)) {
        const filter = (guess: string) => ({ filter: question(guess) });
        const guesses = [secret.slice(0, length), wrong.slice(0, length)] as const;
        await compare('list_runs', guess => ({ ...filter(guess), limit: 5 }), ...guesses);
        if (isAsked(0)) await compare('list_failures', filter, ...guesses);
        if (isAsked(1)) await compare('list_runs', guess => ({ ...filter(guess), sort: 'name' }), ...guesses);
        if (isAsked(2)) await compare('explain_failures', filter, ...guesses);
      }
    }
    for (const question of numbers)
      for (const tool of ['list_runs', 'list_failures', 'explain_failures'])
        await compare(tool, guess => ({ filter: question(Number(guess)) }), String(pin - 1), String(pin + 1));
    const whole = [`run token=${secret}`, `run token=${wrong}`] as const;
    await compare('get_run', guess => ({ id: guess }), ...whole);
    await compare('get_run', guess => ({ id: `runs.db/${guess}` }), ...whole);
    await compare('compare_runs', guess => ({ id: guess }), ...whole);
    await compare('compare_runs', guess => ({ id: 'run_0', against: guess }), ...whole);
    await compare('get_run', guess => ({ id: 'run_0', path: `input."token=${guess}"` }), secret, wrong);
  });

  test('makes a store read the same, so that no time or count tells of it', async () => {
    const store = createFakeStore(runs);
    let asked: string[] = [];
    const note = (name: string, args: readonly unknown[]) => void asked.push(JSON.stringify([name, ...args]));
    const spy: RunStore = {
      ...store,
      listRuns: (query, { signal: _, ...options }) => {
        note('listRuns', [query, options]);
        return store.listRuns(query, options);
      },
      suggest: (field, prefix) => {
        note('suggest', [field, prefix]);
        return store.suggest(field, prefix);
      },
      getRun: (id, { include } = {}) => {
        note('getRun', [id.replace(secret, '<secret>'), include]);
        return store.getRun(id, { include });
      },
    };
    const { call } = await connect({ store: spy, now });
    const askedFor = async (tool: string, filter: string, guess: string) => {
      asked = [];
      await call(tool, { filter });
      return asked.map(line => line.replaceAll(guess, '<guess>'));
    };
    for (const [at, question] of questions.entries())
      for (const tool of ['list_runs', 'list_failures'].filter((_, n) => isThorough || at % 2 === n)) {
        const [one, two] = [secret.slice(0, 6), wrong.slice(0, 6)];
        const right = await askedFor(tool, question(one), one);
        expect.soft(right, `${tool} ${question('…')}`).toEqual(await askedFor(tool, question(two), two));
      }
  });

  test('acts on no run that it names by a secret', async ({ place }) => {
    const home = await createHomeWithStore(runs);
    const target = join(home.cwd, '.runlens', 'runs.db');
    const { call } = await startAgent(place, '--target', target, '--allow', 'act');
    const [right, other] = [secret, wrong].map(guess => `run token=${guess}`);
    for (const tool of ['cancel_runs', 'run_again']) {
      const [one, two] = [await call(tool, { ids: [right] }), await call(tool, { ids: [other] })];
      expect(one.text.replaceAll(secret, wrong), tool).toBe(two.text);
    }
    const starts = await Promise.all(
      [secret, wrong].map(guess => call('start_run', { workflow: `sync token=${guess}` })),
    );
    expect(starts[0]).toEqual(starts[1]);
  });

  test('reads no letter of it out, one after the other', async ({ place }) => {
    const home = await createHomeWithStore(runs);
    const { read } = await startAgent(place, '--target', join(home.cwd, '.runlens', 'runs.db'));
    let known = '';
    for (const letter of ['a', 'K', 'Z', '9', 'q']) {
      const { runs: found } = await read('list_runs', { filter: `input.apiToken:"${known}${letter}"*` });
      if (found.length > 0) known += letter;
    }
    expect(known).toBe('');
    expect((await read('list_runs', { filter: 'input.apiToken:*' })).runs.length).toBeGreaterThan(10);
  });

  test('makes no cursor of its own, and reads none', async ({ place }) => {
    const home = await createHomeWithStore(runs);
    const { read, call } = await startAgent(place, '--target', join(home.cwd, '.runlens', 'runs.db'));
    let cursor: string | undefined;
    do {
      const page: { readonly nextCursor: string | null } = await read('list_runs', { limit: 1, cursor });
      cursor = page.nextCursor ?? undefined;
      expect(Buffer.from(cursor ?? '', 'base64url').toString()).not.toContain(secret);
    } while (cursor !== undefined);
    const made = Buffer.from(JSON.stringify([now, `run token=${secret}`, 0])).toString('base64url');
    expect(await call('list_runs', { cursor: made })).toMatchObject({ isError: true });
  });
});
