import { describe, expect, it, vi } from 'vitest';
import { createFakeStore } from '../fake-store.ts';
import { runCli } from '../run-cli.ts';
import { createRun, now } from '../sample-runs.ts';

vi.stubEnv('TZ', 'UTC');

const get = (id: string, ...words: readonly string[]) => [
  'history',
  'get',
  id,
  '-o',
  'table',
  '--target',
  '.',
  ...words,
];

describe("a run's detail as text", () => {
  it.each([
    ['failed-run', get('run_failed', '--include', 'steps,trace')],
    ['summary', get('run_failed', '--summary')],
    ['running-run', get('run_running')],
    ['session-with-messages', get('ses_1', '--include', 'messages')],
  ])('shows %s', async (name, line) => {
    const { out } = await runCli(line, { env: { COLUMNS: '80' } });
    await expect(out).toMatchFileSnapshot(`../../golden/cli/${name}.txt`);
  });

  it('shows who requested a cancel, and the outcome', async () => {
    const cancel = { requestedAt: now - 60_000, by: 'ada', outcome: 'ended' };
    const store = createFakeStore([createRun({ id: 'run_1', status: 'canceled', cancel })]);
    const { out } = await runCli(get('run_1'), { store });
    expect(out).toContain('\ncancel requested 1m ago by ada · ended\n');
  });

  it('does not say that a run was not started whose end was not recorded', async () => {
    const store = createFakeStore([createRun({ id: 'run_1', status: 'canceled', finishedAt: undefined })]);
    const { out } = await runCli(get('run_1'), { store });
    expect(out).toContain('⊘ Canceled  run_1');
    expect(out).not.toContain('not started');
  });

  it('shows a stack once, below its message, without the frames of the recorder', async () => {
    const frame = '    at price (app.js:3:1)';
    const own = '    at async Hw (/app/node_modules/runlens/dist/recorder.js:981:135)';
    const stack = `Error: no price\nfor BR\n${frame}\n${own}`;
    const value = { $type: 'Error', name: 'TypeError', message: 'no price\nfor BR', stack };
    const error = { name: 'TypeError', message: 'no price\nfor BR', stack, value };
    const store = createFakeStore([createRun({ id: 'run_1', status: 'failed', error })]);
    const { out } = await runCli(get('run_1'), { store });
    const lines = ['TypeError: no price', 'for BR', frame, '    (1 frame of runlens left out)'];
    expect(out).toContain(`${lines.map(line => `  ${line}`).join('\n')}\n\nInput`);
  });

  it('names what a run waits for', async () => {
    const run = createRun({
      id: 'run_1',
      status: 'waiting',
      waitingFor: 'manual approval',
      finishedAt: undefined,
    });
    const store = createFakeStore([run]);
    expect((await runCli(get('run_1'), { store })).out).toContain('◇ Waiting for manual approval  run_1');
    const list = await runCli(['history', 'list', '-o', 'table', '--target', '.'], {
      store,
      env: { COLUMNS: '160' },
    });
    expect(list.out).toMatch(/◇ Waiting on hook .* waiting for manual approval\n/u);
    const json = await runCli(['history', 'list', '-o', 'json', '--target', '.'], { store });
    expect(JSON.parse(json.out).data).toMatchObject([{ status: 'waiting', waitingFor: 'manual approval' }]);
  });

  it('says why a run is stranded', async () => {
    const strandedBy = 'its time to run, 15m, is over';
    const run = createRun({ id: 'run_1', status: 'running', finishedAt: undefined, strandedBy });
    const { out } = await runCli(get('run_1'), { store: createFakeStore([run]) });
    expect(out).toContain('● Stranded  run_1');
    expect(out).toContain(`stranded: ${strandedBy}`);
    const list = await runCli(['history', 'list', '-o', 'json', '--target', '.'], {
      store: createFakeStore([run]),
    });
    expect(JSON.parse(list.out).data).toMatchObject([{ status: 'running', strandedBy }]);
  });

  it('says when a run and its steps are to go on', async () => {
    const step = { name: 'pause', type: 'sleep', attempt: 1 };
    const store = createFakeStore([
      createRun({
        id: 'run_1',
        status: 'sleeping',
        finishedAt: undefined,
        wakeAt: now + 180_000,
        steps: [
          { ...step, id: '1', status: 'sleeping', wakeAt: now + 180_000 },
          {
            ...step,
            id: '2',
            name: 'charge',
            type: 'action',
            status: 'queued',
            attempt: 2,
            wakeAt: now - 60_000,
          },
        ],
      }),
    ]);
    const { out } = await runCli(get('run_1', '--include', 'steps'), { store });
    expect(out).toContain('\nwakes in 3m · ');
    expect(out).toMatch(/pause .* wakes in 3m\n/);
    expect(out).toMatch(/charge .* attempt 2, was to start 1m ago\n/);
  });

  it('writes names as the screen does, and leaves YAML that is read by others as it is', async () => {
    const store = createFakeStore([createRun({ id: 'run_1', input: { n: 300, 'two words:': 1 } })]);
    const { out } = await runCli(get('run_1'), { store });
    expect(out).toContain("  n: 300\n  'two words:': 1\n");
    const yaml = await runCli(['history', 'get', 'run_1', '-o', 'yaml', '--target', '.'], { store });
    expect(yaml.out).toContain("'n': 300");
  });

  it('colours the status on a terminal, unless NO_COLOR is set', async () => {
    const line = get('run_failed');
    expect((await runCli(line, { columns: 80 })).out).toContain('\u001B[31m✖ Failed\u001B[39m');
    expect((await runCli(line, { columns: 80, env: { NO_COLOR: '1' } })).out).not.toContain('\u001B');
    expect((await runCli(line)).out).not.toContain('\u001B');
  });

  it('lets no escape sequence of the data through, wherever it is', async () => {
    const evil = 'x\u001B[2J\u009B31m\u202Ey\u0007';
    const store = createFakeStore([
      createRun({
        id: 'run_evil',
        name: evil,
        actor: evil,
        project: evil,
        status: 'failed',
        trigger: { type: evil, label: evil, raw: evil },
        input: { [evil]: evil },
        output: evil,
        error: { value: evil, name: evil, message: evil, stack: evil },
        errorSummary: { message: evil, step: evil },
        usage: [{ name: evil, kind: 'other', quantity: 1, unit: evil }],
        messages: [
          { id: '1', role: evil, content: evil, thought: evil, toolCalls: [{ id: '1', name: evil }] },
        ],
        steps: [
          {
            id: '1',
            name: evil,
            type: evil,
            status: 'failed',
            attempt: 1,
            error: { value: 1, message: evil },
          },
        ],
        trace: {
          spans: [{ id: '1', name: evil, kind: evil, startAt: 1, status: 'ok', attributes: {}, events: [] }],
          logs: [{ at: 1, level: evil, message: evil, attributes: {} }],
        },
      }),
    ]);
    const { code, out } = await runCli(get('run_evil', '--include', 'messages,steps,trace'), { store });
    expect(code).toBe(0);
    expect(out).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202E]/);
  });

  it('shows a failure that is no error object by its payload', async () => {
    const store = createFakeStore([
      createRun({ id: 'run_odd', status: 'failed', error: { value: { code: 'E_ODD', at: [1, 2] } } }),
    ]);
    expect((await runCli(get('run_odd'), { store })).out).toContain(
      'Error  failed after 4.2s · the only time so far\n  code: E_ODD\n',
    );
  });

  it('says how much of a long payload is not shown', async () => {
    const store = createFakeStore([
      createRun({
        id: 'run_long',
        input: Array.from({ length: 1000 }, (_, at) => at),
        output: 'x'.repeat(5000),
      }),
    ]);
    const { out } = await runCli(get('run_long'), { store });
    expect(out).toMatch(/… [\d,]+ more characters; -o json prints everything/);
    expect(out).toContain('… 3,000 more characters');
    expect(out.split('\n').length).toBeLessThan(230);
  });
});
