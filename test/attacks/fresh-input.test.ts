import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished, test } from 'vitest';
import { encodePayload } from '../../src/model/payload/encode-payload.ts';
import { restorePayload } from '../../src/model/payload/restore-payload.ts';
import { escapeMarkers } from '../../src/model/payload/special-values.ts';
import { noneRetried } from '../../src/operations/acts/find-retried.ts';
import { runAgain } from '../../src/operations/acts/run-again.ts';
import { openRecorder } from '../../src/recorder/recorder.ts';
import { startedInput } from '../../src/recorder/work/started-runs.ts';
import { runCli } from '../cli/run-cli.ts';
import { runCreated } from '../contract/sample-events.ts';
import { connect } from '../mcp/connect.ts';
import { makeFolder, openStoreAt, until } from '../recorder/recorded.ts';
import { startServer } from '../recorder/served.ts';
import { trials } from '../trials.ts';
import { endOf, openOffering, startedStores } from './started-stores.ts';

/** JSON that would be values of other kinds, if it were read as recorded. */
const hostile = {
  a: { $type: 'RegExp', value: '/(a+)+$/' },
  b: { $type: 'URL', value: 'http://169.254.169.254/' },
  c: { $type: 'Error', message: 'x', stack: 'y' },
  d: [
    { $type: 'Date', value: null },
    { $type: 'Map', entries: [[1, 2]] },
    { $type: 'Buffer', bytes: 1, base64: 'aA==' },
  ],
  e: { $class: 'Order', $truncated: 3, $$type: { $$$class: 1 } },
  f: { $type: 'truncated', length: 9, value: 'x' },
  g: '{"$type":"RegExp","value":"/a/"}',
  h: [',"$type":', '{"$class":'],
};
const json = JSON.stringify(hostile);

describe.each(startedStores)('the input of a fresh start in %s', (_, create) => {
  it('reaches its workflow as JSON as it was sent, and so does that of its repeats', async () => {
    const { store, begun } = await openOffering(create);
    const received = async (id: string) => {
      await endOf(store, id);
      return startedInput(begun.get(id)?.input);
    };
    const first = await store.startRun({ workflow: 'signup', input: JSON.parse(json) });
    if (first.type !== 'started') throw new Error(JSON.stringify(first));
    expect(JSON.stringify(await received(first.id))).toBe(json);
    const again = await runAgain({ store, address: first.id, retried: noneRetried });
    if (again.type !== 'started') throw new Error(JSON.stringify(again));
    expect(JSON.stringify(await received(again.address))).toBe(json);
  });

  it('that is recorded has its types in a repeat, also where a part of it is edited', async () => {
    const { under, store, begun } = await openOffering(create);
    const input = { at: { $type: 'Date', value: '1970-01-01T00:00:01.000Z' }, n: 1 };
    await under.record([
      runCreated('recorded', { name: 'signup', input: JSON.stringify(input) }),
      runCreated('without', { name: 'signup' }),
    ]);
    const again = async (address: string, edited?: unknown) => {
      const value = edited === undefined ? undefined : { value: edited };
      const outcome = await runAgain({ store, address, retried: noneRetried, input: value });
      if (outcome.type !== 'started') throw new Error(JSON.stringify(outcome));
      await endOf(store, outcome.address);
      return startedInput(begun.get(outcome.address)?.input);
    };
    expect(await again('recorded')).toEqual({ at: new Date(1_000), n: 1 });
    expect(await again('recorded', { ...input, n: 2 })).toEqual({ at: new Date(1_000), n: 2 });
    expect(await again('without', input)).toEqual(input);
  });
});

describe('what a workflow of a program gets', () => {
  async function offer(options: { readonly url?: string; readonly location?: string }) {
    const recorder = await openRecorder({ ...options, spoolFolder: makeFolder() });
    onTestFinished(() => recorder.close());
    const got: string[] = [];
    recorder.workflow('signup', input => void got.push(JSON.stringify(input)));
    return got;
  }
  const words = (target: string) => ['workflows', 'run', 'signup', '--input', json, '--target', target];

  test('from a command, on a file', async () => {
    const location = makeFolder();
    const got = await offer({ location });
    const path = join(location, '.runlens', 'runs.db');
    await until(async () => ((await runCli(words(path), { store: 'real' })).code === 0 ? true : undefined));
    await until(() => (got.length > 0 ? true : undefined));
    expect(got).toEqual([json]);
  });

  test('from a command, an agent and HTTP, on a server', async () => {
    const { url, path } = await startServer();
    const got = await offer({ url });
    await until(async () => ((await runCli(words(url), { store: 'real' })).code === 0 ? true : undefined));
    const { read } = await connect({ target: url, mayAct: true });
    await read('start_run', { workflow: 'signup', input: JSON.parse(json) });
    const headers = { 'content-type': 'application/json' };
    await fetch(`${url}/v1/runs`, { method: 'POST', headers, body: `{"workflow":"signup","input":${json}}` });
    await until(() => (got.length === 3 ? true : undefined));
    expect(got).toEqual([json, json, json]);
    const store = await openStoreAt(path);
    expect((await store.counts())?.total).toBe(3);
  });
});

const names = fc.oneof(
  fc.constantFrom(
    '$type',
    '$class',
    '$truncated',
    '$$type',
    '$$$class',
    '$',
    'value',
    '__proto__',
    '","$type":',
  ),
  fc.string(),
);
const values = fc.letrec(tie => ({
  value: fc.oneof(
    fc.string(),
    fc.constantFrom('RegExp', 'Date', 'Error', '/a/', null, 1, '{"$type":"Date"}', '\\"$type":'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(names, tie('value'), { maxKeys: 4 }),
  ),
})).value;

test('a member that is named as an escaped marker keeps its name in a repeat of what was recorded', () => {
  const input = { $$type: 1, $$$class: [{ $$truncated: new Date(0) }], $$other: 2 };
  const { json: recorded = '' } = encodePayload(input);
  expect(restorePayload(recorded)).toEqual(input);
});

test('any JSON value is the same once its markers were escaped and it was restored', () => {
  fc.assert(
    fc.property(values, value => {
      const text = JSON.stringify(value);
      expect(JSON.stringify(restorePayload(escapeMarkers(text)))).toBe(text);
    }),
    { numRuns: trials(2_000) },
  );
});
