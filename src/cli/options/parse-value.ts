import { InvalidArgumentError } from 'commander';
import { runIdPattern, runIdWords } from '../../contract/run-ids.ts';
import { parseDuration } from '../../model/query/parse-duration.ts';

/** Parses the value of an option that may be repeated: some of `choices`, separated by commas. */
export function parseListOf<Choice extends string>(choices: readonly Choice[]) {
  return (text: string, before: readonly Choice[] = []): readonly Choice[] => {
    const words = text.split(',').map(word => word.trim());
    const isKnown = words.every(word => choices.some(choice => choice === word));
    if (!isKnown) throw new InvalidArgumentError(`It takes ${choices.join(', ')}.`);
    return choices.filter(choice => before.includes(choice) || words.includes(choice));
  };
}

export function parseCount(text: string): number {
  const count = parseWhole(text);
  if (count < 1) throw new InvalidArgumentError('It takes a whole number above 0.');
  return count;
}

export function parseWhole(text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(number)) return number;
  throw new InvalidArgumentError('It takes a whole number.');
}

export function parseRunId(text: string): string {
  if (runIdPattern.test(text)) return text;
  throw new InvalidArgumentError(`It takes ${runIdWords}`);
}

/** An age in ms, such as that of `30d`. */
export function parseAge(text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined && ms > 0) return ms;
  throw new InvalidArgumentError('It takes an age such as 30d, 12h or 2w.');
}
