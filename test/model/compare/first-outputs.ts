import { cursorOf, idOf, listOf, uuidOf, wordsOf } from './pair-noise.ts';
import type { DrawRun, PlantedPair } from './planted-pairs.ts';
import { agent, deployment, nightlyLoad } from './platform-workflows.ts';
import {
  addStep,
  dropStep,
  errorOf,
  fail,
  failAtEnd,
  findStep,
  put,
  replaceSteps,
  retry,
  script,
  step,
} from './script-edits.ts';
import { campaign, importRows, invoice, order, webhook } from './shop-workflows.ts';

const values: readonly PlantedPair[] = [
  {
    name: 'a tier that no success has, where two are usual',
    kind: 'enumeration',
    herring: 'the note of the order',
    ...{ draw: order, successes: 20 },
    alone: (run, random) => put(run, 'input.note', wordsOf(random, 5)),
    failed: run => {
      put(run, 'load-customer: output.tier', 'blocked');
      fail(run, 'charge', errorOf('CardError', 'the charge was refused'));
    },
    expects: [{ step: 'load-customer', at: 'output.tier' }],
  },
  {
    name: 'an account that no success has, where two are usual',
    kind: 'enumeration',
    ...{ draw: webhook, successes: 8 },
    failed: run => {
      put(run, 'load-payment: output.account', 'sandbox');
      fail(run, 'update-order', errorOf('NotFoundError', 'no such order'));
    },
    expects: [{ step: 'load-payment', at: 'output.account' }],
  },
  {
    name: 'a segment a hundred times as large as usual',
    kind: 'number',
    herring: 'the preheader and the subject',
    ...{ draw: campaign, successes: 20 },
    alone: (run, random) => put(run, 'input.preheader', wordsOf(random, 4)),
    failed: run => {
      put(run, 'load-segment: output.size', 48_113);
      fail(run, 'send-page', errorOf('RateLimitError', 'too many recipients'));
    },
    expects: [{ step: 'load-segment', at: 'output.size' }],
  },
  {
    name: 'a balance below zero',
    kind: 'number',
    ...{ draw: invoice, successes: 8, failures: 1 },
    failed: run => {
      put(run, 'load-account: output.balance', -14.2);
      fail(run, 'post-ledger', errorOf('LedgerError', 'the entry was refused'));
    },
    expects: [{ step: 'load-account', at: 'output.balance' }],
  },
  {
    name: 'an image ten times as large as usual',
    kind: 'number',
    herring: 'the author',
    ...{ draw: deployment, successes: 100 },
    alone: run => put(run, 'input.author', 'eve'),
    usual: (run, _, index) => {
      if (index % 20 === 7) put(run, 'input.author', 'eve');
    },
    failed: run => {
      put(run, 'build: output.sizeMb', 1_240);
      fail(run, 'roll-out-eu', errorOf('RolloutError', 'the image was not pulled in time'), 3);
    },
    expects: [{ step: 'build', at: 'output.sizeMb' }],
  },
  {
    name: 'a number of partitions that is a text',
    kind: 'type',
    ...{ draw: nightlyLoad, successes: 8 },
    failed: run => {
      put(run, 'plan: output.partitions', '12');
      fail(run, 'copy-orders', errorOf('TypeError', 'partitions is not a number'));
    },
    expects: [{ step: 'plan', at: 'output.partitions' }],
  },
  {
    name: 'no customer of a ticket',
    kind: 'type',
    herring: 'a channel and language that vary',
    ...{ draw: agent, successes: 100, failures: 4 },
    failed: run => {
      put(run, 'load-ticket: output.customer', null);
      fail(run, 'search-orders', errorOf('ToolError', 'customer is required'));
    },
    expects: [{ step: 'load-ticket', at: 'output.customer' }],
  },
  {
    name: 'a time of another zone',
    kind: 'type',
    herring: 'the time itself, which differs each time',
    ...{ draw: webhook, successes: 20, failures: 3 },
    failed: run => {
      put(run, 'load-payment: output.capturedAt', '2026-05-04T23:12:40.118-07:00');
      fail(run, 'update-order', errorOf('RangeError', 'the payment is from the future'));
    },
    expects: [{ step: 'load-payment', at: 'output.capturedAt' }],
  },
  {
    name: 'an e-mail that is empty',
    kind: 'type',
    ...{ draw: order, successes: 5 },
    failed: run => {
      put(run, 'input.email', '');
      put(run, 'send-receipt: input.to', '');
      fail(run, 'send-receipt', errorOf('MailError', 'no recipient'));
    },
    expects: [{ at: 'input.email' }],
  },
  {
    name: 'fewer layers of an image, which then does not start anywhere',
    kind: 'earlier output',
    herring: 'what the regions and the smoke test say',
    ...{ draw: deployment, successes: 20, failures: 5 },
    failed: run => {
      put(run, 'build: output.layers', 3);
      for (const region of ['eu', 'us', 'ap']) put(run, `roll-out-${region}: output.ready`, 0);
      fail(run, 'smoke', errorOf('HttpError', 'answered 502'), 2);
    },
    expects: [{ step: 'build', at: 'output.layers' }],
  },
  {
    name: 'a column that was not extracted, whereupon all rows are rejected',
    kind: 'earlier output',
    herring: 'the rows that were rejected later',
    ...{ draw: nightlyLoad, successes: 20 },
    failed: run => {
      put(run, 'extract-refunds: output.columns', 13);
      put(run, 'copy-refunds: output.loaded', 0);
      put(run, 'copy-refunds: output.rejected', 1_100);
      put(run, 'load-refunds: output.rows', 0);
      fail(run, 'check', errorOf('CheckError', 'a table is empty'));
    },
    expects: [{ step: 'extract-refunds', at: 'output.columns' }],
  },
  {
    name: 'a search that finds nothing, which the answers then lack',
    kind: 'earlier output',
    herring: 'the plan and priority of the ticket, and its words',
    ...{ draw: agent, successes: 20 },
    failed: run => {
      put(run, 'search-orders: output.hits', []);
      put(run, 'search-orders: output.total', 0);
      fail(run, 'post-answer', errorOf('PolicyError', 'an answer needs a source'));
    },
    expects: [
      { step: 'search-orders', at: 'output.hits' },
      { step: 'search-orders', at: 'output.total' },
    ],
  },
];

