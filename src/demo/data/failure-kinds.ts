import type { Random } from '../data/random.ts';

export type FailureKind = {
  readonly name?: string;
  readonly code?: string;
  readonly isTransient: boolean;
  readonly message: (random: Random) => string;
  readonly details: Readonly<Record<string, unknown>>;
  /** The error that the step throws, with this one as its cause. */
  readonly wrapper?: { readonly name: string; readonly message: string };
  /** The failing call, after which no other follows; absent where all calls of the step succeed. */
  readonly failingCall?: FailingCall;
};

type FailingCall = {
  /** Names or kinds of calls. */
  readonly of: readonly string[];
  readonly statusCode?: number;
  /** Drawn when absent. */
  readonly lastsMs?: number;
};

const failureKinds = {
  mailTimeout: {
    name: 'TimeoutError',
    code: 'ETIMEDOUT',
    isTransient: true,
    message: () => 'mail provider did not answer in 3000 ms',
    details: { provider: 'postbox', timeoutMs: 3_000 },
    failingCall: { of: ['http'], lastsMs: 3_000 },
  },
  rateLimit: {
    code: '429',
    isTransient: true,
    message: () => 'HTTP 429: rate limit',
    details: { status: 429, headers: { 'retry-after': '20', 'x-ratelimit-remaining': '0' } },
    failingCall: { of: ['http', 'model'], statusCode: 429 },
  },
  ledgerTimeout: {
    name: 'TimeoutError',
    code: 'ECONNABORTED',
    isTransient: true,
    message: () => 'timeout of 5000 ms exceeded',
    details: { timeoutMs: 5_000 },
    wrapper: { name: 'LedgerError', message: 'request failed' },
    failingCall: { of: ['http'], lastsMs: 5_000 },
  },
  missingRelation: {
    code: '42P01',
    isTransient: false,
    message: () => 'relation "orders" does not exist',
    details: { severity: 'ERROR', position: '122', routine: 'parserOpenTable' },
    failingCall: { of: ['SELECT orders'] },
  },
  refused: {
    name: 'ConnectError',
    code: 'ECONNREFUSED',
    isTransient: true,
    message: () => 'connect ECONNREFUSED 10.0.3.17:5432',
    details: { address: '10.0.3.17', port: 5432 },
    failingCall: { of: ['db'] },
  },
  hostRefused: {
    name: 'ConnectError',
    code: 'ECONNREFUSED',
    isTransient: true,
    message: () => 'connect ECONNREFUSED 10.0.4.21:443',
    details: { address: '10.0.4.21', port: 443 },
    failingCall: { of: ['http'] },
  },
  invalidInput: {
    name: 'ValidationError',
    code: 'INVALID_INPUT',
    isTransient: false,
    message: random => `${random.pick(['email', 'customer.vatId', 'items[0].price'])} is missing`,
    details: { issues: 1 },
  },
  cardDeclined: {
    name: 'PaymentError',
    code: 'card_declined',
    isTransient: false,
    message: random =>
      `the card was declined: ${random.pick(['insufficient funds', 'expired', 'do not honor'])}`,
    details: { network: 'test' },
    failingCall: { of: ['http'], statusCode: 402 },
  },
  notJson: {
    name: 'SyntaxError',
    isTransient: true,
    message: () => `Unexpected token '<', "<!doctype "... is not valid JSON`,
    details: {},
    failingCall: { of: ['http'], statusCode: 502 },
  },
  promptTooLong: {
    name: 'ModelError',
    code: 'context_length_exceeded',
    isTransient: false,
    message: random =>
      `the prompt has ${random.between(128, 190)},${random.between(100, 999)} tokens, the model takes 128,000`,
    details: { limit: 128_000 },
    failingCall: { of: ['model'] },
  },
  undefinedId: {
    name: 'TypeError',
    isTransient: false,
    message: () => `Cannot read properties of undefined (reading 'id')`,
    details: {},
  },
  duplicateKey: {
    code: '23505',
    isTransient: false,
    message: () => 'duplicate key value violates unique constraint "users_email_key"',
    details: { severity: 'ERROR', constraint: 'users_email_key', table: 'users' },
    failingCall: { of: ['INSERT users'] },
  },
  outOfMemory: {
    name: 'WorkerError',
    code: 'OOM_KILLED',
    isTransient: true,
    message: () => 'the worker was killed: memory limit of 512 MB',
    details: { exitCode: 137 },
    failingCall: { of: ['db', 'file'] },
  },
  checksum: {
    name: 'ChecksumError',
    isTransient: false,
    message: random => `the archive of shard ${random.int(8)} does not match its checksum`,
    details: {},
  },
} as const satisfies Readonly<Record<string, FailureKind>>;

export type FailureName = keyof typeof failureKinds;

export function failureKind(name: FailureName): FailureKind {
  return failureKinds[name];
}
