import { randomBytes } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const timeDigits = 10;
const randomDigits = 16;

/** Creates ids such as `run_01J8Z3…` (a ULID), which sort in the order of their creation. */
export function createRunIds(random: (size: number) => Uint8Array = randomBytes): (at: number) => string {
  let lastAt = -1;
  let tail: number[] = [];
  return at => {
    if (at > lastAt) {
      lastAt = at;
      tail = Array.from(random(randomDigits), byte => byte % 32);
    } else {
      addOne(tail);
    }
    return toRunId(lastAt, tail);
  };
}

/** `at` is epoch ms; `tail` has 16 numbers below 32. */
export function toRunId(at: number, tail: readonly number[]): string {
  let text = `run_${toDigits(at)}`;
  for (const digit of tail) text += alphabet[digit];
  return text;
}

function addOne(digits: number[]): void {
  for (let place = digits.length - 1; place >= 0; place -= 1) {
    const digit = (digits[place] ?? 0) + 1;
    digits[place] = digit % 32;
    if (digit < 32) return;
  }
}

function toDigits(at: number): string {
  let rest = Math.max(0, Math.floor(at) || 0);
  let text = '';
  for (let place = 0; place < timeDigits; place += 1) {
    text = `${alphabet[rest % 32]}${text}`;
    rest = Math.floor(rest / 32);
  }
  return text;
}
