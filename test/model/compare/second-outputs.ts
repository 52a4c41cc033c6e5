import { cursorOf, idOf, listOf, uuidOf, wordsOf } from './pair-noise.ts';
import type { DrawRun, PlantedPair } from './planted-pairs.ts';
import { hex } from './run-script.ts';
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
import { gitHook, release, research, stageTable } from './second-programs.ts';
import { booking, catalogSync, newsletter, payouts } from './second-workflows.ts';

const values: readonly PlantedPair[] = [
  {
    name: 'a state of the room that no success has, where two are usual',
    kind: 'enumeration',
    herring: 'the loyalty number',
    ...{ draw: booking, successes: 20 },
    alone: run => put(run, 'input.loyalty', 'L10772'),
    failed: run => {
      put(run, 'availability: output.state', 'overbooked');
      fail(run, 'hold-room', errorOf('ConflictError', 'no room can be held'));
    },
    expects: [{ step: 'availability', at: 'output.state' }],
  },
  {
    name: 'a provider that no success has, where three are usual',
    kind: 'enumeration',
    ...{ draw: gitHook, successes: 8 },
    failed: run => {
      put(run, 'resolve: output.provider', 'mirror');
      fail(run, 'enqueue-build', errorOf('QueueError', 'commit is not known'));
    },
    expects: [{ step: 'resolve', at: 'output.provider' }],
  },
  {
    name: 'a rate a hundred times as high as usual',
    kind: 'number',
    herring: 'the comment',
    ...{ draw: payouts, successes: 20 },
    alone: (run, random) => put(run, 'input.comment', wordsOf(random, 4)),
    failed: run => {
      put(run, 'fx: output.rate', 117.2);
      fail(run, 'transfer', errorOf('LimitError', 'the daily limit is exceeded'));
    },
    expects: [{ step: 'fx', at: 'output.rate' }],
  },
  {
    name: 'a stay of less than no night',
    kind: 'number',
    ...{ draw: booking, successes: 8, failures: 2 },
    failed: run => {
      put(run, 'input.stay.nights', -1);
      put(run, 'availability: input.nights', -1);
      fail(run, 'quote', errorOf('RangeError', 'invalid array length'));
    },
    expects: [{ at: 'input.stay.nights' }],
  },
  {
    name: 'a time limit of 5 ms, where 20 to 40 s are usual',
    kind: 'number',
    herring: 'the ticket',
    ...{ draw: release, successes: 100 },
    alone: run => put(run, 'input.ticket', 'OPS-112'),
    failed: run => {
      put(run, 'plan: output.timeoutMs', 5);
      fail(run, 'start-green', errorOf('TimeoutError', 'green was not ready in time'));
    },
    expects: [{ step: 'plan', at: 'output.timeoutMs' }],
  },
  {
    name: 'a rate of sending that is a text',
    kind: 'type',
    ...{ draw: newsletter, successes: 8 },
    failed: run => {
      put(run, 'input.sendRate', 'fast');
      fail(run, 'deliver', errorOf('ProviderError', 'bad request'));
    },
    expects: [{ at: 'input.sendRate' }],
  },
  {
    name: 'no commit behind a hash',
    kind: 'type',
    herring: 'a forced push',
    ...{ draw: gitHook, successes: 100, failures: 3 },
    alone: run => put(run, 'input.payload.forced', true),
    failed: run => {
      put(run, 'resolve: output.sha', null);
      fail(run, 'load-config', errorOf('GitError', 'bad object'));
    },
    expects: [{ step: 'resolve', at: 'output.sha' }],
  },
  {
    name: 'a check-in in another time zone',
    kind: 'type',
    herring: 'the time itself, which differs each time',
    ...{ draw: booking, successes: 20 },
    failed: run => {
      put(run, 'input.stay.checkIn', '2026-05-06T14:00:00.000+09:00');
      put(run, 'availability: input.checkIn', '2026-05-06T14:00:00.000+09:00');
      fail(run, 'quote', errorOf('RateError', 'no rate for the day'));
    },
    expects: [{ at: 'input.stay.checkIn' }],
  },
  {
    name: 'a mark of the cache that is a text',
    kind: 'type',
    ...{ draw: research, successes: 5 },
    failed: run => {
      put(run, 'draft: output.cached', 'false');
      fail(run, 'publish', errorOf('SchemaError', 'the document is not valid'));
    },
    expects: [{ step: 'draft', at: 'output.cached' }],
  },
  {
    name: 'rows that were not made unique, whereupon nothing is updated',
    kind: 'earlier output',
    herring: 'the counts of the merge',
    ...{ draw: stageTable, successes: 20, failures: 4 },
    failed: run => {
      put(run, 'stage: output.deduplicated', false);
      put(run, 'merge: output.updated', 0);
      put(run, 'merge: output.inserted', 99_104);
      fail(run, 'test', errorOf('TestError', 'the key is not unique'));
    },
    expects: [{ step: 'stage', at: 'output.deduplicated' }],
  },
  {
    name: 'a plan without questions, which the draft then lacks',
    kind: 'earlier output',
    herring: 'the results that were kept later',
    ...{ draw: research, successes: 8 },
    failed: run => {
      put(run, 'plan: output.questions', []);
      put(run, 'search: output.results', []);
      put(run, 'rerank: output.kept', 0);
      fail(run, 'review', errorOf('ReviewError', 'the draft has no source'));
    },
    expects: [{ step: 'plan', at: 'output.questions' }],
  },
  {
    name: 'newer rules, by which many are flagged later',
    kind: 'earlier output',
    herring: 'how many were flagged',
    ...{ draw: payouts, successes: 100, failures: 5 },
    failed: run => {
      put(run, 'load-rules: output.version', 'r12');
      put(run, 'screen: output.flagged', 118);
      fail(run, 'transfer', errorOf('PolicyError', 'too many recipients are on hold'));
    },
    expects: [{ step: 'load-rules', at: 'output.version' }],
  },
];

