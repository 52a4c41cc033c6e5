import { describe, expect, test } from 'vitest';
import { namedInputs, nameOfInput } from '../../../src/model/report/named-inputs.ts';
import type { Run, RunError } from '../../../src/model/run.ts';
import { failedRun } from './failed-run.ts';

function named(message: string, input: unknown, error: Partial<RunError> = {}, run: Partial<Run> = {}) {
  const found = namedInputs(failedRun({ input, error: { value: undefined, message, ...error }, ...run }));
  return found.map(({ path, value }) => [path.join('.'), value]);
}

const order = {
  plan: 'scale',
  currency: 'EUR',
  orderId: 4711,
  customer: { email: 'ada@example.com', name: 'Ada' },
  items: [
    { sku: 'A-1', qty: 'five' },
    { sku: 'B-2', qty: 2 },
  ],
};

describe('the value that a message names', () => {
  test.each<readonly [message: string, path: string, value: unknown]>([
    ['items[0].qty must be a number', 'items.0.qty', 'five'],
    ['ValidationError: input.items.1.qty is too small', 'items.1.qty', 2],
    ['data/items/0/qty must be number', 'items.0.qty', 'five'],
    ['instance /items/0/qty is not of type number', 'items.0.qty', 'five'],
    ['body["plan"] is unknown', 'plan', 'scale'],
    ['"plan" is not one of free, team', 'plan', 'scale'],
    ['no such plan', 'plan', 'scale'],
    ['no rate for "EUR"', 'currency', 'EUR'],
    ['no rate for EUR today', 'currency', 'EUR'],
    ['order 4711 does not exist', 'orderId', 4711],
    ['orderId is not known', 'orderId', 4711],
    ['550 ada@example.com: mailbox unavailable', 'customer.email', 'ada@example.com'],
    ['expected number, received string at items[0].qty', 'items.0.qty', 'five'],
    ['order: 4711', 'orderId', 4711],
    ['GET /orders/4711 answered 404', 'orderId', 4711],
    ['connect ECONNREFUSED 127.0.0.1:4711', 'orderId', 4711],
    ['the plan scale is not sold here', 'plan', 'scale'],
    ['customer.address is required', 'customer.address', undefined],
    ['input.coupon is missing', 'coupon', undefined],
  ])('%s', (message, path, value) => {
    expect(named(message, order)[0]).toEqual([path, value]);
  });

  test('is found by the path of the first issue in the error', () => {
    const value = { name: 'ZodError', message: 'Invalid input', path: ['customer', 'email'] };
    expect(named('Invalid input', order, { value })).toEqual([['customer.email', 'ada@example.com']]);
  });

  test('is the one that the innermost cause names', () => {
    const value = { message: 'could not price it', cause: { message: 'no rate for "EUR"' } };
    expect(named('could not price it', order, { value })).toEqual([['currency', 'EUR']]);
  });

  test('is looked for in the input of the failing step where the run has none', () => {
    const steps = [
      { id: 's', name: 'rate', type: 'action', status: 'failed', attempt: 1, input: { to: 'EUR' } },
    ] as const;
    const run = failedRun({
      steps,
      error: { value: undefined, message: 'no rate for "EUR"', stepId: 's' },
    });
    expect(namedInputs(run)).toEqual([{ path: ['to'], value: 'EUR', isSecret: false, isOfStep: true }]);
    expect(namedInputs(run).map(nameOfInput)).toEqual(['step.input.to']);
  });
});

describe('of a list whose items all have the key that the message has', () => {
  const payments = (...currencies: readonly string[]) => ({
    items: currencies.map((currency, at) => ({ id: `pay_${at}`, currency })),
  });
  const message = 'currency not supported';

  test('the value that differs from the others is shown', () => {
    const many = payments(...Array(13).fill('EUR'), 'USD', ...Array(16).fill('EUR'));
    expect(named(message, many)).toEqual([['items.13.currency', 'USD']]);
    expect(named(message, payments('EUR', 'USD', 'EUR'))).toEqual([['items.1.currency', 'USD']]);
  });

  test('none is where all are the same, or very mixed', () => {
    expect(named(message, payments('EUR', 'EUR', 'EUR', 'EUR'))).toEqual([]);
    expect(named(message, payments('EUR', 'USD', 'CHF', 'SEK'))).toEqual([]);
  });

  test('those are that the message has itself, and both of two', () => {
    expect(named('currency EUR not supported', payments('EUR', 'EUR', 'EUR', 'USD'))).toHaveLength(3);
    expect(named(message, payments('EUR', 'USD'))).toHaveLength(2);
  });
});

