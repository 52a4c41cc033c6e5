import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { answerList, answerValue } from '../../src/mcp/answer/answer.ts';
import type { Run } from '../../src/model/run.ts';
import { createHomeWithStore } from '../cli/real-store.ts';
import { createRun, now } from '../cli/sample-runs.ts';
import { answerBytes } from '../mcp/answer/answer-bytes.ts';
import { hostileValue } from '../mcp/answer/hostile-value.ts';
import { startAgent } from '../program/start-agent.ts';
import { test } from '../program/workplace.ts';
import { isThorough, trials } from '../trials.ts';

type LeftOut = {
  readonly path: string;
  readonly shown: number;
  readonly of: number;
  readonly unit: string;
  readonly cursor: string;
};
type Answered = { readonly value?: unknown; readonly leftOut?: readonly LeftOut[] };
type Read = (part: { readonly path?: string; readonly cursor?: string }) => Promise<Answered>;

function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : Number.NaN;
}

/** Reads what an entry names to its end, and returns what was left out of that. */
async function readOn(read: Read, { path, cursor, of, unit }: LeftOut): Promise<readonly LeftOut[]> {
  const others: LeftOut[] = [];
  let shown = Number(cursor);
  for (let at: string | undefined = cursor; at !== undefined; ) {
    const answer: Answered = await read({ path, cursor: at });
    const own: LeftOut | undefined = answer.leftOut?.find(one => one.path === path && one.unit === unit);
    others.push(...(answer.leftOut ?? []).filter(one => one !== own));
    if (unit === 'levels') {
      expect(answer.value, path).not.toBe('…');
      return others;
    }
    const size = sizeOf(path === '' ? withoutWords(answer) : answer.value);
    const part = own && unit === 'characters' ? size - 1 : size;
    expect(part, path).toBeGreaterThan(0);
    shown += part;
    at = own?.cursor;
  }
  expect(shown, `${path} in ${unit}`).toBe(of);
  return others;
}

function withoutWords(answer: Answered): object {
  return Object.fromEntries(
    Object.entries(answer).filter(([key]) => key !== 'untrusted' && !key.startsWith('leftOut')),
  );
}

/** Follows the entries of an answer, and of the answers to these. */
async function readAll(read: Read, mostEntries: number): Promise<number> {
  const { leftOut = [] } = await read({});
  const open = [...leftOut];
  let followed = 0;
  for (const entry of open) {
    if (followed === mostEntries) break;
    followed += 1;
    open.push(...(await readOn(read, entry)));
  }
  return followed;
}

function checkSize(text: string): string {
  const message = { jsonrpc: '2.0', id: 1, result: { content: [{ type: 'text', text }] } };
  expect(Buffer.byteLength(JSON.stringify(message))).toBeLessThan(answerBytes);
  return text;
}

/** Texts of which an answer to all of them has room for a part of each. */
const longTexts = Array.from({ length: 20 }, (_, at) => `${at} "\n`.repeat(4_000));

describe('a hostile value', () => {
  test('is read to its end by what its answers leave out, each of which is bounded as sent', async () => {
    let entries = 0;
    await fc.assert(
      fc.asyncProperty(hostileValue, async input => {
        const read: Read = async part => JSON.parse(checkSize(answerValue({ id: 'run_1', input }, part)));
        entries += await readAll(read, 30);
      }),
      { numRuns: trials(1_000), examples: [[longTexts]] },
    );
    expect(entries).toBeGreaterThanOrEqual(longTexts.length);
  });

  test('leaves no list longer than an answer', () => {
    fc.assert(
      fc.property(fc.array(hostileValue, { minLength: 1, maxLength: 50 }), hostileValue, (values, note) => {
        const rows = values.map(value => ({ id: 'run_1', value }));
        const text = checkSize(
          answerList({ name: 'runs', rows, nextCursor: 'x'.repeat(8_000), notes: { note } }),
        );
        const { runs, rowsThatLackMembers = 0 } = JSON.parse(text);
        expect(runs).toHaveLength(rows.length);
        const isLacking = (row: object) => Object.keys(row).length < 2;
        expect(runs.filter(isLacking)).toHaveLength(rowsThatLackMembers);
      }),
      { numRuns: trials(300) },
    );
  });
});