const migrate: DrawRun = random =>
  script('migrate', {
    trigger: 'workflow',
    input: { database: 'billing', token: uuidOf(random) },
    output: { version: random.between(300, 400) },
    steps: [
      step('take-lock', { seconds: 30 }, { owner: hex(random, 8) }),
      step('run-statements', { file: '0311.sql' }, { rows: random.between(10, 900) }),
    ],
  });

const renderBlock: DrawRun = random =>
  script('render-block', {
    trigger: 'workflow',
    input: { block: 'block-0', layout: 'wide', image: idOf(random, 'img') },
    output: { bytes: random.between(900, 4_000) },
    steps: [
      step('load-image', { size: 2 }, { bytes: random.between(10 ** 4, 10 ** 5) }),
      step('inline-styles', { theme: 'light' }, { rules: 48 }),
    ],
  });

/** A step that starts a run of another workflow, and waits for it. */
function starting(run: Parameters<PlantedPair['failed']>[0], name: string, workflow: string): void {
  findStep(run, name).steps.push(step(workflow, { wait: true }, { ended: true }, { type: 'workflow' }));
}

const structure: readonly PlantedPair[] = [
  {
    name: 'forty pages of a catalog, where two to four are usual',
    kind: 'loop',
    herring: 'the locale',
    ...{ draw: catalogSync, successes: 20 },
    failed: (run, random) => {
      const page = (number: number) =>
        step(
          'fetch-page',
          { cursor: cursorOf(random, number), size: 500 },
          {
            count: random.between(480, 500),
            next: cursorOf(random, number + 1),
            etag: `W/"${hex(random, 10)}"`,
          },
          { ms: 60 },
        );
      replaceSteps(run, 'fetch-page', listOf(40, page));
      fail(run, 'merge', errorOf('RangeError', 'too many entries'));
    },
    expects: [{ step: 'fetch-page', kinds: ['extra-step', 'attempts'] }],
  },
  {
    name: 'sixty polls, where three to six are usual',
    kind: 'loop',
    herring: 'the table',
    ...{ draw: stageTable, successes: 8 },
    failed: (run, random) => {
      replaceSteps(
        run,
        'poll',
        listOf(60, poll =>
          step('poll', { poll, wait: 5 }, { state: 'running', progress: random.next() }, { ms: 20 }),
        ),
      );
      fail(run, 'merge', errorOf('StateError', 'the load has not ended'));
    },
    expects: [{ step: 'poll', kinds: ['extra-step', 'attempts'] }],
  },
  {
    name: 'the child run that migrates, which failed at its statements',
    kind: 'child run',
    herring: 'the ticket',
    ...{ draw: release, successes: 20 },
    usual: run => starting(run, 'apply-schema', 'migrate'),
    alone: run => put(run, 'input.ticket', 'OPS-901'),
    failed: run => {
      starting(run, 'apply-schema', 'migrate');
      fail(run, 'migrate', errorOf('Error', 'the run migrate failed'));
    },
    children: {
      step: 'migrate',
      draw: migrate,
      failed: run => fail(run, 'run-statements', errorOf('DatabaseError', 'relation already exists')),
    },
    expects: [{ step: 'migrate' }, { step: 'run-statements' }],
  },
  {
    name: 'a layout of a child run that no success has',
    kind: 'child run',
    herring: 'the child run failed',
    ...{ draw: newsletter, successes: 20, failures: 3 },
    usual: run => starting(run, 'compose', 'render-block'),
    failed: run => {
      starting(run, 'compose', 'render-block');
      fail(run, 'render-block', errorOf('Error', 'the run render-block failed'));
    },
    children: {
      step: 'render-block',
      draw: renderBlock,
      failed: run => {
        put(run, 'input.layout', 'tall');
        fail(run, 'inline-styles', errorOf('StyleError', 'no such rule'));
      },
    },
    expects: [{ step: 'render-block', at: 'input.layout' }],
  },
  {
    name: 'a newer version of the service that screens',
    kind: 'version',
    herring: 'how many were flagged, the comment',
    ...{ draw: payouts, successes: 20, failures: 4 },
    alone: (run, random) => put(run, 'input.comment', wordsOf(random, 4)),
    failed: run => {
      put(run, 'screen: http.service.version', '4.0.0');
      fail(run, 'screen', errorOf('SyntaxError', 'unexpected token < in JSON'));
    },
    expects: [
      { step: 'POST /screen', at: 'attributes service.version' },
      { step: 'screen', at: 'attributes service.version' },
    ],
  },
  {
    name: 'another model that ranks',
    kind: 'version',
    herring: 'the words of the question, a tool that a third has',
    ...{ draw: research, successes: 100, failures: 1 },
    failed: run => {
      run.models = ['sonnet-4', 'rerank-3'];
      put(run, 'rerank: model.gen_ai.request.model', 'rerank-3');
      fail(run, 'review', errorOf('ReviewError', 'a source does not say so'));
    },
    expects: [{ step: 'POST /rerank', at: 'attributes gen_ai.request.model' }, { at: 'models' }],
  },
  {
    name: 'a room that was held in the third attempt, not the mail that often needs two',
    kind: 'attempts',
    herring: 'mail-guest took two attempts',
    ...{ draw: booking, successes: 20 },
    usual: (run, _, index) => {
      if (index % 4 === 2) retry(run, 'mail-guest', 2);
    },
    alone: run => retry(run, 'mail-guest', 2),
    failed: run => {
      retry(run, 'hold-room', 3);
      failAtEnd(run, errorOf('ConsistencyError', 'three holds for one booking'));
    },
    expects: [{ step: 'hold-room', kinds: ['attempts'] }],
  },
  {
    name: 'a catalog that was not locked',
    kind: 'missing step',
    ...{ draw: catalogSync, successes: 5 },
    failed: run => {
      dropStep(run, 'lock');
      fail(run, 'index', errorOf('ConflictError', 'the generation has changed'));
    },
    expects: [{ step: 'lock', kinds: ['missing-step'] }],
  },
  {
    name: 'members that were not excluded',
    kind: 'missing step',
    herring: 'a banner, which 3 of 20 successes have',
    ...{ draw: newsletter, successes: 20, failures: 2 },
    usual: (run, _, index) => {
      if (index === 1 || index === 6 || index === 11) put(run, 'input.banner', 'sale');
    },
    alone: run => put(run, 'input.banner', 'sale'),
    failed: run => {
      dropStep(run, 'exclude-unsubscribed');
      fail(run, 'deliver', errorOf('ProviderError', 'a recipient has unsubscribed'));
    },
    expects: [{ step: 'exclude-unsubscribed', kinds: ['missing-step'] }],
  },
  {
    name: 'a release in place, not beside the old one',
    kind: 'branch',
    herring: 'the ticket',
    ...{ draw: release, successes: 100 },
    alone: run => put(run, 'input.ticket', 'OPS-440'),
    failed: (run, random) => {
      addStep(
        run,
        'start-green',
        step('restart-in-place', { replicas: 4 }, { restarted: random.between(1, 4) }),
      );
      dropStep(run, 'start-green');
      fail(run, 'switch-traffic', errorOf('RouteError', 'no backend is ready'));
    },
    expects: [
      { step: 'restart-in-place', kinds: ['extra-step'] },
      { step: 'start-green', kinds: ['missing-step'] },
    ],
  },
  {
    name: 'a build that was skipped in place of being queued',
    kind: 'branch',
    ...{ draw: gitHook, successes: 5, failures: 5 },
    failed: run => {
      addStep(run, 'enqueue-build', step('skip-build', { because: 'paths' }, { skipped: true }));
      dropStep(run, 'enqueue-build');
      fail(run, 'set-status', errorOf('ApiError', 'no build to report'));
    },
    expects: [
      { step: 'skip-build', kinds: ['extra-step'] },
      { step: 'enqueue-build', kinds: ['missing-step'] },
    ],
  },
];

export const secondOutputs: readonly PlantedPair[] = [...values, ...structure];
