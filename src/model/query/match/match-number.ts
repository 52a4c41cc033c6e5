import type { NumberTest } from '../query.ts';

export function compileNumberTest(test: NumberTest): (value: number) => boolean {
  switch (test.op) {
    case '>':
      return value => value > test.value;
    case '>=':
      return value => value >= test.value;
    case '<':
      return value => value < test.value;
    case '<=':
      return value => value <= test.value;
    case '=':
      return value => value === test.value;
    case '..':
      return value => value >= test.from && value <= test.to;
  }
}
