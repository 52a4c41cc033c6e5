import { summarizeFailure } from '../../../src/model/failure/summarize-failure.ts';

/** What the row of a failed run knows of its failure. */
export type KnownFailure = {
  readonly n: number;
  readonly workflow: string;
  readonly name: string;
  readonly message: string;
  readonly step: string;
  readonly failure: string;
};

const steps = ['load', 'check', 'send', 'store'];
const tables = ['orders', 'users', 'invoices', 'carts', 'prices', 'stocks'];
const texts: readonly ((n: number) => string)[] = [
  n => `relation "${tables[n % tables.length]}" does not exist`,
  n => `cannot decode the picture "${letters(n)}" of the upload`,
  n => `connect ECONNREFUSED 10.0.${n % 200}.7:5432`,
  n => `mail provider did not answer in ${3_000 + n} ms`,
  n => `HTTP ${400 + (n % 5)}: request ${n} was refused`,
  () => 'the model gave no answer',
];

/** So many different failures: some of one cause, some with a value of their own each. */
export function knownFailures(count: number): readonly KnownFailure[] {
  return Array.from({ length: count }, (_, n) => {
    const about = { name: 'Error', message: texts[n % texts.length]?.(Math.floor(n / texts.length)) ?? '' };
    const [step = '', workflow] = [steps[n % steps.length], `workflow-${n % 20}`];
    const { failure } = summarizeFailure({ error: { ...about, value: about }, step, name: workflow });
    return { n, workflow, step, failure, ...about };
  });
}

function letters(n: number): string {
  return n.toString(26).replace(/\d/g, digit => String.fromCharCode(113 + Number(digit)));
}
