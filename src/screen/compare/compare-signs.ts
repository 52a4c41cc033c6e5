/** Marks where the runs diverged. */
export const firstSign = '»';

/** Marks the rows of noise. */
export const noiseSign = '·';

/** What the signs before the rows of two runs mean, as the help lists them. */
export const compareSigns: readonly { readonly sign: string; readonly help: string }[] = [
  { sign: firstSign, help: 'the first divergence' },
  { sign: '~', help: 'another value' },
  { sign: '!', help: 'another type, status or error' },
  { sign: '+ -', help: 'only in run a; only in run b' },
  { sign: '=', help: 'nothing differs' },
  { sign: noiseSign, help: 'noise: what successes differ in, too; or steps with nothing else in them' },
];
