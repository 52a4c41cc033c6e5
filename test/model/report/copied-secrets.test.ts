import { describe, expect, it } from 'vitest';
import { copyChoices } from '../../../src/model/report/copy-choices.ts';
import { type CopySource, maskRun } from '../../../src/model/report/render-copy.ts';
import type { Run } from '../../../src/model/run.ts';
import { oneIn, someOf } from '../../trials.ts';
import { leakedPieces, type MadeUpSecret, madeUpSecrets, writtenForms } from '../text/made-up-secrets.ts';

const now = Date.parse('2026-03-01T12:03:00.000Z');

/** A run with a text in every name, payload, key and message. */
function runWith(text: string): Run {
  const span = { kind: 'http', startAt: now - 900, events: [], attributes: { [text]: text } };
  return {
    id: text,
    target: text,
    kind: 'workflow',
    name: text,
    status: 'failed',
    statusLabel: text,
    trigger: { type: 'webhook', label: text, raw: text },
    actor: text,
    project: text,
    createdAt: now - 1000,
    startedAt: now - 900,
    finishedAt: now - 100,
    models: [text],
    services: [text],
    usage: [{ name: text, kind: 'model' }],
    input: { [text]: text },
    output: [text],
    error: {
      value: { message: text, [text]: 1 },
      name: text,
      message: text,
      code: text,
      stack: `at ${text}`,
    },
    errorSummary: { name: text, message: text, step: text },
    steps: [{ id: '1', name: text, type: 'action', status: 'failed', attempt: 1, input: { [text]: text } }],
    trace: {
      spans: [{ ...span, id: 'a', name: text, status: 'error' }],
      logs: [{ at: now, level: 'error', message: text, spanId: 'a', attributes: {} }],
    },
  };
}

function choicesOf(text: string, options: Partial<CopySource> = {}) {
  return copyChoices({ run: runWith(text), target: text, format: 'json', reveal: false, now, ...options });
}

/** Where a word holds what cannot be seen, a shell gets every other character than ASCII as bytes. */
function countMasks(text: string): number {
  return text.match(/(?:•|\\xe2\\x80\\xa2){6}/g)?.length ?? 0;
}

/** Leaves out what a shell or a line of text adds to a secret. */
function leaks(text: string, secret: MadeUpSecret): readonly string[] {
  return [text, text.replace(/\\(?=[^\\u])/g, '')].flatMap(reading => leakedPieces(reading, secret));
}

describe('nothing that is copied tells a secret', () => {
  const forms = writtenForms.map((form, at) => [form.name, form, at] as const);
  it.each(someOf(forms, 3))('%s', (_, { write }, at) => {
    for (const [index, secret] of madeUpSecrets(at).entries()) {
      if ((index + at) % oneIn(3, 7) > 0) continue;
      const format = index % 2 === 0 ? 'json' : 'yaml';
      for (const { id, text, hidden } of choicesOf(write(secret), { format })) {
        expect([secret.kind, id, leaks(text(), secret)]).toEqual([secret.kind, id, []]);
        expect([secret.kind, id, hidden()]).toEqual([secret.kind, id, countMasks(text())]);
      }
    }
  });
});

it('a note is masked before it is escaped: an escaped name was no longer known', () => {
  const note = choicesOf('GET /v1/things?api_key=Zq7xKp9mWv3n').find(({ id }) => id === 'note');
  expect(note?.text()).not.toContain('Zq7');
  expect(note?.text()).toContain('api\\_key=••••••');
});

it('the code of an error is masked in its summary as it is in the error', () => {
  const { error, errorSummary } = maskRun({
    ...runWith('signup'),
    error: { value: {}, code: 'token=Zq7xKp9m' },
    errorSummary: { message: 'no', code: 'token=Zq7xKp9m' },
  });
  expect([error?.code, errorSummary?.code]).toEqual(['token=••••••', 'token=••••••']);
});

describe('a command', () => {
  const commandsOf = (run: Run, source: Partial<CopySource> = {}) =>
    copyChoices({ run, format: 'json', reveal: false, now, canRunAgain: true, ...source })
      .filter(({ id }) => id === 'command' || id === 'get-command')
      .map(({ text, hidden }) => ({ text: text(), hidden: hidden() }));
  const secretId = 'order?token=Zq7xKp9mWv3n';

  it('is not offered where its id or its target would be masked: it would not work', () => {
    expect(commandsOf({ ...runWith('signup'), id: secretId })).toEqual([]);
    expect(commandsOf(runWith('signup'), { target: 'postgres://ada:Zq7xKp9@db/x' })).toEqual([]);
    const [, print] = commandsOf({ ...runWith('signup'), id: secretId }, { reveal: true });
    expect(print?.text).toContain("'order?token=Zq7xKp9mWv3n'");
  });

  it('does without the name of a run where that is masked', () => {
    const run = { ...runWith('signup'), id: 'run_1', name: secretId };
    expect(commandsOf(run)).toEqual([
      { text: 'runlens workflows runs retry run_1', hidden: 0 },
      { text: 'runlens workflows runs get run_1', hidden: 0 },
    ]);
  });
});

it('what is revealed is copied as it was recorded', () => {
  const [id] = choicesOf('order?token=Zq7', { reveal: true });
  expect([id?.text(), id?.hidden()]).toEqual(['order?token=Zq7', 0]);
});
