import { describe, expect, it } from 'vitest';
import type { Run } from '../../../../src/model/run.ts';
import { compareWithLast, runOf, spanOf, stepOf, told, traceOf } from '../compared-runs.ts';

const failedWith = (message: string) => ({ value: null, name: 'Error', message });

/** So many runs that ended well, the input of each made from its number. */
function successesOf(count: number, inputOf: (index: number) => unknown, fields: Partial<Run> = {}) {
  return Array.from({ length: count }, (_, index) =>
    runOf({ id: `run_${index}`, input: inputOf(index), steps: [stepOf('charge', 0)], ...fields }),
  );
}

function failureOf(input: unknown, fields: Partial<Run> = {}): Run {
  const error = failedWith('card was declined');
  const steps = [stepOf('charge', 0, { status: 'failed', error })];
  return runOf({ id: 'run_x', status: 'failed', error, input, steps, ...fields });
}

const headline = (a: Run, successes: readonly Run[], failures: readonly Run[] = []) =>
  told(compareWithLast(a, successes, 0, failures))[0];

const declined = (count: number) =>
  `charge failed (card was declined); no error in ${count} of ${count} successes`;

describe('the first difference, where other failures of the cause are known', () => {
  const countries = ['US', 'DE', 'FR', 'JP'];
  const country = (index: number) => ({ id: `order-${index}`, country: countries[index % 4] });
  const successes = [
    runOf({ id: 'run_br', input: { id: 'order-br', country: 'BR' }, steps: [stepOf('charge', 0)] }),
  ];
  successes.push(...successesOf(99, country));
  const inBrazil = (index: number) =>
    failureOf({ id: `order-x${index}`, country: 'BR' }, { id: `run_x${index}` });
  const failures = Array.from({ length: 17 }, (_, index) => inBrazil(index));

  it('is what they have and successes have not, in counts', () => {
    expect(headline(inBrazil(18), successes, failures.slice(1))).toBe(
      'input.country is "BR": 17 of 17 failed have it, 1 of 100 successes',
    );
  });

  it('is not a value of this run alone, though no success has it', () => {
    const others = Array.from({ length: 9 }, (_, index) =>
      failureOf(country(index), { id: `run_x${index}` }),
    );
    expect(headline(failureOf({ id: 'order-y', country: 'IS' }), successes, others)).toBe(declined(100));
  });

  it('is not a value that as many successes have', () => {
    const others = Array.from({ length: 9 }, (_, index) =>
      failureOf(country(index), { id: `run_x${index}` }),
    );
    expect(headline(failureOf({ id: 'order-y', country: 'DE' }), successes, others)).toBe(declined(100));
  });

  it('is what started them, in the same counts', () => {
    const from = (label: string) => ({ trigger: { type: 'webhook', label, raw: label } });
    const usual = successesOf(60, () => ({}), from('Webhook · a')).map((run, index) =>
      index % 3 === 0 ? { ...run, ...from('Webhook · b') } : run,
    );
    const others = Array.from({ length: 9 }, (_, index) =>
      failureOf({}, { id: `run_${index}`, ...from('Webhook · b') }),
    );
    expect(headline(failureOf({}, from('Webhook · b')), usual, others)).toBe(
      'trigger is "Webhook · b": 10 of 10 failed have it, 20 of 60 successes',
    );
  });

  it('says of another type, and of what is missing, how many failed alike', () => {
    const usual = successesOf(20, index => ({ qty: index, plan: 'free' }));
    const others = [1, 2, 3, 4].map(index => failureOf({ qty: `${index}` }, { id: `run_x${index}` }));
    expect(told(compareWithLast(failureOf({ qty: 'five' }), usual, 0, others))[0]).toBe(
      'input.qty is "five", was a number in 20 of 20 successes; 5 of 5 failed differ alike (1 more value of this input differs)',
    );
    const without = failureOf({ qty: 3 });
    expect(headline(without, usual, others)).toBe(
      'input.plan is not there: 5 of 5 failed lack it, 0 of 20 successes',
    );
  });
});

