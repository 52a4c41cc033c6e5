import { describe, expect, test } from 'vitest';
import { answerFormats, printedAnswer } from '../../../src/model/failure/answer-formats.ts';
import { browserWords } from '../../../src/model/failure/browser-words.ts';
import { violationOf, violationRules } from '../../../src/model/failure/constraint.ts';
import { statusLines, statusOnly } from '../../../src/model/failure/http-status-lines.ts';
import { maskMessage } from '../../../src/model/failure/mask-message.ts';
import { maskPatterns } from '../../../src/model/failure/mask-patterns.ts';
import { chainFormats, innermostOfChain } from '../../../src/model/failure/printed-chains.ts';
import {
  announcingLines,
  mainText,
  markedLines,
  silentLines,
} from '../../../src/model/failure/program-output.ts';
import { saidRules, toSaid } from '../../../src/model/failure/said.ts';
import { inSameWords, libraryWords, redisWords } from '../../../src/model/failure/same-words.ts';
import { systemWords, withSystemCodes } from '../../../src/model/failure/system-words.ts';
import { tails, withoutTails } from '../../../src/model/failure/tails.ts';
import { withoutWork, workPrefixes } from '../../../src/model/failure/telling-line.ts';
import { failureCode, wordings } from '../../../src/model/failure/wordings.ts';
import * as examples from './rule-examples.ts';

/** The rules of a table with their examples, by name. */
function rulesOf<Rule, Example>(
  rules: Readonly<Record<string, Rule>>,
  all: Readonly<Record<string, Example>>,
) {
  return Object.entries(rules).map(([name, rule]) => ({ name, rule, example: all[name] as Example }));
}

/** Each rule has an example: a table's test says what the rule makes of it. */
describe('every rule does with its example what it says', () => {
  test.each(maskPatterns)('masks as $name: $example', ({ example: [message, template], source }) => {
    expect(message).toMatch(new RegExp(source, 'iu'));
    expect(maskMessage(message).template).toBe(template);
  });

  test.each(rulesOf(answerFormats, examples.answerFormatsExamples))(
    'reads the format of $name',
    ({ rule: [sign, pattern], example: [text, message, code] }) => {
      expect(text).toContain(sign);
      expect(text).toMatch(pattern);
      expect(printedAnswer(text)).toEqual({ message, code });
    },
  );

  test.each(rulesOf(chainFormats, examples.chainFormatsExamples))(
    'finds the innermost error of $name',
    ({ example: [text, innermost] }) => {
      expect(innermostOfChain(text)?.message).toBe(innermost);
    },
  );

  test.each(rulesOf(silentLines, examples.silentLinesExamples))(
    'passes over $name in what a program printed',
    ({ example }) => {
      expect(mainText(`${example}\nno price is known`)).toBe('no price is known');
    },
  );

  test.each(rulesOf(markedLines, examples.markedLinesExamples))(
    'takes $name from what a program printed',
    ({ rule, example }) => {
      expect(example).toMatch(rule);
      expect(mainText(`Command failed: make\nhere is some work\n${example}`)).toBe(example);
    },
  );

  test.each(rulesOf(announcingLines, examples.announcingLinesExamples))(
    'takes $name with the line after it',
    ({ example }) => {
      expect(mainText(`Command failed: make\n${example}\nno price is known`)).toBe(
        `${example} no price is known`,
      );
    },
  );

  test.each([
    ...rulesOf(libraryWords, examples.libraryWordsExamples),
    ...rulesOf(browserWords, examples.browserWordsExamples),
  ])('says in the same words: $name', ({ rule: [sign, pattern], example: [line, words] }) => {
    expect(line).toContain(sign);
    expect(line).toMatch(pattern);
    expect(inSameWords(line)).toBe(words);
  });

  test.each(redisWords)('leaves out what Redis puts before a message: %s', sign => {
    expect(inSameWords(`${sign}it cannot be done`)).toBe('it cannot be done');
  });

  test.each(rulesOf(workPrefixes, examples.workPrefixesExamples))(
    'takes off $name',
    ({ example: [text, message] }) => {
      expect(withoutWork(text)).toBe(message);
    },
  );

  test.each(rulesOf(tails, examples.tailsExamples))(
    'leaves out $name',
    ({ rule: [sign, pattern], example: [line, words] }) => {
      expect(line).toContain(sign);
      expect(line).toMatch(pattern);
      expect(withoutTails(line)).toBe(words);
    },
  );

  test.each(rulesOf(saidRules, examples.saidRulesExamples))(
    'counts as the same: $name',
    ({ example: [one, other] }) => {
      expect(one).not.toBe(other);
      expect(toSaid(one)).toBe(toSaid(other));
    },
  );

  test.each(rulesOf(statusLines, examples.statusLinesExamples))(
    'finds nothing but a status in what $name say',
    ({ rule: [, pattern], example }) => {
      expect(example).toMatch(pattern);
      expect(statusOnly(example)).toBe('503');
    },
  );

  test.each(Object.entries(systemWords))('knows %s in several languages', (code, words) => {
    const all = words.split(/[|\n]/u).map(one => one.trim());
    expect(all.map(one => withSystemCodes(`tar: a: ${one}`))).toEqual(all.map(() => `tar: a: ${code}`));
  });

  test.each(rulesOf(violationRules, examples.violationRulesExamples))(
    'finds the constraint of $name',
    ({ rule: [sqlState], example: [text, constraint] }) => {
      expect(violationOf(text, undefined)).toEqual({ sqlState, constraint });
    },
  );

  test.each(examples.wordingExamples)('knows %s by the words: %s', (code, words) => {
    expect(failureCode({ message: words }, words)).toMatchObject({ code, isDecisive: true });
  });

  test('has an example of each wording', () => {
    const texts = examples.wordingExamples.map(([, text]) => text);
    expect(wordings.filter(([, words]) => !texts.some(text => words.test(text)))).toEqual([]);
  });
});
