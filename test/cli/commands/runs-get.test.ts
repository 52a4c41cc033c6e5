import { describe, expect, it } from 'vitest';
import { createFakeStore } from '../fake-store.ts';
import { runCli } from '../run-cli.ts';
import { createRun, failedRun, sampleRuns } from '../sample-runs.ts';

const get = (...words: readonly string[]) => ['workflows', 'runs', 'get', 'signup-pipeline', ...words];

async function getJson(line: readonly string[]) {
  const { code, out, err } = await runCli(line);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out);
}

describe('runs get', () => {
  it('prints the run itself, with ISO times and payloads as they were recorded', async () => {
    const run = await getJson(get('run_failed'));
    expect(run).toMatchObject({
      id: 'run_failed',
      kind: 'workflow',
      name: 'signup-pipeline',
      status: 'failed',
      createdAt: '2026-03-14T11:58:00.000Z',
      finishedAt: '2026-03-14T11:58:04.200Z',
      durationMs: 4200,
      costUsd: 0.0042,
      trigger: { type: 'webhook', at: '2026-03-14T11:57:59.995Z' },
      input: { email: 'ada@example.com', password: 'hunter2', at: 1_700_000_000_000 },
      error: { name: 'TimeoutError', value: { name: 'TimeoutError' } },
    });
  });

  it('leaves out what was not recorded and what was not requested', async () => {
    const run = await getJson(get('run_failed'));
    for (const key of ['output', 'steps', 'messages', 'trace', 'cancel', 'queuedAt']) {
      expect(run, key).not.toHaveProperty(key);
    }
  });

  it('keeps a recorded null apart from nothing', async () => {
    const store = createFakeStore([createRun({ id: 'run_null', output: null })]);
    const { out } = await runCli(get('run_null'), { store });
    expect(JSON.parse(out)).toHaveProperty('output', null);
    expect(JSON.parse(out)).not.toHaveProperty('input');
  });

  it('includes steps and the whole trace with --include', async () => {
    const run = await getJson(get('run_failed', '--include', 'trigger,steps,trace'));
    expect(run.steps.map((step: { name: string }) => step.name)).toEqual(['create-user', 'send-email']);
    expect(run.steps[0]).toMatchObject({ startedAt: '2026-03-14T11:58:00.000Z' });
    expect(run.trace.spans[1]).toMatchObject({
      startAt: '2026-03-14T11:58:00.180Z',
      events: [{ name: 'retry', at: '2026-03-14T11:58:01.400Z' }],
    });
    expect(run.trace.spans[1]).not.toHaveProperty('endAt');
    expect(run.trace.logs[0]).toMatchObject({ at: '2026-03-14T11:58:00.200Z', level: 'warn' });
  });

  it('reads a long trace page after page', async () => {
    const spans = Array.from({ length: 4500 }, (_, index) => ({
      id: String(index),
      name: 'x',
      kind: 'step',
      startAt: index,
      status: 'ok' as const,
      attributes: {},
      events: [],
    }));
    const store = createFakeStore([createRun({ id: 'run_long', trace: { spans, logs: [] } })]);
    const { out } = await runCli(get('run_long', '--include', 'trace'), { store });
    expect(JSON.parse(out).trace.spans).toHaveLength(4500);
  });

  it('prints an empty trace where none was recorded', async () => {
    expect((await getJson(get('run_done', '--include', 'trace'))).trace).toEqual({ spans: [], logs: [] });
  });

  it('prints only what a list shows with --summary', async () => {
    const run = await getJson(get('run_failed', '--summary'));
    expect(run).toHaveProperty('errorSummary');
    expect(run).not.toHaveProperty('input');
    expect(run).not.toHaveProperty('error');
  });

  it.each(['json', 'yaml', 'ndjson', 'tsv', 'table'])('prints one run as %s', async format => {
    const { code, out } = await runCli(get('run_failed', '-o', format));
    expect(code).toBe(0);
    expect(out).toContain('run_failed');
    expect(out.endsWith('\n')).toBe(true);
  });

  it('masks data with --redact, and counts what it masked in text', async () => {
    expect((await runCli(get('run_failed', '--redact'))).out).not.toContain('hunter2');
    const { out } = await runCli(get('run_failed', '-o', 'table'));
    expect(out).not.toContain('hunter2');
    expect(out).toContain('1 secret is masked');
  });
});

