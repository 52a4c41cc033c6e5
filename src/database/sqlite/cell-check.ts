import type { Statement } from 'better-sqlite3';
import { type RunField, runFields } from '../../model/run-fields.ts';

/** Larger texts may be read as bytes. */
export const smallTextBytes = 256 * 1_024;

type Check = (value: unknown) => boolean;

const isText: Check = value => typeof value === 'string';
const isNumber: Check = value => Number.isFinite(value);
const isLargeBytes: Check = value => value instanceof Uint8Array && value.byteLength > smallTextBytes;
const isPayload: Check = value => isText(value) || isLargeBytes(value);
const orNull =
  (check: Check): Check =>
  value =>
    value === null || check(value);

const texts =
  'trigger_type trigger_label trigger_raw type level message field value process_start host failure_id workflow former current';
const payloads = 'input output error error_value';
const optionalTexts =
  'error_name error_message error_step cancel_by lost_status whole_message error_code error_stack error_step_id usage cancel_outcome span_id attributes events writer note ticket made_by cause_code cause_name cause_message failure';
const numbers = 'key n seq pid shown start_at heartbeat_at made_at first_at last_at';
const optionalNumbers = 'owner muted_count trigger_at end_at at muted_until';

const checks: ReadonlyMap<string, Check> = new Map([
  ...Object.values(runFields).flatMap(checkOf),
  ...toChecks(texts, isText),
  ...toChecks(optionalTexts, orNull(isText)),
  ...toChecks('json', isPayload),
  ...toChecks(payloads, orNull(isPayload)),
  ...toChecks(numbers, isNumber),
  ...toChecks(optionalNumbers, orNull(isNumber)),
]);

/** A list is JSON text, or NULL where it was not recorded. */
function checkOf(field: RunField): readonly (readonly [string, Check])[] {
  if (!('column' in field)) return [];
  const check = field.kind === 'time' || field.kind === 'number' ? isNumber : isText;
  const isAlwaysThere = 'isRequired' in field && field.kind !== 'texts';
  return [[field.column, isAlwaysThere ? check : orNull(check)]];
}

function toChecks(names: string, check: Check): readonly (readonly [string, Check])[] {
  return names.split(' ').map(name => [name, check] as const);
}

/** SQLite keeps any value in any column, and a damaged page holds anything: the check throws for it. */
export function createCellCheck<Row>(statement: Statement<unknown[], Row>): (row: Row) => Row {
  const names = statement.columns().map(({ name }) => name);
  // The id of an owner is a number.
  const isOwner = names.includes('heartbeat_at');
  const columns = names.flatMap(name => {
    const check = isOwner && name === 'id' ? isNumber : checks.get(name);
    return check ? [{ name, check }] : [];
  });
  return row => {
    for (const { name, check } of columns)
      if (!check(Reflect.get(Object(row), name))) throw damagedCell(name);
    return row;
  };
}

/** Like SQLite's own error for a damaged page. */
export function damagedCell(name: string): Error {
  return Object.assign(new Error(`a value of ${name} cannot be`), { code: 'SQLITE_CORRUPT' });
}
