import { idOf, listOf, wordsOf } from './pair-noise.ts';
import type { PlantedPair } from './planted-pairs.ts';
import { errorOf, fail, failAtEnd, insert, put, remove, retry } from './script-edits.ts';
import { secondOutputs } from './second-outputs.ts';
import { gitHook, release, research, stageTable } from './second-programs.ts';
import { booking, catalogSync, newsletter, payouts } from './second-workflows.ts';

const inputs: readonly PlantedPair[] = [
  {
    name: 'a guest of a nationality that 1 of 100 successes has',
    kind: 'rare input',
    herring: 'the loyalty number',
    ...{ draw: booking, successes: 100, failures: 5 },
    usual: (run, _, index) => {
      if (index === 55) put(run, 'input.guest.nationality', 'KP');
    },
    alone: run => put(run, 'input.loyalty', 'L55012'),
    failed: run => {
      put(run, 'input.guest.nationality', 'KP');
      fail(run, 'pay', errorOf('PaymentError', 'the payment was refused by the acquirer'));
    },
    expects: [{ at: 'input.guest.nationality' }],
  },
  {
    name: 'a bank of a country that no success has',
    kind: 'rare input',
    herring: 'the comment',
    ...{ draw: payouts, successes: 20, failures: 10 },
    alone: (run, random) => put(run, 'input.comment', wordsOf(random, 4)),
    failed: run => {
      put(run, 'input.bank.country', 'LI');
      fail(run, 'transfer', errorOf('BankError', 'scheme is not supported'), 3);
    },
    expects: [{ at: 'input.bank.country' }],
  },
  {
    name: 'a tool of the agent that 2 of 100 successes have',
    kind: 'rare input',
    herring: 'the words of the question',
    ...{ draw: research, successes: 100, failures: 9 },
    usual: (run, _, index) => {
      if (index === 20 || index === 61) insert(run, 'input.tools.2', 'browser');
    },
    failed: run => {
      insert(run, 'input.tools.2', 'browser');
      fail(run, 'draft', errorOf('ApiError', 'tools: unknown tool'));
    },
    expects: [{ at: 'input.tools' }],
  },
  {
    name: 'no rate plan, not the promotion that 8 of 100 successes have',
    kind: 'red herring',
    herring: 'input.promotion',
    ...{ draw: booking, successes: 100 },
    usual: (run, _, index) => {
      if (index % 12 === 2) put(run, 'input.promotion', 'LATE10');
    },
    alone: run => put(run, 'input.promotion', 'LATE10'),
    failed: run => {
      put(run, 'availability: output.ratePlan', null);
      fail(run, 'quote', errorOf('TypeError', 'cannot read properties of null'));
    },
    expects: [{ step: 'availability', at: 'output.ratePlan' }],
  },
  {
    name: 'a push of a tag, not the force that one success in five has',
    kind: 'red herring',
    herring: 'input.payload.forced',
    ...{ draw: gitHook, successes: 5, failures: 8 },
    alone: run => put(run, 'input.payload.forced', true),
    failed: (run, random) => {
      put(run, 'input.payload.ref', `refs/tags/v${random.between(1, 9)}.0.0`);
      fail(run, 'load-config', errorOf('ConfigError', 'no job matches'));
    },
    expects: [{ at: 'input.payload.ref' }],
  },
  {
    name: 'another schema, not a locale that 4 of 20 successes have',
    kind: 'red herring',
    herring: 'input.options.locale',
    ...{ draw: catalogSync, successes: 20 },
    usual: (run, _, index) => {
      put(run, 'input.options.locale', index < 4 ? 'fr' : 'de');
    },
    alone: run => put(run, 'input.options.locale', 'fr'),
    failed: run => {
      put(run, 'describe: output.schema', 'v4');
      fail(run, 'merge', errorOf('SchemaError', 'a required member is missing'));
    },
    expects: [{ step: 'describe', at: 'output.schema' }],
  },
  {
    name: 'another type of a column, not the second attempt that one success in ten has',
    kind: 'red herring',
    herring: 'extract took two attempts',
    ...{ draw: stageTable, successes: 100, failures: 20 },
    usual: (run, _, index) => {
      if (index % 10 === 1) retry(run, 'extract', 2);
    },
    alone: run => retry(run, 'extract', 2),
    failed: run => {
      put(run, 'infer: output.columns.4.type', 'text');
      fail(run, 'merge', errorOf('DatabaseError', 'column is of type bigint but expression is of type text'));
    },
    expects: [{ step: 'infer', at: 'output.columns.4.type' }],
  },
];