describe('--field', () => {
  it.each([
    ['status', 'failed\n'],
    ['error.message', 'mail provider did not answer in 3000 ms\n'],
    ['input.email', 'ada@example.com\n'],
    ['usage.0.inputTokens', '1204\n'],
    ['usage[0].inputTokens', '1204\n'],
    ['models', '[\n  "gpt-5-mini"\n]\n'],
  ])('prints %s alone', async (path, out) => {
    expect(await runCli(get('run_failed', '--field', path))).toEqual({ code: 0, out, err: '' });
  });

  it('quotes a text with -o json', async () => {
    expect((await runCli(get('run_failed', '--field', 'status', '--json'))).out).toBe('"failed"\n');
  });

  it('masks it with --redact', async () => {
    expect((await runCli(get('run_failed', '--field', 'input.password', '--redact'))).out).not.toContain(
      'hunter2',
    );
  });

  it.each(['output', 'input.nope', 'steps.0.name', 'input.email.x', 'constructor', 'models.toString'])(
    'exits 1 when the run has no %s',
    async path => {
      const { code, out, err } = await runCli(get('run_failed', '--field', path));
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(err).toContain(`run run_failed has no ${path}`);
    },
  );
});

describe('a run that is named by its id alone', () => {
  it('is found where it is of that kind', async () => {
    const { code, out } = await runCli(['workflows', 'runs', 'get', 'run_failed', '--summary']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ id: 'run_failed', kind: 'workflow' });
    expect((await runCli(['agents', 'sessions', 'get', 'ses_1'])).code).toBe(0);
  });
});

describe('what is not found exits 3', () => {
  it.each([
    [['workflows', 'runs', 'get', 'signup-pipeline', 'run_x'], 'there is no run run_x in ./.runlens/runs.db'],
    [
      ['workflows', 'runs', 'get', 'invoice-sync', 'run_failed'],
      'workflow "invoice-sync" has no run run_failed',
    ],
    [['workflows', 'runs', 'get', 'support-agent', 'ses_1'], 'workflow "support-agent" has no run ses_1'],
    [
      ['agents', 'sessions', 'get', 'signup-pipeline', 'run_failed'],
      'agent "signup-pipeline" has no run run_failed',
    ],
    [['agents', 'sessions', 'get', 'run_failed'], 'no agent has a run run_failed'],
    [['workflows', 'runs', 'get', 'run_x'], 'there is no run run_x'],
    [['history', 'get', 'run_x', '--target', '.'], 'there is no run run_x'],
    [['--run', 'run_x'], 'there is no run run_x'],
  ])('%j', async (line, message) => {
    const { code, out, err } = await runCli(line);
    expect({ code, out }).toEqual({ code: 3, out: '' });
    expect(err).toContain(message);
  });
});

describe('agents sessions get', () => {
  it('includes the messages with --include', async () => {
    const line = ['agents', 'sessions', 'get', 'support-agent', 'ses_1'];
    expect(await getJson(line)).not.toHaveProperty('messages');
    const { messages } = await getJson([...line, '--include', 'messages,trace']);
    expect(messages[0]).toMatchObject({ role: 'user', at: '2026-03-14T11:57:00.000Z' });
  });
});

describe('history', () => {
  it('finds a run of any kind by its id', async () => {
    for (const { id } of sampleRuns) {
      const { code, out } = await runCli(['history', 'get', id]);
      expect(code).toBe(0);
      expect(JSON.parse(out).id).toBe(id);
    }
  });

  it('tells people that the local store answers, unless the target was named', async () => {
    const line = ['history', 'get', failedRun.id];
    const note = 'no cloud target is configured: this is the history of ./.runlens/runs.db (found here)\n';
    expect((await runCli(line, { isTalking: true })).err).toBe(note);
    expect((await runCli(line)).err).toBe('');
    expect((await runCli([...line, '--target', '.'], { isTalking: true })).err).toBe('');
    expect((await runCli(line, { isTalking: true, env: { RUNLENS_TARGET: '.' } })).err).toBe('');
  });
});
