import { maskText } from '../text/redact.ts';
import type { FailureFacts } from './failure-facts.ts';
import type { FailureGroup } from './failure-groups.ts';
import { isNamedBy, markOf, namedMark, signatureOf } from './failure-text.ts';
import { decisiveOf, failureSignature, pieceFacts } from './signature.ts';
import { factsOfRow } from './summarize-failure.ts';

/**
 * What made a group, by its id and the row of its last failure: `SQLSTATE 23505 · constraint orders_pkey`,
 * `the same words · "EUR"`. `undefined` where that is not in the row, as a fingerprint.
 */
export function becauseOf({
  id,
  example,
  workflows,
}: Pick<FailureGroup, 'id' | 'example' | 'workflows'>): string | undefined {
  const facts = factsOfRow(example);
  const place = example.step ?? workflows[0]?.name ?? '';
  const { id: signature, marks } = failureSignature({ facts, place });
  if (signature !== signatureOf(id)) return undefined;
  const decisive = decisiveOf(facts);
  const values = decisive ? [] : namedValues(facts, id);
  const count = decisive ? 0 : pieceFacts(facts).flatMap(({ values }) => values).length;
  const labels = decisive?.kind === 'status' ? ['code'] : ['status', 'code', 'path or class'];
  const named = labels.flatMap((label, at) => {
    const mark = namedMark(id, count, at);
    if (mark === undefined) return [];
    const text = marks[at];
    return text && markOf(text) === mark ? [`${label} ${text}`] : [label];
  });
  const rule = decisive ? ruleText(decisive.kind, decisive.text) : 'the same words';
  return maskText([rule, ...values, ...named].join(' · '));
}

/** The values in the message that tell the group from others of the same words, as they stand there. */
function namedValues(facts: FailureFacts, id: string): readonly string[] {
  let place = 0;
  return pieceFacts(facts).flatMap(({ text, values }) => {
    const isNamed = values.some((value, at) => isNamedBy(id, place + at, value));
    place += values.length;
    return isNamed ? [text] : [];
  });
}

const sqlState = /^[\dA-Z]{5}$/u;
const hasDigit = /\d/u;

function ruleText(kind: 'constraint' | 'code' | 'status', text: string): string {
  if (kind === 'status') return `HTTP ${text}`;
  const [code = '', ...names] = kind === 'code' ? [text] : splitConstraint(text);
  const named = sqlState.test(code) && hasDigit.test(code) ? `SQLSTATE ${code}` : code;
  const what = code === '23502' ? 'column' : 'constraint';
  const object =
    names.length === 0 ? [] : [sqlState.test(code) ? `${what} ${names.join(' ')}` : names.join(' ')];
  return [named, ...object].filter(Boolean).join(' · ');
}

/** `23505 orders_pkey` and `SQL Server 208 dbo.Ledger` in code and name. */
function splitConstraint(text: string): readonly string[] {
  const [, code = '', name = ''] = /^(SQL Server \d+|\S+) ?(.*)$/u.exec(text) ?? [];
  return [code, name].filter(Boolean);
}
