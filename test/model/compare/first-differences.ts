import { firstOutputs } from './first-outputs.ts';
import { idOf, listOf, uuidOf, wordsOf } from './pair-noise.ts';
import type { PlantedPair } from './planted-pairs.ts';
import { agent, deployment } from './platform-workflows.ts';
import { errorOf, fail, failAtEnd, insert, put, remove, retry } from './script-edits.ts';
import { campaign, importRows, invoice, order, webhook } from './shop-workflows.ts';

const inputs: readonly PlantedPair[] = [
  {
    name: 'an order to Brazil, as 1 of 100 successes was',
    kind: 'rare input',
    herring: 'a note and a coupon, which some successes have',
    ...{ draw: order, successes: 100, failures: 8 },
    usual: (run, _, index) => {
      if (index === 37) put(run, 'input.country', 'BR');
    },
    alone: (run, random) => {
      put(run, 'input.coupon', 'VIP10');
      put(run, 'input.note', wordsOf(random, 5));
    },
    failed: run => {
      put(run, 'input.country', 'BR');
      put(run, 'quote-tax: input.country', 'BR');
      fail(run, 'quote-tax', errorOf('LookupError', 'no tax table for the region of the address'));
    },
    expects: [{ at: 'input.country' }],
  },
  {
    name: 'an event of a dispute, as 2 of 100 successes were',
    kind: 'rare input',
    ...{ draw: webhook, successes: 100, failures: 12 },
    usual: (run, _, index) => {
      if (index === 12 || index === 71) put(run, 'input.body.type', 'payment.disputed');
    },
    failed: run => {
      put(run, 'input.body.type', 'payment.disputed');
      fail(run, 'update-order', errorOf('StateError', 'order is closed'));
    },
    expects: [{ at: 'input.body.type' }],
  },
  {
    name: 'a deployment of a release branch, as 1 of 20 successes was',
    kind: 'rare input',
    herring: 'the author and the image, which differ each time',
    ...{ draw: deployment, successes: 20, failures: 6 },
    usual: (run, _, index) => {
      if (index === 4) put(run, 'input.branch', 'release/7');
    },
    failed: run => {
      put(run, 'input.branch', 'release/7');
      fail(run, 'roll-out-eu', errorOf('RolloutError', 'readiness probe failed'), 2);
    },
    expects: [{ at: 'input.branch' }],
  },
  {
    name: 'no tax rate, not the coupon that 10 of 100 successes have, too',
    kind: 'red herring',
    herring: 'input.coupon',
    ...{ draw: order, successes: 100 },
    usual: (run, _, index) => {
      Reflect.deleteProperty(Object(run.input), 'coupon');
      if (index % 10 === 1) put(run, 'input.coupon', 'SUMMER');
    },
    alone: run => put(run, 'input.coupon', 'SUMMER'),
    failed: run => {
      put(run, 'quote-tax: output.rate', null);
      put(run, 'quote-tax: output.source', 'fallback');
      fail(run, 'charge', errorOf('TypeError', 'amount is not a number'));
    },
    expects: [
      { step: 'quote-tax', at: 'output.rate' },
      { step: 'quote-tax', at: 'output.source' },
    ],
  },
  {
    name: 'a placeholder too many, not the preheader that no other failure has',
    kind: 'red herring',
    herring: 'input.preheader',
    ...{ draw: campaign, successes: 5, failures: 6 },
    alone: (run, random) => put(run, 'input.preheader', wordsOf(random, 4)),
    usual: (run, random, index) => {
      if (index === 1) put(run, 'input.preheader', wordsOf(random, 4));
    },
    failed: run => {
      insert(run, 'render: output.placeholders.1', 'coupon_code');
      fail(run, 'send-page', errorOf('RenderError', 'unknown placeholder'));
    },
    expects: [{ step: 'render', at: 'output.placeholders' }],
  },
  {
    name: 'a newer version of the API, not the request that one event in five has',
    kind: 'red herring',
    herring: 'input.body.request',
    ...{ draw: webhook, successes: 100, failures: 15 },
    alone: (run, random) =>
      put(run, 'input.body.request', { id: idOf(random, 'req'), idempotencyKey: idOf(random, 'key') }),
    failed: run => {
      put(run, 'input.body.apiVersion', '2026-04');
      fail(
        run,
        'load-payment',
        errorOf('TypeError', "cannot read properties of undefined (reading 'charges')"),
      );
    },
    expects: [{ at: 'input.body.apiVersion' }],
  },
  {
    name: 'an account without a tax id, not the rare purchase order',
    kind: 'red herring',
    herring: 'input.purchaseOrder',
    ...{ draw: invoice, successes: 100 },
    usual: (run, _, index) => {
      Reflect.deleteProperty(Object(run.input), 'purchaseOrder');
      if (index % 25 === 3) put(run, 'input.purchaseOrder', `PO-${index}`);
    },
    alone: run => put(run, 'input.purchaseOrder', 'PO-7716'),
    failed: run => {
      put(run, 'load-account: output.taxId', null);
      fail(run, 'tax', errorOf('ValidationError', 'customer is not complete'));
    },
    expects: [{ step: 'load-account', at: 'output.taxId' }],
  },
];

