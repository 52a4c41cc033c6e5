const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const timeDigits = 10;
const randomDigits = 16;

export const runIdPattern = /^[\w.-]{1,100}$/;

export const runIdWords = '1 to 100 letters, digits, "_", "-" or "."';

// Loaded on first use: it takes 4 ms, which would delay every command.
function randomBytes(size: number): Uint8Array {
  return process.getBuiltinModule('node:crypto').randomBytes(size);
}

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

/** `hash` has at least 26 bytes. */
export function hashedRunId(hash: Uint8Array): string {
  const digits = Array.from(hash.subarray(0, timeDigits + randomDigits), byte => alphabet[byte % 32]);
  return `run_${digits.join('')}`;
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
