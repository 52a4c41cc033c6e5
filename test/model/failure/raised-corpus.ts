import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunError } from '../../../src/model/run.ts';

/** An error in one of up to six forms: raised by a library (`raised/host`), or made up (`wide/README.md`). */
export type Raised = {
  readonly cause: string;
  readonly library: string;
  readonly step: string;
  readonly form: string;
  readonly error: RunError;
};

export function readRaised(file: string): readonly Raised[] {
  return readFileSync(join(import.meta.dirname, file), 'utf8')
    .trim()
    .split('\n')
    .map((line): Raised => JSON.parse(line));
}

/** Whether only the words were kept, behind those of a wrapper. */
export function isText({ form }: Raised): boolean {
  return form === 'in a text';
}

export type Judged = { readonly precision: number; readonly recall: number };

/** Over pairs: the share of those in one group that are of one cause, and the other way round. */
export function judgeGroups(causes: readonly string[], ids: readonly string[]): Judged {
  const both = countPairs(causes.map((cause, index) => `${cause} ${ids[index]}`));
  return { precision: both / countPairs(ids), recall: both / countPairs(causes) };
}

function countPairs(keys: readonly string[]): number {
  return [...Map.groupBy(keys, key => key).values()].reduce(
    (sum, { length }) => sum + (length * (length - 1)) / 2,
    0,
  );
}

/** Causes that several libraries report in the same words or by the same code: only the step differs. */
const sameWithoutStep: readonly (readonly string[])[] = [
  ['refused', 'refused-both', 'axios-refused', 'node-fetch-refused', 'pg-password', 'mysql-refused'],
  [
    'refused',
    'mongo-selection',
    'openai-refused',
    'mail-refused',
    'ws-refused',
    'py-refused',
    'java-refused',
  ],
  ['refused', 'py-urllib-refused', 'sequelize-refused', 'postgres-refused', 'node-redis-refused'],
  ['refused', 'mssql-refused', 'superagent-refused', 'ofetch-refused', 'grpc-unavailable', 'mqtt-refused'],
  ['refused', 'amqp-refused', 'kafka-refused', 'dynamo-refused', 'elastic-refused', 'ai-refused'],
  ['refused', 'clickhouse-refused', 'neo4j-refused', 'java-url-refused'],
  ['json-html', 'html-as-json', 'got-parse', 'node-fetch-json'],
  ['unknown-host', 'py-unknown-host', 'java-unknown-host'],
  ['socket-closed', 'body-cut'],
  ['pg-divide', 'py-zero'],
  ['sqlite-unique', 'py-sqlite-unique'],
  ['sqlite-null', 'py-sqlite-null'],
  ['sqlite-no-table', 'py-sqlite-table'],
  ['drizzle-unique', 'kysely-unique', 'typeorm-unique', 'postgres-unique', 'knex-unique', 'pg-unique-email'],
  ['pg-missing-users', 'knex-missing'],
  ['axios-404', 'ky-404', 'py-urllib-404'],
  ['axios-500', 'got-500'],
  ['axios-503', 'ky-503', 'py-urllib-503'],
  ['self-signed', 'fetch-self-signed', 'py-self-signed'],
  ['aborted-timer', 'aborted-plain'],
  ['port-taken', 'java-bind'],
  ['redis-wrong-type', 'node-redis-type'],
  ['koa-assert', 'sendgrid-key'],
  ['py-bad-url', 'py-no-url'],
  ['py-zlib', 'java-inflate'],
];

const firstOf = new Map(
  sameWithoutStep.flatMap(([first = '', ...others]) => others.map(cause => [cause, first] as const)),
);

/** The cause of an error in a program in which everything happens in one step. */
export function causeWithoutStep(cause: string): string {
  return firstOf.get(cause) ?? cause;
}