const bookParcel: DrawRun = (random, at) =>
  script('book-parcel', {
    trigger: 'workflow',
    input: { order: idOf(random, 'ord'), weight: random.between(200, 4_000) },
    output: { label: uuidOf(random) },
    steps: [
      step('pick-carrier', { at }, { carrier: 'DHL', zone: random.between(1, 4) }),
      step('print-label', { format: 'zpl' }, { label: uuidOf(random) }),
    ],
  });

const qualityCheck: DrawRun = random =>
  script('quality-check', {
    trigger: 'workflow',
    input: { suite: 'nightly', threshold: 0.98, seed: random.int(10_000) },
    output: { passed: 12 },
    steps: [
      step('sample', { share: 0.01 }, { rows: random.between(90, 130) }),
      step('judge', {}, { score: 0.99 }),
    ],
  });

/** A step that starts a run of another workflow, and waits for it. */
function starting(run: Parameters<PlantedPair['failed']>[0], name: string, workflow: string): void {
  const parent = findStep(run, name);
  parent.steps.push(step(workflow, { wait: true }, { ended: true }, { type: 'workflow' }));
}

const structure: readonly PlantedPair[] = [
  {
    name: 'forty pages, where three to five are usual',
    kind: 'loop',
    herring: 'the end of the campaign',
    ...{ draw: campaign, successes: 8 },
    failed: (run, random) => {
      const send = (page: number) =>
        step(
          'send-page',
          { page, cursor: cursorOf(random, page) },
          { accepted: random.between(80, 100), batch: idOf(random, 'bat') },
          { ms: 70 },
        );
      replaceSteps(run, 'send-page', listOf(40, send));
      fail(run, 'summarize', errorOf('RangeError', 'out of memory'));
    },
    expects: [{ step: 'send-page', kinds: ['extra-step', 'attempts'] }],
  },
  {
    name: 'an agent that searches 24 times, where it does so once or twice',
    kind: 'loop',
    herring: 'the text of the ticket',
    ...{ draw: agent, successes: 20, failures: 2 },
    failed: (run, random) => {
      const search = () =>
        step(
          'search-orders',
          { query: wordsOf(random, 3), limit: 10 },
          { hits: [{ id: idOf(random, 'doc'), score: random.next() }], total: random.between(5, 40) },
        );
      replaceSteps(run, 'search-orders', listOf(24, search));
      fail(run, 'post-answer', errorOf('BudgetError', 'the run has used its tokens'));
    },
    expects: [{ step: 'search-orders', kinds: ['extra-step', 'attempts'] }],
  },
  {
    name: 'the child run that books the parcel, which failed at its label',
    kind: 'child run',
    herring: 'the coupon',
    ...{ draw: order, successes: 20 },
    usual: run => starting(run, 'create-shipment', 'book-parcel'),
    alone: run => put(run, 'input.coupon', 'SPRING'),
    failed: run => {
      starting(run, 'create-shipment', 'book-parcel');
      fail(run, 'book-parcel', errorOf('Error', 'the run book-parcel failed'));
    },
    children: {
      step: 'book-parcel',
      draw: bookParcel,
      failed: run => fail(run, 'print-label', errorOf('PrinterError', 'no printer for zone')),
    },
    expects: [{ step: 'book-parcel' }, { step: 'print-label' }],
  },
  {
    name: 'a threshold of a child run that no success has',
    kind: 'child run',
    herring: 'the child run failed',
    ...{ draw: nightlyLoad, successes: 8, failures: 2 },
    usual: run => starting(run, 'check', 'quality-check'),
    failed: run => {
      starting(run, 'check', 'quality-check');
      fail(run, 'quality-check', errorOf('Error', 'the run quality-check failed'));
    },
    children: {
      step: 'quality-check',
      draw: qualityCheck,
      failed: run => {
        put(run, 'input.threshold', 9.8);
        fail(run, 'judge', errorOf('CheckError', 'the score is too low'));
      },
    },
    expects: [{ step: 'quality-check', at: 'input.threshold' }],
  },
  {
    name: 'a newer version of the service that charges',
    kind: 'version',
    herring: 'the note and the risk, which vary',
    ...{ draw: order, successes: 20, failures: 7 },
    alone: (run, random) => put(run, 'input.note', wordsOf(random, 5)),
    failed: run => {
      put(run, 'charge: http.service.version', '7.2.0');
      fail(run, 'charge', errorOf('ParseError', 'unexpected end of input'));
    },
    expects: [
      { step: 'POST /v1/charges', at: 'attributes service.version' },
      { step: 'charge', at: 'attributes service.version' },
    ],
  },
  {
    name: 'another model',
    kind: 'version',
    herring: 'the words of the ticket',
    ...{ draw: agent, successes: 8 },
    failed: run => {
      run.models = ['gpt-5-nano'];
      for (const one of run.steps)
        for (const call of one.calls)
          if (call.kind === 'model') call.attributes['gen_ai.request.model'] = 'gpt-5-nano';
      fail(run, 'post-answer', errorOf('PolicyError', 'the answer is not JSON'));
    },
    expects: [{ step: 'POST /chat', at: 'attributes gen_ai.request.model' }, { at: 'models' }],
  },
  {
    name: 'a payment that took four attempts to load, not the message that often takes two',
    kind: 'attempts',
    herring: 'notify took two attempts',
    ...{ draw: webhook, successes: 20 },
    usual: (run, _, index) => {
      if (index % 3 === 1) retry(run, 'notify', 2);
    },
    alone: run => retry(run, 'notify', 2),
    failed: run => {
      retry(run, 'load-payment', 4);
      failAtEnd(run, errorOf('TimeoutError', 'the event was not handled in time'));
    },
    expects: [{ step: 'load-payment', kinds: ['attempts'] }],
  },
  {
    name: 'rows that were not validated',
    kind: 'missing step',
    ...{ draw: importRows, successes: 5 },
    failed: run => {
      dropStep(run, 'validate');
      fail(run, 'publish', errorOf('SchemaError', 'mapping refused a document'));
    },
    expects: [{ step: 'validate', kinds: ['missing-step'] }],
  },
  {
    name: 'a tax that was never asked for',
    kind: 'missing step',
    herring: 'the coupon, which 2 of 20 successes have',
    ...{ draw: order, successes: 20, failures: 3 },
    usual: (run, _, index) => {
      Reflect.deleteProperty(Object(run.input), 'coupon');
      if (index === 3 || index === 9) put(run, 'input.coupon', 'VIP10');
    },
    alone: run => put(run, 'input.coupon', 'VIP10'),
    failed: run => {
      dropStep(run, 'quote-tax');
      fail(run, 'charge', errorOf('TypeError', "cannot read properties of undefined (reading 'tax')"));
    },
    expects: [{ step: 'quote-tax', kinds: ['missing-step'] }],
  },
  {
    name: 'an order that was held for review in place of being shipped',
    kind: 'branch',
    herring: 'the customer has a note',
    ...{ draw: order, successes: 100 },
    alone: (run, random) => put(run, 'input.note', wordsOf(random, 5)),
    failed: (run, random) => {
      addStep(
        run,
        'create-shipment',
        step('hold-for-review', { reason: 'rule 12' }, { review: idOf(random, 'rev') }),
      );
      dropStep(run, 'create-shipment');
      fail(run, 'send-receipt', errorOf('TemplateError', 'no tracking number'));
    },
    expects: [
      { step: 'hold-for-review', kinds: ['extra-step'] },
      { step: 'create-shipment', kinds: ['missing-step'] },
    ],
  },
  {
    name: 'an event that was queued as an orphan in place of updating an order',
    kind: 'branch',
    ...{ draw: webhook, successes: 5, failures: 5 },
    failed: (run, random) => {
      addStep(run, 'update-order', step('queue-orphan', { delay: 60 }, { job: idOf(random, 'job') }));
      dropStep(run, 'update-order');
      fail(run, 'notify', errorOf('TypeError', 'order is not defined'));
    },
    expects: [
      { step: 'queue-orphan', kinds: ['extra-step'] },
      { step: 'update-order', kinds: ['missing-step'] },
    ],
  },
];

export const firstOutputs: readonly PlantedPair[] = [...values, ...structure];
