import { describe, expect, test } from 'vitest';
import { describeMarker } from '../../src/model/payload/describe-marker.ts';
import { composeQuery } from '../../src/model/query/compose-query.ts';
import { formatQuery } from '../../src/model/query/format.ts';
import { toTerm } from '../../src/model/query/values/value-term.ts';
import { cutText } from '../../src/model/text/cut-text.ts';
import { redactText } from '../../src/model/text/redact.ts';
import { safeLine } from '../../src/model/text/safe-text.ts';
import { mask } from '../../src/model/text/secrets/secret-value.ts';
import { payloadTexts } from '../../src/screen/frequency/focused-value.ts';
import { leakedSecrets, type MadeUpSecret, madeUpSecrets } from '../model/text/made-up-secrets.ts';
import { isThorough, oneIn, trials } from '../trials.ts';
import { recorded, runSaying, valuesWith } from './recorded-values.ts';
import { surfaces } from './surfaces.ts';

const secrets = madeUpSecrets(11);
/** Where some text of the program is cut, in UTF-16 units. */
const cuts = [24, 30, 40, 60, 80, 120, 160, 200, 240, 300, 500, 1000, 2000, 4000];

/** A text in which a cut falls behind the first `kept` units of a secret. */
function textCutAt(cut: number, kept: number, secret: MadeUpSecret, filler: string): string {
  return `${filler.repeat(cut).slice(0, Math.max(0, cut - kept - 1))} ${secret.text} and so on`;
}

type Trial = { readonly secret: MadeUpSecret; readonly cut: number; readonly kept: number };

function trialsOf(among: readonly number[]): readonly Trial[] {
  return secrets.flatMap(secret =>
    among.flatMap(cut =>
      Array.from({ length: secret.text.length + 3 }, (_, kept) => ({ secret, cut, kept })),
    ),
  );
}

/** A part of the trials, spread over all of them. */
function some<T>(all: readonly T[], count: number, shift: number): readonly T[] {
  const step = Math.max(1, Math.floor(all.length / count));
  return all.filter((_, at) => at % step === shift % step);
}

test('the first screen shows no part of a password in an error, an address or a symbol of the input', () => {
  const [password] = secrets.filter(({ kind }) => kind === 'database address');
  if (!password) throw new Error('there is such a secret');
  for (let before = 0; before < 200; before += oneIn(1, 5)) {
    const text = 'x'.repeat(before) + password.text;
    const values = [
      new Error(text),
      new URL(`https://x.io/${text}`),
      Symbol(text),
      Object.assign(() => {}, {}),
    ];
    for (const value of values.map(one => recorded([one]))) {
      const [marker] = value as [object];
      expect([before, leakedSecrets(describeMarker(marker) ?? '', [password])]).toEqual([before, []]);
    }
  }
});

test('every kind of value is described without a part of a secret, wherever its line ends', () => {
  for (const { secret, cut, kept } of some(trialsOf([80, 160]), trials(1000, 40), 3)) {
    const values = valuesWith(textCutAt(cut, kept, secret, 'x'));
    for (const [kind, value] of Object.entries(values)) {
      const marker = recorded(value);
      if (typeof marker !== 'object' || marker === null) continue;
      const shown = describeMarker(marker) ?? '';
      expect([kind, cut, kept, shown, leakedSecrets(shown, [secret])]).toEqual([kind, cut, kept, shown, []]);
    }
  }
});

test('a filter for a value, and the values that are counted, have no part of a secret', () => {
  for (const { secret, cut, kept } of some(trialsOf([120, 300]), trials(4000, 80), 5)) {
    const text = textCutAt(cut, kept, secret, 'x');
    const [counted = ''] = payloadTexts({ text }, ['text']);
    for (const value of [text, counted]) {
      const term = toTerm({ root: 'input', path: ['text'] }, value, { now: 0 });
      const filter = 'reason' in term ? '' : formatQuery(composeQuery(...term.bodies));
      const shown = `${filter} ${safeLine(counted)} ${safeLine(filter)}`;
      const leaked = leakedSecrets(shown, [secret]);
      expect({ secret: secret.kind, cut, kept, filter, leaked }).toMatchObject({ leaked: [] });
    }
  }
});

test('values that a name makes secret in some runs are counted as masked', () => {
  const header = (name: string, value: string) => ({ header: { name, value } });
  expect(payloadTexts(header('Accept', 'text/html'), ['header', 'value'])).toEqual(['text/html']);
  expect(payloadTexts(header('Cookie', 'sid=Zq7xKp9m'), ['header', 'value'])).toEqual([mask]);
  expect(payloadTexts({ words: ['--token', 'Zq7xKp9m'] }, ['words'])).toEqual(['--token', mask]);
  expect(toTerm({ root: 'input', path: ['a'] }, mask, { now: 0 })).toHaveProperty('reason');
});

test('a text that is cut and masked later shows no part of a secret', () => {
  for (const { secret, cut, kept } of some(trialsOf([40, 2000, 70_000]), trials(1000, 30), 1)) {
    const text = textCutAt(cut, kept, secret, 'words ');
    const cutFirst = cutText(text, cut);
    expect(text.startsWith(cutFirst) && cutFirst.length <= cut).toBe(true);
    const leaked = leakedSecrets(redactText(cutFirst).text, [secret]);
    expect({ secret: secret.kind, cut, kept, leaked }).toMatchObject({ leaked: [] });
  }
});

describe.each(Object.entries(surfaces).map(([name, show], at) => [name, show, at] as const))(
  '%s',
  (_, show, at) => {
    test('shows no part of a secret, wherever it cuts a text', async () => {
      for (const { secret, cut, kept } of some(trialsOf(cuts), trials(20, 2), 7 * at)) {
        for (const filler of ['x', 'words '].filter((_, n) => isThorough || (at + kept) % 2 === n)) {
          const text = textCutAt(cut, kept, secret, filler);
          const shown = await show(runSaying(text), runSaying(`before ${text}`, 'run_2'));
          const leaked = leakedSecrets(shown, [secret]);
          expect({ secret: secret.kind, cut, kept, filler, leaked }).toMatchObject({ leaked: [] });
        }
      }
    });

    test('shows what is no secret', async () => {
      const shown = await show(runSaying('unsuspicious words'), runSaying('others', 'run_2'));
      expect(shown).toContain('unsuspicious');
    });
  },
);

test('a text that is masked is one that was found', () => {
  for (const secret of secrets) expect(redactText(secret.text).hidden).toBe(1);
});
