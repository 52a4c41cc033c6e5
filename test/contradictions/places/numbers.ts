/** `1,204` as it is written on the screen. */
export const digits = '[\\d,]+';

export function toNumber(text: string): number {
  return Number(text.replaceAll(',', ''));
}

/** A number of which there may be more: `89+`. */
export type Count = { readonly runs: number; readonly isAtLeast: boolean };

export function toCount(number: string, plus: string | undefined): Count {
  return { runs: toNumber(number), isAtLeast: plus === '+' };
}

export function countText({ runs, isAtLeast }: Count): string {
  return `${runs}${isAtLeast ? '+' : ''}`;
}