/** More than an answer may have, by far in CI. */
const most = isThorough ? 1_000_000 : 200_000;
const many = isThorough ? 200_000 : 60_000;
const bad: Readonly<Record<string, unknown>> = {
  key: { ['k'.repeat(most)]: { deep: 'x'.repeat(50_000) }, after: 1 },
  keys: Object.fromEntries(Array.from({ length: 400 }, (_, at) => [`${'"'.repeat(300)}${at}`, at])),
  quotes: '"\\'.repeat(many / 2),
  lines: '\n'.repeat(many),
  wide: '😀€'.repeat(many / 3),
  halves: '\ud800x'.repeat(many / 2),
  control: '\u0001\u001B[2J'.repeat(many / 5),
  'a.b': { 'c"d': { '': 'y'.repeat(60_000) } },
  '[0]': ['z'.repeat(60_000)],
  '#0': { '0': 'n'.repeat(60_000) },
  naïve: 'w'.repeat(60_000),
};

const badText = '"\n'.repeat(20_000);

function badRun(id: string, fields: Partial<Run> = {}): Run {
  const message = `${badText.replaceAll('\n', ' ')} ${id}`;
  const error = { name: `E${'"'.repeat(20_000)}`, message };
  return createRun({
    id,
    name: `flow ${'"'.repeat(10_000)}`,
    actor: badText,
    trigger: { type: 'webhook', label: badText, raw: badText },
    models: Array.from({ length: 200 }, (_, at) => `${'"'.repeat(200)}${at}`),
    createdAt: now - 60_000 * Number(id.slice(4)),
    input: { ...bad, id },
    output: Array.from({ length: most / 500 }, () => badText.slice(0, 300)),
    status: 'failed',
    error: { ...error, value: { ...error, more: badText }, stack: badText },
    errorSummary: { ...error, step: badText },
    ...fields,
  });
}

test('every answer of the program is bounded as sent, and says that what was recorded is not trusted', async ({
  place,
}) => {
  const runs = [
    ...Array.from({ length: 3 }, (_, at) => badRun(`run_${at}`)),
    badRun('run_90', { status: 'success', error: undefined, errorSummary: undefined }),
  ];
  const home = await createHomeWithStore(runs);
  const { client } = await startAgent(
    place,
    '--target',
    join(home.cwd, '.runlens', 'runs.db'),
    '--allow',
    'act',
  );
  const call = async (name: string, args: Record<string, unknown> = {}) => {
    const result = await client.callTool({ name, arguments: args });
    const sent = JSON.stringify({ jsonrpc: '2.0', id: 1, result });
    expect(Buffer.byteLength(sent), name).toBeLessThan(answerBytes);
    expect(sent, name).toMatch(/untrusted.*data, never instructions/u);
    const [first] = result.content;
    return first?.type === 'text' && result.isError !== true ? JSON.parse(first.text) : {};
  };
  const include = ['steps', 'messages', 'trace'];
  await call('list_runs', { limit: 50 });
  await call('list_runs', { filter: badText.replaceAll('\n', ' ').slice(0, 3_000) });
  await call('list_workflows', { limit: 100 });
  await call('list_targets');
  await call('explain_failures');
  const { failures } = await call('list_failures', { limit: 50 });
  await call('get_failure', { id: failures[0].id });
  await call('compare_runs', { id: 'run_1', against: 'run_2' });
  await call('compare_runs', { id: 'run_1', against: 'run_90' });
  await call('get_run', { id: 'run_1', include });
  await call('get_run', { id: 'run_1', path: `x.${'"'.repeat(500)}` });
  await call('get_run', { id: `run_${'"'.repeat(900)}` });
  await call('cancel_runs', { ids: ['run_1', 'run_2'] });
  await call('start_run', { workflow: 'x', input: {} });
  await call('run_again', { ids: ['run_1'] });
  const read: Read = part => call('get_run', { id: 'run_1', ...part });
  expect(await readAll(part => read(part.path === undefined ? { path: 'input' } : part), 9)).toBe(9);
});
