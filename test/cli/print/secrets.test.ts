import { describe, expect, it } from 'vitest';
import type { Run } from '../../../src/model/run.ts';
import { leakedPieces, madeUpSecrets, writtenForms } from '../../model/text/made-up-secrets.ts';
import { createFakeStore } from '../fake-store.ts';
import { runCli } from '../run-cli.ts';
import { createRun, now } from '../sample-runs.ts';

/** A run with another text in every name, payload, key and message. */
function runWith(id: string, next: () => string): Run {
  const payload = () => ({ [next()]: next() });
  const error = () => ({
    value: payload(),
    name: next(),
    message: next(),
    code: next(),
    stack: `at ${next()}`,
  });
  return createRun({
    id,
    kind: 'agent',
    name: next(),
    status: 'failed',
    statusLabel: next(),
    trigger: { type: next(), label: next(), raw: next() },
    actor: next(),
    project: next(),
    models: [next()],
    services: [next()],
    usage: [{ name: next(), kind: 'model', unit: next(), quantity: 1 }],
    input: payload(),
    output: [next()],
    raw: payload(),
    error: error(),
    errorSummary: { name: next(), message: next(), step: next() },
    cancel: { requestedAt: now - 10, by: next(), outcome: next() },
    messages: [
      {
        id: '1',
        role: next(),
        content: [next()],
        thought: next(),
        toolCalls: [{ id: '1', name: next(), arguments: payload(), result: next(), error: error() }],
        error: error(),
      },
    ],
    steps: [
      { id: '1', name: next(), type: next(), status: 'failed', attempt: 1, input: payload(), error: error() },
    ],
    trace: {
      spans: [
        {
          id: 'a',
          name: next(),
          kind: next(),
          startAt: now - 900,
          status: 'error',
          attributes: payload(),
          events: [{ name: next(), at: now, attributes: payload() }],
        },
      ],
      logs: [{ at: now, level: next(), message: next(), spanId: 'a', attributes: payload() }],
    },
  });
}

/** Runs that hold every secret several times, in other places for another `shift`. */
function runsWith(texts: readonly string[], shift: number): readonly Run[] {
  let at = shift;
  const next = () => texts[at++ % texts.length] ?? '';
  return ['run_1', 'run_2', 'run_3'].map(id => runWith(id, next));
}

const whole = ['history', 'get', 'run_1', '--include', 'steps,messages,trace'];

const lines: readonly (readonly string[])[] = [
  [...whole, '-o', 'table'],
  ['history', 'get', 'run_1', '--summary', '-o', 'table'],
  ['--run', 'run_1'],
  [],
  ['history', 'list', '-o', 'table'],
  ['agents', 'list', '-o', 'table'],
  [...whole, '--redact', '-o', 'json'],
  [...whole, '--redact', '-o', 'yaml'],
  [...whole, '--redact', '-o', 'tsv'],
  [...whole, '--redact', '--field', 'steps.0.name'],
  [...whole, '--redact', '--field', 'input'],
  [...whole, '--redact', '--field', 'trace.spans', '-o', 'yaml'],
  ...['json', 'yaml', 'ndjson', 'tsv'].map(format => ['history', 'list', '--redact', '-o', format]),
  ['agents', 'list', '--redact', '-o', 'json'],
];

const secrets = madeUpSecrets();

describe('commands print no secret, wherever it was recorded', () => {
  it.each(lines.map((line, at) => [line.join(' '), line, at] as const))('runlens %s', async (_, line, at) => {
    for (const [index, { name, write }] of writtenForms.entries()) {
      if (index % 3 !== at % 3) continue;
      const store = createFakeStore(runsWith(secrets.map(write), at * 7));
      const { out, err, code } = await runCli(line, { store });
      const leaked = secrets.filter(secret => leakedPieces(out + err, secret).length > 0);
      expect([name, code, leaked]).toEqual([name, 0, []]);
    }
  });
});

it('an error quotes neither a secret in an id nor what a terminal would obey', async () => {
  const id = 'order\x1b[31m?token=Zq7xKp9mWv3n';
  const { err, code } = await runCli(['history', 'get', id]);
  expect(code).toBe(3);
  expect(err).toContain('there is no run order?token=••••••');
  const { out } = await runCli(['workflows', 'runs', 'cancel', id, '-o', 'table']);
  expect(out).toMatch(/^order\?token=•••••• {2}there is no run order\?token=•••••• in /u);
});

it('--field finds a member whose key is a secret, and masks it', async () => {
  const store = createFakeStore([
    createRun({ id: 'run_1', input: { 'token=Zq7xKp9m': { pin: 'a' }, password: 'Zq7' } }),
  ]);
  const field = (path: string) => runCli(['history', 'get', 'run_1', '--redact', '--field', path], { store });
  expect((await field('input.token=Zq7xKp9m.pin')).out).toBe('a\n');
  expect((await field('input.password')).out).toBe('••••••\n');
  expect((await field('input.token=Zq7xK')).err).toContain('run run_1 has no input.token=••••••');
});

it('the text of a run counts the secrets in names as well', async () => {
  const run = createRun({
    id: 'run_1',
    name: 'GET /a?api_key=Zq7xKp9m',
    actor: 'Bearer Zq7xKp9m',
    input: { password: 'x' },
  });
  const { out } = await runCli(['history', 'get', 'run_1', '-o', 'table'], { store: createFakeStore([run]) });
  expect(out).toContain('GET /a?api_key=••••••');
  expect(out).toContain('3 secrets are masked');
});

describe('an id that begins with "-"', () => {
  const store = createFakeStore([
    createRun({ id: '-abc', name: 'signup' }),
    createRun({ id: '--kill', name: '-w', status: 'running' }),
  ]);

  it.each([
    [['history', 'get', '--field', 'id', '--', '-abc'], '-abc'],
    [['workflows', 'runs', 'get', '--field', 'id', '--', '-abc'], '-abc'],
    [['workflows', 'runs', 'get', '--field', 'id', '--', '-w', '--kill'], '--kill'],
    [['workflows', 'runs', 'cancel', '-o', 'table', '--', '--kill'], '--kill  cancel requested'],
    [['--run', '-abc'], '-abc'],
  ])('is taken from %j', async (line, expected) => {
    const { out, code } = await runCli(line, { store });
    expect([code, out]).toEqual([0, expect.stringContaining(expected)]);
  });

  it('is refused as an option otherwise, with what to write instead', async () => {
    const { err, code } = await runCli(['workflows', 'runs', 'cancel', '-abc'], { store });
    expect(code).toBe(2);
    expect(err).toContain(`unknown option '-abc'`);
    expect(err).toContain('comes last, after "--": runlens workflows runs cancel -- -abc');
  });
});
