import { describe, expect, test } from 'vitest';
import { renderInThread } from '../../../src/cli/inspect/copy-renderer.ts';
import { openPayload } from '../../../src/model/payload/lazy/lazy-payload.ts';
import { scanPayload } from '../../../src/model/payload/lazy/scan-payload.ts';
import type { CopyChoiceId } from '../../../src/model/report/copy-choices.ts';
import { type CopyWork, isLongWork, renderCopyWork } from '../../../src/model/report/copy-work.ts';
import type { CopySource } from '../../../src/model/report/render-copy.ts';
import type { Run } from '../../../src/model/run.ts';
import { trials } from '../../trials.ts';

const lazy = (value: unknown) => openPayload(scanPayload(new TextEncoder().encode(JSON.stringify(value))));

const rows = Array.from({ length: trials(1_200, 400) }, (_, id) => ({
  id,
  city: 'Malmö',
  note: 'a "b"\n',
  password: 'pw',
}));
const text = 'ein „Text“ mit \\ und\tTab\n'.repeat(11_000);

const run = {
  id: 'run_1',
  kind: 'agent',
  name: 'support',
  status: 'failed',
  trigger: { type: 'manual', label: 'CLI', raw: '{}' },
  createdAt: 0,
  models: [],
  services: [],
  usage: [],
  input: { small: true },
  output: lazy({ rows, text }),
  error: { value: lazy({ name: 'Error', rows }), message: 'no' },
  messages: [
    { id: 'm1', role: 'user', text: 'hello' },
    {
      id: 'm2',
      role: 'assistant',
      toolCalls: [{ id: 'c1', name: 'search', status: 'success', input: {}, output: lazy(rows) }],
    },
  ],
  trace: {
    spans: Array.from({ length: 1_200 }, (_, at) => ({
      id: `s${at}`,
      name: 'span',
      kind: 'db',
      startAt: at,
      status: 'ok',
      attributes: { at },
      events: [],
    })),
    logs: Array.from({ length: 700 }, (_, at) => ({ at, level: 'info', message: `${at}`, attributes: {} })),
  },
  steps: Array.from({ length: 25 }, (_, at) => ({
    id: `step${at}`,
    name: 'load',
    type: 'action',
    status: 'success',
    attempt: 1,
    input: { at },
    output: at % 10 === 0 ? lazy(rows) : at,
  })),
} as unknown as Run;

const source = (more: Partial<CopySource> = {}): CopySource => ({
  run,
  format: 'json',
  reveal: false,
  now: 5_000,
  ...more,
});

const written = async (work: CopyWork) => {
  const { bytes, hidden } = await renderInThread(work, new AbortController().signal);
  return { text: new TextDecoder().decode(bytes), hidden };
};

const ids: readonly CopyChoiceId[] = ['output', 'error', 'run-json', 'run-yaml', 'note'];

describe('a copy of large payloads that is written in a thread', () => {
  test.each(ids)('is the same text as one that is written at once: %s', async id => {
    for (const more of [{}, { reveal: true, format: 'yaml' } as const]) {
      const work: CopyWork = { id, sources: [source(more)] };
      expect(isLongWork(work)).toBe(true);
      const found = await written(work);
      const wanted = renderCopyWork(work);
      expect(found.hidden).toBe(wanted.hidden);
      expect(found.text === wanted.text).toBe(true);
    }
  });

  test('is the focused part, a long text or a list', async () => {
    const { text: lazyText, rows: lazyRows } = { text: lazy(text), rows: lazy(rows) };
    for (const content of [
      { type: 'text', text: lazyText as string },
      { type: 'value', value: lazyRows, isSecret: true },
    ] as const) {
      const work: CopyWork = { id: 'focus', sources: [source({ focus: { label: 'here', content } })] };
      expect(isLongWork(work)).toBe(true);
      expect((await written(work)).text === renderCopyWork(work).text).toBe(true);
    }
  });

  test('is safe for a terminal in a pager, and several runs in one text', async () => {
    const work: CopyWork = {
      id: 'run-json',
      sources: [source(), source({ run: { ...run, output: 1 } })],
      isJoined: true,
      isSanitized: true,
    };
    expect((await written(work)).text === renderCopyWork(work).text).toBe(true);
  });

  test('is given up when it is stopped', async () => {
    const abort = new AbortController();
    const writing = renderInThread({ id: 'run-json', sources: [source()] }, abort.signal);
    abort.abort();
    await expect(writing).rejects.toThrow();
  });

  test('is not needed for what has no large payloads', () => {
    expect(isLongWork({ id: 'id', sources: [source()] })).toBe(false);
    expect(isLongWork({ id: 'input', sources: [source()] })).toBe(false);
  });

  test('is needed for a long trace alone', async () => {
    const { trace, ...bare } = run;
    const small = { ...bare, output: 1, error: undefined, messages: [], steps: [] };
    const isLong = (one: Run) => isLongWork({ id: 'run-json', sources: [source({ run: one })] });
    expect([isLong(small), isLong({ ...small, trace })]).toEqual([false, true]);
  });
});
