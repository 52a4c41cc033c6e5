import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { type CopyChoiceId, copyChoices } from '../../../src/model/report/copy-choices.ts';
import type { CopySource } from '../../../src/model/report/render-copy.ts';
import type { Run } from '../../../src/model/run.ts';

const now = Date.parse('2026-03-01T12:03:00.000Z');

const run: Run = {
  id: 'run_1',
  kind: 'workflow',
  name: 'signup',
  status: 'failed',
  trigger: {
    type: 'webhook',
    label: 'Webhook · signup',
    raw: 'https://x.example.com/hook?token=abcdef123456',
  },
  createdAt: now - 1000,
  startedAt: now - 900,
  finishedAt: now - 100,
  models: [],
  services: [],
  usage: [],
  input: { email: 'ada@example.com', password: 'hunter2hunter2' },
  output: null,
  error: {
    value: { message: 'no: Bearer abcdef0123456789abcdef', code: 7 },
    message: 'no: Bearer abcdef0123456789abcdef',
  },
};

function copy(
  id: CopyChoiceId,
  source: Partial<CopySource> = {},
): { readonly text: string; readonly hidden: number } {
  const choices = copyChoices({ run, format: 'json', reveal: false, now, ...source });
  const found = choices.find(choice => choice.id === id);
  if (!found) throw new Error(`${id} is not offered`);
  return { text: found.text(), hidden: found.hidden() };
}

const idsOf = (source: Partial<CopySource>) =>
  copyChoices({ run, format: 'json', reveal: false, now, ...source }).map(({ id }) => id);

describe('a payload', () => {
  test('is copied exactly as it is masked, with the number of what is hidden', () => {
    const { text, hidden } = copy('input');
    expect(text).toBe('{\n  "email": "ada@example.com",\n  "password": "••••••"\n}');
    expect(hidden).toBe(1);
  });

  test('is copied exactly as it was recorded once it is revealed', () => {
    const { text, hidden } = copy('input', { reveal: true });
    expect(JSON.parse(text)).toEqual(run.input);
    expect(hidden).toBe(0);
  });

  test('is copied as YAML when that is shown', () => {
    expect(load(copy('input', { format: 'yaml', reveal: true }).text)).toEqual(run.input);
    expect(copy('input', { format: 'yaml' })).toMatchObject({ hidden: 1 });
  });

  test('that is null is copied, one that was not recorded says so', () => {
    expect(copy('output').text).toBe('null');
    const absent = copyChoices({ run: { ...run, output: undefined }, format: 'json', reveal: false, now });
    expect(absent.find(({ id }) => id === 'output')?.reason).toBe('none, as it failed');
  });

  test('of an error is the error as it was recorded', () => {
    expect(JSON.parse(copy('error', { reveal: true }).text)).toEqual(run.error?.value);
    expect(copy('error').text).not.toContain('abcdef');
  });
});

describe('the focused thing', () => {
  const focus = (content: NonNullable<CopySource['focus']>['content']) => ({
    focus: { label: 'input.x', content },
  });

  test('comes first, under its path', () => {
    const [first] = copyChoices({
      run,
      format: 'json',
      reveal: false,
      now,
      ...focus({ type: 'text', text: 'a' }),
    });
    expect(first).toMatchObject({ id: 'focus', label: 'input.x' });
  });

  test('that is a text is copied without quotes', () => {
    expect(copy('focus', focus({ type: 'text', text: 'line\n"quoted"' })).text).toBe('line\n"quoted"');
  });

  test.each([
    [{ type: 'text', text: 'hunter2hunter2', key: 'password' }],
    [{ type: 'text', text: 'hunter2hunter2', isSecret: true }],
    [{ type: 'value', value: { inner: ['hunter2hunter2'] }, isSecret: true }],
  ] as const)('that stands below a secret name is masked: %j', content => {
    const masked = copy('focus', focus(content));
    expect(masked.text).not.toContain('hunter2');
    expect(masked.hidden).toBe(1);
    expect(copy('focus', { ...focus(content), reveal: true }).text).toContain('hunter2');
  });
});

describe('the whole run', () => {
  test('is the record that the commands print, masked', () => {
    const { text, hidden } = copy('run-json');
    const record: unknown = JSON.parse(text);
    expect(record).toMatchObject({ id: 'run_1', createdAt: '2026-03-01T12:02:59.000Z', durationMs: 800 });
    expect(text).not.toMatch(/hunter2|abcdef/);
    expect(hidden).toBe(4);
  });

  test('is the same as YAML', () => {
    expect(load(copy('run-yaml', { reveal: true }).text)).toEqual(
      JSON.parse(copy('run-json', { reveal: true }).text),
    );
  });
});

describe('the command that runs it again', () => {
  const target = '/srv/shop/.runlens/runs.db';

  test('is offered only for workflows, where the target can start them', () => {
    expect(idsOf({ canRunAgain: true })).toContain('command');
    expect(idsOf({})).not.toContain('command');
    expect(idsOf({ canRunAgain: false })).not.toContain('command');
    expect(idsOf({ canRunAgain: true, run: { ...run, kind: 'agent' } })).not.toContain('command');
  });

  test('names the run, whose input stays where it is recorded', () => {
    const { text, hidden } = copy('command', { canRunAgain: true, target });
    expect(text).toBe(`runlens workflows runs retry run_1 --target ${target}`);
    expect(hidden).toBe(0);
  });
});

test('a note is masked, and counts what it hides', () => {
  const { text, hidden } = copy('note');
  expect(text).not.toMatch(/hunter2|abcdef/);
  expect(hidden).toBe(text.split('••••••').length - 1);
  expect(hidden).toBeGreaterThan(1);
});

test('a row of the table offers what it knows, and says what must be read first', () => {
  const { input, output, error, usage, ...summary } = run;
  const choices = copyChoices({ run: summary, format: 'json', reveal: false, now });
  const known = choices.filter(({ reason }) => reason === undefined).map(({ id }) => id);
  expect(known).toEqual(['id', 'run-json', 'run-yaml', 'get-command', 'note']);
  expect(choices.find(({ id }) => id === 'input')?.reason).toBe('not read yet');
  expect(copy('id', { run: summary }).text).toBe('run_1');
});
