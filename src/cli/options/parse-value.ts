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

export function parsePort(text: string): number {
  const port = parseWhole(text);
  if (port > 65_535) throw new InvalidArgumentError('It takes a number up to 65535.');
  return port;
}

export function parseRunId(text: string): string {
  if (runIdPattern.test(text)) return text;
  throw new InvalidArgumentError(`It takes ${runIdWords}`);
}

/** An age such as `30d`, in ms. */
export function parseAge(text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined && ms > 0) return ms;
  throw new InvalidArgumentError('It takes an age such as 30d, 12h or 2w.');
}

const units = { KB: 1_024, MB: 1_024 ** 2, GB: 1_024 ** 3 } as const;

/** A size such as `512MB`, in bytes. */
export function parseBytes(text: string): number {
  const [, number = '', unit = ''] = /^(\d+)\s*(KB|MB|GB)$/.exec(text.toUpperCase()) ?? [];
  const size = Object.entries(units).find(([name]) => name === unit)?.[1] ?? 0;
  if (Number(number) * size > 0) return Number(number) * size;
  throw new InvalidArgumentError('It takes a size such as 512MB or 2GB.');
}