const items: readonly PlantedPair[] = [
  {
    name: 'a price of 0 in row 212 of 300 rows, which are equal in all successes',
    kind: 'changed item',
    herring: 'the size and etag of the file',
    ...{ draw: importRows, successes: 8 },
    failed: run => {
      put(run, 'parse: output.rows.212.price', 0);
      fail(run, 'validate', errorOf('ValidationError', '1 row is not valid'));
    },
    expects: [{ step: 'parse', at: 'output.rows.212.price' }],
  },
  {
    name: 'a unit price of a half in one of 60 lines, of which only the quantities vary',
    kind: 'changed item',
    herring: 'the purchase order, the quantities of 60 lines',
    ...{ draw: invoice, successes: 20, failures: 2 },
    alone: run => put(run, 'input.purchaseOrder', 'PO-1182'),
    failed: run => {
      put(run, 'input.lines.41.unitPrice', 0.5);
      fail(run, 'rate-lines', errorOf('RangeError', 'unit price is below the minimum'));
    },
    expects: [{ at: 'input.lines.41.unitPrice' }],
  },
  {
    name: 'another mode of one file in a manifest of 2,000',
    kind: 'changed item',
    herring: 'the commit, its author and message',
    ...{ draw: deployment, successes: 20 },
    usual: run => put(run, 'checkout: output.manifest', manifest()),
    failed: run => {
      put(run, 'checkout: output.manifest', manifest());
      put(run, 'checkout: output.manifest.1407.mode', '100755');
      fail(run, 'build', errorOf('BuildError', 'the build exited with code 2'));
    },
    expects: [{ step: 'checkout', at: 'output.manifest.1407.mode' }],
  },
  {
    name: 'a product that is missing among 300',
    kind: 'item of a key',
    ...{ draw: importRows, successes: 20 },
    failed: run => {
      remove(run, 'parse: output.rows.150');
      fail(run, 'publish', errorOf('ReferenceError', 'a bundle refers to a product that is not there'));
    },
    expects: [{ step: 'parse', at: 'output.rows.*', kinds: ['output-type', 'output'] }],
  },
  {
    name: 'a line of credit that no success has among its lines',
    kind: 'item of a key',
    herring: 'the quantities, which are new each time',
    ...{ draw: invoice, successes: 5, failures: 3 },
    failed: (run, random) => {
      const credit = { id: 'line-credit', plan: 'credit', unitPrice: 3, taxCode: 'txcd_10' };
      insert(run, 'input.lines.30', { ...credit, quantity: random.between(1, 900) });
      fail(run, 'post-ledger', errorOf('LedgerError', 'the entry does not balance'));
    },
    expects: [{ at: 'input.lines.30' }],
  },
  {
    name: 'forty items in an order, where one to four are usual',
    kind: 'number',
    herring: 'the coupon',
    ...{ draw: order, successes: 20 },
    alone: run => put(run, 'input.coupon', 'SPRING'),
    failed: (run, random) => {
      const item = () => ({ sku: `SKU-${random.between(100, 999)}`, quantity: 1, price: 9.5 });
      const many = listOf(40, item);
      put(run, 'input.items', many);
      put(run, 'reserve-stock: input.items', many);
      fail(run, 'reserve-stock', errorOf('TimeoutError', 'no answer from the warehouse'), 3);
    },
    expects: [{ at: 'input.items' }],
  },
  {
    name: 'orders that were charged three times, though the run failed at its end',
    kind: 'attempts',
    herring: 'the run failed',
    ...{ draw: order, successes: 20 },
    failed: run => {
      retry(run, 'charge', 3);
      failAtEnd(run, errorOf('ConsistencyError', 'two charges for one order'));
    },
    expects: [{ step: 'charge', kinds: ['attempts'] }],
  },
];

const alone: readonly PlantedPair[] = [
  {
    name: 'a charge that is declined, of an order like others',
    kind: 'failure alone',
    ...{ draw: order, successes: 5 },
    failed: run => fail(run, 'charge', errorOf('CardError', 'the card was declined')),
    expects: [
      { step: 'charge', kinds: ['status'] },
      { step: 'POST /v1/charges', kinds: ['status'] },
    ],
  },
  {
    name: 'a page that is not written, of a file like others',
    kind: 'failure alone',
    herring: 'the etag of the file',
    ...{ draw: importRows, successes: 8 },
    failed: run => fail(run, 'publish', errorOf('HttpError', 'answered 503'), 3),
    expects: [{ step: 'publish', kinds: ['status', 'attempts'] }],
  },
  {
    name: 'a mailer that refuses, whatever the preheader',
    kind: 'failure alone',
    herring: 'input.preheader, which one campaign in five has',
    ...{ draw: campaign, successes: 20, failures: 3 },
    alone: (run, random) => put(run, 'input.preheader', wordsOf(random, 4)),
    failed: run => fail(run, 'send-page', errorOf('HttpError', 'answered 429')),
    expects: [{ step: 'send-page', kinds: ['status'] }],
  },
  {
    name: 'an answer that cannot be posted',
    kind: 'failure alone',
    herring: 'the words of the ticket, how many turns there were',
    ...{ draw: agent, successes: 100, failures: 5 },
    failed: run => fail(run, 'post-answer', errorOf('HttpError', 'answered 401')),
    expects: [{ step: 'post-answer', kinds: ['status'] }],
  },
  {
    name: 'an event that cannot be verified, with a request as some have',
    kind: 'failure alone',
    herring: 'input.body.request, which 2 of 8 successes have',
    ...{ draw: webhook, successes: 8 },
    alone: (run, random) =>
      put(run, 'input.body.request', { id: idOf(random, 'req'), idempotencyKey: uuidOf(random) }),
    failed: run => fail(run, 'verify', errorOf('SignatureError', 'the signature does not match')),
    expects: [{ step: 'verify', kinds: ['status'] }],
  },
];

/** Files of a commit, the same in each run. */
function manifest() {
  return listOf(2_000, index => ({
    path: `src/${index % 40}/file-${index}.ts`,
    mode: index % 9 === 0 ? '100755' : '100644',
  }));
}

export const firstPairs: readonly PlantedPair[] = [...inputs, ...items, ...alone, ...firstOutputs];