const items: readonly PlantedPair[] = [
  {
    name: 'the category of one entry in 2,000',
    kind: 'changed item',
    herring: 'the end of the run',
    ...{ draw: catalogSync, successes: 5 },
    failed: run => {
      put(run, 'merge: output.entries.1733.category', 'office');
      fail(run, 'index', errorOf('IndexError', 'one document was refused'));
    },
    expects: [{ step: 'merge', at: 'output.entries.1733.category' }],
  },
  {
    name: 'one of 50 variables has another value; one varies in each run',
    kind: 'changed item',
    herring: 'the ticket, the variable that varies',
    ...{ draw: release, successes: 20, failures: 1 },
    alone: run => put(run, 'input.ticket', 'OPS-713'),
    failed: run => {
      put(run, 'render-config: output.environment.17.value', 'value-99');
      fail(run, 'start-green', errorOf('StartError', 'the container exited with code 78'), 2);
    },
    expects: [{ step: 'render-config', at: 'output.environment.17.value' }],
  },
  {
    name: 'the account of one recipient of 120, of whom all amounts vary',
    kind: 'changed item',
    herring: 'the amounts, the comment',
    ...{ draw: payouts, successes: 8, failures: 2 },
    failed: run => {
      put(run, 'input.recipients.77.iban', 'DE00000000');
      fail(run, 'transfer', errorOf('BankError', 'account does not exist'));
    },
    expects: [{ at: 'input.recipients.77.iban' }],
  },
  {
    name: 'a variable that is missing among 50',
    kind: 'item of a key',
    herring: 'the tag and the digest, which are new each time',
    ...{ draw: release, successes: 20 },
    failed: run => {
      remove(run, 'render-config: output.environment.31');
      fail(run, 'start-green', errorOf('StartError', 'the container exited with code 1'));
    },
    expects: [{ step: 'render-config', at: 'output.environment.*', kinds: ['output-type', 'output'] }],
  },
  {
    name: 'a column that no success has',
    kind: 'item of a key',
    herring: 'the counts of nulls',
    ...{ draw: stageTable, successes: 100, failures: 3 },
    failed: (run, random) => {
      insert(run, 'infer: output.columns.8', { name: 'discount', type: 'text', nulls: random.between(0, 9) });
      fail(run, 'merge', errorOf('DatabaseError', 'column does not exist'));
    },
    expects: [{ step: 'infer', at: 'output.columns.8' }],
  },
  {
    name: 'thirty attachments, where two or three are usual',
    kind: 'number',
    herring: 'the words of the blocks',
    ...{ draw: newsletter, successes: 20 },
    failed: (run, random) => {
      put(
        run,
        'load-content: output.attachments',
        listOf(30, () => ({ id: idOf(random, 'att'), bytes: 40_000 })),
      );
      fail(run, 'deliver', errorOf('SmtpError', 'message size exceeds fixed limit'));
    },
    expects: [{ step: 'load-content', at: 'output.attachments' }],
  },
  {
    name: 'a transfer that took three attempts, though the run failed at its end',
    kind: 'attempts',
    herring: 'the run failed; the comment',
    ...{ draw: payouts, successes: 8 },
    failed: run => {
      retry(run, 'transfer', 3);
      failAtEnd(run, errorOf('ConsistencyError', 'more was paid than was booked'));
    },
    expects: [{ step: 'transfer', kinds: ['attempts'] }],
  },
];

const alone: readonly PlantedPair[] = [
  {
    name: 'a payment that is refused, for a stay like others',
    kind: 'failure alone',
    herring: 'the loyalty number that one success has',
    ...{ draw: booking, successes: 5, failures: 2 },
    alone: run => put(run, 'input.loyalty', 'L55512'),
    failed: run => fail(run, 'pay', errorOf('PaymentError', 'insufficient funds')),
    expects: [
      { step: 'pay', kinds: ['status'] },
      { step: 'POST /payments', kinds: ['status'] },
    ],
  },
  {
    name: 'an index that is read-only',
    kind: 'failure alone',
    ...{ draw: catalogSync, successes: 20 },
    failed: run => fail(run, 'index', errorOf('IndexError', 'blocked by: read-only')),
    expects: [{ step: 'index', kinds: ['status'] }],
  },
  {
    name: 'a letter that is not delivered',
    kind: 'failure alone',
    herring: 'the words of its blocks',
    ...{ draw: newsletter, successes: 8, failures: 1 },
    failed: run => fail(run, 'deliver', errorOf('SmtpError', '421 try again later'), 2),
    expects: [{ step: 'deliver', kinds: ['status', 'attempts'] }],
  },
  {
    name: 'a test of a table that does not answer',
    kind: 'failure alone',
    herring: 'the table, how often was polled',
    ...{ draw: stageTable, successes: 100, failures: 9 },
    failed: run => fail(run, 'test', errorOf('TimeoutError', 'no answer in 30s')),
    expects: [{ step: 'test', kinds: ['status'] }],
  },
  {
    name: 'a probe that fails behind a release with a ticket',
    kind: 'failure alone',
    herring: 'input.ticket, which one success in four has',
    ...{ draw: release, successes: 8 },
    alone: run => put(run, 'input.ticket', 'OPS-313'),
    failed: run => fail(run, 'verify', errorOf('ProbeError', 'probe 2 of 3 failed')),
    expects: [{ step: 'verify', kinds: ['status'] }],
  },
];

export const secondPairs: readonly PlantedPair[] = [...inputs, ...items, ...alone, ...secondOutputs];
