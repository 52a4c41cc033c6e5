import { expect, test } from 'vitest';
import { answerFormats } from '../../../src/model/failure/answer-formats.ts';
import { violationRules } from '../../../src/model/failure/constraint.ts';
import { maskPatterns } from '../../../src/model/failure/mask-patterns.ts';
import { markedLines, silentLines } from '../../../src/model/failure/program-output.ts';
import { sameWords } from '../../../src/model/failure/same-words.ts';
import { summarizeFailure } from '../../../src/model/failure/summarize-failure.ts';
import { tails } from '../../../src/model/failure/tails.ts';
import { someOf } from '../../trials.ts';

const examples = [
  ...[answerFormats, violationRules, maskPatterns, sameWords, tails]
    .flat()
    .map(({ example: [text] }) => text),
  ...[silentLines, markedLines].flat().map(({ example }) => example),
];
const signs = [
  'desc = "',
  ' ---> ',
  '<title>',
  '"message":"',
  ': ',
  '{"',
  'a1-',
  'AB ',
  ' - ',
  '日1',
  '\n',
  '( ',
];
const units = 100_000;
/** The processor's time, on a machine with much else to do. */
const mostMs = 400;

test('no rule takes long for a text that repeats what it looks for', () => {
  const texts = [...someOf(examples, 8), ...signs].map(part => part.repeat(Math.ceil(units / part.length)));
  const slow = texts.filter(message => cpuMs(() => summarize(message)) > mostMs);
  expect(slow.map(text => text.slice(0, 40))).toEqual([]);
});

test('no rule takes long for what it looks for in front of a long text', () => {
  const texts = someOf(examples, 8).map(part => part + 'a '.repeat(units));
  const slow = texts.filter(message => cpuMs(() => summarize(message)) > mostMs);
  expect(slow.map(text => text.slice(0, 40))).toEqual([]);
});

function summarize(message: string): void {
  summarizeFailure({ error: { name: 'Error', message, value: undefined }, name: 'order' });
}

function cpuMs(run: () => void): number {
  const start = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000;
}
