import { describe, expect, test } from 'vitest';
import { answerFormats, printedAnswer } from '../../../src/model/failure/answer-formats.ts';
import { violationOf, violationRules } from '../../../src/model/failure/constraint.ts';
import { failureFacts } from '../../../src/model/failure/failure-facts.ts';
import { statusLines, statusOnly } from '../../../src/model/failure/http-status-lines.ts';
import { maskMessage } from '../../../src/model/failure/mask-message.ts';
import { maskPatterns } from '../../../src/model/failure/mask-patterns.ts';
import { normalizeTemplate, templateRules } from '../../../src/model/failure/normalize-template.ts';
import { chainFormats, innermostOfChain } from '../../../src/model/failure/printed-chains.ts';
import {
  announcingLines,
  mainText,
  markedLines,
  silentLines,
} from '../../../src/model/failure/program-output.ts';
import { inSameWords, sameWords } from '../../../src/model/failure/same-words.ts';
import { systemWords, withSystemCodes } from '../../../src/model/failure/system-words.ts';
import { tails, withoutTails } from '../../../src/model/failure/tails.ts';
import { withoutWork, workPrefixes } from '../../../src/model/failure/telling-line.ts';
import { failureCode, wordings } from '../../../src/model/failure/wordings.ts';

/** Each rule has an example: a table's test says what the rule makes of it. */
describe('every rule does with its example what it says', () => {
  test.each(maskPatterns)('masks as $name: $example', ({ example: [message, template], source }) => {
    expect(message).toMatch(new RegExp(source, 'iu'));
    expect(maskMessage(message).template).toBe(template);
  });

  test.each(answerFormats)('reads the format of $name', ({ example: [text, message, code], pattern }) => {
    expect(text).toMatch(pattern);
    expect(printedAnswer(text)).toEqual({ message, code });
  });

  test.each(chainFormats)('finds the innermost error of $name', ({ example: [text, innermost] }) => {
    expect(innermostOfChain(text)?.message).toBe(innermost);
    expect(failureFacts({ message: text }).message).toBe(innermost);
  });

  test.each(silentLines)('passes over $name in what a program printed', ({ example }) => {
    expect(mainText(`${example}\nno price is known`)).toBe('no price is known');
  });

  test.each(markedLines)('takes $name from what a program printed', ({ example, pattern }) => {
    expect(example).toMatch(pattern);
    expect(mainText(`Command failed: make\nhere is some work\n${example}`)).toBe(example);
  });

  test.each(announcingLines)('takes $name with the line after it', ({ example }) => {
    expect(mainText(`Command failed: make\n${example}\nno price is known`)).toBe(
      `${example} no price is known`,
    );
  });

  test.each(sameWords)('says in the same words: $name', ({ example: [line, words], pattern }) => {
    expect(line).toMatch(pattern);
    expect(inSameWords(line)).toBe(words);
  });

  test.each(workPrefixes)('takes off $name', ({ example: [text, message] }) => {
    expect(withoutWork(text)).toBe(message);
  });

  test.each(tails)('leaves out $name', ({ example: [line, words], pattern }) => {
    expect(line).toMatch(pattern);
    expect(withoutTails(line)).toBe(words);
  });

  test.each(templateRules)('counts as the same: $name', ({ example: [one, other] }) => {
    expect(one).not.toBe(other);
    expect(normalizeTemplate(one)).toBe(normalizeTemplate(other));
  });

  test.each(statusLines)('finds nothing but a status in what $source say', ({ example, pattern }) => {
    expect(example).toMatch(pattern);
    expect(statusOnly(example)).toBe('503');
  });

  test.each(systemWords)('knows $code in several languages', ({ code, words }) => {
    const all = words.split(/[|\n]/u).map(one => one.trim());
    expect(all.map(one => withSystemCodes(`tar: a: ${one}`))).toEqual(all.map(() => `tar: a: ${code}`));
  });

  test.each(violationRules)('finds the constraint of $name', ({ example: [text, constraint], sqlState }) => {
    expect(violationOf(text, undefined)).toEqual({ sqlState, constraint });
  });

  test.each(wordings)('knows $code by the words of $source', ({ code, example }) => {
    expect(failureCode({ message: example }, example)).toMatchObject({ code, isDecisive: true });
  });
});
