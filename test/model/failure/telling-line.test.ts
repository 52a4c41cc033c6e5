import { expect, test } from 'vitest';
import { failureFacts } from '../../../src/model/failure/failure-facts.ts';
import { tellingLine } from '../../../src/model/failure/telling-line.ts';

test.each([
  ['Command failed: convert a.png\nconvert: no pixels in the image\n', 'convert: no pixels in the image'],
  [
    'Command failed with exit code 2: node a.js\n(node:1) Warning: old option\nquota of the disk is used up',
    'quota of the disk is used up',
  ],
  ['Command failed: sh -c exit\n8f3c', 'sh -c exit'],
  ['/srv/app/mail/7.ejs:1\n >> 1| <p><%= total %></p>\n\ntotal is not defined', 'total is not defined'],
  ['(unknown path) [Line 1, Column 4]\n  unknown block tag: iff', 'unknown block tag: iff'],
  ['(unknown path)\n  Error: filter not found: euro', 'filter not found: euro'],
])('of %j the telling line is %j', (message, line) => {
  expect(tellingLine(message)).toBe(line);
});

test('what a program printed before the frames of its error is no part of the cause', () => {
  const message =
    'Command failed: java -jar jobs.jar\nloading\nException in thread "main" a.StockException: sold out\n\tat a.B.c(B.java:1)';
  expect(failureFacts({ message, value: undefined })).toMatchObject({
    name: 'a.StockException',
    message: 'sold out',
  });
});

test('a long line of one word and numbers is passed over at once', () => {
  const line = `${'a'.repeat(4_000)}${' 1'.repeat(4_000)}`;
  expect(tellingLine(`Command failed: make\n${line}\nno rule for it`)).toBe('no rule for it');
});
