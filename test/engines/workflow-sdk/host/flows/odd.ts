import { createHook, createWebhook, FatalError, getWritable, RetryableError, sleep } from 'workflow';

class CardDeclined extends Error {
  readonly name = 'CardDeclined';
  readonly limit = 20;
}

const thrown: Readonly<Record<string, () => unknown>> = {
  text: () => 'plain: words',
  nothing: () => undefined,
  none: () => null,
  number: () => 42,
  object: () => ({ code: 'E_ODD', detail: { at: 1 } }),
  list: () => ['a', 'b'],
  empty: () => new Error(''),
  emptyFatal: () => new FatalError(''),
  custom: () => new CardDeclined('limit is 20'),
  cause: () => new Error('outer', { cause: new TypeError('inner') }),
  many: () => new AggregateError([new Error('one'), new Error('two')], 'both failed'),
  coded: () => Object.assign(new TypeError('bad argument'), { code: 'ERR_ODD' }),
  aborted: () => new DOMException('stopped', 'AbortError'),
  lines: () => new Error('first line\nsecond line\n    at nowhere (x.js:1:1)'),
};

async function throwInStep(kind: string): Promise<never> {
  'use step';
  throw thrown[kind]?.();
}
throwInStep.maxRetries = 0;

async function work(ms: number, label: string) {
  'use step';
  await new Promise(resolve => setTimeout(resolve, ms));
  return label;
}

async function refuse(reason: string, ms: number): Promise<never> {
  'use step';
  await new Promise(resolve => setTimeout(resolve, ms));
  throw new FatalError(reason);
}

async function retryLater(afterMs: number): Promise<never> {
  'use step';
  throw new RetryableError('come back later', { retryAfter: new Date(Date.now() + afterMs) });
}

async function failPlainly(): Promise<never> {
  'use step';
  throw new Error('again and again');
}
failPlainly.maxRetries = 2;

async function say(line: string) {
  'use step';
  const writer = getWritable<string>().getWriter();
  await writer.write(line);
  writer.releaseLock();
}

async function sayAside(line: string) {
  'use step';
  const writer = getWritable<string>({ namespace: 'aside' }).getWriter();
  await writer.write(line);
  writer.releaseLock();
}

async function make(bytes: number) {
  'use step';
  return { text: 'x'.repeat(bytes), list: Array.from({ length: 1_000 }, (_, at) => ({ at })) };
}

async function startOthers(count: number) {
  'use step';
  const { start } = await import('workflow/api');
  const runs = await Promise.all(Array.from({ length: count }, (_, at) => start(child, [at])));
  return runs.map(run => run.runId);
}

export async function child(at: number) {
  'use workflow';
  return work(10, `child ${at}`);
}

export async function parent(count: number) {
  'use workflow';
  return startOthers(count);
}

export async function throwFromStep(kind: string) {
  'use workflow';
  return throwInStep(kind);
}

export async function throwFromFlow(kind: string) {
  'use workflow';
  throw thrown[kind]?.();
}

/** Two steps side by side, of which the one that fails ends the run while the other is executed. */
export async function oneOfTwoFails() {
  'use workflow';
  return Promise.all([work(1_500, 'long'), refuse('the other one', 100)]);
}

/** The error that ends the run is not the one that was caught. */
export async function catchTwice() {
  'use workflow';
  try {
    try {
      await refuse('inner', 0);
    } catch {
      await refuse('outer', 0);
    }
  } catch {
    await work(0, 'after both');
    throw new RangeError('neither of them');
  }
}

/** What a step threw, thrown again by the workflow in its own words. */
export async function wrapFailure() {
  'use workflow';
  try {
    await refuse('no money', 0);
  } catch (error) {
    throw new Error(`order failed: ${error instanceof Error ? error.message : ''}`);
  }
}

export async function workOrGiveUp(ms: number, length: string) {
  'use workflow';
  return Promise.race([work(ms, 'worked'), sleep(length as '1s').then(() => 'gave up')]);
}

export async function sleepsTogether() {
  'use workflow';
  await Promise.all([sleep('1h'), sleep('2h'), sleep('30m')]);
}

export async function longNap() {
  'use workflow';
  await sleep('365d');
}

export async function later(afterMs: number) {
  'use workflow';
  return retryLater(afterMs);
}

export async function giveUp() {
  'use workflow';
  return failPlainly();
}

export async function speak() {
  'use workflow';
  await say('one');
  await sayAside('aside');
  await say('two');
}

export async function large(bytes: number) {
  'use workflow';
  return make(bytes);
}

/** Asks under a word that another run has taken. */
export async function askTaken(token: string) {
  'use workflow';
  return createHook({ token });
}

export async function manyHooks(prefix: string, count: number) {
  'use workflow';
  const hooks = Array.from({ length: count }, (_, at) => createHook<number>({ token: `${prefix}-${at}` }));
  const answers = await Promise.all(hooks);
  return answers.length;
}

export async function answerTheWeb() {
  'use workflow';
  const webhook = createWebhook({ respondWith: new Response('thanks', { status: 202 }) });
  const request = await webhook;
  return { method: request.method, body: await request.text() };
}