describe('no value is shown', () => {
  test.each<readonly [message: string, input: unknown]>([
    ['mail provider did not answer in 3000 ms', order],
    ['relation "orders" does not exist', order],
    ['the name of the status is an error', { name: 'Ada', status: 'open', error: 'none' }],
    ['config.json not found', { config: { a: 1 } }],
    ['failed at send.ts:12:3', { send: { to: 'ada' } }],
    ['HTTP 429', { seats: 42, http: true }],
    ['true is not a function', { flag: true }],
    ['xEURx', { currency: 'EUR' }],
    ['no input', undefined],
    ['a plain input', 'a plain input'],
    ['', order],
  ])('for %s', (message, input) => {
    expect(named(message, input)).toEqual([]);
  });

  const chat = {
    model: 'small',
    pages: 167,
    messages: ['hello', 'timeout', 'premium', 'request'],
    thread: { messages: { first: 'hello' } },
  };
  const shop = {
    country: 'BR',
    method: 'center',
    port: 502,
    seats: 500,
    code: 'HTML',
    title: 'Shop',
    class: 'page',
  };
  const page = `<!doctype html><html lang="BR"><head><title>502 Bad Gateway</title></head>
    <body class="page"><center><h1>502 Bad Gateway</h1></center><hr><center>HTML by nginx</center></body></html>`;
  const body = 'answered 400 {"title":"Bad request","country":"none","method":"POST","retryAfter":500}';

  test.each<readonly [about: string, message: string, input: unknown]>([
    ['a path of something else', 'messages.167: tool_use ids must be unique', chat],
    ['a path that ends in the index of what is no list', 'thread.messages.167 is required', chat],
    ['a number that is a part of a path', 'invalid value at messages.167', { pages: 167 }],
    [
      'a number that is a part of another',
      'took 12.5000 s, 1,4711, in a.ts:3000:1',
      { a: 5000, b: 3000, c: 4711 },
    ],
    ['a short number', 'HTTP 500', { seats: 500 }],
    ['a small number beside its key', 'seats 42', { total: 42 }],
    ['a number that two fields have', 'no row 4711', { orderId: 4711, page: 4711 }],
    ['an ordinary word that stands in a list', 'timeout of 30000 ms exceeded', chat],
    ['an ordinary word', 'premium request failed', { tier: 'premium', kind: 'request' }],
    ['a word of a longer name', 'cannot load EUR-rates, my.EUR or EUR@home', { currency: 'EUR' }],
    ['a short text that two fields have', 'no rate for EUR', { from: 'EUR', to: 'EUR' }],
    ['what stands in a page', page, shop],
    ['keys in the body of an answer', body, shop],
    ['what is missing elsewhere', 'customer.gone\nzip is required', order],
    ['a file', 'customer.json is missing', order],
    ['the path of an address', 'expected 200 from https://api.customer.gone', { customer: {} }],
  ])('for %s', (_, message, input) => {
    expect(named(message, input)).toEqual([]);
  });

  test('for a lost run', () => {
    expect(named('its plan is gone', order, {}, { isLost: true })).toEqual([]);
  });
});

test('in a page, what can stand there only because it was sent', () => {
  const page = `<html><body><p>No account of ada@example.com in BR, see "scale"</p></body></html>`;
  expect(named(page, { ...order, country: 'BR' })).toEqual([['customer.email', 'ada@example.com']]);
});

test('a secret is known as one by the names above it', () => {
  const input = {
    credentials: { apiKey: 'k-123456' },
    headers: [{ name: 'Authorization', value: 'abc-987' }],
  };
  const run = failedRun({
    input,
    error: { value: undefined, message: 'rejected k-123456 and "abc-987"' },
  });
  expect(namedInputs(run).map(({ isSecret }) => isSecret)).toEqual([true, true]);
});

test('of a huge input only a part is looked through, and of a huge message its start', () => {
  const wide = Object.fromEntries(Array.from({ length: 50_000 }, (_, at) => [`key${at}`, `value${at}`]));
  let deep: unknown = 'x';
  for (let depth = 0; depth < 5_000; depth += 1) deep = { deep };
  const message = `${'a.b[0]'.repeat(20_000)}${'"'.repeat(20_000)}${'/x'.repeat(20_000)}`;
  expect(named(message, { wide, deep, ['__proto__']: 1 }).length).toBeLessThanOrEqual(3);
});
