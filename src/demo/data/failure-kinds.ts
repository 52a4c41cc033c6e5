import type { Random } from '../draw/random.ts';

/** A failure that comes up again and again. */
export type Failure = {
  readonly name?: string;
  readonly code?: string;
  /** Whether it is worth another attempt. */
  readonly isPassing: boolean;
  readonly message: (random: Random) => string;
  /** What else the error object holds. */
  readonly details: Readonly<Record<string, unknown>>;
};

const table = {
  mailTimeout: {
    name: 'TimeoutError',
    code: 'ETIMEDOUT',
    isPassing: true,
    message: () => 'mail provider did not answer in 3000 ms',
    details: { provider: 'postbox', timeoutMs: 3_000 },
  },
  rateLimit: {
    code: '429',
    isPassing: true,
    message: () => 'HTTP 429: rate limit',
    details: { status: 429, headers: { 'retry-after': '20', 'x-ratelimit-remaining': '0' } },
  },
  missingRelation: {
    code: '42P01',
    isPassing: false,
    message: () => 'relation "orders" does not exist',
    details: { severity: 'ERROR', position: '122', routine: 'parserOpenTable' },
  },
  refused: {
    name: 'ConnectError',
    code: 'ECONNREFUSED',
    isPassing: true,
    message: () => 'connect ECONNREFUSED 10.0.3.17:5432',
    details: { address: '10.0.3.17', port: 5432 },
  },
  invalidInput: {
    name: 'ValidationError',
    code: 'INVALID_INPUT',
    isPassing: false,
    message: random => `${random.pick(['email', 'customer.vatId', 'items[0].price'])} is missing`,
    details: { issues: 1 },
  },
  cardDeclined: {
    name: 'PaymentError',
    code: 'card_declined',
    isPassing: false,
    message: random =>
      `the card was declined: ${random.pick(['insufficient funds', 'expired', 'do not honor'])}`,
    details: { network: 'test' },
  },
  notJson: {
    name: 'SyntaxError',
    isPassing: true,
    message: () => `Unexpected token '<', "<!doctype "... is not valid JSON`,
    details: {},
  },
  promptTooLong: {
    name: 'ModelError',
    code: 'context_length_exceeded',
    isPassing: false,
    message: random =>
      `the prompt has ${random.between(128, 190)},${random.between(100, 999)} tokens, the model takes 128,000`,
    details: { limit: 128_000 },
  },
  undefinedId: {
    name: 'TypeError',
    isPassing: false,
    message: () => `Cannot read properties of undefined (reading 'id')`,
    details: {},
  },
  duplicateKey: {
    code: '23505',
    isPassing: false,
    message: () => 'duplicate key value violates unique constraint "users_email_key"',
    details: { severity: 'ERROR', constraint: 'users_email_key', table: 'users' },
  },
  outOfMemory: {
    name: 'WorkerError',
    code: 'OOM_KILLED',
    isPassing: true,
    message: () => 'the worker was killed: memory limit of 512 MB',
    details: { exitCode: 137 },
  },
  checksum: {
    name: 'ChecksumError',
    isPassing: false,
    message: random => `the archive of shard ${random.int(8)} does not match its checksum`,
    details: {},
  },
} as const satisfies Readonly<Record<string, Failure>>;

export type FailureName = keyof typeof table;

export function failureOf(name: FailureName): Failure {
  return table[name];
}

const innerFrames = `    at async withTimeout (/app/lib/with-timeout.ts:18:12)
    at async Client.request (/app/lib/http/client.ts:94:20)`;
const outerFrames = `    at async retry (/app/lib/retry.ts:31:14)
    at async Step.run (/app/node_modules/engine/dist/step.js:208:22)
    at async Step.attempt (/app/node_modules/engine/dist/step.js:171:9)
    at async Run.advance (/app/node_modules/engine/dist/run.js:96:7)
    at async Run.execute (/app/node_modules/engine/dist/run.js:61:5)
    at async Lane.take (/app/node_modules/engine/dist/lane.js:44:11)
    at async Lane.loop (/app/node_modules/engine/dist/lane.js:29:7)
    at async Worker.work (/app/node_modules/engine/dist/worker.js:115:5)
    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)`;

/** Fourteen lines, as an engine on Node would print them. */
export function stackOf(failure: Failure, message: string, workflow: string, step: string): string {
  const place = `    at ${toCamelCase(step)} (/app/workflows/${workflow}/${step}.ts:41:11)`;
  return `${failure.name ?? 'Error'}: ${message}\n${innerFrames}\n${place}\n    at async run (/app/workflows/${workflow}/workflow.ts:23:18)\n${outerFrames}`;
}

function toCamelCase(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