describe('the first difference, where only successes are known', () => {
  it('is a text that is new among few values', () => {
    const usual = successesOf(20, index => ({ plan: index % 2 === 0 ? 'free' : 'team' }));
    expect(headline(failureOf({ plan: 'scale' }), usual)).toBe(
      'input.plan is "scale", was "free" or "team" in 20 successes',
    );
    expect(headline(failureOf({ plan: 'team' }), usual)).toBe(declined(20));
  });

  it('is a text that is new where none of many successes has one of its own', () => {
    const usual = successesOf(60, index => ({ region: `r${index % 10}` }));
    expect(headline(failureOf({ region: 'r11' }), usual)).toBe(
      'input.region is "r11", which none of 60 successes has',
    );
    const ids = successesOf(60, index => ({ region: `r${index}` }));
    expect(headline(failureOf({ region: 'r99' }), ids)).toBe(declined(60));
  });

  it('is no day that is new', () => {
    const usual = successesOf(20, index => ({ day: `2026-11-${10 + (index % 3)}` }));
    expect(headline(failureOf({ day: '2026-11-14' }), usual)).toBe(declined(20));
  });

  it('is another offset from UTC', () => {
    const usual = successesOf(9, index => ({ at: `2026-11-0${index + 1}T10:00:00Z` }));
    expect(headline(failureOf({ at: '2026-11-12T10:00:00+05:30' }), usual)).toBe(
      'input.at is "2026-11-12T10:00:00+05:30", had the offset Z in 9 of 9 successes',
    );
  });

  it('is null where none was, a negative number, and one far outside', () => {
    const usual = successesOf(9, index => ({ qty: index + 1 }));
    expect(headline(failureOf({ qty: null }), usual)).toBe(
      'input.qty is null, was a number in 9 of 9 successes',
    );
    expect(headline(failureOf({ qty: -1 }), usual)).toBe('input.qty is -1, was 1 to 9 in 9 of 9 successes');
    expect(headline(failureOf({ qty: 900 }), usual)).toBe('input.qty is 900, was 1 to 9 in 9 of 9 successes');
  });

  it('is a list ten times as long as any, not one of its items', () => {
    const items = (length: number) => ({
      items: Array.from({ length }, (_, at) => ({ sku: `s${at}`, qty: at })),
    });
    const usual = successesOf(9, index => items(2 + (index % 3)));
    expect(headline(failureOf(items(40)), usual)).toBe(
      'input.items has 40 items, was 2 to 4 in 9 of 9 successes',
    );
    expect(headline(failureOf(items(6)), usual)).toBe(declined(9));
  });

  it('is a changed member of one item in 2,000, where lists are equal in all successes', () => {
    const rates = (changed?: number) => ({
      rates: Array.from({ length: 2_000 }, (_, at) => ({
        from: at,
        rate: at === changed ? 0.2 : (at % 9) / 10,
        open: at % 2 === 0,
      })),
    });
    const usual = successesOf(9, () => rates());
    expect(headline(failureOf(rates(1_234)), usual)).toBe(
      'input.rates.1234.rate is 0.2, was 0.1 in 9 of 9 successes',
    );
  });

  it('is a changed member of an item that is found by its id, where other members vary', () => {
    const plans = (seed: number, price = 30) => ({
      plans: ['free', 'team', 'scale'].map((key, at) => ({
        key,
        price: at === 1 ? price : at * 50,
        seen: (seed * 7) % 5,
      })),
    });
    const usual = successesOf(9, index => plans(index));
    expect(headline(failureOf(plans(77, 31)), usual)).toBe(
      'input.plans.1.price is 31, was 30 in 9 of 9 successes',
    );
  });

  it('is a changed member of an item that another text names at its place in all successes', () => {
    const rates = (seed: number, digits = 2) => ({
      rates: ['EUR', 'USD', 'JPY'].map((code, at) => ({
        code,
        digits: at === 1 ? digits : at,
        rate: 1 + ((seed + at) % 7) / 100,
      })),
    });
    const usual = successesOf(9, index => rates(index));
    expect(headline(failureOf(rates(3, 0)), usual)).toBe(
      'input.rates.1.digits is 0, was 2 in 9 of 9 successes',
    );
  });

  it('is zero where none of many was, and a text of another format', () => {
    const usual = successesOf(20, index => ({ qty: index + 1, email: `user${index}@mail.example` }));
    expect(headline(failureOf({ qty: 0, email: 'x@mail.example' }), usual)).toBe(
      'input.qty is 0, was 1 to 20 in 20 of 20 successes',
    );
    expect(headline(failureOf({ qty: 3, email: 'n/a' }), usual)).toBe(
      'input.email is "n/a", which none of 20 successes has',
    );
  });

  it('is never that the run failed, where anything else differs', () => {
    const usual = successesOf(9, () => ({}));
    const steps = [
      stepOf('charge', 0, { status: 'failed' }),
      stepOf('charge', 20, { attempt: 2, status: 'failed' }),
      stepOf('charge', 40, { attempt: 3 }),
    ];
    const failed = failureOf({}, { steps });
    expect(headline(failed, usual)).toBe('charge took 3 attempts, was 1 in 9 of 9 successes');
    const slow = failureOf({}, { steps: [stepOf('charge', 0, { finishedAt: 900 })] });
    expect(headline(slow, usual)).toMatch(/^charge took 900ms/u);
  });

  it('is a model that no success used, before the step that failed', () => {
    const usual = successesOf(9, () => ({}), { models: ['gpt-5'] });
    expect(headline(failureOf({}, { models: ['gpt-4'] }), usual)).toBe(
      'model is "gpt-4", was "gpt-5" in 9 of 9 successes',
    );
    expect(headline(failureOf({}, { models: [] }), usual)).toBe(declined(9));
  });

  it('is the version of a service', () => {
    const served = (version: string) =>
      traceOf(spanOf('GET /rates', -20, { attributes: { 'service.version': version } }));
    const usual = successesOf(9, () => ({}), served('1.4.0'));
    expect(headline(failureOf({}, served('1.5.0')), usual)).toBe(
      'GET /rates: service.version is "1.5.0", was "1.4.0" in 9 of 9 successes',
    );
  });
});

