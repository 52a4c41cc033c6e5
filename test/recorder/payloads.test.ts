import { describe, expect, test } from 'vitest';
import { openRecorded } from './recorded.ts';

const cycle: Record<string, unknown> = { name: 'me' };
cycle.self = cycle;

const oddities: Readonly<Record<string, unknown>> = {
  'a cycle': cycle,
  'a BigInt': { n: 10n ** 30n },
  'a date': new Date(0),
  'an invalid date': new Date(Number.NaN),
  'a map and a set': { map: new Map([['a', new Set([1])]]) },
  'an error': new Error('inside'),
  bytes: Buffer.from('abc'),
  'a function': () => 1,
  'a symbol': { s: Symbol('x') },
  'numbers that JSON has not': [Number.NaN, Number.POSITIVE_INFINITY, -0],
  'a getter that throws': Object.defineProperty({}, 'x', {
    enumerable: true,
    get: () => {
      throw new Error('no');
    },
  }),
  'a revoked proxy': (() => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return { proxy };
  })(),
  'a toJSON that throws': {
    toJSON: () => {
      throw new Error('no');
    },
  },
  'lone surrogates': '\uD800 and \uDC00',
  'NUL characters': 'a\0b',
};

describe('payloads that JSON cannot hold', () => {
  test.each(Object.keys(oddities))(
    '%s does not disturb the program, wherever it is handed over',
    async name => {
      const value = oddities[name];
      const { recorder, only } = await openRecorded();
      const output = await recorder.run({ workflow: 'odd', input: value }, async run => {
        await run.step('s', () => value, { input: value });
        run.log('info', 'odd', { value });
        run.log('info', 'odd', value as never);
        await run.span(
          'span',
          span => {
            span.set({ value });
            span.event('event', { value });
          },
          { attributes: { value } },
        );
        return value;
      });
      expect(output).toBe(value);
      const run = await only();
      expect(run.status).toBe('success');
      expect(run.trace.logs).toHaveLength(2);
      expect(run.input).toBeDefined();
      expect(run.input).toEqual(run.output);
      expect(run.steps?.[0]?.output).toEqual(run.output);
    },
  );

  test('undefined means "not recorded", null is null', async () => {
    const { recorder, only } = await openRecorded();
    await recorder.run({ workflow: 'w', input: undefined }, () => null);
    const run = await only();
    expect(run.input).toBeUndefined();
    expect(run.output).toBeNull();
  });

  test('no option of a program without types loses what a run records', async () => {
    const { recorder, only } = await openRecorded();
    await recorder.run({ workflow: 'w', queuedAt: null as never }, run =>
      run.span('span', () => {}, { kind: null as never }),
    );
    await recorder.flush();
    expect((await only()).queuedAt).toBeUndefined();
  });

  test('no options of null, and no number in place of a text, disturb the program or its recording', async () => {
    const { recorder, only } = await openRecorded();
    const trigger = { type: 'poll', label: 7 as never };
    const output = await recorder.agent({ name: 'a', trigger }, async session => {
      session.message({ role: 'assistant', toolCalls: null as never });
      await session.span('span', () => {}, null as never);
      return session.step('step', () => 'done', null as never);
    });
    expect(output).toBe('done');
    await recorder.flush();
    expect((await only()).trigger.label).toBe('7');
  });

  test('an input is recorded as it was at the beginning', async () => {
    const { recorder, only } = await openRecorded();
    const input = { state: 'before' };
    await recorder.run({ workflow: 'w', input }, () => {
      input.state = 'after';
    });
    expect((await only()).input).toEqual({ state: 'before' });
  });

  test('100 MB of text is cut, and the program goes on', async () => {
    const { recorder, only } = await openRecorded();
    const input = 'x'.repeat(100_000_000);
    await recorder.run({ workflow: 'w', input }, () => 'ok');
    const run = await only();
    expect(run.output).toBe('ok');
    expect(JSON.stringify(run.input).length).toBeLessThan(70_000_000);
  });
});
