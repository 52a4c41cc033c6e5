import { describe, expect, test } from 'vitest';
import { errorLine, errorLineUnits } from '../../../src/model/text/cut-text.ts';
import { redactText } from '../../../src/model/text/redact.ts';
import { oneIn, trials } from '../../trials.ts';
import { busyMs } from './busy-ms.ts';
import { leakedSecrets, madeUpSecrets, writtenForms } from './made-up-secrets.ts';

const secrets = madeUpSecrets(3);

test('is the first line that is not blank', () => {
  expect(errorLine('\n \r\nlate\r\nmore')).toBe('late');
  expect(errorLine('')).toBe('');
  expect(errorLine('a\rb')).toBe('a\rb');
});

test('a long line is cut between code points', () => {
  expect(errorLine('x'.repeat(5000))).toBe('x'.repeat(errorLineUnits));
  expect(errorLine(`${'x'.repeat(errorLineUnits - 1)}😀 and more`)).toBe('x'.repeat(errorLineUnits - 1));
  expect(errorLine(`${'x'.repeat(errorLineUnits)}\nmore`)).toBe('x'.repeat(errorLineUnits));
});

/** Each secret is cut in a few places, others for every form. */
const cutsOfSecret = trials(4, 1);

describe.each(writtenForms)('a secret $name', form => {
  test('does not keep its start in the error of a row, wherever the cut falls', () => {
    for (const [index, secret] of secrets.entries()) {
      if ((index + writtenForms.indexOf(form)) % oneIn(1, 3) > 0) continue;
      const text = form.write(secret);
      const step = Math.ceil(text.length / cutsOfSecret);
      const first = 1 + ((7 * index + 5 * writtenForms.indexOf(form)) % step);
      for (let kept = first; kept <= text.length; kept += step) {
        const line = errorLine(`${'words '.repeat(200).slice(0, errorLineUnits - kept)}${text} and so on`);
        expect(line.length).toBeLessThanOrEqual(errorLineUnits);
        const shown = redactText(line).text;
        expect([kept, shown, leakedSecrets(shown, [secret])]).toEqual([kept, shown, []]);
      }
    }
  });
});

test('what stands before the secret is kept', () => {
  const before = `${'words '.repeat(165)}with `;
  expect(errorLine(`${before}ghp_${'aB3'.repeat(12)} failed`)).toBe(before);
});

test('a secret is found across thousands of characters that cannot be seen', () => {
  const key = `ghp_aB3d${'\u200b'.repeat(5000)}${'eF6'.repeat(10)}`;
  expect(redactText(errorLine(`${'words '.repeat(166)}${key} failed`)).text).not.toContain('ghp_');
});

test('a message of a megabyte costs little', () => {
  const message = 'password=a1 https://a:b@c/ Bearer abcdef '.repeat(25_000);
  errorLine(message);
  expect(busyMs(() => errorLine(message))).toBeLessThan(500);
});
