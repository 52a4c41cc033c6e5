import { InvalidArgumentError } from 'commander';

/** Parses the value of an option as a whole number above 0. */
export function parseCount(text: string): number {
  const count = parseWhole(text);
  if (count < 1) throw new InvalidArgumentError('It takes a whole number above 0.');
  return count;
}

/** Parses the value of an option as a whole number. */
export function parseWhole(text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(number)) return number;
  throw new InvalidArgumentError('It takes a whole number.');
}