describe('a loop', () => {
  const paged = (pages: number, rows: (page: number) => number = () => 50, fields: Partial<Run> = {}) =>
    runOf({
      steps: [
        stepOf('read', 0),
        ...Array.from({ length: pages }, (_, at) =>
          stepOf('page', 20 + at * 20, { output: { rows: rows(at) } }),
        ),
        stepOf('write', 20 + pages * 20),
      ],
      ...fields,
    });
  const successes = [3, 5, 4, 4, 5].map(pages => paged(pages));

  it('is told by how often it ran, as one difference, from both sides', () => {
    const comparison = compareWithLast(paged(40), successes);
    expect(told(comparison)).toEqual(['40 × page, was 3 to 5 in 5 of 5 successes', 'extra-step']);
  });

  it('is noise as long as successes ran it as often', () => {
    expect(compareWithLast(paged(3), successes)).toMatchObject({ first: null });
  });

  it('is matched from its start, whatever comes before', () => {
    const longer = paged(8);
    const run = { ...longer, steps: [stepOf('login', 0), ...(longer.steps ?? []).slice(1)] };
    const { root } = compareWithLast(run, successes);
    const pages = root.children.filter(({ a }) => a?.name === 'page');
    expect(pages.map(({ b }) => b !== undefined)).toEqual([...Array(5).fill(true), ...Array(3).fill(false)]);
  });

  it('tells noise across its rounds: what the last page of another run has is no difference', () => {
    const last = (pages: number, left: number) => paged(pages, page => (page === pages - 1 ? left : 50));
    const usual = [last(5, 17), last(5, 3), last(5, 31), last(5, 8), last(5, 44)];
    expect(compareWithLast(last(3, 12), usual).differences.map(({ kind }) => kind)).not.toContain('output');
  });
});
