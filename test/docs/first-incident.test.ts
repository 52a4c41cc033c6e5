import { mkdirSync } from 'node:fs';
import { expect } from 'vitest';
import { test } from '../program/workplace.ts';
import { isThorough } from '../trials.ts';
import { readPage } from './pages.ts';

const keyCodes: Readonly<Record<string, string>> = { '↵': '\r', Esc: '\u001B' };

type Step = { readonly keys: readonly string[]; readonly shown: readonly RegExp[] };

const steps = [
  ...readPage('docs/start/first-incident.md').matchAll(/^Press: ([^\n]+)\n\n```text\n(.*?)^```/gmsu),
].map(
  ([, keys = '', frame = '']): Step => ({
    keys: [...keys.matchAll(/`([^`]+)`/gu)].map(([, key = '']) => key),
    shown: frame.trimEnd().split('\n').map(toPattern),
  }),
);

/**
 * What has a number in it, how wide a column is, where it cuts a word, and by the hour the row of the cursor
 * differ from run to run.
 */
function toPattern(line: string): RegExp {
  const words = line
    .trim()
    .split(/\s+/u)
    .filter(word => word !== '▌' && word !== '│');
  return new RegExp(words.map(toWord).join('\\s+'), 'u');
}

function toWord(word: string): string {
  if (/^[├┤─·▁▂▃▄▅▆▇█]+$/u.test(word) || /[\d…]/u.test(word)) return '\\S+';
  return RegExp.escape(word);
}

test('the first incident of the documentation is played as it is told', async ({ place }) => {
  expect(steps.length).toBeGreaterThan(5);
  mkdirSync(place.path('temporary'));
  const env = { TMPDIR: place.path('temporary') };
  // Outside CI without the run of 100,000 spans, which takes as long to write as all others.
  const args = ['demo', '--static', ...(isThorough ? [] : ['--size', '300'])];
  const { send, waitFor, exited } = place.open({ args, columns: 100, rows: 26, env });
  await waitFor(/newest first[\s\S]*▌/u);
  for (const { keys, shown } of steps) {
    for (const key of keys) send(keyCodes[key] ?? key);
    // The head of the bars has their scale, where that fits.
    await waitFor(screen => {
      const lines = screen.map(line => line.replace(/█\d+/u, ''));
      const missing = shown.filter(pattern => !lines.some(line => pattern.test(line)));
      // By the hour, a row may stand elsewhere.
      return missing.length === 0 || (missing.length === 1 && shown.length > 1);
    });
  }
  send('qq');
  expect(await exited).toMatchObject({ exitCode: 0 });
});
