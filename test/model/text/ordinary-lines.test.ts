import { expect, test } from 'vitest';
import { redactText } from '../../../src/model/text/redact.ts';
import { safeLine } from '../../../src/model/text/safe-text.ts';
import { ordinaryLines } from './ordinary-lines.ts';

test('ordinary log lines and error messages stay as they are, alone and together', () => {
  for (const line of ordinaryLines) expect(redactText(line)).toEqual({ text: line, hidden: 0 });
  for (const line of ordinaryLines) expect(safeLine(`Error: ${line}`)).toBe(`Error: ${line}`);
  const log = ordinaryLines.join('\n');
  expect(redactText(log)).toEqual({ text: log, hidden: 0 });
});
